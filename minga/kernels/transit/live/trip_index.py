"""Trips by number, as planned and as they run: what a network with realtime changes knows."""

import numpy as np

from minga.kernels.transit.live.realtime import Patch
from minga.kernels.transit.timetable import FRACTIONS, I64, Timetable


def times_at(tt: Timetable, line: int, position: int, fraction: int = 0) -> I64:
    """[trips] when a line's trips pass a point, in order; departures where it is a stop.

    For a line with headways, [1]: seconds after the start of a run.
    """
    base, trips = int(tt.time_ofs[line]), max(1, int(tt.line_trips[line]))
    leaves = tt.depart[base + position * trips : base + (position + 1) * trips].astype(np.int64)
    if not fraction:
        return leaves
    n = int(tt.line_ofs[line + 1] - tt.line_ofs[line])
    comes = tt.arrive[base + position + 1 : base + trips * n : n]
    return leaves + (comes - leaves) * fraction // FRACTIONS


class Real:
    """What of a timetable is as planned. Numbers of trips and lines are those of `tt`."""

    def __init__(self, tt: Timetable, base: Timetable, patch: Patch | None) -> None:
        self.tt, self.base, self._patch = tt, base, patch
        self.known = int(base.trip_ofs[-1])
        self.lines = len(base.line_trips)
        self._own: dict[int, list[int]] | None = None

    def home(self, line: int) -> int:
        """The line of the timetable that a trip with a line of its own came from; -1: none."""
        if line < self.lines:
            return line
        moved = line - self.lines
        if self._patch is None or moved >= len(self._patch.moved):
            return -1
        return int(self._patch.homes[moved])

    def away(self, line: int) -> list[int]:
        """Lines of their own that trips of a line have now."""
        if self._patch is None:
            return []
        if self._own is None:
            self._own = {}
            for at, home in enumerate(self._patch.homes.tolist()):
                self._own.setdefault(home, []).append(self.lines + at)
        return self._own.get(line, [])

    def number(self, line: int, trip: int) -> int:
        """The number in the timetable of a line's trip, on its own line or not; none is added."""
        if self._patch is not None and line >= self.lines:
            return int(self._patch.moved[line - self.lines])
        return int(self.base.trip_ofs[line]) + trip

    def is_gone(self, number: int) -> bool:
        """Whether a trip no longer runs where its times stand."""
        return self._patch is not None and number < self.known and bool(self._patch.gone[number])

    def cancelled(self, line: int) -> list[int]:
        """Which of a line's trips, counted within it, are cancelled."""
        if self._patch is None or line >= self.lines or not self.base.line_trips[line]:
            return []
        first, end = self.base.trip_ofs[line : line + 2]
        return np.flatnonzero(self._patch.cancelled[first:end]).tolist()

    def delay_s(self, line: int, trip: int, position: int, fraction: int, at_s: int) -> int | None:
        """How late a trip or run passes a point that it now passes at `at_s`; None: nothing was
        told.
        """
        home = self.home(line)
        if self._patch is None or home < 0:
            return None
        if not self.base.line_trips[home]:
            if line == home:
                return None
            now, planned = (
                times_at(*of, position, fraction) for of in ((self.tt, line), (self.base, home))
            )
            return int(now[0] - planned[0])
        number = self.number(line, trip)
        if not self._patch.touched[number]:
            return None
        planned = times_at(self.base, home, position, fraction)
        return at_s - int(planned[number - int(self.base.trip_ofs[home])])
