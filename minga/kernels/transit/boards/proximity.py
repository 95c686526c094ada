"""What passes a place: the routes near a point, from which stop to which, and their trips."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from minga.kernels.transit.compile.shapes import Shapes, stretches
from minga.kernels.transit.live.trip_index import Real, times_at
from minga.kernels.transit.search.journeys import Names, Place
from minga.kernels.transit.service_clock import days_away
from minga.kernels.transit.timetable import FRACTIONS


@dataclass(frozen=True, slots=True)
class Passing:
    """A stretch of a route that comes near a point."""

    route_id: str
    route_name: str
    headsign: str
    before: Place
    """The last stop before the stretch."""
    after: Place
    """The first stop after it."""
    metres: float
    """How near it comes."""
    lat: float
    lon: float
    """Where it is nearest."""


@dataclass(frozen=True, slots=True)
class Through:
    """A trip, and when it passes."""

    trip_id: str
    route_id: str
    route_name: str
    headsign: str
    passes_s: int
    """When it is nearest to the point; with no point, when it leaves its first stop."""
    before: Place
    after: Place
    headway_s: int = 0
    delay_s: int | None = None
    is_cancelled: bool = False
    after_position: int = 0
    """Which stop of the trip `after` is, from 0."""
    start_s: int | None = None
    """Of a line with headways, when this run starts; `trip_id` is its template."""
    day: int = 0
    """-1 for a trip with a timetable that began the day before, 1 for one of the next day."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Positions before and after, the nearest point as position and 4096ths, metres off."""

    line: int
    before: int
    after: int
    position: int
    fraction: int
    metres: float
    at_m: float


class Around:
    """The lines of one network, by where they go."""

    def __init__(self, real: Real, names: Names, shapes: Shapes) -> None:
        self._real, self._names, self._shapes = real, names, shapes

    def lines_near(self, lat: float, lon: float, metres: float) -> list[Passing]:
        """Each route once for each stretch and headsign, the nearest first."""
        passings: dict[tuple[str, str, int, int], Passing] = {}
        for stretch in self._stretches(lat, lon, metres):
            before, after = self._stops(stretch)
            first, end = self._real.base.trip_ofs[stretch.line : stretch.line + 2].tolist()
            kinds = {self._names.planned(number)[:3] for number in self._kinds(first, end)}
            for route, name, sign in kinds:
                key = (route, sign, before, after)
                if key in passings and passings[key].metres <= stretch.metres:
                    continue
                spot = self._shapes.between(stretch.line, stretch.at_m, stretch.at_m)[0]
                places = self._names.place(before), self._names.place(after)
                passings[key] = Passing(route, name, sign, *places, stretch.metres, *spot)
        return sorted(
            passings.values(),
            key=lambda passing: (passing.metres, passing.route_name, passing.headsign),
        )

    def trips_through(
        self, route_id: str | frozenset[str], near: tuple[float, float] | None, metres: float,
        first_s: int, last_s: int, most: int,
    ) -> list[Through]:  # fmt: skip
        """The trips of a route, or of several, by the time they pass, from `first_s` to before
        `last_s`."""
        routes = frozenset([route_id]) if isinstance(route_id, str) else route_id
        trips: list[Through] = []
        for stretch in self._whole() if near is None else self._stretches(*near, metres):
            for line in (stretch.line, *self._real.away(stretch.line)):
                trips += self._passing(stretch, line, routes, first_s, last_s)
        return sorted(trips, key=lambda trip: (trip.passes_s, trip.trip_id))[:most]

    def _passing(
        self, stretch: Stretch, line: int, routes: frozenset[str], first_s: int, last_s: int
    ) -> Iterator[Through]:
        tt, real, names = self._real.tt, self._real, self._names
        number = int(tt.trip_ofs[line])
        before, after = (names.place(stop) for stop in self._stops(stretch))
        times = times_at(tt, line, stretch.position, stretch.fraction)
        if not tt.line_trips[line]:
            trip = names.trip(number)
            rows = tt.window[tt.window_ofs[line] : tt.window_ofs[line + 1]].tolist()
            for begins, end, headway, exact in rows if trip[0] in routes else ():
                skipped = max(0, -(-(first_s - int(times[0]) - begins) // headway))
                for start in range(begins + skipped * headway, end, headway):
                    passes = start + int(times[0])
                    if passes >= last_s:
                        break
                    gap = 0 if exact else headway
                    yield Through(
                        trip[3], *trip[:3], passes, before, after, gap,
                        after_position=stretch.after, start_s=start,
                    )  # fmt: skip
            return
        a, b = np.searchsorted(times, [first_s, last_s]).tolist()
        for t in range(a, b):
            trip = names.trip(number + t)
            if trip[0] in routes and not real.is_gone(number + t):
                late = real.delay_s(line, t, stretch.position, stretch.fraction, int(times[t]))
                yield Through(
                    trip[3], *trip[:3], int(times[t]), before, after, 0, late,
                    after_position=stretch.after, day=self._day(line, t),
                )  # fmt: skip
        for t in real.cancelled(line):
            at_s = int(times_at(real.base, line, stretch.position, stretch.fraction)[t])
            trip = names.planned(number + t)
            if first_s <= at_s < last_s and trip[0] in routes:
                yield Through(
                    trip[3], *trip[:3], at_s, before, after, is_cancelled=True,
                    after_position=stretch.after, day=self._day(line, t),
                )  # fmt: skip

    def _day(self, line: int, trip: int) -> int:
        return days_away(int(self._names.trip_shift[self._real.number(line, trip)]))

    def _kinds(self, first: int, end: int) -> list[int]:
        """Of the trips of a line, one for each route and headsign."""
        kind = np.stack([self._names.trip_route[first:end], self._names.trip_headsign[first:end]])
        rows: list[int] = (np.unique(kind, axis=1, return_index=True)[1] + first).tolist()
        return rows

    def _stops(self, stretch: Stretch) -> tuple[int, int]:
        tt = self._real.base
        ofs = tt.line_ofs[stretch.line]
        before, after = tt.line_stop[[ofs + stretch.before, ofs + stretch.after]] >> 2
        return int(before), int(after)

    def _whole(self) -> Iterator[Stretch]:
        tt = self._real.base
        for line, many in enumerate(np.diff(tt.line_ofs).tolist()):
            yield Stretch(line, 0, many - 1, 0, 0, 0.0, 0.0)

    def _stretches(self, lat: float, lon: float, metres: float) -> Iterator[Stretch]:
        shapes = self._shapes
        x, y = shapes.plane.metres(np.array(lat), np.array(lon)).tolist()
        for line in shapes.lines_within(x, y, metres):
            way, at = shapes.way(line)
            marks = shapes.at(line)
            for first, last, near, off in stretches(way, at, x, y, metres).tolist():
                if last < marks[0] or first > marks[-1]:
                    continue  # the shape goes on beyond the line's own stops
                near = min(max(near, float(marks[0])), float(marks[-1]))
                most = len(marks) - 1
                before = int(np.searchsorted(marks, first + 1e-6, "right")) - 1
                after = int(np.searchsorted(marks, last - 1e-6, "left"))
                p = min(max(int(np.searchsorted(marks, near, "right")) - 1, 0), most - 1)
                long = float(marks[p + 1] - marks[p])
                part = round((near - float(marks[p])) / long * FRACTIONS) if long > 0 else 0
                yield Stretch(line, max(before, 0), min(after, most), p, part, off, near)
