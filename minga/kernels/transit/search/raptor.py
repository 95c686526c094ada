"""RAPTOR: every Pareto-optimal journey over arrival and rides, exactly.

Delling, Pajor, Werneck: Round-Based Public Transit Routing, Transportation Science 49(3), 2015.
Ours differs: walks need not close and never chain, so a stop keeps its best arrival by vehicle
apart from its best time on foot; lines with headways are boarded by a ceiling division; one may
board and alight between stops; a label dies when its time plus the least time to the destination
(`bounds`) is no better than the best arrival of as many rides.
"""

import numpy as np

from minga.kernels.transit.jit import kernel
from minga.kernels.transit.search.hail_scan import (
    along,
    hop_on,
    leaves_later,
    queue_at,
    queue_points,
)
from minga.kernels.transit.search.next_departure import (
    next_run,
    next_trip,
    note,
    point_s,
    skip_steps,
)
from minga.kernels.transit.search.query import COLUMNS, NEVER, Query, Work
from minga.kernels.transit.search.trace import trace
from minga.kernels.transit.timetable import (
    FRACTIONS,
    I32,
    I64,
    MAY_ALIGHT,
    MAY_BOARD,
    U8,
    UNREACHED,
    Timetable,
)


@kernel
def answer(
    tt: Timetable, work: Work, query: Query, times: I64, events: I32, first: int, deep: int
) -> int:
    """Journeys that leave at `times[first:]`, latest first; returns the times done.

    Rows of `work.found` (rides, first leg, one past the last) and of `work.rows` (the legs);
    `work.many` holds how many. Done early where the room ends; ask again with the times left.
    The one way into the search, so that it is compiled once. `deep` 1 (and `work` made so) where
    there are several times; then `events` says what can be boarded just in time at each (see
    `profile.departures`). Without a destination the labels stay in `work` for the caller.
    """
    journeys, out, legs, target = work.found, work.rows, work.legs, work.target
    if query.slack_s >= 0 and len(query.egress) + len(query.alight) == 0:
        work.many[0] = 0
        return len(times)
    if first == 0:
        start(tt, work, query)
    many, rows, done = 0, 0, first
    while done < len(times):
        if many + len(target) > len(journeys) or rows + len(target) * legs.shape[1] > len(out):
            break
        end = done + 1
        while end < len(events) and times[end] == times[done]:
            end += 1
        # At the latest time everything is boarded, what leaves after it included.
        just = events[done:end] if done > 0 else events[:0]
        marked, queued = leave(tt, work, query, times[done], just, deep)
        rounds = search(tt, work, query, times[done], marked, queued, deep)
        for k in range(1, rounds + 1):
            if target[k, 7] == 0:
                continue
            target[k, 7] = 0
            at = trace(tt, work, query, k)
            journeys[many, 0], journeys[many, 1] = k, rows
            for row in range(at, legs.shape[1]):
                for column in range(COLUMNS):
                    out[rows, column] = legs[k, row, column]
                rows += 1
            journeys[many, 2] = rows
            many += 1
        done = end
    work.many[0] = many
    if done == len(times):
        clear(tt, work, query)
    return done


@kernel
def start(tt: Timetable, work: Work, query: Query) -> None:
    """Set labels, bounds and what is near the destination."""
    label, egress, shut = work.label, work.egress, work.shut
    touched, target, left = work.touched, work.target, bounds_of(tt, query, len(work.label))
    for s in range(len(label)):
        touched[s] = 0
        reach = NEVER if query.step_free and shut[s] else UNREACHED
        for k in range(label.shape[1]):
            label[s, k, 0], label[s, k, 1], label[s, k, 2] = UNREACHED, reach, reach
            label[s, k, 3] = max(0, left[s])
    for k in range(len(target)):
        target[k, 0], target[k, 7] = UNREACHED, 0
    for i in range(len(query.egress)):
        s = query.egress[i, 0]
        egress[s] = min(egress[s], query.egress[i, 1])
        for j in range(tt.stop_ofs[s], tt.stop_ofs[s + 1]):
            work.ends[tt.stop_line[j, 0]] = 1
    for i in range(len(query.alight) - 1, -1, -1):
        work.alight_of[query.alight[i, 0]] = i
    for i in range(len(query.seed) - 1, -1, -1):
        work.seed_of[query.seed[i, 0]] = i
    work.hop_best[:] = UNREACHED
    work.rode[:] = UNREACHED
    work.hop_ready[:] = UNREACHED
    work.hop_seen[:] = 0
    work.hops[:] = 0


