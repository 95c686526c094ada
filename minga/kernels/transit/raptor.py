"""RAPTOR: every Pareto-optimal journey over arrival and rides, exactly.

Delling, Pajor, Werneck: Round-Based Public Transit Routing, Transportation Science 49(3), 2015.
Ours differs where cities do: walks need not close and never chain, so a stop keeps its best
arrival by vehicle apart from its best time on foot; lines with headways are boarded by a ceiling
division; one may board and alight between stops; and a label dies when its time plus the least
time to the destination (`bounds`) is no better than the best arrival of as many rides.
"""

import numpy as np

from minga.kernels.transit.board import (
    next_run,
    next_trip,
    note,
    point_s,
    point_trip,
    skip_steps,
)
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.query import NEVER, Query, Work
from minga.kernels.transit.timetable import I32, I64, MAY_ALIGHT, MAY_BOARD, UNREACHED, Timetable
from minga.kernels.transit.trace import trace


@kernel
def answer(tt: Timetable, work: Work, query: Query, times: I64, first: int, deep: int) -> int:
    """Journeys that leave at `times[first:]`, latest first; returns the times done.

    Rows of `work.found` (rides, first leg, one past the last) and of `work.rows` (the legs);
    `work.many` holds how many. Done early where the room ends; ask again with the times left.
    The one way into the search, so that it is compiled once. `deep` 1 (and `work` made so) where
    there are several times. Without a destination the labels stay in `work` for the caller.
    """
    found, out, legs, target = work.found, work.rows, work.legs, work.target
    if first == 0:
        start(tt, work, query)
    many, rows, done = 0, 0, first
    while done < len(times):
        if many + len(target) > len(found) or rows + len(target) * legs.shape[1] > len(out):
            break
        marked = leave(work, query, times[done], deep)
        rounds = search(tt, work, query, times[done], marked, deep)
        for k in range(1, rounds + 1):
            if target[k, 7] == 0:
                continue
            target[k, 7] = 0
            at = trace(tt, work, query, k)
            found[many, 0], found[many, 1] = k, rows
            for row in range(at, legs.shape[1]):
                for column in range(10):
                    out[rows, column] = legs[k, row, column]
                rows += 1
            found[many, 2] = rows
            many += 1
        done += 1
    work.many[0] = many
    if done == len(times):
        clear(work, query)
    return done


@kernel
def start(tt: Timetable, work: Work, query: Query) -> None:
    """Set labels, bounds and what is near the destination."""
    label, egress, shut = work.label, work.egress, work.shut
    touched, target = work.touched, work.target
    for s in range(len(label)):
        touched[s] = 0
        reach = NEVER if query.step_free and shut[s] else UNREACHED
        for k in range(label.shape[1]):
            label[s, k, 0], label[s, k, 1], label[s, k, 2] = UNREACHED, reach, reach
            label[s, k, 3] = 0
    for k in range(len(target)):
        target[k, 0], target[k, 7] = UNREACHED, 0
    if query.slack_s >= 0:
        set_bounds(tt, label, query)
    for i in range(len(query.egress)):
        s = query.egress[i, 0]
        egress[s] = min(egress[s], query.egress[i, 1])
    for i in range(len(query.alight) - 1, -1, -1):
        work.alight_of[query.alight[i, 0]] = i


@kernel
def clear(work: Work, query: Query) -> None:
    """Forget what is near the destination."""
    for i in range(len(query.egress)):
        work.egress[query.egress[i, 0]] = UNREACHED
    for i in range(len(query.alight)):
        work.alight_of[query.alight[i, 0]] = UNREACHED


@kernel
def leave(work: Work, query: Query, at_s: int, deep: int) -> int:
    """Walk from the origin at `at_s`; returns how many stops are marked for round 1."""
    label, first, marked, best = work.label, 0, 0, UNREACHED
    if deep:
        first = 1
        for s in range(len(label)):
            work.touched[s] = 0
    if query.direct_s < UNREACHED:
        best = at_s + query.direct_s
    for i in range(len(query.access)):
        s, walked = query.access[i, 0], query.access[i, 1]
        ready = at_s + walked
        if ready < label[s, 0, 2] and ready + label[s, 0, 3] < best:
            if label[s, first, 0] == UNREACHED:
                work.marked[marked] = s
                marked += 1
            label[s, first, 0] = ready
            for k in range(label.shape[1]):
                label[s, k, 2] = min(label[s, k, 2], ready)
            work.foot[0, s, 0] = -1
            work.foot[0, s, 1] = walked
    return marked


