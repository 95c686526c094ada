"""Where somebody wants to leave or arrive: read from coordinates, a stop's code, or words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from minga.ground.folding import fold, squeezed
from minga.ground.geo import distance_m
from minga.ground.text_safety import is_storable
from minga.territory.atlas import atlas_of
from minga.territory.models import City
from minga.territory.nearby import names_near
from minga.territory.queries import search_places
from minga.transit.feeds.queries.lines import search_lines, search_stops, stop_named
from minga.transit.models import Line, Stop
from minga.transit.planning.itinerary import Point, Spot

POINT = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*(?:,[^,]*)?")
MAX_QUERY_CHARS = 160
MAX_MATCHES = 8
MAX_LINES = 2
ONE_PLACE_M = 300.0
VEHICLE = re.compile(r"^\s*(?:la|el)?\s*(?:micro|bus|line|línea|linea)\s+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Match:
    """Something that a word stands for: a place, a stop or a line. `code` of the latter two."""

    kind: str
    name: str
    lat: float
    lon: float
    code: str = ""
    area: str = ""

    @property
    def spot(self) -> Spot:
        """The place itself. A stop is meant with its surroundings: also across the street."""
        return Spot(lat=self.lat, lon=self.lon, name=self.name)


def point_of(text: str) -> Point | None:
    """Latitude and longitude of "lat,lon" (a third part, the level, is passed over)."""
    match = POINT.fullmatch(text)
    if not match:
        return None
    lat, lon = float(match[1]), float(match[2])
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def spot_of(city: City, text: str, day: date) -> Spot | None:
    """A place as addresses name it: "lat,lon" or the public code of a stop."""
    point = point_of(text)
    if point:
        return Spot(lat=point[0], lon=point[1])
    code = text.strip()
    if not code or len(code) > MAX_QUERY_CHARS or not is_storable(code):
        return None
    stop = stop_named(city, day, code)
    return stop_spot(stop) if stop else None


def stop_spot(stop: Stop) -> Spot:
    """A stop as a place."""
    return Spot(lat=stop.lat, lon=stop.lon, name=stop.name, stop=stop.code)


def matches(city: City, query: str, day: date) -> list[Match]:
    """What the words may mean, the likeliest first: a line so called, then places and stops."""
    query = query[:MAX_QUERY_CHARS] if is_storable(query) else ""
    folded = fold(query)
    if not folded:
        return []
    found = _places(city, query, exactly=True) + _stops(city, query, day, exactly=True)
    found = found or _places(city, query) + _stops(city, query, day)
    found.sort(key=lambda match: _unlikely(folded, match))
    return [*_lines(city, query, day), *_apart(found)][:MAX_MATCHES]


def sure_match(folded: str, found_places: Sequence[Match]) -> Match | None:
    """The one place that the words surely mean, if there is one."""
    places = [match for match in found_places if match.kind != "line"]
    exact = [match for match in places if squeezed(fold(match.name)) == squeezed(folded)]
    if len(places) == 1 or len(exact) == 1:
        return (exact or places)[0]
    return None


def with_names(city: City, spots: Sequence[Spot]) -> list[Spot]:
    """The same places with the road each lies on and the known place near it."""
    return [spot if spot.name or spot.road else _known(city, spot) for spot in spots]


def _known(city: City, spot: Spot) -> Spot:
    road, near = _words_at(city, city.revision, round(spot.lat, 4), round(spot.lon, 4))
    return replace(spot, road=road, near=near)


@lru_cache(maxsize=4096)
def _words_at(city: City, revision: int, lat: float, lon: float) -> tuple[str, str]:
    road, _ = atlas_of(city).road_at(lat, lon)
    return road or "", names_near(city, [(lat, lon)])[0]


def _places(city: City, query: str, *, exactly: bool = False) -> list[Match]:
    return [
        Match(
            kind="place", name=place.name, lat=place.lat, lon=place.lon,
            area=place.area.name if place.area else "",
        )
        for place in search_places(city, query, limit=MAX_MATCHES, exactly=exactly)
    ]  # fmt: skip


def _apart(matches: Sequence[Match]) -> list[Match]:
    """Each name once where it means one place: a square and the stop beside it are one."""
    apart: list[Match] = []
    for match in matches:
        if not any(
            fold(match.name) == fold(other.name) and _close(match, other) for other in apart
        ):
            apart.append(match)
    return apart


def _stops(city: City, query: str, day: date, *, exactly: bool = False) -> list[Match]:
    """Stops by name, each with the area it lies in."""
    atlas, matches = atlas_of(city), []
    for stop in search_stops(city, day, query, limit=MAX_MATCHES * 3, exactly=exactly):
        area, _ = atlas.area_at(stop.lat, stop.lon)
        matches.append(
            Match(
                kind="stop", name=stop.name, lat=stop.lat, lon=stop.lon, code=stop.code,
                area=area.name if area else "",
            )
        )  # fmt: skip
    return matches


def _close(match: Match, other: Match) -> bool:
    return distance_m(match.lat, match.lon, other.lat, other.lon) < ONE_PLACE_M


def _lines(city: City, query: str, day: date) -> list[Match]:
    """Lines of exactly this name."""
    plain = fold(VEHICLE.sub("", query))
    lines = search_lines(city, day, plain, limit=MAX_LINES)
    return [_line(line, city) for line in lines if fold(line.name) == plain]


def _line(line: Line, city: City) -> Match:
    return Match(kind="line", name=line.name, lat=city.lat, lon=city.lon, code=line.code)


def _unlikely(folded: str, match: Match) -> tuple[bool, bool, bool, int]:
    name = fold(match.name)
    return (name != folded, not name.startswith(folded), match.kind == "stop", len(name))
