"""The timetable backwards, for arriving by a time.

The mirror has every line's positions and trips in reverse and every time negated, so one search
serves both. It is made in memory when first asked for; its bounds are made at compile time.
"""

import numpy as np

from minga.kernels.transit.compile.bounds import no_bounds
from minga.kernels.transit.compile.hops import hop_arrays, mirrored_hops
from minga.kernels.transit.compile.patterns import boardings
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.timetable import I16, I32, U8, Timetable


def mirror(tt: Timetable, bounds: tuple[I32, I16] | None = None) -> Timetable:
    """The timetable backwards, with its own `district` and `least`."""
    line_stop, arrive, depart, access, window = mirrored_lines(tt)
    stops = len(tt.change)
    stop_ofs, stop_line = boardings(tt.line_ofs, line_stop, stops)
    district, least = bounds or no_bounds(stops)
    hops = hop_arrays(mirrored_hops(tt.hop, tt.line_ofs), tt.line_ofs, stops, len(tt.hop_ofs) - 1)
    return tt._replace(
        **hops,  # type: ignore[arg-type]
        line_stop=line_stop,
        arrive=arrive,
        depart=depart,
        trip_access=access,
        window=window,
        stop_ofs=stop_ofs,
        stop_line=stop_line,
        walk_ofs=tt.back_ofs,
        walk=tt.back,
        back_ofs=tt.walk_ofs,
        back=tt.walk,
        district=district,
        least=least,
    )


@kernel
def mirrored_lines(tt: Timetable) -> tuple[I32, I32, I32, U8, I32]:
    """line_stop, arrive, depart, trip_access and window of the mirror."""
    line_stop, arrive = np.empty_like(tt.line_stop), np.empty_like(tt.arrive)
    depart, access = np.empty_like(tt.depart), np.empty_like(tt.trip_access)
    window = tt.window.copy()
    for line in range(len(tt.line_trips)):
        a, base, trips = tt.line_ofs[line], tt.time_ofs[line], tt.line_trips[line]
        n = tt.line_ofs[line + 1] - a
        for p in range(n):
            packed = tt.line_stop[a + n - 1 - p]
            line_stop[a + p] = (packed >> 2 << 2) | ((packed & 1) << 1) | ((packed & 2) >> 1)
        first = tt.trip_ofs[line]
        for t in range(max(trips, 1)):
            access[first + t] = tt.trip_access[first + max(trips, 1) - 1 - t]
        if trips == 0:
            duration = tt.arrive[base + n - 1]
            for p in range(n):
                arrive[base + p] = duration - tt.depart[base + n - 1 - p]
                depart[base + p] = duration - tt.arrive[base + n - 1 - p]
            for w in range(tt.window_ofs[line], tt.window_ofs[line + 1]):
                begin, end, headway = tt.window[w, 0], tt.window[w, 1], tt.window[w, 2]
                last = begin + (end - 1 - begin) // headway * headway
                window[w, 0], window[w, 1] = -last - duration, -begin - duration + 1
        for p in range(n if trips > 0 else 0):
            for t in range(trips):
                q, u = n - 1 - p, trips - 1 - t
                arrive[base + t * n + p] = -tt.depart[base + q * trips + u]
                depart[base + p * trips + t] = -tt.arrive[base + u * n + q]
    return line_stop, arrive, depart, access, window