@kernel
def set_bounds(tt: Timetable, label: I32, query: Query) -> None:
    """The least over the destination's districts; points count as the stop before them."""
    nearest = np.full(len(tt.least), UNREACHED, np.int32)
    for i in range(len(query.egress)):
        d = tt.district[query.egress[i, 0]]
        nearest[d] = min(nearest[d], query.egress[i, 1])
    for i in range(len(query.alight)):
        stop = tt.line_stop[tt.line_ofs[query.alight[i, 0]] + query.alight[i, 1]] >> 2
        nearest[tt.district[stop]] = min(nearest[tt.district[stop]], query.alight[i, 3])
    least, slack = tt.least, query.slack_s
    for d in range(len(nearest)):
        if nearest[d] < UNREACHED:
            extra = nearest[d] - slack
            for s in range(len(label)):
                bound = max(0, extra + least[d, s])
                if label[s, 0, 3] == 0 or bound < label[s, 0, 3] - 1:
                    label[s, 0, 3] = bound + 1
    for s in range(len(label)):
        bound = max(0, label[s, 0, 3] - 1)
        for k in range(label.shape[1]):
            label[s, k, 3] = bound


@kernel
def search(tt: Timetable, work: Work, query: Query, at_s: int, marked: int, deep: int) -> int:
    """The rounds; each boards only where the round before marked. Returns how many were run.

    `deep` 1 keeps labels per round between departures, latest first (see `profile`).
    """
    label, span, queue, target = work.label, work.span, work.queue, work.target
    parent, touched, egress, hit = work.parent, work.touched, work.egress, work.hit
    foot = work.foot
    line_ofs, line_stop, line_trips = tt.line_ofs, tt.line_stop, tt.line_trips
    arrive, depart, window, window_ofs = tt.arrive, tt.depart, tt.window, tt.window_ofs
    alight_of, alight, points = work.alight_of, query.alight, len(query.alight)
    best, wait, step_free = UNREACHED, query.wait, query.step_free
    if query.direct_s < UNREACHED:
        best = at_s + query.direct_s
    for k in range(1, query.max_rides + 1):
        # 1. Queue the lines of marked stops, from the first marked position to the last.
        queued = queue_lines(tt.stop_ofs, tt.stop_line, work.marked, marked, span, queue)
        seeds = len(query.seed) if k == 1 else 0
        if queued + seeds == 0:
            return k - 1
        # 2. Ride each: hop on the earliest trip that can be caught, note where it improves.
        hits, at = 0, 0
        if deep:
            at, best = k, min(target[k, 0], best)
        for i in range(queued + seeds):
            # Points of one line from its end: of equal arrivals the shorter ride stays.
            seed = -1 if i < queued else queued + seeds - 1 - i
            line = queue[i] if seed < 0 else query.seed[seed, 0]
            ofs, base, trips = line_ofs[line], tt.time_ofs[line], line_trips[line]
            n, point, none = line_ofs[line + 1] - ofs, alight_of[line], trips
            if trips == 0:
                none = UNREACHED
                if step_free and tt.trip_access[tt.trip_ofs[line]] == 0:
                    none = NEVER  # no run is earlier
            trip, row, shift, from_p = none, base, 0, 0
            if seed < 0:
                p, to_p = span[line, 0], span[line, 1]
                span[line, 0] = UNREACHED
            else:
                p, to_p, from_p = query.seed[seed, 1] + 1, -1, -1 - seed
                trip, best = hail(tt, work, query, k, at_s, seed, none, best, deep)
                row, shift = (base + trip * n, 0) if trips > 0 else (base, trip)
            while p < n:
                packed = line_stop[ofs + p]
                s = packed >> 2
                if trip < none:
                    here = arrive[row + p] + shift
                    if here + label[s, at, 3] >= best:
                        # The bound holds for staying aboard as well: get off.
                        trip = none
                    elif here < label[s, at, 1] and packed & MAY_ALIGHT:
                        label[s, at, 1] = here
                        for later in range(at + 1, label.shape[1]):
                            if label[s, later, 1] <= here:
                                break  # more rides never arrive later
                            label[s, later, 1] = here
                        parent[k, s, 0], parent[k, s, 1] = line, trip
                        parent[k, s, 2], parent[k, s, 3] = from_p, p
                        if touched[s] != k:
                            touched[s] = k
                            hit[hits] = s
                            hits += 1
                        last = egress[s]
                        if last < UNREACHED and here + last < best:
                            best = here + last
                            note(target, k, best, line, trip, from_p, p, s, last, deep)
                if p <= to_p:
                    ready = label[s, at, 0]
                    if ready < UNREACHED and packed & MAY_BOARD and p < n - 1:
                        if trips > 0:
                            found = next_trip(depart, base + p * trips, trip, ready)
                            if step_free:
                                found = skip_steps(tt.trip_access, tt.trip_ofs[line], found, trip)
                            if found < trip:
                                leaves = depart[base + p * trips + found]
                                trip, from_p, row = found, p, base + found * n
                                if leaves + label[s, at, 3] >= best or leaves >= UNREACHED:
                                    trip = none
                            elif k == 1 and trip < none and from_p >= 0:
                                # The same vehicle comes by nearer to the origin: walk less.
                                before = line_stop[ofs + from_p] >> 2
                                caught = ready <= depart[base + p * trips + trip]
                                if caught and foot[0, s, 1] < foot[0, before, 1]:
                                    from_p = p
                        else:
                            off, first = depart[base + p], window_ofs[line]
                            found = next_run(
                                window, first, window_ofs[line + 1], ready - off, trip, wait
                            )
                            if found < trip:
                                trip, from_p, shift = found, p, found
                                if found + off + label[s, at, 3] >= best:
                                    trip = none
                            elif k == 1 and trip < none and from_p >= 0:
                                before = line_stop[ofs + from_p] >> 2
                                if ready <= trip + off and foot[0, s, 1] < foot[0, before, 1]:
                                    from_p = p
                elif trip == none:
                    break
                # 3. Points along the way where one may alight near the destination.
                while point < points and alight[point, 0] == line and alight[point, 1] <= p:
                    if trip < none and alight[point, 1] == p:
                        last = alight[point, 3]
                        come = last + point_s(
                            arrive, depart, base, trips, n, trip, p, alight[point, 2]
                        )
                        if come < best:
                            best = come
                            note(target, k, best, line, trip, from_p, -1 - point, -1, last, deep)
                    point += 1
                p += 1
        # 4. Walk on from where vehicles arrived; what improves is marked for the next round.
        for i in range(marked):
            label[work.marked[i], at, 0] = UNREACHED
        if k == query.max_rides and len(query.egress) + points > 0:
            break
        marked = walk_on(tt, work, k, hits, best, deep)
    return query.max_rides