@kernel
def clear(tt: Timetable, work: Work, query: Query) -> None:
    """Forget what is near the destination."""
    for i in range(len(query.egress)):
        s = query.egress[i, 0]
        work.egress[s] = UNREACHED
        for j in range(tt.stop_ofs[s], tt.stop_ofs[s + 1]):
            work.ends[tt.stop_line[j, 0]] = 0
    for i in range(len(query.alight)):
        work.alight_of[query.alight[i, 0]] = UNREACHED
    for i in range(len(query.seed)):
        work.seed_of[query.seed[i, 0]] = UNREACHED


@kernel
def leave(
    tt: Timetable, work: Work, query: Query, at_s: int, events: I32, deep: int
) -> tuple[int, int]:
    """Walk from the origin at `at_s`; marked stops and queued lines (0 without events)."""
    label, marked, queued, best = work.label, 0, 0, UNREACHED
    if deep:
        best = work.target[1, 0]
        work.touched[:] = 0
        work.hop_seen[:] = 0
    if query.direct_s < UNREACHED:
        best = min(best, at_s + query.direct_s)
    for i in range(len(query.access)):
        s, walked = query.access[i, 0], query.access[i, 1]
        ready = at_s + walked
        if ready < label[s, 0, 2] and ready + label[s, 0, 3] < best:
            if not len(events):
                work.marked[marked] = s
                label[s, deep, 0] = ready
                marked += 1
            for k in range(label.shape[1]):
                label[s, k, 2] = min(label[s, k, 2], ready)
            work.foot[0, s, 0], work.foot[0, s, 1] = -1, walked
    for i in range(len(events)):
        line, p, row = events[i, 0], events[i, 1], events[i, 2]
        if row >= 0:
            s, ready = query.access[row, 0], at_s + query.access[row, 1]
            if label[s, 0, 2] != ready:
                continue  # shut, or too late for the destination
            if label[s, deep, 0] == UNREACHED:
                work.marked[marked] = s
                marked += 1
            label[s, deep, 0] = ready
        queued = queue_at(work.span, work.queue, queued, line, p)
    return marked, queued


@kernel
def bounds_of(tt: Timetable, query: Query, stops: int) -> I32:
    """[S] the least seconds to the destination, over its districts; 0 where none are to be used.

    Whoever alights at a point could ride on to the stop after it: it is no nearer than that stop
    without the rest of the way.
    """
    if query.slack_s < 0:
        return np.zeros(stops, np.int32)
    bounds, slack = np.full(stops, UNREACHED, np.int32), query.slack_s
    nearest = np.full(len(tt.least), UNREACHED, np.int32)
    for i in range(len(query.egress)):
        d = tt.district[query.egress[i, 0]]
        nearest[d] = min(nearest[d], query.egress[i, 1] - slack)
    for i in range(len(query.alight)):
        line, p = query.alight[i, 0], query.alight[i, 1]
        base, trips = tt.time_ofs[line], tt.line_trips[line]
        n = tt.line_ofs[line + 1] - tt.line_ofs[line]
        rest = point_s(tt.arrive, tt.depart, base, trips, n, 0, p, FRACTIONS) - point_s(
            tt.arrive, tt.depart, base, trips, n, 0, p, query.alight[i, 2]
        )
        d = tt.district[tt.line_stop[tt.line_ofs[line] + p + 1] >> 2]
        nearest[d] = min(nearest[d], query.alight[i, 3] - rest - 2 * slack)
    for d in range(len(nearest)):
        if nearest[d] < UNREACHED:
            for s in range(stops):
                bounds[s] = min(bounds[s], nearest[d] + tt.least[d, s])
    return bounds


