"""A simulated fleet: vehicles on time along their shapes, said to be simulated wherever they show.

In a demonstration city a few of them move while somebody looks; elsewhere only when the keeper
says so (`minga transit simulate`).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from minga.territory.models import City
from minga.transit.models import Line, Vehicle
from minga.transit.realtime.actions.vehicles import Position, place_vehicles
from minga.transit.rules import VehicleSource
from minga.transit.service_days import day_of, seconds_of
from minga.transit.timetables import days

if TYPE_CHECKING:
    from minga.kernels.fleet import Running

USUAL_VEHICLES = 30
KEPT = timedelta(seconds=45)
"""A simulated position is shown so long; the next one comes sooner."""


def move_fleet(
    *,
    city: City,
    at: datetime,
    as_of: datetime | None = None,
    line: str = "",
    most: int = USUAL_VEHICLES,
) -> list[Vehicle]:
    """Place the vehicles that run at `as_of` (the same moment unless said otherwise) now.

    `line`: the code of one line. Not to be called inside a unit of work. Raises NoService, and
    LookupError where no such line is in service.
    """
    from minga.kernels.fleet import fleet_at

    as_of = as_of or at
    day = day_of(city, as_of)
    held = days.day_of_service(city, day)
    routes = {held.route_id[line]} if line else None
    fleet = fleet_at(held.planned, seconds_of(city, day, as_of), most=most, routes=routes)
    ways = _directions(tuple(version.pk for version in held.versions))
    moved: list[Vehicle] = []
    for version in held.versions:
        prefix = f"{version.feed.slug}:"
        ours = [bus for bus in fleet if bus.route_id.startswith(prefix)]
        moved += place_vehicles(
            city=city,
            source=VehicleSource.SIMULATED,
            positions=_positions(ours, held.line_code, ways, prefix, at),
            feed=version.feed,
            keep=KEPT,
            at=at,
        )
    return moved


def _positions(
    fleet: Iterable["Running"],
    codes: dict[str, str],
    ways: dict[tuple[str, str], int],
    prefix: str,
    at: datetime,
) -> Iterable[Position]:
    for bus in fleet:
        code = codes.get(bus.route_id, "")
        yield Position(
            vehicle_id=bus.key[:120],
            lat=round(bus.lat, 6),
            lon=round(bus.lon, 6),
            at=at,
            line=code,
            route_id=bus.route_id.removeprefix(prefix),
            trip_id=bus.trip_id.removeprefix(prefix),
            direction=ways.get((code, bus.headsign)),
            bearing=round(bus.bearing, 1),
            speed=round(bus.speed, 1),
            label=bus.route_name[:60],
        )


@lru_cache(maxsize=8)
def _directions(versions: tuple[int, ...]) -> dict[tuple[str, str], int]:
    """The direction of each line and headsign; versions never change."""
    rows = Line.objects.filter(version__in=versions).values_list("code", "ways")
    return {
        (code, way["headsign"]): way["direction"] for code, ways in rows for way in reversed(ways)
    }
