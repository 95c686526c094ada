"""Between two positions of a line that can be hailed: who alights, who changes, who boards there.

The points of a segment are passed in their order; where one alights and another boards at the
same point, one alights first. Arrays are handed on one by one: a tuple of them is dear to pass.
"""

import numpy as np

from minga.kernels.transit.jit import kernel
from minga.kernels.transit.search.next_departure import (
    next_run,
    note,
    point_s,
    point_trip,
    skip_steps,
)
from minga.kernels.transit.search.query import HOP, Query, Work
from minga.kernels.transit.timetable import FRACTIONS, I32, I64, U8, UNREACHED, Timetable


@kernel
def along(
    tt: Timetable, work: Work, query: Query, k: int, at_s: int, line: int, p: int,
    none: int, trip: int, from_p: int, best: int, deep: int,
) -> tuple[int, int, int]:  # fmt: skip
    """Ride from position `p` on to the next; trip, where it was boarded, and the best arrival.

    `trip` is `none` where one is not aboard. Hops that get quicker are noted in `work`.
    """
    alight, seeds, hop, board = query.alight, query.seed, tt.hop, tt.board
    arrive, depart, label, rode = tt.arrive, tt.depart, work.label, work.rode
    base, trips, at = tt.time_ofs[line], tt.line_trips[line], k if deep else 0
    n, place = tt.line_ofs[line + 1] - tt.line_ofs[line], tt.line_ofs[tt.home[line]] + p
    out, out_end = tt.hop_ofs[place], tt.hop_ofs[place + 1]
    onto, onto_end = tt.board_ofs[place], tt.board_ofs[place + 1]
    point = first_at(alight, work.alight_of[line], line, p)
    seed = first_at(seeds, work.seed_of[line], line, p) if k == 1 else UNREACHED
    bound = label[tt.line_stop[place] >> 2, 0, 3] - max(0, query.slack_s)
    if trip < none:
        ride_on(rode, line, at, trip, p * FRACTIONS)
    while True:
        kind, part = 0, FRACTIONS + 1
        if point < len(alight) and alight[point, 0] == line and alight[point, 1] == p:
            kind, part = 1, alight[point, 2]
        seeded = seed < len(seeds) and seeds[seed, 0] == line and seeds[seed, 1] == p
        if seeded and seeds[seed, 2] < part:
            kind, part = 2, seeds[seed, 2]
        while onto < onto_end and work.hop_ready[board[onto]] == UNREACHED:
            onto += 1
        if onto < onto_end and hop[board[onto], 6] < part:
            kind, part = 3, hop[board[onto], 6]
        if out < out_end and hop[out, 2] <= part:
            out = hop_off_until(
                trip < none, part, hop, out, out_end, k, at, line, p, trip, from_p, best,
                query.slack_s, label, rode, tt.line_ofs, tt.line_stop, tt.line_trips, tt.time_ofs,
                arrive, depart, tt.away_ofs, work.hop_best, work.hop_parent, work.hop_seen,
                work.hop_hit, work.hops,
            )  # fmt: skip
        if kind == 0:
            return trip, from_p, best
        passed = (
            point_s(arrive, depart, base, trips, n, trip, p, part) if trip < none else UNREACHED
        )
        if kind == 1:
            last, point = alight[point, 3], point + 1
            if passed + last < best:
                best = passed + last
                note(work.target, k, best, line, trip, from_p, -point, -1, last, deep)
            continue
        if kind == 2:
            ready, code, seed = at_s + seeds[seed, 3], -1 - seed, seed + 1
        else:
            ready, code, onto = work.hop_ready[board[onto]], -HOP - board[onto], onto + 1
        # Who sits in a run already boards none that comes later.
        if ready <= passed:
            trip, from_p = hail(
                arrive, depart, tt.window, tt.window_ofs[line], tt.window_ofs[line + 1],
                tt.trip_access, tt.trip_ofs[line], work.foot, seeds, rode, base, trips, n,
                tt.line_stop, tt.line_ofs[line], k, at, line, p, part, ready, code, trip, from_p,
                none, best - bound, query.step_free, query.wait,
            )  # fmt: skip


@kernel
def first_at(points: I32, at: int, line: int, p: int) -> int:
    """From a line's first row of `points` on, the first that is not before a position."""
    while at < len(points) and points[at, 0] == line and points[at, 1] < p:
        at += 1
    return at


@kernel
def hail(
    arrive: I32, depart: I32, window: I32, window_from: int, window_to: int, trip_access: U8,
    trip_from: int, foot: I32, seeds: I32, rode: I32, base: int, trips: int, n: int,
    line_stop: I32, first: int, k: int, at: int, line: int, p: int, part: int, ready: int,
    code: int, trip: int, from_p: int, none: int, latest: int, step_free: int, wait: int,
) -> tuple[int, int]:  # fmt: skip
    """At a point from `ready` on: the first trip (or start) before `trip`, boarded by `code`.

    One that leaves the stop before at `latest` or later is of no use.
    """
    boarded = none
    if trips > 0:
        boarded = point_trip(arrive, depart, base, trips, n, p, part, ready)
        if step_free:
            boarded = skip_steps(trip_access, trip_from, boarded, trips)
    elif none > 0:
        off = point_s(arrive, depart, base, trips, n, 0, p, part)
        boarded = next_run(window, window_from, window_to, ready - off, none, wait)
    if boarded >= none or left_s(depart, base, trips, boarded, p) >= latest:
        return trip, from_p
    if boarded < trip:
        ride_on(rode, line, at, boarded, p * FRACTIONS + part)
        return boarded, code
    if k == 1 and leaves_later(
        arrive, depart, base, trips, line_stop[first : first + n], foot, seeds, trip,
        from_p, code,
    ):  # fmt: skip
        return trip, code
    return trip, from_p


