"""Lines and stops of the small city as rows, drawn by hand.

lat -36.80        │ 62 (north to south along lon -73.05, hailed)
lat -36.85  ──────┼────────── 10 (the highway, west to east)
lat -36.90        │
"""

from datetime import date, datetime

from minga.ground.folding import fold
from minga.territory.models import City
from minga.transit.models import Feed, FeedVersion, Line, Stop

CROSSING = (-36.85, -73.05)
EAST_OF_IT = (-36.85, -72.95)
NORTH_OF_IT = (-36.82, -73.05)
OFF_ALL = (-36.82, -72.95)

Point = tuple[float, float]


def drawn(city: City, *, at: datetime, slug: str = "micros", is_demo: bool = False) -> FeedVersion:
    """Both lines and a stop at each end and at the crossing, in service since long."""
    feed = Feed.objects.create(city=city, slug=slug, name="Micros de prueba", is_demo=is_demo)
    version = FeedVersion.objects.create(
        feed=feed, number=1, digest="0" * 64, starts_on=date(2020, 1, 1),
        first_day=date(2020, 1, 1), last_day=date(2030, 1, 1), imported_at=at,
    )  # fmt: skip
    stop(version, "oeste", "Terminal Oeste", (-36.85, -73.09), ["10"])
    stop(version, "cruce", "Avenida del Cruce", CROSSING, ["10", "62"])
    stop(version, "este", "Terminal Este", (-36.85, -72.91), ["10"])
    line(version, "10", [(-36.85, -73.1), (-36.85, -72.9)], ["oeste", "cruce", "este"])
    line(version, "62", [(-36.8, -73.05), (-36.9, -73.05)], ["cruce"], hailed=True)
    return version


def stop(version: FeedVersion, code: str, name: str, where: Point, lines: list[str]) -> Stop:
    slug = version.feed.slug
    return Stop.objects.create(
        version=version, code=f"{slug}-{code}", stop_id=code, stop_code=code.upper(), name=name,
        folded=fold(name), lat=where[0], lon=where[1], wheelchair=1,
        lines=[f"{slug}-{one}" for one in lines],
    )  # fmt: skip


def line(
    version: FeedVersion, name: str, path: list[Point], stops: list[str], *, hailed: bool = False
) -> Line:
    slug = version.feed.slug
    there = {
        "direction": 0,
        "headsign": f"Fin de la {name}",
        "path": [[lon, lat] for lat, lon in path],
        "stops": [f"{slug}-{one}" for one in stops],
    }
    back = there | {
        "direction": 1,
        "headsign": f"Inicio de la {name}",
        "path": there["path"][::-1],
        "stops": there["stops"][::-1],
    }
    return Line.objects.create(
        version=version, code=f"{slug}-{name}", route_id=name, short_name=name, mode=3,
        long_name=f"Recorrido {name}", colour="0b5653", text_colour="ffffff", hailed=hailed,
        operator="Buses Inés", position=int(name), ways=[there, back],
    )  # fmt: skip
