"""Gran Concepción as facts: the city, its comunas, its roads, and the places people name.

Everything is read from the tables in `gran_concepcion/` (sources and trust in its README) and drawn
by us. A demonstration map: recognisable, not surveyed, not for navigation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point

from demo.centre import computed_streets, grid
from demo.limits import OUTSIDE, Seed, limit_seeds, partition
from demo.names import code_from
from demo.tables import line, position, rows

OWNER = {
    "autopista": "mop",
    "ruta": "mop",
    "puente": "mop",
    "avenida": "serviu",  # an assumption of the demonstration: not every avenue is SERVIU's
    "calle": "municipal",
}
COMPUTED = "computed from the order of the grid, ±40 m"


@dataclass(frozen=True)
class City:
    """What a city needs to be made; `bounds` is where it takes reports, `view` the metropolis."""

    slug: str
    name: str
    timezone: str
    lat: float
    lon: float
    zoom: float
    bounds: tuple[float, float, float, float]  # south, west, north, east
    view: tuple[float, float, float, float]


CITY = City(
    slug="gran-concepcion",
    name="Gran Concepción",
    timezone="America/Santiago",
    lat=-36.827,
    lon=-73.050,
    zoom=11.5,
    bounds=(-37.47, -73.60, -36.42, -72.50),
    view=(-37.13, -73.24, -36.53, -72.85),
)


@dataclass(frozen=True)
class Comuna:
    """One of the twelve comunas; `written_at` (lon, lat) is where the map writes its name."""

    code: str
    name: str
    population: int
    geometry: MultiPolygon
    written_at: tuple[float, float]


@dataclass(frozen=True)
class Road:
    """A road with the body that is taken to own it: mop, serviu or municipal."""

    code: str
    name: str
    kind: str
    owner: str
    lines: MultiLineString
    trust: str


@dataclass(frozen=True)
class Place:
    """Something people name when they say where; `trust` says how well its position is known."""

    name: str
    kind: str
    lat: float
    lon: float
    comuna_code: str
    trust: str


@cache
def comunas() -> list[Comuna]:
    """The twelve comunas: a coverage of the land without overlaps or gaps, drawn by us."""
    areas = partition([*_known_places(), *limit_seeds()])
    return [
        Comuna(code, name, int(population), areas[code], position(written_at))
        for code, name, population, _, written_at, _ in rows("comunas", 6)
    ]


def _known_places() -> Iterator[Seed]:
    for code, _, _, inner, _, _ in rows("comunas", 6):
        yield position(inner), code
    for place in landmarks():
        if place.comuna_code != OUTSIDE:
            yield (place.lon, place.lat), place.comuna_code


@cache
def landmarks() -> list[Place]:
    """The places of the tables: landmarks, rural sectors, stations, neighbourhoods and waters."""
    named_places = []
    for table in ("landmarks", "barrios"):
        for name, kind, where, code, _, trust in rows(table, 6):
            lon, lat = position(where)
            named_places.append(Place(name, kind, lat, lon, code, trust))
    for name, where, code, trust in {(r[2], r[3], r[4], r[6]): None for r in rows("stations", 7)}:
        lon, lat = position(where)
        named_places.append(Place(name, "estación", lat, lon, code, trust))
    return named_places


@cache
def roads() -> list[Road]:
    """All roads: those of the table, and the streets of the centre computed from the grid."""
    paths = []
    surveyed = {}
    for code, name, kind, _, trust, cell in rows("roads", 6):
        surveyed[code] = line(cell)
        paths.append(Road(code, name, kind, OWNER[kind], _many(surveyed[code]), trust))
    for street, drawn in computed_streets(surveyed):
        code = code_from(street.name)
        paths.append(Road(code, street.name, "calle", "municipal", _many(drawn), COMPUTED))
    return paths


def _many(geometry: LineString) -> MultiLineString:
    return MultiLineString([geometry])


@cache
def places() -> list[Place]:
    """The gazetteer: named places, the middle of every road, and the corners of the centre."""
    named = [place for place in landmarks() if place.kind not in {"mar", "río", "cabo"}]
    return [*named, *_middles(), *corners()]


def _middles() -> Iterator[Place]:
    for road in roads():
        middle = road.lines.geoms[0].interpolate(0.5, normalized=True)
        code = comuna_at(middle.x, middle.y)
        yield Place(road.name, road.kind, middle.y, middle.x, code, road.trust)


@cache
def corners() -> list[Place]:
    """Where two streets of the centre meet, as people say it: "Los Carrera esq. Castellón"."""
    by_code = {road.code: road for road in roads()}
    streets = {
        axis: [by_code[street.code or code_from(street.name)] for street in many]
        for axis, many in grid().items()
    }
    crossings = []
    for along in streets["ne"]:
        for across in streets["nw"]:
            meeting = along.lines.intersection(across.lines)
            if meeting.geom_type != "Point":
                continue
            name = f"{_as_spoken(along.name)} esq. {_as_spoken(across.name)}"
            trust = COMPUTED if COMPUTED in {along.trust, across.trust} else along.trust
            code = comuna_at(meeting.x, meeting.y)
            crossings.append(Place(name, "esquina", meeting.y, meeting.x, code, trust))
    return crossings


def _as_spoken(street: str) -> str:
    return street.removeprefix("Av. ")


def comuna_at(lon: float, lat: float) -> str:
    """The code of the comuna of a point; of the nearest one for a point on a bridge or a pier."""
    point = Point(lon, lat)
    areas = [comuna.geometry for comuna in comunas()]
    return comunas()[int(shapely.STRtree(areas).nearest(point))].code