@kernel
def hail(
    tt: Timetable,
    work: Work,
    query: Query,
    k: int,
    at_s: int,
    seed: int,
    none: int,
    best: int,
    deep: int,
) -> tuple[int, int]:
    """The first trip (or start) that passes a hailing point, `none` if there is none; the best
    arrival, should one leave the vehicle further on in the same segment already."""
    line, segment, here = query.seed[seed, 0], query.seed[seed, 1], query.seed[seed, 2]
    ready, arrive, depart = at_s + query.seed[seed, 3], tt.arrive, tt.depart
    base, trips = tt.time_ofs[line], tt.line_trips[line]
    n, alight, point = tt.line_ofs[line + 1] - tt.line_ofs[line], query.alight, work.alight_of[line]
    if trips > 0:
        trip = point_trip(arrive, depart, base, trips, n, segment, here, ready)
        if query.step_free:
            trip = skip_steps(tt.trip_access, tt.trip_ofs[line], trip, trips)
    else:
        off = point_s(arrive, depart, base, trips, n, 0, segment, here)
        first, end = tt.window_ofs[line], tt.window_ofs[line + 1]
        trip = next_run(tt.window, first, end, ready - off, none, query.wait)
    while trip < none and point < len(alight) and alight[point, 0] == line:
        if alight[point, 1] == segment and alight[point, 2] > here:
            last, there = alight[point, 3], alight[point, 2]
            come = last + point_s(arrive, depart, base, trips, n, trip, segment, there)
            if come < best:
                best = come
                note(work.target, k, best, line, trip, -1 - seed, -1 - point, -1, last, deep)
        point += 1
    return trip, best


@kernel
def queue_lines(
    stop_ofs: I32, stop_line: I32, stops: I32, marked: int, span: I32, queue: I32
) -> int:
    """Put each line of the marked stops in the queue once, with its span of positions."""
    queued = 0
    for i in range(marked):
        s = stops[i]
        for j in range(stop_ofs[s], stop_ofs[s + 1]):
            line, p = stop_line[j, 0], stop_line[j, 1]
            if span[line, 0] == UNREACHED:
                span[line, 0] = p
                span[line, 1] = p
                queue[queued] = line
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
