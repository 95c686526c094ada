"""Every best journey of a stretch of time: the departures worth a search.

Range RAPTOR goes from the latest departure to the first; labels stay between departures, one
layer for each number of rides, so that an earlier departure only pursues what arrives sooner than
every later one (Delling, Pajor, Werneck 2015, section 4). The search itself is `raptor.answer`.
"""

import numpy as np

from minga.kernels.transit.board import point_s
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.query import Query
from minga.kernels.transit.timetable import I64, MAY_BOARD, Timetable


@kernel
def departures(tt: Timetable, query: Query, last_s: int) -> I64:
    """The times to leave the origin, each just in time for some vehicle, latest first."""
    times = [np.int64(0)]
    times.pop()
    for i in range(len(query.access)):
        s, walked = query.access[i, 0], query.access[i, 1]
        for j in range(tt.stop_ofs[s], tt.stop_ofs[s + 1]):
            line, p = tt.stop_line[j, 0], tt.stop_line[j, 1]
            base, trips = tt.time_ofs[line], tt.line_trips[line]
            if tt.line_stop[tt.line_ofs[line] + p] & MAY_BOARD:
                for t in range(trips):
                    at = tt.depart[base + p * trips + t] - walked
                    if query.depart_s <= at <= last_s:
                        times.append(np.int64(at))
                if trips == 0:
                    window_times(tt, query, line, tt.depart[base + p] - walked, last_s, times)
    for i in range(len(query.seed)):
        line, segment, fraction = query.seed[i, 0], query.seed[i, 1], query.seed[i, 2]
        walked, trips = query.seed[i, 3], tt.line_trips[line]
        base, n = tt.time_ofs[line], tt.line_ofs[line + 1] - tt.line_ofs[line]
        for t in range(trips):
            at = point_s(tt.arrive, tt.depart, base, trips, n, t, segment, fraction) - walked
            if query.depart_s <= at <= last_s:
                times.append(np.int64(at))
        if trips == 0:
            off = point_s(tt.arrive, tt.depart, base, trips, n, 0, segment, fraction) - walked
            window_times(tt, query, line, off, last_s, times)
    return np.unique(np.array(times, dtype=np.int64))[::-1].copy()


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
