"""How lines run: one template trip for each way, kind of day and speed, with its periods."""

from collections.abc import Iterator
from dataclasses import dataclass

from minga.kernels.feedmaking.along import length_m, metres, placed, step_m
from minga.kernels.feedmaking.checks import OFF_PATH_M
from minga.kernels.feedmaking.lines import Days, Halt, Line, Period, Point, Way

TERMINUS_M = 80.0
"""A halt so near the end of a path is the terminus."""
SAME_PLACE_M = 40.0
"""A path that ends so near its beginning is a loop."""


@dataclass(frozen=True)
class Run:
    """A template trip; `path` is the shape as written, `at` its metres, `halts` with theirs."""

    line: Line
    way: Way
    direction: int
    days: Days
    speed_kmh: float
    periods: tuple[Period, ...]
    path: tuple[Point, ...]
    at: tuple[float, ...]
    halts: tuple[tuple[Halt, float], ...]
    trip_id: str
    shape_id: str


def runs_of(line: Line) -> list[Run]:
    """The template trips of a line without flaws, way by way, day by day, fastest last."""
    runs: list[Run] = []
    for direction, way in enumerate(line.ways):
        path = _written(way.path)
        at = tuple(metres(path))
        halts = tuple(halts_of(way, path, at))
        named = Way(way.origin, way.headsign, path, tuple(halt for halt, _ in halts))
        shape = f"{line.code}-{direction}"
        for days in Days:
            periods_of_day = sorted(
                (period for period in line.periods if period.days is days),
                key=lambda period: period.from_s,
            )
            speeds = sorted({period.speed_kmh or line.speed_kmh for period in periods_of_day})
            for number, speed in enumerate(speeds):
                periods = tuple(
                    period
                    for period in periods_of_day
                    if (period.speed_kmh or line.speed_kmh) == speed
                )
                trip = f"{shape}-{days.value}" + (f"-{number}" if number else "")
                runs.append(
                    Run(line, named, direction, days, speed, periods, path, at, halts, trip, shape)
                )
    return runs


def _written(path: tuple[Point, ...]) -> tuple[Point, ...]:
    """The vertices as the file will hold them, without those that repeat the one before."""
    points: list[Point] = []
    for lat, lon in path:
        point = Point(round(lat, 6), round(lon, 6))
        if not points or points[-1] != point:
            points.append(point)
    return tuple(points)


def halts_of(way: Way, path: tuple[Point, ...], at: tuple[float, ...]) -> list[tuple[Halt, float]]:
    """The halts with their metres along the path, and the termini where they are none of them."""
    long_m = at[-1]
    spots = placed(path, way.halts, OFF_PATH_M)
    halts = [(halt, along) for halt, (along, _) in zip(way.halts, spots, strict=True)]
    is_loop = step_m(path[0], path[-1]) <= SAME_PLACE_M
    if halts and halts[0][1] <= TERMINUS_M:
        halts[0] = (halts[0][0], 0.0)
    else:
        halts.insert(0, (Halt(way.origin, *path[0]), 0.0))
    if len(halts) > 1 and halts[-1][1] >= long_m - TERMINUS_M:
        halts[-1] = (halts[-1][0], long_m)
    else:
        last = halts[0][0] if is_loop else Halt(way.headsign, *path[-1])
        halts.append((last, long_m))
    return halts


def calls_of(run: Run) -> Iterator[tuple[int, Halt, float, int]]:
    """The stop times: number, halt, metres along, seconds since midnight."""
    metres_a_second = run.speed_kmh / 3.6
    start = run.periods[0].from_s
    for number, (halt, along_m) in enumerate(run.halts):
        yield number, halt, along_m, start + round(along_m / metres_a_second)


def running_s(way: Way, speed_kmh: float) -> int:
    """How long a vehicle takes from one terminus to the other."""
    return round(length_m(way.path) * 3.6 / speed_kmh)
