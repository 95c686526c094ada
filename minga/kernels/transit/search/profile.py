"""Every best journey of a stretch of time: the departures worth a search.

Range RAPTOR goes from the latest departure to the first; labels stay between departures, one
layer for each number of rides, so that an earlier departure only pursues what arrives sooner than
every later one (Delling, Pajor, Werneck 2015, section 4). The search itself is `raptor.answer`.
"""

import numpy as np

from minga.kernels.transit.jit import kernel
from minga.kernels.transit.search.next_departure import next_trip, point_s, point_trip
from minga.kernels.transit.search.query import Query
from minga.kernels.transit.timetable import I32, I64, Timetable


@kernel
def departures(tt: Timetable, query: Query, last_s: int) -> tuple[I64, I32]:
    """The times to leave the origin, each just in time for some vehicle, latest first.

    Beside each its event [., 3]: line, position, row of `Query.access` (-1: a seed).
    """
    times, rows = [np.int64(0)], [np.int64(0)]
    times.pop()
    rows.pop()
    places = place_rows(tt, query)
    for i in range(len(places)):
        line, p, part, walked = places[i, 0], places[i, 1], places[i, 2], places[i, 3]
        base, trips = tt.time_ofs[line], tt.line_trips[line]
        n, many = tt.line_ofs[line + 1] - tt.line_ofs[line], len(times)
        for t in range(first_trip(tt, places[i], query.depart_s) if trips > 0 else trips, trips):
            at = passes_s(tt, line, base, trips, n, t, p, part) - walked
            if at > last_s:
                break
            times.append(np.int64(at))
        if trips == 0:
            off = passes_s(tt, line, base, trips, n, 0, p, part) - walked
            window_times(tt, query, line, off, last_s, times)
        for _ in range(many, len(times)):
            rows.append(np.int64(i))
    at_s = np.array(times, dtype=np.int64)
    order = np.argsort(-at_s, kind="mergesort")
    events = np.empty((len(order), 3), np.int32)
    for e in range(len(order)):
        place = places[rows[order[e]]]
        events[e, 0], events[e, 1], events[e, 2] = place[0], place[1], place[4]
    return at_s[order], events


@kernel
def place_rows(tt: Timetable, query: Query) -> I32:
    """[., 5] line, position, part (-1: a stop), seconds on foot, row of `Query.access` or -1."""
    many = len(query.seed)
    for i in range(len(query.access)):
        many += tt.stop_ofs[query.access[i, 0] + 1] - tt.stop_ofs[query.access[i, 0]]
    rows, at = np.empty((many, 5), np.int32), 0
    for i in range(len(query.access)):
        for j in range(tt.stop_ofs[query.access[i, 0]], tt.stop_ofs[query.access[i, 0] + 1]):
            rows[at, 0], rows[at, 1], rows[at, 2] = tt.stop_line[j, 0], tt.stop_line[j, 1], -1
            rows[at, 3], rows[at, 4] = query.access[i, 1], i
            at += 1
    for i in range(len(query.seed)):
        rows[at, :4] = query.seed[i]
        rows[at, 4] = -1
        at += 1
    return rows


@kernel
def passes_s(
    tt: Timetable, line: int, base: int, trips: int, n: int, t: int, p: int, part: int
) -> int:
    """When trip `t` leaves a position or passes a point; with headways, after a run's start."""
    at_s: int = tt.depart[base + p * max(trips, 1) + t]
    if part >= 0:
        at_s = point_s(tt.arrive, tt.depart, base, trips, n, t, p, part)
    return at_s


@kernel
def first_trip(tt: Timetable, place: I32, ready: int) -> int:
    """The first trip that one who is ready then catches at a place of `place_rows`."""
    line, p = place[0], place[1]
    base, trips = tt.time_ofs[line], tt.line_trips[line]
    n = tt.line_ofs[line + 1] - tt.line_ofs[line]
    if place[2] >= 0:
        return point_trip(tt.arrive, tt.depart, base, trips, n, p, place[2], ready + place[3])
    return next_trip(tt.depart, base + p * trips, trips, ready + place[3])


@kernel
def window_times(
    tt: Timetable, query: Query, line: int, off: int, last_s: int, times: list
) -> None:
    """Add `start + off` of every run of a line that lies in the stretch asked about."""
    for w in range(tt.window_ofs[line], tt.window_ofs[line + 1]):
        first, end, headway = tt.window[w, 0], tt.window[w, 1], tt.window[w, 2]
        run = np.int64(first)
        if query.depart_s > run + off:
            run += (query.depart_s - off - run + headway - 1) // headway * headway
        while run < end and run + off <= last_s:
            times.append(run + off)
            run += headway
