"""Lines and stops: by name, by code, and which ones come near a place."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet

from minga.ground.folding import fold, holds, readings, terms
from minga.ground.geo import box_around, distance_m
from minga.ground.search import MAX_SEARCH_CHARS, holding
from minga.ground.text_safety import is_storable
from minga.kernels.feedmaking import Point
from minga.kernels.feedmaking.along import nearest
from minga.territory.models import City
from minga.transit.feeds.queries.in_service import lines_on, stops_on
from minga.transit.models import Line, Stop, Vehicle

MAX_MATCHES = 20
NEAR_STOP_M = 600.0


def line_named(city: City, day: date, code: str) -> Line | None:
    """A line in service by its public code."""
    return lines_on(city, day).filter(code=code).first()


def stop_named(city: City, day: date, code: str) -> Stop | None:
    """A stop in service by its public code."""
    return stops_on(city, day).filter(code=code).select_related("version__feed").first()


def lines_in_brief(city: City, day: date) -> list[Line]:
    """Every line in service, without its ways: for lists."""
    return list(lines_on(city, day).defer("ways"))


def lines_by_code(city: City, day: date, codes: Iterable[str]) -> dict[str, Line]:
    """These lines, as far as they are in service, without their ways."""
    return {line.code: line for line in lines_on(city, day).defer("ways").filter(code__in=codes)}


def stops_by_code(city: City, day: date, codes: Iterable[str]) -> dict[str, Stop]:
    """These stops, as far as they are in service."""
    return {stop.code: stop for stop in stops_on(city, day).filter(code__in=codes)}


def search_lines(city: City, day: date, query: str, *, limit: int = MAX_MATCHES) -> list[Line]:
    """Lines whose name on the bus is what was typed, then those whose names hold its words."""
    wanted_terms = terms(query[:MAX_SEARCH_CHARS])
    if not wanted_terms:
        return []
    texts = [
        (fold(f"{line.short_name} {line.long_name}"), line) for line in lines_in_brief(city, day)
    ]
    matching = [
        (text, line) for text, line in texts if all(holds(text, term) for term in wanted_terms)
    ]
    wanted = fold(query[:MAX_SEARCH_CHARS])
    matching.sort(
        key=lambda match: (fold(match[1].short_name) != wanted, not match[0].startswith(wanted))
    )
    return [line for _, line in matching[:limit]]


def search_stops(
    city: City, day: date, query: str, *, limit: int = MAX_MATCHES, exactly: bool = False
) -> list[Stop]:
    """Stops whose folded name holds every word, or whose sign bears the code typed.

    Where nothing does, the number of a house and the kind of road are left out, but `exactly`.
    """
    looser = readings(query[:MAX_SEARCH_CHARS])
    if not looser or not is_storable(query):
        return []
    signed = stops_on(city, day).filter(stop_code__iexact=query.strip()[:60])[:limit]
    named: list[Stop] = []
    for reading in looser[: 1 if exactly or signed else None]:
        named = named or _stops_holding_all(stops_on(city, day), reading)
    return list({stop.code: stop for stop in [*signed, *named]}.values())[:limit]


def _stops_holding_all(stops: QuerySet[Stop], reading: Sequence[tuple[str, ...]]) -> list[Stop]:
    for term in reading:
        stops = stops.filter(holding(term))
    first = reading[0][0]
    rows = list(stops.order_by("folded", "pk")[:200])
    rows.sort(key=lambda stop: (not stop.folded.startswith(first), len(stop.folded)))
    return rows


def stops_around(
    city: City, day: date, lat: float, lon: float, metres: float
) -> list[tuple[Stop, float]]:
    """Stops within so many metres, nearest first, and how far they are."""
    box = box_around(lat, lon, metres)
    rows = stops_on(city, day).filter(
        lat__range=(box.south, box.north), lon__range=(box.west, box.east)
    )
    distances = [(stop, distance_m(lat, lon, stop.lat, stop.lon)) for stop in rows]
    return sorted((pair for pair in distances if pair[1] <= metres), key=lambda pair: pair[1])


def lines_touching(city: City, day: date, lat: float, lon: float, metres: float) -> list[str]:
    """Codes of the lines whose way passes within so many metres, in the feeds' order."""
    rows = lines_on(city, day).values_list("code", "ways")
    near = [code for code, ways in rows if is_near(ways, lat, lon, metres)]
    return list(dict.fromkeys(near))


def is_near(ways: Sequence[dict[str, Any]], lat: float, lon: float, metres: float) -> bool:
    """True when one of a line's paths comes so near to a point (a plane around the point)."""
    spot = Point(lat, lon)
    paths = [[Point(y, x) for x, y in way["path"]] for way in ways if way.get("path")]
    return any(
        nearest(a, b, spot)[1] <= metres for path in paths for a, b in pairwise([path[0], *path])
    )


def direction_stops(city: City, day: date, codes: Iterable[str]) -> dict[str, dict[str, set[str]]]:
    """Of lines, by direction, the codes of the stops along it."""
    served: dict[str, dict[str, set[str]]] = {}
    for code, ways in lines_on(city, day).filter(code__in=codes).values_list("code", "ways"):
        for way in ways:
            directions, direction = served.setdefault(code, {}), str(way.get("direction"))
            directions[direction] = directions.get(direction, set()) | set(way.get("stops", ()))
    return served


def direction_signs(city: City, day: date, codes: Iterable[str]) -> dict[tuple[str, str], str]:
    """What stands on the buses, by line and direction: the commonest."""
    signs: dict[tuple[str, str], str] = {}
    for code, ways in lines_on(city, day).filter(code__in=codes).values_list("code", "ways"):
        for way in ways:
            signs.setdefault((code, str(way.get("direction"))), way.get("headsign", ""))
    return signs


def direction_along(
    ways: Iterable[dict[str, Any]], stops: Sequence[str], headsign: str = ""
) -> str:
    """The direction in which a line passes these stops one after the other; "" where two do."""
    along = [way for way in ways if _in_order(stops, way.get("stops", ()))]
    signed = [way for way in along if headsign and way.get("headsign") == headsign]
    directions = {str(way.get("direction")) for way in signed or along}
    return directions.pop() if len(directions) == 1 else ""


def _in_order(some: Sequence[str], stops: Iterable[str]) -> bool:
    rest = iter(stops)
    return all(code in rest for code in some)


def stop_beside(vehicle: Vehicle, stops: Iterable[Stop]) -> Stop | None:
    """The nearest of these stops, to say a position in words; None where all are far."""
    away = [
        (distance_m(vehicle.lat, vehicle.lon, stop.lat, stop.lon), stop.pk, stop) for stop in stops
    ]
    least = min(away, default=None)
    return least[2] if least is not None and least[0] <= NEAR_STOP_M else None


def spoken_ways(line: Line) -> list[dict[str, Any]]:
    """The ways a line goes, each direction once: the commonest of it."""
    ways: Sequence[dict[str, Any]] = line.ways
    first: dict[Any, dict[str, Any]] = {}
    for way in ways:
        first.setdefault(way.get("direction"), way)
    return list(first.values())
