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
    point_s,
    reach_from_points,
    seed_trip,
    skip_steps,
)
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.query import NEVER, Query, Work
from minga.kernels.transit.timetable import I32, MAY_ALIGHT, MAY_BOARD, UNREACHED, Timetable
from minga.kernels.transit.trace import trace


@kernel
def plan(tt: Timetable, work: Work, query: Query) -> int:
    """Answer a query: rows of `work.target` and legs, by rides; returns the rounds run."""
    marked = start(tt, work, query)
    rounds = search(tt, work, query, marked)
    for k in range(1, rounds + 1):
        if work.target[k, 0] < UNREACHED:
            trace(tt, work, query, k)
    for i in range(len(query.egress)):
        work.egress[query.egress[i, 0]] = UNREACHED
    for i in range(len(query.alight)):
        work.alight_of[query.alight[i, 0]] = UNREACHED
    return rounds


@kernel
def start(tt: Timetable, work: Work, query: Query) -> int:
    """Set labels and bounds, walk from the origin; returns how many stops are marked."""
    label = work.label
    work.touched[:] = 0
    label[:, 0] = UNREACHED
    label[:, 1] = UNREACHED
    label[:, 2] = UNREACHED
    label[:, 3] = 0
    work.target[:, 0] = UNREACHED
    work.target[0, 0] = UNREACHED
    if query.direct_s < UNREACHED:
        work.target[0, 0] = query.depart_s + query.direct_s
    if query.bound_by > 0:
        set_bounds(tt, label, query)
    if query.step_free:
        for s in range(len(label)):
            if work.shut[s]:
                label[s, 1] = NEVER
                label[s, 2] = NEVER
    for i in range(len(query.egress)):
        s = query.egress[i, 0]
        work.egress[s] = min(work.egress[s], query.egress[i, 1])
    for i in range(len(query.alight) - 1, -1, -1):
        work.alight_of[query.alight[i, 0]] = i
    marked = 0
    for i in range(len(query.access)):
        s, walked = query.access[i, 0], query.access[i, 1]
        ready = query.depart_s + walked
        if ready < label[s, 2] and ready + label[s, 3] < work.target[0, 0]:
            if label[s, 0] == UNREACHED:
                work.marked[marked] = s
                marked += 1
            label[s, 0] = ready
            label[s, 2] = ready
            work.foot[0, s, 0] = -1
            work.foot[0, s, 1] = walked
    return marked


@kernel
def set_bounds(tt: Timetable, label: np.ndarray, query: Query) -> None:
    """The least over the destination's districts, scaled; points count as the stop before them."""
    nearest = np.full(len(tt.least), UNREACHED, np.int32)
    for i in range(len(query.egress)):
        d = tt.district[query.egress[i, 0]]
        nearest[d] = min(nearest[d], query.egress[i, 1])
    for i in range(len(query.alight)):
        stop = tt.line_stop[tt.line_ofs[query.alight[i, 0]] + query.alight[i, 1]] >> 2
        nearest[tt.district[stop]] = min(nearest[tt.district[stop]], query.alight[i, 3])
    label[:, 3] = UNREACHED
    for d in range(len(nearest)):
        if nearest[d] < UNREACHED:
            for s in range(len(label)):
                label[s, 3] = min(label[s, 3], nearest[d] + tt.least[d, s])
    for s in range(len(label)):
        if label[s, 3] < UNREACHED:
            label[s, 3] = label[s, 3] * query.bound_by >> 10
        else:
            label[s, 3] = 0


