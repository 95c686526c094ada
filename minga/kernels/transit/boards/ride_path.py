"""Along a ride: the stops it passes, with times, and the path between its ends."""

from dataclasses import dataclass

from minga.kernels.transit.boards.departure_board import Departure
from minga.kernels.transit.compile.shapes import Shapes
from minga.kernels.transit.live.trip_index import Real
from minga.kernels.transit.search.journeys import Leg, Names, Place
from minga.kernels.transit.timetable import FRACTIONS, Timetable


@dataclass(frozen=True, slots=True)
class Call:
    """A stop that a vehicle passes, or the point between two where one boards or alights."""

    place: Place
    arrival_s: int
    departure_s: int
    position: int
    """The stop's number along the line; of a point, that of the stop before it."""
    share: float = 0.0
    """Of a point: how much of the way to the next stop is passed."""


@dataclass(frozen=True, slots=True)
class Span:
    """One run of a line from a point of it to another; fractions are 4096ths."""

    line: int
    run: int
    first: int
    first_part: int
    last: int
    last_part: int


class Rides:
    """The rides of one network."""

    def __init__(self, real: Real, names: Names, shapes: Shapes) -> None:
        self._real, self._names, self._shapes = real, names, shapes

    def calls(self, ride: Leg | Departure) -> tuple[Call, ...]:
        """From where one boards to where one alights, or to the line's end."""
        if isinstance(ride, Leg) and ride.kind != "ride":
            return ()
        tt, span = self._found(ride)
        calls = [
            Call(
                self._names.place(int(tt.line_stop[tt.line_ofs[span.line] + p]) >> 2),
                _time(tt, tt.arrive, span, p),
                _time(tt, tt.depart, span, p),
                p,
            )
            for p in range(span.first + bool(span.first_part), span.last + 1)
        ]
        if span.first_part:
            start = ride.start if isinstance(ride, Leg) else ride.place
            calls.insert(0, _point(start, ride.departure_s, span.first, span.first_part))
        if span.last_part and isinstance(ride, Leg):
            calls.append(_point(ride.end, ride.arrival_s, span.last, span.last_part))
        return tuple(calls)

    def shape(self, ride: Leg | Departure) -> list[tuple[float, float]]:
        """Latitudes and longitudes: along the line's shape, straight where it has none."""
        if isinstance(ride, Leg) and ride.kind != "ride":
            return [(place.lat, place.lon) for place in (ride.start, ride.end)]
        line = self._real.home(ride.line)
        if line < 0:
            return [(call.place.lat, call.place.lon) for call in self.calls(ride)]
        span, shapes = self._found(ride)[1], self._shapes
        return shapes.between(
            line,
            shapes.point_m(line, span.first, span.first_part / FRACTIONS),
            shapes.point_m(line, span.last, span.last_part / FRACTIONS),
        )

    def _found(self, ride: Leg | Departure) -> tuple[Timetable, Span]:
        """The timetable that the ride is of, and its span. Raises ValueError for a stranger."""
        cancelled = isinstance(ride, Departure) and ride.is_cancelled
        tt = self._real.base if cancelled else self._real.tt
        many = len(tt.line_trips)
        if not 0 <= ride.line < many:
            raise ValueError("no ride of this network")
        n = int(tt.line_ofs[ride.line + 1] - tt.line_ofs[ride.line])
        last, last_share = n - 1, 0.0
        if isinstance(ride, Leg):
            last, last_share = ride.to_position, ride.to_share
        parts = (round(share * FRACTIONS) for share in (ride.from_share, last_share))
        span = Span(ride.line, ride.run, ride.from_position, next(parts), last, next(parts))
        trips = int(tt.line_trips[ride.line])
        fits = 0 <= span.first <= span.last < n and (not trips or 0 <= ride.run < trips)
        fits = fits and span.last + bool(span.last_part) < n
        # Asked backwards from an arrival, points between stops are rounded the other way.
        off = _passed(tt, span) - ride.departure_s if fits else 0
        if not fits or abs(off) > bool(span.first_part):
            raise ValueError("no ride of this network")
        return tt, span


def _time(tt: Timetable, times: object, span: Span, p: int) -> int:
    base, trips = int(tt.time_ofs[span.line]), int(tt.line_trips[span.line])
    n = int(tt.line_ofs[span.line + 1] - tt.line_ofs[span.line])
    if times is tt.arrive:
        return int(tt.arrive[base + span.run * n + p] if trips else span.run + tt.arrive[base + p])
    return int(tt.depart[base + p * trips + span.run] if trips else span.run + tt.depart[base + p])


def _passed(tt: Timetable, span: Span) -> int:
    """When a run is where one boards, as the search reckons it."""
    leaves = _time(tt, tt.depart, span, span.first)
    if not span.first_part:
        return leaves
    comes = _time(tt, tt.arrive, span, span.first + 1)
    return leaves + (comes - leaves) * span.first_part // FRACTIONS


def _point(place: Place, at_s: int, p: int, part: int) -> Call:
    return Call(place, at_s, at_s, p, part / FRACTIONS)
