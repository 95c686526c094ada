"""What the maps draw: lines and vehicles as GeoJSON, with an ETag so that asking again is cheap."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from minga.ground.geojson import Collection, Feature, answer, collection, feature
from minga.territory.request import MingaRequest
from minga.transit.demand import note_look
from minga.transit.feeds.queries.in_service import lines_on, versions_on
from minga.transit.feeds.queries.lines import spoken_ways, stops_by_code
from minga.transit.lookup import CityMoment, city_moment, line_or_404, search_text
from minga.transit.models import Line, Stop, Vehicle
from minga.transit.realtime.queries.vehicles import vehicles_now

PLACES = 5
"""Decimals of a degree: about a metre."""


@require_safe
def network(request: MingaRequest) -> HttpResponse:
    """The ways of all lines; with `?line=` both ways and the stops of one."""
    moment = city_moment(request)
    code = search_text(request, "line")
    if code:
        return answer(request, collection(_line_features(moment, line_or_404(moment, code))))
    serving = versions_on(moment.city, moment.day)
    lines = _network_features(
        tuple((version.pk, version.digest, version.imported_at) for version in serving)
    )
    return answer(request, lines)


@require_safe
def vehicles(request: MingaRequest) -> HttpResponse:
    """Where the vehicles are that were seen lately, with source and moment."""
    moment = city_moment(request)
    note_look(moment.city, at=moment.at)
    vehicles = vehicles_now(moment.city, at=moment.at, line=search_text(request, "line")[:120])
    names = dict(lines_on(moment.city, moment.day).values_list("code", "short_name"))
    return answer(request, collection([_vehicle_feature(vehicle, names) for vehicle in vehicles]))


@lru_cache(maxsize=8)
def _network_features(versions: tuple[tuple[int, str, datetime], ...]) -> Collection:
    """One way of each line, kept: versions never change, only which of them serve."""
    numbers = [number for number, _, _ in versions]
    rows = Line.objects.filter(version__in=numbers).order_by("position", "pk")
    return collection([_path_feature(line, way) for line in rows for way in spoken_ways(line)[:1]])


def _line_features(moment: CityMoment, line: Line) -> list[Feature]:
    ways = spoken_ways(line)
    stops = stops_by_code(moment.city, moment.day, {code for way in ways for code in way["stops"]})
    return [
        *(_path_feature(line, way) for way in ways),
        *(_stop_feature(stop) for stop in stops.values()),
    ]


def _path_feature(line: Line, way: dict[str, Any]) -> Feature:
    path = [[round(lon, PLACES), round(lat, PLACES)] for lon, lat in way.get("path") or []]
    properties = {"line": line.code, "name": line.name, "colour": line.colour}
    return feature("LineString", path, properties)


def _stop_feature(stop: Stop) -> Feature:
    return feature("Point", _coordinates(stop), {"stop": stop.code, "name": stop.name})


def _vehicle_feature(vehicle: Vehicle, names: dict[str, str]) -> Feature:
    properties = {
        "id": vehicle.public_id,
        "line": vehicle.line,
        "name": names.get(vehicle.line) or vehicle.label or "",
        "bearing": vehicle.bearing,
        "source": vehicle.source,
        "simulated": vehicle.simulated,
        "at": vehicle.at.isoformat(),
    }
    return feature("Point", _coordinates(vehicle), properties)


def _coordinates(place: Stop | Vehicle) -> list[float]:
    return [round(place.lon, PLACES), round(place.lat, PLACES)]