@kernel
def search(
    tt: Timetable, work: Work, query: Query, at_s: int, marked: int, queued: int, deep: int
) -> int:
    """The rounds; each boards only where the round before marked. Returns how many were run.

    `deep` 1 keeps labels per round between departures, latest first (see `profile`).
    """
    label, at, best = work.label, 0, UNREACHED
    if query.direct_s < UNREACHED:
        best = at_s + query.direct_s
    has_points = len(query.seed) + len(query.alight) + len(tt.hop) > 0
    for k in range(1, query.max_rides + 1):
        # 1. Queue the lines of marked stops, from the first marked position to the last.
        if k > 1 or queued == 0:
            queued = queue_lines(tt.stop_ofs, tt.stop_line, work.marked, marked, work.span,
                                 work.queue, work.ends)  # fmt: skip
            if has_points:
                queued = queue_points(tt, work, query, k, queued)
        if queued == 0:
            return k - 1
        # 2. Ride each: hop on the earliest trip that can be caught, note where it improves.
        work.hops[0] = 0
        if deep:
            at, best = k, min(work.target[k, 0], best)
        hits, best = ride_all(tt, work, query, k, at_s, queued, has_points, best, deep)
        for i in range(marked):
            label[work.marked[i], at, 0] = UNREACHED
        for i in range(work.hops[1]):
            work.hop_ready[work.hop_marked[i]] = UNREACHED
        work.hops[1] = 0
        if k == query.max_rides and len(query.egress) + len(query.alight) > 0:
            break
        # 3. Walk on from where vehicles arrived; what improves is marked for the next round.
        marked = walk_on(tt, work, k, hits, best, deep)
        if len(tt.hop):
            marked = hop_on(tt, work, query, k, hits, marked, best, deep)
    return query.max_rides


@kernel
def ride_all(
    tt: Timetable, work: Work, query: Query, k: int, at_s: int, queued: int, has_points: bool,
    best: int, deep: int,
) -> tuple[int, int]:  # fmt: skip
    """Ride every queued line once; how many stops were improved, and the best arrival."""
    label, span, egress, hit = work.label, work.span, work.egress, work.hit
    parent, touched = work.parent, work.touched
    line_ofs, line_stop, line_trips = tt.line_ofs, tt.line_stop, tt.line_trips
    arrive, depart, window, window_ofs = tt.arrive, tt.depart, tt.window, tt.window_ofs
    wait, step_free, hits, at, rounds = query.wait, query.step_free, 0, deep * k, label.shape[1]
    for i in range(queued):
        line = work.queue[i]
        ofs, base, trips = line_ofs[line], tt.time_ofs[line], line_trips[line]
        n, none = line_ofs[line + 1] - ofs, trips
        if trips == 0:
            none = UNREACHED
            if step_free and tt.trip_access[tt.trip_ofs[line]] == 0:
                none = NEVER  # no run is earlier
        trip, row, shift, from_p, hailed = none, base, 0, 0, has_points and tt.home[line] >= 0
        p, to_p = span[line, 0], span[line, 1]
        span[line, 0] = UNREACHED
        while p < n:
            packed = line_stop[ofs + p]
            s = packed >> 2
            if trip < none:
                arrival = arrive[row + p] + shift
                if arrival + label[s, at, 3] >= best:
                    # The bound holds for staying aboard as well: get off.
                    trip = none
                elif arrival < label[s, at, 1] and packed & MAY_ALIGHT:
                    label[s, at, 1] = arrival
                    for later in range(at + 1, rounds):
                        if label[s, later, 1] <= arrival:
                            break  # more rides never arrive later
                        label[s, later, 1] = arrival
                    parent[k, s, 0], parent[k, s, 1] = line, trip
                    parent[k, s, 2], parent[k, s, 3] = from_p, p
                    if touched[s] != k:
                        touched[s] = k
                        hit[hits] = s
                        hits += 1
                    last = egress[s]
                    if last < UNREACHED and arrival + last < best:
                        best = arrival + last
                        note(work.target, k, best, line, trip, from_p, p, s, last, deep)
            if p <= to_p:
                ready = label[s, at, 0]
                if ready < UNREACHED and packed & MAY_BOARD and p < n - 1:
                    off = depart[base + p]
                    if trips > 0:
                        boarded = next_trip(depart, base + p * trips, trip, ready)
                        if step_free:
                            boarded = skip_steps(tt.trip_access, tt.trip_ofs[line], boarded, trip)
                        if boarded < trip:
                            off = depart[base + p * trips + boarded]
                            trip, from_p, row, ready = boarded, p, base + boarded * n, UNREACHED
                            if off + label[s, at, 3] >= best or off >= UNREACHED:
                                trip = none
                        else:
                            off = depart[base + p * trips + min(trip, trips - 1)]
                    else:
                        first, end = window_ofs[line], window_ofs[line + 1]
                        boarded = next_run(window, first, end, ready - off, trip, wait)
                        if boarded < trip:
                            trip, from_p, shift, ready = boarded, p, boarded, UNREACHED
                            if boarded + off + label[s, at, 3] >= best:
                                trip = none
                        off += shift
                    # The same vehicle is boarded where one need leave last.
                    if k == 1 and trip < none and ready <= off:
                        stops = line_stop[ofs : ofs + n]
                        if leaves_later(arrive, depart, base, trips, stops, work.foot, query.seed,
                                        trip, from_p, p):  # fmt: skip
                            from_p = p
            elif trip == none:
                break
            if hailed and p < n - 1 and has_place(
                tt.hop_ofs, tt.board_ofs, work.hops[1], line_ofs[tt.home[line]] + p,
                work.seed_of[line] if k == 1 else UNREACHED,
                work.alight_of[line], trip < none,
            ):  # fmt: skip
                trip, from_p, best = along(
                    tt, work, query, k, at_s, line, p, none, trip, from_p, best, deep
                )
                if trips == 0:
                    shift = trip
                elif trip < none:
                    row = base + trip * n
            p += 1
    return hits, best


