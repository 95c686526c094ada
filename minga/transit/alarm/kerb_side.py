"""From which side a bus comes to somebody who waits at the kerb and faces the street."""

from math import cos, hypot, radians, sin

from minga.kernels.alarm import Course
from minga.kernels.alarm.course import segment_at
from minga.transit.rules import Side

KERB_M = 8.0
"""A stop nearer to the drawn way than this could be on either side: ways are drawn within 6 m."""


def side_of(course: Course, *, bearing: float | None, stands: Side) -> Side:
    """Left or right; UNKNOWN where neither the person nor the map says on which side they stand.

    `course` leads to the boarding point; `stands`, as the person said, is the side of the bus's
    way. Somebody on the right of the way sees the bus come from the left.
    """
    side = stands or kerb_of(course, bearing)
    return {Side.RIGHT: Side.LEFT, Side.LEFT: Side.RIGHT}.get(side, Side.UNKNOWN)


def kerb_of(course: Course, bearing: float | None) -> Side:
    """On which side of the bus's way the boarding point lies. `bearing`: degrees from north."""
    if not course.way:
        return Side.UNKNOWN
    heading = (
        heading_at(course) if bearing is None else (sin(radians(bearing)), cos(radians(bearing)))
    )
    off = (-course.stop[0], -course.stop[1])
    if hypot(*off) < KERB_M:
        return Side.UNKNOWN
    return Side.LEFT if heading[0] * off[1] - heading[1] * off[0] > 0 else Side.RIGHT


def heading_at(course: Course) -> tuple[float, float]:
    """Where the way leads at its stop, east and north."""
    i = segment_at(course, course.stop_m)
    (ax, ay), (bx, by) = course.way[i], course.way[i + 1]
    return (bx - ax, by - ay)
