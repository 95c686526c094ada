"""The way of a ride in metres, and where on it a position lies.

Metres are local: east and north of the destination, on a sphere, by the cosine of its latitude.
That is exact at the stop and within 1 % at 100 km, and needs no function that two machines round
differently.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

DEGREE_M = 111195.08
"""One degree on a sphere of 6,371,009 m."""
RADIAN = 0.017453292519943295
OFF_ROUTE_M = 100.0
"""Farther from the way than this is off the route."""
SWING_M = 40.0
"""Two nearest points are two passes only if the way goes this much farther off between them."""
ALIKE_M = 30.0
"""Passes whose distances differ by less may each be the one that is meant."""
PULL = 0.1
"""Metres off the way that a metre off the expected place weighs (below 1, or it would drag)."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Course:
    """Where a ride goes. All metres but `lat` and `lon`, the destination and the zero of x, y."""

    lat: float
    lon: float
    east_m: float
    """Metres of one degree of longitude."""
    way: tuple[Point, ...] = ()
    at_m: tuple[float, ...] = ()
    """Along the way at each of its points."""
    stop: Point = (0.0, 0.0)
    """Where one gets off: the destination, or the way's point nearest to it."""
    stop_m: float = 0.0
    """The same, along the way."""
    board: Point | None = None
    board_m: float | None = None

    def point(self, lat: float, lon: float) -> Point:
        """Metres east and north of the destination, across the date line too."""
        turn = lon - self.lon
        turn = turn - 360.0 if turn > 180.0 else turn + 360.0 if turn < -180.0 else turn
        return (turn * self.east_m, (lat - self.lat) * DEGREE_M)


def course_of(
    destination: Point,
    way: Sequence[Point] = (),
    *,
    board: Point | None = None,
    about_m: float | None = None,
) -> Course:
    """The course to a (lat, lon) along a polyline of (lat, lon), or straight without one.

    Where the way passes the destination more than once, `about_m` (metres along the way, as the
    timetable has them) says which pass; else the first one after boarding counts.
    """
    lat, lon = destination
    bare = Course(lat, lon, DEGREE_M * cosine(lat))
    start = None if board is None else bare.point(*board)
    points = distinct([bare.point(*vertex) for vertex in way])
    if len(points) < 2:
        return Course(lat, lon, bare.east_m, board=start)
    at_m = lengths(points)
    drawn = Course(lat, lon, bare.east_m, points, at_m)
    ends = likely(passes(drawn, (0.0, 0.0), None))
    starts = [] if start is None else likely(passes(drawn, start, OFF_ROUTE_M * 2))
    stop_m, board_m = ends_of(ends, starts, about_m)
    return Course(
        lat, lon, bare.east_m, points, at_m, point_at(drawn, stop_m), stop_m, start, board_m
    )


def cosine(degrees: float) -> float:
    """cos by its series to the sixteenth power: true to 1e-12, equal everywhere."""
    square = (degrees * RADIAN) * (degrees * RADIAN)
    term = total = 1.0
    for n in (2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0):
        term = -term * square / ((n - 1.0) * n)
        total = total + term
    return max(total, 1e-6)


def distance(a: Point, b: Point) -> float:
    """Metres between two points."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    return sqrt(dx * dx + dy * dy)


def distinct(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without points that repeat the one before."""
    kept: list[Point] = []
    for point in points:
        if not kept or point != kept[-1]:
            kept.append(point)
    return tuple(kept)


def lengths(points: Sequence[Point]) -> tuple[float, ...]:
    """Metres along a polyline at each of its points."""
    at_m = [0.0]
    for point, next_ in pairwise(points):
        at_m.append(at_m[-1] + distance(point, next_))
    return tuple(at_m)


def point_at(course: Course, along_m: float) -> Point:
    """The point of the way at so many metres."""
    i = segment_at(course, along_m)
    length = course.at_m[i + 1] - course.at_m[i]
    t = (along_m - course.at_m[i]) / length if length > 0.0 else 0.0
    (ax, ay), (bx, by) = course.way[i], course.way[i + 1]
    return (ax + (bx - ax) * t, ay + (by - ay) * t)


def segment_at(course: Course, along_m: float) -> int:
    """The last segment that begins at or before so many metres (the first one at least)."""
    low, high = 0, len(course.at_m) - 2
    while low < high:
        middle = (low + high + 1) // 2
        if course.at_m[middle] <= along_m:
            low = middle
        else:
            high = middle - 1
    return low


def project(course: Course, i: int, point: Point, low_m: float, high_m: float) -> Point:
    """The point of segment i within [low_m, high_m] nearest to a point: (metres off, along)."""
    (ax, ay), (bx, by) = course.way[i], course.way[i + 1]
    begin, end = course.at_m[i], course.at_m[i + 1]
    dx, dy, length = bx - ax, by - ay, end - begin
    square = dx * dx + dy * dy
    t = ((point[0] - ax) * dx + (point[1] - ay) * dy) / square if square > 0.0 else 0.0
    along = min(max(begin + t * length, begin, low_m), end, high_m)
    part = (along - begin) / length if length > 0.0 else 0.0
    return (distance(point, (ax + dx * part, ay + dy * part)), along)


def passes(course: Course, point: Point, most_m: float | None) -> list[Point]:
    """Every pass of the way near a point: (metres off, metres along), in order of the way.

    A pass is a nearest point between two stretches that lead SWING_M farther off. With `most_m`
    only passes as near as that; without, all.
    """
    nearest: list[Point] = []
    low: Point | None = None
    high = -1.0
    for i in range(len(course.at_m) - 1):
        projected = project(course, i, point, 0.0, course.at_m[-1])
        if (high < 0.0 or projected[0] < high - SWING_M) if low is None else projected[0] < low[0]:
            low = projected
        far = distance(point, course.way[i + 1])
        if low is None:
            high = max(high, far)
        elif far > low[0] + SWING_M:
            nearest.append(low)
            low, high = None, far
    if low is not None:
        nearest.append(low)
    return [near for near in nearest if most_m is None or near[0] <= most_m]


def likely(near: Sequence[Point]) -> list[float]:
    """The metres along of the passes about as near as the nearest."""
    least = min((off for off, _ in near), default=0.0)
    return [along for off, along in near if off <= least + ALIKE_M]


def ends_of(
    ends: Sequence[float], starts: Sequence[float], about_m: float | None
) -> tuple[float, float | None]:
    """Metres along of getting off and of boarding, from the passes of both."""
    if about_m is not None:
        stop = min(ends, key=lambda end: abs(end - about_m))
        before = [start for start in starts if start < stop]
        return (stop, max(before) if before else None)
    rides = [(end - start, start, end) for start in starts for end in ends if start < end]
    if rides:
        _, start, end = min(rides)
        return (end, start)
    return (ends[0], None)


def advance(
    course: Course, point: Point, window_m: Point, expected_m: float, most_off_m: float
) -> Point | None:
    """Where within a window of the way a point lies: (metres off, along), the expected place
    preferred where the way lies beside itself; None when nothing there is near enough.
    """
    best: Point | None = None
    cost = 0.0
    for i in stretch(course, *window_m):
        off, along = project(course, i, point, *window_m)
        weighs = off + PULL * abs(along - expected_m)
        if off <= most_off_m and (best is None or weighs < cost):
            best, cost = (off, along), weighs
    return best


def stretch(course: Course, from_m: float, to_m: float) -> Iterator[int]:
    """The segments that touch [from_m, to_m]."""
    for i in range(segment_at(course, from_m), len(course.at_m) - 1):
        if course.at_m[i] > to_m:
            return
        yield i