@kernel
def search(tt: Timetable, work: Work, query: Query, marked: int) -> int:
    """The rounds; each boards only where the round before marked. Returns how many were run."""
    label, span, queue, target = work.label, work.span, work.queue, work.target
    parent, touched, egress, hit = work.parent, work.touched, work.egress, work.hit
    line_ofs, line_stop, line_trips = tt.line_ofs, tt.line_stop, tt.line_trips
    arrive, depart, window, window_ofs = tt.arrive, tt.depart, tt.window, tt.window_ofs
    alight_of, alight, points = work.alight_of, query.alight, len(query.alight)
    best, wait, step_free = target[0, 0], query.wait, query.step_free
    for k in range(1, query.max_rides + 1):
        # 1. Queue the lines of marked stops, from the first marked position to the last.
        queued = queue_lines(tt.stop_ofs, tt.stop_line, work.marked, marked, span, queue)
        seeds = len(query.seed) if k == 1 else 0
        if queued + seeds == 0:
            return k - 1
        # 2. Ride each: hop on the earliest trip that can be caught, note where it improves.
        hits = 0
        for i in range(queued + seeds):
            seed = i - queued
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
                trip = min(none, seed_trip(tt, query, seed))
                if trip < none:
                    row, shift = (base + trip * n, 0) if trips > 0 else (base, trip)
                    best = reach_from_points(tt, work, query, k, seed, trip, best)
            while p < n:
                packed = line_stop[ofs + p]
                s = packed >> 2
                if trip < none:
                    here = arrive[row + p] + shift
                    if here + label[s, 3] >= best:
                        # No stop further on can be better (the bounds are consistent): get off.
                        trip = none
                    elif here < label[s, 1] and packed & MAY_ALIGHT:
                        label[s, 1] = here
                        parent[k, s, 0], parent[k, s, 1] = line, trip
                        parent[k, s, 2], parent[k, s, 3] = from_p, p
                        if touched[s] != k:
                            touched[s] = k
                            hit[hits] = s
                            hits += 1
                        last = egress[s]
                        if last < UNREACHED and here + last < best:
                            best = here + last
                            note(target, k, best, line, trip, from_p, p, s, last)
                if p <= to_p:
                    ready = label[s, 0]
                    if ready < UNREACHED and packed & MAY_BOARD and p < n - 1:
                        if trips > 0:
                            found = next_trip(depart, base + p * trips, trip, ready)
                            if step_free:
                                found = skip_steps(tt.trip_access, tt.trip_ofs[line], found, trip)
                            if found < trip:
                                leaves = depart[base + p * trips + found]
                                trip, from_p, row = found, p, base + found * n
                                if leaves + label[s, 3] >= best or leaves >= UNREACHED:
                                    trip = none
                        else:
                            off, first = depart[base + p], window_ofs[line]
                            found = next_run(
                                window, first, window_ofs[line + 1], ready - off, trip, wait
                            )
                            if found < trip:
                                trip, from_p, shift = found, p, found
                                if found + off + label[s, 3] >= best:
                                    trip = none
                elif trip == none:
                    break
                # 3. Points along the way where one may alight near the destination.
                while point < points and alight[point, 0] == line and alight[point, 1] <= p:
                    if trip < none and alight[point, 1] == p:
                        last = alight[point, 3]
                        come = point_s(tt, line, trip, p, alight[point, 2]) + last
                        if come < best:
                            best = come
                            note(target, k, best, line, trip, from_p, -1 - point, -1, last)
                    point += 1
                p += 1
        # 4. Walk on from where vehicles arrived; what improves is marked for the next round.
        for i in range(marked):
            label[work.marked[i], 0] = UNREACHED
        marked = walk_on(tt, work, k, hits, best)
    return query.max_rides


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
def note(
    target: I32, k: int, best: int, line: int, trip: int, from_p: int, to_p: int, s: int, last: int
) -> None:
    """Keep the last ride of round k's journey."""
    target[k, 0], target[k, 1], target[k, 2], target[k, 3] = best, line, trip, from_p
    target[k, 4], target[k, 5], target[k, 6] = to_p, s, last


@kernel
def walk_on(tt: Timetable, work: Work, k: int, hits: int, best: int) -> int:
    """Mark the stops that round k made ready sooner, by staying or by one walk; how many."""
    label, foot, hit, stops = work.label, work.foot, work.hit, work.marked
    walk_ofs, walk, change = tt.walk_ofs, tt.walk, tt.change
    marked = 0
    for i in range(hits):
        v = hit[i]
        came = label[v, 1]
        ready = came + change[v]
        if ready < label[v, 2] and ready + label[v, 3] < best:
            if label[v, 0] == UNREACHED:
                stops[marked] = v
                marked += 1
            label[v, 0] = ready
            label[v, 2] = ready
            foot[k, v, 0] = v
            foot[k, v, 1] = change[v]
        for j in range(walk_ofs[v], walk_ofs[v + 1]):
            s = walk[j, 0]
            ready = came + walk[j, 1]
            if ready >= best:
                break
            if ready < label[s, 2] and ready + label[s, 3] < best:
                if label[s, 0] == UNREACHED:
                    stops[marked] = s
                    marked += 1
                label[s, 0] = ready
                label[s, 2] = ready
                foot[k, s, 0] = v
                foot[k, s, 1] = walk[j, 1]
    return marked
