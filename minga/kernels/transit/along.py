"""Between two positions of a line that can be hailed: who alights, who changes, who boards there.

The points of a segment are passed in their order; where one alights and another boards at the
same point, one alights first.
"""

import numpy as np

from minga.kernels.transit.board import next_run, note, point_s, point_trip, skip_steps
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.query import FRACTIONS, HOP, Query, Work
from minga.kernels.transit.timetable import I32, UNREACHED, Timetable


@kernel
def along(
    tt: Timetable, work: Work, query: Query, k: int, at_s: int, line: int, p: int,
    none: int, trip: int, from_p: int, best: int, deep: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Ride from position `p` on to the next; trip, where it was boarded, and the best arrival.

    `trip` is `none` where one is not aboard. Hops that get quicker are noted in `work`.
    """
    alight, seeds, hop = query.alight, query.seed, tt.hop
    base, trips = tt.time_ofs[line], tt.line_trips[line]
    n, at = tt.line_ofs[line + 1] - tt.line_ofs[line], k if deep else 0
    place = tt.line_ofs[tt.home[line]] + p
    out, out_end, onto, onto_end = tt.hop_ofs[place], tt.hop_ofs[place + 1], 0, 0
    point, seed = work.alight_of[line], UNREACHED
    if k == 1:
        seed = work.seed_of[line]
    else:
        onto, onto_end = tt.board_ofs[place], tt.board_ofs[place + 1]
    while point < len(alight) and alight[point, 0] == line and alight[point, 1] < p:
        point += 1
    while seed < len(seeds) and seeds[seed, 0] == line and seeds[seed, 1] < p:
        seed += 1
    bound = bound_after(work.label, tt.line_stop, place, at)
    while True:
        kind, here = 0, FRACTIONS + 1
        if point < len(alight) and alight[point, 0] == line and alight[point, 1] == p:
            kind, here = 1, alight[point, 2]
        if out < out_end and hop[out, 2] < here:
            kind, here = 2, hop[out, 2]
        seeded = seed < len(seeds) and seeds[seed, 0] == line and seeds[seed, 1] == p
        if seeded and seeds[seed, 2] < here:
            kind, here = 3, seeds[seed, 2]
        while onto < onto_end and work.hop_ready[tt.board[onto]] == UNREACHED:
            onto += 1
        if onto < onto_end and hop[tt.board[onto], 6] < here:
            kind, here = 4, hop[tt.board[onto], 6]
        if kind == 0:
            return trip, from_p, best
        if kind == 1:
            if trip < none:
                passed = point_s(tt.arrive, tt.depart, base, trips, n, trip, p, here)
                last = alight[point, 3]
                if passed + last < best:
                    best = passed + last
                    note(work.target, k, best, line, trip, from_p, -1 - point, -1, last, deep)
            point += 1
        elif kind == 2:
            if trip < none:
                passed = point_s(tt.arrive, tt.depart, base, trips, n, trip, p, here)
                hop_off(tt, work, k, out, passed, line, trip, from_p, best, deep)
            out += 1
        else:
            if kind == 3:
                ready, code, seed = at_s + seeds[seed, 3], -1 - seed, seed + 1
            else:
                c, onto = tt.board[onto], onto + 1
                ready, code = work.hop_ready[c], -HOP - c
            trip, from_p = hail(tt, work, query, k, line, p, here, ready, code, trip, from_p,
                                none, best - bound)  # fmt: skip


@kernel
def hail(
    tt: Timetable, work: Work, query: Query, k: int, line: int, p: int, part: int, ready: int,
    code: int, trip: int, from_p: int, none: int, latest: int,
) -> tuple[int, int]:  # fmt: skip
    """At a point from `ready` on: the first trip (or start) before `trip`, boarded by `code`.

    One that passes at `latest` or later is of no use.
    """
    base, trips, arrive, depart = tt.time_ofs[line], tt.line_trips[line], tt.arrive, tt.depart
    n, first = tt.line_ofs[line + 1] - tt.line_ofs[line], tt.window_ofs[line]
    if none < 0:
        return trip, from_p
    if trips > 0:
        found = point_trip(arrive, depart, base, trips, n, p, part, ready)
        if query.step_free:
            found = skip_steps(tt.trip_access, tt.trip_ofs[line], found, trips)
    else:
        off = point_s(arrive, depart, base, trips, n, 0, p, part)
        end = tt.window_ofs[line + 1]
        found = next_run(tt.window, first, end, ready - off, none, query.wait)
    if found >= none or point_s(arrive, depart, base, trips, n, found, p, part) >= latest:
        return trip, from_p
    if found < trip:
        return found, code
    if k == 1 and trip < none:
        passed = point_s(arrive, depart, base, trips, n, trip, p, part)
        stops = tt.line_stop[tt.line_ofs[line] : tt.line_ofs[line + 1]]
        if passed >= ready and leaves_later(
            arrive, depart, base, trips, stops, work.foot, query.seed, trip, from_p, code
        ):
            return trip, code
    return trip, from_p


@kernel
def leaves_later(
    arrive: I32, depart: I32, base: int, trips: int, stops: I32, foot: I32, seed: I32, trip: int,
    one: int, other: int,
) -> bool:  # fmt: skip
    """Of two places to board a first ride, whether for the other one leaves the origin later.

    `stops` are those of the line, packed.
    """
    times, n = np.zeros(2, np.int64), len(stops)
    for i in range(2):
        from_p = one if i == 0 else other
        if from_p < 0:
            row = seed[-1 - from_p]
            passed = point_s(arrive, depart, base, trips, n, trip, row[1], row[2])
            times[i] = passed - row[3]
            continue
        times[i] = -foot[0, stops[from_p] >> 2, 1]
        if trips > 0:
            times[i] += depart[base + from_p * trips + trip]
        else:
            times[i] += trip + depart[base + from_p]
    return bool(times[1] > times[0])


@kernel
def bound_after(label: I32, line_stop: I32, place: int, at: int) -> int:
    """The least time from a line's segment to the destination: as `bounds` sees its ends."""
    one = label[line_stop[place] >> 2, at, 3]
    other = label[line_stop[place + 1] >> 2, at, 3]
    least: int = min(one, other)
    return least


@kernel
def hop_off(
    tt: Timetable, work: Work, k: int, c: int, off_s: int, line: int, trip: int, from_p: int,
    best: int, deep: int,
) -> None:  # fmt: skip
    """Leave a vehicle at a hop's point (or its stop, `line` -1) at `off_s` and walk."""
    hop, best_s, at = tt.hop, work.hop_best, k if deep else 0
    ready = off_s + hop[c, 3]
    if ready >= best_s[c, at]:
        return
    if hop[c, 4] >= 0:
        place = tt.line_ofs[hop[c, 4]] + hop[c, 5]
        bound = bound_after(work.label, tt.line_stop, place, at)
    else:
        bound = work.label[-1 - hop[c, 4], at, 3]
    if ready + bound >= best:
        return
    best_s[c, at] = ready
    for later in range(at + 1, best_s.shape[1]):
        best_s[c, later] = min(best_s[c, later], ready)
    work.hop_parent[k, c, 0], work.hop_parent[k, c, 1] = line, trip
    work.hop_parent[k, c, 2] = from_p
    if work.hop_seen[c] != k:
        work.hop_seen[c] = k
        work.hop_hit[work.hops[0]] = c
        work.hops[0] += 1


@kernel
def hop_on(tt: Timetable, work: Work, k: int, hits: int, marked: int, best: int, deep: int) -> int:
    """Mark what round k's hops reach: points of lines, stops. How many stops are marked now.

    `marked` stops are marked already. Hops that were marked before are not any more.
    """
    label, hop, at = work.label, tt.hop, k if deep else 0
    following = at + deep
    for i in range(hits):
        v = work.hit[i]
        for c in range(tt.stop_hop_ofs[v], tt.stop_hop_ofs[v + 1]):
            hop_off(tt, work, k, c, label[v, at, 1], -1, v, 0, best, deep)
    hops = 0
    for i in range(work.hops[0]):
        c = work.hop_hit[i]
        ready = work.hop_best[c, at]
        if hop[c, 4] >= 0:
            work.hop_ready[c] = ready
            work.hop_marked[hops] = c
            hops += 1
            continue
        s = -1 - hop[c, 4]
        if ready < label[s, at, 2] and ready + label[s, at, 3] < best:
            if label[s, following, 0] == UNREACHED:
                work.marked[marked] = s
                marked += 1
            label[s, following, 0] = ready
            for later in range(at, label.shape[1]):
                label[s, later, 2] = min(label[s, later, 2], ready)
            work.foot[k, s, 0], work.foot[k, s, 1] = -2 - c, hop[c, 3]
    work.hops[1] = hops
    return marked


@kernel
def queue_points(tt: Timetable, work: Work, query: Query, k: int, queued: int) -> int:
    """Queue the lines of seeds (round 1) and of marked hops, from the segment that comes first."""
    span, queue = work.span, work.queue
    for i in range(len(query.seed) if k == 1 else 0):
        queued = queue_at(span, queue, queued, query.seed[i, 0], query.seed[i, 1])
    for i in range(work.hops[1] if k > 1 else 0):
        c = work.hop_marked[i]
        line, p = tt.hop[c, 4], tt.hop[c, 5]
        queued = queue_at(span, queue, queued, line, p)
        for j in range(tt.away_ofs[line], tt.away_ofs[line + 1]):
            queued = queue_at(span, queue, queued, tt.away[j], p)
    return queued


@kernel
def queue_at(span: I32, queue: I32, queued: int, line: int, p: int) -> int:
    """Put a line in the queue, or widen its span of positions."""
    if span[line, 0] == UNREACHED:
        span[line, 0] = p
        span[line, 1] = p
        queue[queued] = line
        return queued + 1
    span[line, 0] = min(span[line, 0], p)
    span[line, 1] = max(span[line, 1], p)
    return queued
