"""Trips that are late: their times, which of them leave their chains, and what stays behind."""

import numpy as np

from minga.kernels.transit.jit import kernel
from minga.kernels.transit.timetable import I32, UNREACHED, Timetable


@kernel
def taken_out(
    tt: Timetable, arrive: I32, depart: I32, trip_line: I32, moved: I32, total: int
) -> tuple[I32, I32, I32]:
    """Packed stops, arrivals and departures of trips that leave their chains, end to end."""
    packed = np.empty(total, np.int32)
    comes, leaves = np.empty(total, np.int32), np.empty(total, np.int32)
    at = 0
    for trip in moved:
        line = trip_line[trip]
        base, many, t = tt.time_ofs[line], tt.line_trips[line], trip - tt.trip_ofs[line]
        n = tt.line_ofs[line + 1] - tt.line_ofs[line]
        for p in range(n):
            packed[at] = tt.line_stop[tt.line_ofs[line] + p]
            comes[at] = arrive[base + t * n + p]
            leaves[at] = depart[base + p * many + t]
            at += 1
    return packed, comes, leaves


@kernel
def delay_trips(
    tt: Timetable, arrive: I32, depart: I32, trip_line: I32, rows: I32, least: I32
) -> int:
    """Shift trips (rows, sorted: trip, from position, seconds, seconds of the arrival there).

    Time never runs back within one.

    Answers by how much a ride on one of them is at most quicker than its line's quickest trips.
    """
    slack, i = 0, 0
    while i < len(rows):
        trip = rows[i, 0]
        line = trip_line[trip]
        base, many, t = tt.time_ofs[line], tt.line_trips[line], trip - tt.trip_ofs[line]
        ofs = tt.line_ofs[line]
        n, before, shift, gain = tt.line_ofs[line + 1] - ofs, -UNREACHED, 0, 0
        for p in range(n):
            comes = shift
            while i < len(rows) and rows[i, 0] == trip and rows[i, 1] <= p:
                shift = rows[i, 2]
                comes = rows[i, 3] if rows[i, 1] == p else shift
                i += 1
            a, d = base + t * n + p, base + p * many + t
            arrive[a] = max(tt.arrive[a] + comes, before)
            depart[d] = max(tt.depart[d] + shift, arrive[a])
            if p > 0:
                # Each line has one ride fewer than positions.
                gain = max(0, gain + least[ofs - line + p - 1] - (arrive[a] - before))
                slack = max(slack, gain)
            before = depart[d]
        while i < len(rows) and rows[i, 0] == trip:
            i += 1  # positions that the trip does not have
    return slack


@kernel
def overtakers(
    tt: Timetable, arrive: I32, depart: I32, trip_line: I32, touched: I32, gone: np.ndarray
) -> I32:
    """The changed trips that no longer fit between their neighbours, cancelled ones aside."""
    moved, out = np.empty(len(touched), np.int32), np.zeros(len(gone), np.uint8)
    changed = np.zeros(len(gone), np.uint8)
    many = 0
    for i in range(len(touched)):
        changed[touched[i]] = 1
    for i in range(len(touched)):
        trip = touched[i]
        if gone[trip]:
            continue
        line = trip_line[trip]
        base, trips, t = tt.time_ofs[line], tt.line_trips[line], trip - tt.trip_ofs[line]
        n, p = tt.line_ofs[line + 1] - tt.line_ofs[line], 0
        # The neighbours that stay: before, all that have been judged; after, the unchanged one.
        u = t - 1
        while u >= 0 and (gone[tt.trip_ofs[line] + u] or out[tt.trip_ofs[line] + u]):
            u -= 1
        v = t + 1
        while v < trips and (gone[tt.trip_ofs[line] + v] or changed[tt.trip_ofs[line] + v]):
            v += 1
        while p < n:
            a, d = base + p, base + p * trips
            if u >= 0 and (arrive[a + t * n] < arrive[a + u * n] or depart[d + t] < depart[d + u]):
                break
            if v < trips and (
                arrive[a + t * n] > arrive[a + v * n] or depart[d + t] > depart[d + v]
            ):
                break
            p += 1
        if p < n:
            out[trip] = 1
            moved[many] = trip
            many += 1
    return moved[:many].copy()


@kernel
def close_gaps(
    tt: Timetable, arrive: I32, depart: I32, trip_line: I32, trips: I32, gone: np.ndarray
) -> None:
    """Give trips that are gone the times of the next one that runs; UNREACHED after the last."""
    for i in range(len(trips) - 1, -1, -1):
        trip = trips[i]
        line = trip_line[trip]
        base, many, t = tt.time_ofs[line], tt.line_trips[line], trip - tt.trip_ofs[line]
        n = tt.line_ofs[line + 1] - tt.line_ofs[line]
        for p in range(n):
            a, d = base + t * n + p, base + p * many + t
            if t + 1 < many:
                arrive[a], depart[d] = arrive[a + n], depart[d + 1]
            else:
                arrive[a], depart[d] = UNREACHED, UNREACHED
