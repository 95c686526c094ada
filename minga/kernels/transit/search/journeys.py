"""What a plan answers: frozen journeys of legs, from the rows that a search leaves."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from minga.kernels.transit.live.realtime import Patch
from minga.kernels.transit.search.query import POINT, WALK, Query
from minga.kernels.transit.search.waits import Rows, settled
from minga.kernels.transit.timetable import FRACTIONS, Texts, Timetable


@dataclass(frozen=True, slots=True)
class Place:
    """A stop, or a point with no stop (`stop_id` None)."""

    stop_id: str | None
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Leg:
    """A walk or a ride. Times are seconds since the service day's midnight."""

    kind: str
    """"walk" or "ride"."""
    start: Place
    end: Place
    departure_s: int
    arrival_s: int
    route_id: str = ""
    route_name: str = ""
    headsign: str = ""
    trip_id: str = ""
    headway_s: int = 0
    """Seconds between two vehicles, where the line has a headway and no exact timetable."""
    expected_wait_s: int = 0
    worst_wait_s: int = 0
    hailed: bool = False
    """Boarded between two stops, by hailing."""
    alighted_along: bool = False
    """Left between two stops."""
    line: int = -1
    """The network's number of the line; `Network.calls` and `Network.shape` read on from here."""
    run: int = -1
    """The trip's number within the line, or when the run started where the line has headways."""
    from_position: int = 0
    """The stop of the line at which, or after which, one boards."""
    to_position: int = 0
    """The stop of the line at which, or after which, one alights."""
    from_share: float = 0.0
    """How much of the way to the next stop is passed where one boards."""
    to_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Journey:
    """A way from origin to destination; none arrives sooner with as few rides.

    `departure_s` is when one must leave, the first wait that is guessed included; a walk alone
    has 0 rides.
    """

    departure_s: int
    arrival_s: int
    rides: int
    legs: tuple[Leg, ...]

    @property
    def duration_s(self) -> int:
        """From leaving to arriving."""
        return self.arrival_s - self.departure_s

    @property
    def walking_s(self) -> int:
        """All walks together."""
        return sum(leg.arrival_s - leg.departure_s for leg in self.legs if leg.kind == "walk")


class Names:
    """The texts of a network: stops, routes, trips; places are made once each."""

    def __init__(self, texts: dict[str, Texts], arrays: dict[str, np.ndarray]) -> None:
        self.texts = texts
        self.trip_route = arrays["trip_route"]
        self.trip_headsign = arrays["trip_headsign"]
        self.trip_shift = arrays["trip_shift"]
        self.stop_place = arrays["stop_place"]
        self._places: dict[int, Place] = {}
        self._routes: dict[int, tuple[str, str]] = {}
        self._trips: dict[int, tuple[str, str, str, str]] = {}

    def place(self, stop: int) -> Place:
        """A stop by number."""
        place = self._places.get(stop)
        if place is None:
            lat, lon = self.stop_place[stop].tolist()
            texts = self.texts
            place = Place(texts["stop_id"][stop], texts["stop_name"][stop], lat, lon)
            self._places[stop] = place
        return place

    def route(self, route: int) -> tuple[str, str]:
        """A route's id and the name on the bus."""
        names = self._routes.get(route)
        if names is None:
            texts = self.texts
            name = texts["route_name"][route] or texts["route_long_name"][route]
            names = self._routes[route] = (texts["route_id"][route], name)
        return names

    def trip(self, number: int) -> tuple[str, str, str, str]:
        """A trip's route id, name on the bus, headsign and id."""
        names = self._trips.get(number)
        if names is None:
            route = self.route(int(self.trip_route[number]))
            sign = self.texts["headsign"][int(self.trip_headsign[number])]
            names = self._trips[number] = (*route, sign, self.texts["trip_id"][number])
        return names

    def planned(self, number: int) -> tuple[str, str, str, str]:
        """A trip of the timetable, as `trip` tells it."""
        return self.trip(number)


class PatchedNames(Names):
    """The texts of a network with realtime changes; what was known stays known."""

    def __init__(self, names: Names, patch: Patch) -> None:
        self.__dict__.update(names.__dict__)
        self._patch, self._known = patch, len(names.trip_route)

    def planned(self, number: int) -> tuple[str, str, str, str]:
        """A trip of the timetable, whether it runs or not."""
        return super().trip(number)

    def trip(self, number: int) -> tuple[str, str, str, str]:
        """As ever; for a trip that is gone the next one, for lines of their own what runs there."""
        patch = self._patch
        while number < self._known and patch.gone[number]:
            number += 1
        if number < self._known:
            return super().trip(number)
        number -= self._known
        if number < len(patch.moved):
            return super().trip(int(patch.moved[number]))
        added = patch.added[number - len(patch.moved)]
        return ("", added.route_name, added.headsign, added.trip_id)


def ride_leg(tt: Timetable, names: Names, row: list[int], start: Place, end: Place) -> Leg:
    """One ride from its row; see `query.KIND` and its neighbours."""
    _, _, _, leaves, comes, line, trip, from_p, from_part, to_p, to_part, headway = row
    number = int(tt.trip_ofs[line])
    if tt.line_trips[line] > 0:
        number += trip
    return Leg(
        "ride", start, end, leaves, comes, *names.trip(number), headway,
        headway // 2, headway, from_part >= 0, to_part >= 0, line, trip, from_p, to_p,
        max(0, from_part) / FRACTIONS, max(0, to_part) / FRACTIONS,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ends:
    """Origin and destination of a question."""

    origin: Place
    destination: Place
    spot: Callable[[int, int, int], tuple[float, float]]
    """Where a point of a line is, by line, segment, fraction."""
    wait: int
    """How long one waits for lines with headways; see `query.TIMETABLE`."""


def journey_of(
    tt: Timetable, names: Names, ends: Ends, rides: int, rows: Rows, back: bool = False
) -> Journey:
    """A journey from the rows of its legs, in order; `back`: found from its end."""
    leaves_s, rows = settled(tt, rows, ends.wait, back)
    legs: list[Leg] = []
    for row in rows:
        kind, source, target, leaves, comes, line, _, from_p, from_part, to_p, to_part, _ = row
        start, end = ends.origin, ends.destination
        if source >= 0:
            start = names.place(source)
        elif from_part >= 0:
            start = Place(None, "", *ends.spot(line, from_p, from_part))
        elif source == POINT:
            start = legs[-1].end
        if target >= 0:
            end = names.place(target)
        elif to_part >= 0:
            end = Place(None, "", *ends.spot(line, to_p, to_part))
        if kind == WALK:
            legs.append(Leg("walk", start, end, leaves, comes))
            continue
        if from_part >= 0 and legs and legs[-1].kind == "walk":
            # A walk to a point ends there.
            last = legs[-1]
            legs[-1] = Leg("walk", last.start, start, last.departure_s, last.arrival_s)
        legs.append(ride_leg(tt, names, row, start, end))
    return Journey(leaves_s, legs[-1].arrival_s, rides, tuple(legs))


def walk_alone(query: Query, ends: Ends, until: bool = False) -> Journey:
    """The journey with no ride: from the time asked, or `until` it."""
    leaves = query.depart_s - (query.direct_s if until else 0)
    comes = leaves + query.direct_s
    legs = (Leg("walk", ends.origin, ends.destination, leaves, comes),) if query.direct_s else ()
    return Journey(leaves, comes, 0, legs)
