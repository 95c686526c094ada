"""Public transport of the demonstration: micros that are hailed anywhere, and the Biotren.

Corridors and stations are facts (see `gran_concepcion/README.md`); both ways of a micro run on the
same streets, headways and times are ours, and everything says that it is a demonstration. It is
drawn and published with the actions of the line editor.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache

from shapely.geometry import LineString, Point

from demo import geography
from demo.courses import path_of, pieces_of
from demo.plane import to_metres
from demo.tables import Position, line, position, rows
from minga.kernels.feedmaking import Days, Halt, Line, Period, Way
from minga.kernels.feedmaking import Point as Vertex
from minga.people.models import Person
from minga.territory.models import City
from minga.transit.editor.actions import draw_line, publish_drawn
from minga.transit.editor.queries import DEMO_SLUG

NAME = "Red de demostración de Gran Concepción"
CREDIT = (
    "Recorridos de demostración dibujados por Minga: trazados simplificados y frecuencias"
    " inventadas. Corredores: GTFS del Gran Concepción (Subsecretaría de Transportes); estaciones:"
    " EFE Sur y © colaboradores de OpenStreetMap."
)
URL = "https://demo.minga.invalid/"
MARK = "demostración"
HOLDS = timedelta(days=3 * 365)
MICRO_KMH, RUSH_KMH, COUNTRY_KMH = 19.0, 15.0, 38.0
COUNTRY = {"201", "401"}
NAMED = {"plaza", "terminal", "hospital", "comercio", "universidad"}
NEAR_M, APART_M = 75.0, 900.0
"""A place so near a course gives its name to it; two names are farther apart than this."""
RUSH = ((390, 540), (1020, 1200))
"""Minutes of the morning and evening rush."""
WEEKDAY = ((300, 390), (390, 540), (540, 1020), (1020, 1200), (1200, 1410))
OTHER_DAYS = (390, 1350)
TRAINS = (
    ("L1", "Biotren L1", "Talcahuano – Concepción – Hualqui", "C8102E", 36.0),
    ("L2", "Biotren L2", "Concepción – Coronel", "00539B", 40.0),
)
QUIET: tuple[tuple[int, int, int], ...] = ((420, 1320, 30),)
TRAIN_HEADWAYS = ((345, 600, 15), (600, 1020, 30), (1020, 1230, 15), (1230, 1350, 30))


def draw_lines(city: City, *, by: Person | None, at: datetime) -> None:
    """Draw every line, and put them in service."""
    for drawn in [*micros(), *trains()]:
        draw_line(city=city, line=drawn, by=by, at=at, is_demo=True)
    publish_drawn(
        city=city,
        starts_on=at.date() - timedelta(days=7),
        url=URL,
        name=NAME,
        credit=CREDIT,
        slug=DEMO_SLUG,
        holds=HOLDS,
        is_demo=True,
        compiles=False,  # the city shall be there at once; the worker compiles its days
        by=by,
        at=at,
    )


@cache
def micros() -> tuple[Line, ...]:
    """The lines of the table."""
    return tuple(_micro(*cells) for cells in rows("lines", 8))


def _micro(
    code: str, name: str, operator: str, origin: str, headsign: str, every: str, colour: str,
    course: str,
) -> Line:  # fmt: skip
    path = path_of(pieces_of(course))
    outbound = Way(origin, headsign, _vertices(path), _halts(path))
    back = Way(headsign, origin, _vertices(path[::-1]), outbound.halts[::-1])
    invented = operator == "-"
    return Line(
        code=code,
        name=name,
        long_name=f"{origin} – {headsign} ({'recorrido inventado, ' if invented else ''}{MARK})",
        operator=f"{'Micros' if invented else operator} ({MARK})",
        ways=(outbound, back),
        periods=tuple(_periods(code, every)),
        colour=colour,
        speed_kmh=COUNTRY_KMH if code in COUNTRY else MICRO_KMH,
    )


def _periods(code: str, every: str) -> Iterator[Period]:
    rush, day, evening, *others = every.split("/")
    for (first, last), minutes in zip(WEEKDAY, (evening, rush, day, rush, evening), strict=True):
        slow = RUSH_KMH if (first, last) in RUSH and code not in COUNTRY else None
        yield Period(Days.WEEKDAY, first * 60, last * 60, int(minutes) * 60, speed_kmh=slow)
    first, last = OTHER_DAYS
    for days, minutes in zip((Days.SATURDAY, Days.SUNDAY), others, strict=True):
        if minutes != "-":
            yield Period(days, first * 60, last * 60, int(minutes) * 60)


@cache
def trains() -> tuple[Line, ...]:
    """The Biotren: exact departures, and no boarding but at stations."""
    tracks = {name.rpartition(" ")[2]: line(cell) for name, _, _, cell in rows("rail", 4)}
    return tuple(_train(tracks[code], code, *more) for code, *more in TRAINS)  # type: ignore[arg-type]


def _train(track: LineString, code: str, name: str, ends: str, colour: str, kmh: float) -> Line:
    halts = tuple(
        Halt(f"Estación {station}", lat, lon)
        for of, _, station, where, *_ in rows("stations", 7)
        if of == code
        for lon, lat in [position(where)]
    )
    first = Point(halts[0].lon, halts[0].lat)
    if track.project(first) > track.length / 2:
        track = track.reverse()
    outbound = Way(halts[0].name, halts[-1].name, _vertices(track.coords), halts)
    back = Way(halts[-1].name, halts[0].name, outbound.path[::-1], halts[::-1])
    days = ((Days.WEEKDAY, TRAIN_HEADWAYS), (Days.SATURDAY, QUIET), (Days.SUNDAY, QUIET))
    return Line(
        code=f"biotren-{code.lower()}",
        name=name,
        long_name=f"{ends} ({MARK})",
        operator=f"EFE Sur ({MARK})",
        ways=(outbound, back),
        periods=tuple(
            Period(kind, first_min * 60, last_min * 60, minutes * 60, is_exact=True)
            for kind, spans in days
            for first_min, last_min, minutes in spans
        ),
        mode=2,
        colour=colour,
        is_hailed=False,
        speed_kmh=kmh,
    )


def _vertices(path: Sequence[Position]) -> tuple[Vertex, ...]:
    return tuple(Vertex(round(lat, 6), round(lon, 6)) for lon, lat in path)


def _halts(path: Sequence[Position]) -> tuple[Halt, ...]:
    """The known places that a course passes, well apart from each other, in order."""
    way = to_metres(LineString(path))
    passed: list[tuple[float, Halt]] = []
    for place in geography.landmarks():
        spot = to_metres(Point(place.lon, place.lat))
        if place.kind in NAMED and way.distance(spot) <= NEAR_M:
            along = way.project(spot)
            if all(abs(along - other) >= APART_M for other, _ in passed):
                passed.append((along, Halt(place.name, place.lat, place.lon)))
    return tuple(halt for _, halt in sorted(passed, key=lambda row: row[0]))