@kernel
def has_place(
    hop_ofs: I32, board_ofs: I32, marked: int, place: int, seed: int, alight: int, aboard: bool
) -> bool:
    """Whether one may board, alight or change between a position and the next."""
    if aboard and (hop_ofs[place] < hop_ofs[place + 1] or alight < UNREACHED):
        return True
    return bool(seed < UNREACHED or (marked > 0 and board_ofs[place] < board_ofs[place + 1]))


@kernel
def queue_lines(
    stop_ofs: I32, stop_line: I32, stops: I32, marked: int, span: I32, queue: I32, ends: U8
) -> int:
    """Put each line of the marked stops in the queue once, with its span of positions.

    Lines that pass the destination come first: what they find leaves out much of the others.
    """
    queued, first = 0, 0
    for i in range(marked):
        s = stops[i]
        for j in range(stop_ofs[s], stop_ofs[s + 1]):
            line, p = stop_line[j, 0], stop_line[j, 1]
            if span[line, 0] == UNREACHED:
                span[line, 0] = p
                span[line, 1] = p
                queue[queued] = line
                if ends[line]:
                    queue[first], queue[queued] = line, queue[first]
                    first += 1
                queued += 1
            elif p < span[line, 0]:
                span[line, 0] = p
            elif p > span[line, 1]:
                span[line, 1] = p
    return queued


@kernel
def walk_on(tt: Timetable, work: Work, k: int, hits: int, best: int, deep: int) -> int:
    """Mark the stops that round k made ready sooner, by staying or by one walk; how many."""
    label, foot, hit, stops = work.label, work.foot, work.hit, work.marked
    walk_ofs, walk, change = tt.walk_ofs, tt.walk, tt.change
    marked, at, following, rounds = 0, 0, 0, label.shape[1]
    if deep:
        at, following = k, k + 1
    for i in range(hits):
        v = hit[i]
        came = label[v, at, 1]
        for j in range(walk_ofs[v] - 1, walk_ofs[v + 1]):
            if j < walk_ofs[v]:  # first one changes within the stop
                s, walked = v, change[v]
            else:
                s, walked = walk[j, 0], walk[j, 1]
            ready = came + walked
            if ready >= best and s != v:
                break
            if ready < label[s, at, 2] and ready + label[s, at, 3] < best:
                if label[s, following, 0] == UNREACHED:
                    stops[marked] = s
                    marked += 1
                label[s, following, 0] = ready
                for later in range(at, rounds):
                    if label[s, later, 2] <= ready:
                        break
                    label[s, later, 2] = ready
                foot[k, s, 0] = v
                foot[k, s, 1] = walked
    return marked
