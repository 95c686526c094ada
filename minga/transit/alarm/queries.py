"""What the alarm needs: the city's lines and stops at a glance, a line's ways in metres, and the
rides that a vehicle concerns.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from minga.ground.geo import box_around, distance_m
from minga.ground.secrets import digest
from minga.kernels.alarm import Course, course_of
from minga.kernels.alarm.course import OFF_ROUTE_M, passes
from minga.territory.models import City, Place
from minga.territory.queries import WIDE
from minga.transit.feeds.queries.in_service import lines_on, stops_on
from minga.transit.feeds.queries.lines import stop_beside, stops_by_code
from minga.transit.models import Line, Ride, Stop, Vehicle

Point = tuple[float, float]
BESIDE_M = 200.0
MAX_PLACES = 200
MAX_BUSES = 60
SAME_PLACE_M = 5.0
"""Phones are told where stops stand to some metres."""


def directory(city: City, day: date) -> dict[str, Any]:
    """Every line with its directions and their stops, and every stop: what a phone loads once, so
    that the choice of a destination is made on the phone.

    Stops of a way are numbers into `stops`.
    """
    stops = list(stops_on(city, day).order_by("folded", "pk"))
    number = {stop.code: i for i, stop in enumerate(stops)}
    return {
        "stops": [
            {
                "code": stop.code,
                "name": stop.name,
                "lat": round(stop.lat, 5),
                "lon": round(stop.lon, 5),
            }
            for stop in stops
        ],
        "lines": [
            {
                "code": line.code,
                "name": line.name,
                "about": line.long_name if line.long_name != line.name else "",
                "hailed": line.hailed,
                "demo": line.version.feed.is_demo,
                "ways": [
                    {
                        "headsign": way["headsign"],
                        "stops": [number[code] for code in way["stops"] if code in number],
                    }
                    for way in line.ways
                ],
            }
            for line in lines_on(city, day)
        ],
    }


def ways_in_metres(line: Line, stops: dict[str, Stop], city: City) -> list[dict[str, Any]]:
    """The ways of a line as [lat, lon], the metres along at which each of its stops lies, and,
    where one gets off anywhere, the known places it passes.
    """
    return [
        {
            "headsign": way["headsign"],
            "path": [[lat, lon] for lon, lat in way["path"]],
            "stops": [code for code in way["stops"] if code in stops],
            "metres": [round(metres) for metres in metres_of(way, stops)],
            "places": landmarks(city, way) if line.hailed else [],
        }
        for way in line.ways
    ]


def landmarks(city: City, way: dict[str, Any]) -> list[dict[str, Any]]:
    """Known places beside a way, in its order: name, the way's nearest point, metres along."""
    path = [(lat, lon) for lon, lat in way["path"]]
    if len(path) < 2:
        return []
    lats, lons = [lat for lat, _ in path], [lon for _, lon in path]
    low, high = (
        box_around(min(lats), min(lons), BESIDE_M),
        box_around(max(lats), max(lons), BESIDE_M),
    )
    rows = Place.objects.filter(
        city=city, lat__range=(low.south, high.north), lon__range=(low.west, high.east)
    )
    along = course_of(path[0], path)
    places = []
    for place in rows.exclude(kind__in=WIDE):
        near = passes(along, along.point(place.lat, place.lon), BESIDE_M)
        if near:
            places.append((round(min(near)[1]), place.name, place.lat, place.lon))
    return [
        {"name": name, "lat": lat, "lon": lon, "metres": metres}
        for metres, name, lat, lon in sorted(places)[:MAX_PLACES]
    ]


def metres_of(way: dict[str, Any], stops: dict[str, Stop]) -> list[float]:
    """Metres along a way of its stops in order, never going back."""
    path = [(lat, lon) for lon, lat in way["path"]]
    metres: list[float] = []
    for code in way["stops"]:
        if code not in stops:
            continue
        before = metres[-1] if metres else 0.0
        metres.append(max(before, pass_after(path, (stops[code].lat, stops[code].lon), before)))
    return metres


