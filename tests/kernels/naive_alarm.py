"""The slow twin of the way's kernel: the way as a row of points a metre apart, each looked at."""

from math import hypot

from minga.kernels.alarm.course import PULL, Course

STEP_M = 0.5


def samples(course: Course) -> list[tuple[float, float, float]]:
    """(metres along, x, y) every STEP_M of the way."""
    rows = []
    for (ax, ay), (bx, by), at in zip(course.way, course.way[1:], course.at_m, strict=False):
        length = hypot(bx - ax, by - ay)
        many = max(1, int(length / STEP_M))
        rows += [
            (at + length * k / many, ax + (bx - ax) * k / many, ay + (by - ay) * k / many)
            for k in range(many + 1)
        ]
    return rows


def nearest(
    course: Course, point: tuple[float, float], window_m: tuple[float, float]
) -> tuple[float, float]:
    """(metres off, along) of the nearest sample in a window."""
    inside = [row for row in samples(course) if window_m[0] <= row[0] <= window_m[1]]
    off, along = min((hypot(x - point[0], y - point[1]), at) for at, x, y in inside)
    return off, along


def cheapest(
    course: Course, point: tuple[float, float], window_m: tuple[float, float], expected_m: float
) -> float:
    """The least of metres off and PULL × metres from the expected place, over a window."""
    return min(
        hypot(x - point[0], y - point[1]) + PULL * abs(at - expected_m)
        for at, x, y in samples(course)
        if window_m[0] <= at <= window_m[1]
    )