@kernel
def left_s(depart: I32, base: int, trips: int, trip: int, p: int) -> int:
    """When a trip (or a run that started at `trip`) leaves a position."""
    left: int = trip + depart[base + p]
    if trips > 0:
        left = depart[base + p * trips + trip]
    return left


@kernel
def ride_on(rode: I32, line: int, at: int, trip: int, place: int) -> None:
    """Note that a trip of a line is ridden from there on by so many rides, or more."""
    for later in range(at, rode.shape[1]):
        if trip < rode[line, later, 0]:
            rode[line, later, 0], rode[line, later, 1] = trip, place


@kernel
def leaves_later(
    arrive: I32, depart: I32, base: int, trips: int, stops: I32, foot: I32, seed: I32, trip: int,
    place: int, other_place: int,
) -> bool:  # fmt: skip
    """Of two places to board a first ride, whether for the other one leaves the origin later.

    `stops` are those of the line, packed.
    """
    times, n = np.zeros(2, np.int64), len(stops)
    for i in range(2):
        from_p = place if i == 0 else other_place
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
def hop_off_until(
    aboard: bool, until: int, hop: I32, out: int, out_end: int, k: int, at: int, line: int, p: int,
    trip: int, from_p: int, best: int, slack: int, label: I32, rode: I32, line_ofs: I32,
    line_stop: I32, line_trips: I32, time_ofs: I64, arrive: I32, depart: I32, away_ofs: I32,
    best_s: I32, parent: I32, seen: U8, hit: I32, many: I32,
) -> int:  # fmt: skip
    """Note the hops that help, from a trip until a point; the first hop behind it."""
    base, trips, n = time_ofs[line], line_trips[line], line_ofs[line + 1] - line_ofs[line]
    while out < out_end and hop[out, 2] <= until:
        ready = UNREACHED
        if aboard:
            ready = hop[out, 3] + point_s(arrive, depart, base, trips, n, trip, p, hop[out, 2])
        if ready < best_s[out, at] and helps(
            hop, out, ready, best, at, slack, label, rode, line_ofs, line_stop, line_trips,
            time_ofs, arrive, depart, away_ofs,
        ):  # fmt: skip
            hop_off(out, ready, line, trip, from_p, k, at, best_s, parent, seen, hit, many)
        out += 1
    return out


@kernel
def helps(
    hop: I32, c: int, ready: int, best: int, at: int, slack: int, label: I32, rode: I32,
    line_ofs: I32, line_stop: I32, line_trips: I32, time_ofs: I64, arrive: I32, depart: I32,
    away_ofs: I32,
) -> bool:  # fmt: skip
    """Whether a hop that is done at `ready` may lead to an arrival before `best`."""
    onto, p, part = hop[c, 4], hop[c, 5], hop[c, 6]
    if onto < 0:
        return bool(ready + label[-1 - onto, 0, 3] < best)
    # Whoever had been aboard since the stop before could not arrive sooner.
    base, trips = time_ofs[onto], line_trips[onto]
    n = line_ofs[onto + 1] - line_ofs[onto]
    passes = point_s(arrive, depart, base, trips, n, 0, p, part)
    ahead = passes - depart[base + p * max(1, trips)]
    bound = label[line_stop[line_ofs[onto] + p] >> 2, 0, 3]
    if passes < UNREACHED and ready + max(0, bound - ahead - max(0, slack)) >= best:
        return False
    run = rode[onto, at, 0]
    if run == UNREACHED or rode[onto, at, 1] > p * FRACTIONS + part:
        return True
    # With no more rides one sits in a run of the line already.
    passed = point_s(arrive, depart, base, trips, n, run, p, part)
    return bool(passed > ready or away_ofs[onto] < away_ofs[onto + 1])


@kernel
def hop_off(
    c: int, ready: int, line: int, trip: int, from_p: int, k: int, at: int, best_s: I32,
    parent: I32, seen: U8, hit: I32, many: I32,
) -> None:  # fmt: skip
    """Note a hop that is done at `ready`, from a vehicle or (`line` -1) the stop `trip`."""
    best_s[c, at] = ready
    for later in range(at + 1, best_s.shape[1]):
        best_s[c, later] = min(best_s[c, later], ready)
    parent[k, c, 0], parent[k, c, 1], parent[k, c, 2] = line, trip, from_p
    if seen[c] != k:
        seen[c] = k
        hit[many[0]] = c
        many[0] += 1


@kernel
def hop_on(
    tt: Timetable, work: Work, query: Query, k: int, hits: int, marked: int, best: int, deep: int
) -> int:
    """Mark what round k's hops reach: points of lines, stops. How many stops are marked now.

    `marked` stops are marked already. Hops that were marked before are not any more.
    """
    label, hop, at = work.label, tt.hop, k if deep else 0
    following = at + deep
    for i in range(hits):
        v = work.hit[i]
        for c in range(tt.stop_hop_ofs[v], tt.stop_hop_ofs[v + 1]):
            ready = label[v, at, 1] + hop[c, 3]
            if ready < work.hop_best[c, at] and helps(
                hop, c, ready, best, at, query.slack_s, label, work.rode, tt.line_ofs, tt.line_stop,
                tt.line_trips, tt.time_ofs, tt.arrive, tt.depart, tt.away_ofs,
            ):  # fmt: skip
                hop_off(c, ready, -1, v, 0, k, at, work.hop_best, work.hop_parent, work.hop_seen,
                        work.hop_hit, work.hops)  # fmt: skip
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