def pass_after(path: Sequence[Point], point: Point, before_m: float) -> float:
    """Metres along of the first pass near a point that is not behind; the nearest one else."""
    course = course_of(point, path)
    if not course.way:
        return 0.0
    ahead = [
        nearby for nearby in passes(course, (0.0, 0.0), OFF_ROUTE_M) if nearby[1] >= before_m - 1.0
    ]
    return ahead[0][1] if ahead else course.stop_m


def stops_of(line: Line, city: City, day: date) -> dict[str, Stop]:
    """The stops of all ways of a line, by code."""
    return stops_by_code(city, day, {code for way in line.ways for code in way["stops"]})


def metres_at(line: Line, way: int, point: Point, stops: dict[str, Stop]) -> float | None:
    """Metres along a way of one of its stops, by where it stands; None for any other point."""
    drawn = line.ways[way]
    served = [stops[code] for code in drawn["stops"] if code in stops]
    for stop, metres in zip(served, metres_of(drawn, stops), strict=True):
        if distance_m(*point, stop.lat, stop.lon) <= SAME_PLACE_M:
            return metres
    return None


def course_on(line: Line | None, way: int, point: Point, about_m: float | None) -> Course:
    """The course to a point along a way of a line, straight where there is none."""
    if line is None or not 0 <= way < len(line.ways):
        return course_of(point)
    path = [(lat, lon) for lon, lat in line.ways[way]["path"]]
    return course_of(point, path, about_m=about_m)


def ride_of(handle: str, *, at: datetime) -> Ride | None:
    """The ride that a phone holds the handle of, while it lasts."""
    if not handle:
        return None
    rides = Ride.objects.filter(digest=digest(handle), expires_at__gt=at)
    return rides.select_related("city", "vehicle").first()


def rides_met_by(vehicles: Sequence[Vehicle], *, at: datetime) -> list[Ride]:
    """The rides on these vehicles, and those that wait for one of their lines; one query."""
    lines = {vehicle.line for vehicle in vehicles if vehicle.line}
    met = Q(vehicle__in=vehicles) | Q(vehicle=None, line__in=lines)
    return list(Ride.objects.filter(met, expires_at__gt=at).order_by("pk").select_related("city"))


def vehicles_of(city: City, line: str, *, at: datetime) -> QuerySet[Vehicle]:
    """The vehicles of a line that are known now."""
    return Vehicle.objects.filter(city=city, line=line, expires_at__gt=at).order_by("pk")


def buses_on(
    city: City, line: Line, way: int, stops: dict[str, Stop], *, at: datetime
) -> list[tuple[Vehicle, float, Stop | None]]:
    """The vehicles that go one way of a line now, in its order: metres along, the stop beside.

    One that does not say its direction, or is off the way, may be one's own: who is on it knows.
    """
    drawn = line.ways[way]
    path = [(lat, lon) for lon, lat in drawn["path"]]
    beside = [stops[code] for code in drawn["stops"] if code in stops]
    buses = [
        (vehicle, pass_after(path, (vehicle.lat, vehicle.lon), 0.0), stop_beside(vehicle, beside))
        for vehicle in vehicles_of(city, line.code, at=at)[:MAX_BUSES]
        if vehicle.direction in (None, drawn["direction"])
    ]
    return sorted(buses, key=lambda bus: bus[1])


def silent_rides(*, before: datetime, at: datetime) -> list[Ride]:
    """Rides whose vehicle was last heard before a moment, or is gone."""
    quiet = Q(vehicle__at__lt=before) | Q(vehicle=None)
    return list(Ride.objects.filter(quiet, expires_at__gt=at).order_by("pk"))


def past_rides(*, at: datetime) -> "QuerySet[Ride]":
    """Rides whose time is over."""
    return Ride.objects.filter(expires_at__lte=at)
