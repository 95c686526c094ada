"""Drawn lines for tests, and slow twins of what is measured on them."""

import datetime
import itertools
import math
import random
from collections.abc import Sequence

from minga.kernels.feedmaking import About, Days, Halt, Line, Period, Point, Way

DAY = datetime.date(2026, 10, 14)  # a Wednesday
LAT, LON = -36.8, -73.05
METRE = 180 / math.pi / 6_371_008.8
ABOUT = About(
    publisher="Ciudad de prueba",
    url="https://city.example/",
    timezone="America/Santiago",
    first_day=datetime.date(2026, 10, 1),
    last_day=datetime.date(2027, 9, 30),
    version="1",
)
ALL_DAY = Period(Days.WEEKDAY, 6 * 3600, 22 * 3600, 600)


def spot(x: float, y: float) -> Point:
    """The point some metres east and north of the middle."""
    return Point(LAT + y * METRE, LON + x * METRE / math.cos(math.radians(LAT)))


def path(*corners: tuple[float, float]) -> tuple[Point, ...]:
    """Corners in metres as a path."""
    return tuple(spot(x, y) for x, y in corners)


def halt(name: str, x: float, y: float) -> Halt:
    """A named place in metres."""
    return Halt(name, *spot(x, y))


STRAIGHT = path((0, 0), (6000, 0))
SQUARE = path((0, 0), (2000, 0), (2000, 2000), (0, 2000), (0, 0))


def line(
    code: str = "a", *ways: Way, periods: Sequence[Period] = (ALL_DAY,), **more: object
) -> Line:
    """A line that is fine but for what is said."""
    made = ways or (Way("Poniente", "Oriente", STRAIGHT),)
    given: dict[str, object] = {"code": code, "name": code.upper(), "speed_kmh": 18.0} | more
    return Line(ways=tuple(made), periods=tuple(periods), **given)  # type: ignore[arg-type]


def wander(seed: int) -> tuple[Point, ...]:
    """A path that turns, crosses itself and never stands still."""
    chance = random.Random(seed)
    x = y = 0.0
    heading = chance.uniform(0, math.tau)
    corners = [(x, y)]
    for _ in range(chance.randint(2, 40)):
        heading += chance.gauss(0, 0.7)
        step = chance.uniform(30, 900)
        x, y = x + step * math.cos(heading), y + step * math.sin(heading)
        corners.append((x, y))
    return path(*corners)


def naive_length_m(points: Sequence[Point]) -> float:
    """Great circles, by haversine."""
    return sum(haversine_m(a, b) for a, b in itertools.pairwise(points))


def haversine_m(a: Point, b: Point) -> float:
    """Metres between two points of a sphere."""
    half = math.sin(math.radians(b.lat - a.lat) / 2) ** 2
    half += (
        math.cos(math.radians(a.lat))
        * math.cos(math.radians(b.lat))
        * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def naive_placed(points: Sequence[Point], halts: Sequence[Halt], step_m: float = 5.0) -> float:
    """The least sum of metres off over all ways to put halts on dense points in order."""
    dense = [points[0]]
    for a, b in itertools.pairwise(points):
        many = max(1, math.ceil(haversine_m(a, b) / step_m))
        dense += [
            Point(a.lat + (b.lat - a.lat) * i / many, a.lon + (b.lon - a.lon) * i / many)
            for i in range(1, many + 1)
        ]
    sums = [0.0] * len(dense)
    for one in halts:
        least = math.inf
        told = []
        for i, point in enumerate(dense):
            least = min(least, sums[i])
            told.append(least + haversine_m(point, Point(one.lat, one.lon)))
        sums = told
    return min(sums)
