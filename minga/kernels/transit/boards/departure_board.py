"""What leaves a place next: the board of a stop, or of a spot where lines are hailed."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from minga.kernels.transit.live.trip_index import Real, times_at
from minga.kernels.transit.search.journeys import Names, Place
from minga.kernels.transit.search.query import TIMETABLE, WORST
from minga.kernels.transit.search.stands import Stand
from minga.kernels.transit.timetable import FRACTIONS


@dataclass(frozen=True, slots=True)
class Departure:
    """A vehicle that leaves a stop, or passes a point where it can be hailed."""

    departure_s: int
    """Delay included; for a cancelled trip when it should have left."""
    route_id: str
    route_name: str
    headsign: str
    trip_id: str
    place: Place
    metres: float = 0.0
    """Straight line from where one asked."""
    headway_s: int = 0
    """Seconds between two vehicles, where the line has a headway and no exact timetable."""
    delay_s: int | None = None
    """Early is negative; None where no realtime news tells of the trip, and with a headway."""
    is_cancelled: bool = False
    hailed: bool = False
    step_free: bool = False
    """Stated to be accessible by wheelchair."""
    line: int = -1
    run: int = -1
    from_position: int = 0
    from_share: float = 0.0


Due = tuple[int, Stand, int, int, bool]
"""When, where, trip within the line or start of the run, headway, whether it is cancelled."""


class Board:
    """Departures of one network."""

    def __init__(self, real: Real, names: Names) -> None:
        self._real, self._tt, self._names = real, real.tt, names

    def departures(
        self, stands: list[Stand], after_s: int, most: int, wait: int
    ) -> list[Departure]:
        """The next so many, by time. `wait` as `Query.wait`."""
        due = (due for stand in stands for due in self._due(stand, after_s, most, wait))
        first = heapq.nsmallest(most, due, key=lambda due: (due[0], due[1].line, due[2]))
        return [self._departure(due) for due in first]

    def _due(self, stand: Stand, after_s: int, most: int, wait: int) -> Iterator[Due]:
        if not self._tt.line_trips[stand.line]:
            yield from self._runs(stand, after_s, most, wait)
            return
        real, line = self._real, stand.line
        times = times_at(self._tt, line, stand.position, stand.fraction)
        first, number = int(np.searchsorted(times, after_s)), int(self._tt.trip_ofs[line])
        for trip in range(first, len(times)):
            if most <= 0:
                break
            if not real.is_gone(number + trip):
                yield int(times[trip]), stand, trip, 0, False
                most -= 1
        out = real.cancelled(line)
        if out:
            planned = times_at(real.base, line, stand.position, stand.fraction)
            for trip in out:
                if planned[trip] >= after_s:
                    yield int(planned[trip]), stand, trip, 0, True

    def _runs(self, stand: Stand, after_s: int, most: int, wait: int) -> Iterator[Due]:
        """Runs of a line with headways, as a plan with the same `wait` would board them."""
        tt, line = self._tt, stand.line
        off = int(times_at(tt, line, stand.position, stand.fraction)[0])
        rows = tt.window[tt.window_ofs[line] : tt.window_ofs[line + 1]].tolist()
        for begins, end, headway, exact in rows:
            start, extra = max(begins, after_s - off), 0
            if exact or wait == TIMETABLE:
                start = begins + -(-(start - begins) // headway) * headway
            else:
                extra = headway if wait == WORST else (headway + 1) // 2
            for run in range(start, min(end, start + most * headway), headway):
                yield run + extra + off, stand, run + extra, 0 if exact else headway, False

    def _departure(self, due: Due) -> Departure:
        at_s, stand, run, headway, cancelled = due
        tt, real, line = self._tt, self._real, stand.line
        number = int(tt.trip_ofs[line])
        if tt.line_trips[line]:
            number += run
        delay = None
        if not cancelled and not headway:
            delay = real.delay_s(line, run, stand.position, stand.fraction, at_s)
        names = self._names.planned(number) if cancelled else self._names.trip(number)
        return Departure(
            at_s, *names, stand.place, stand.metres, headway, delay, cancelled, stand.hailed,
            bool(tt.trip_access[number]), line, run, stand.position, stand.fraction / FRACTIONS,
        )  # fmt: skip
