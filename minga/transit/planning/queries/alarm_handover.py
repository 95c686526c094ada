"""What the alarm takes over from a plan: which way of its line the last ride goes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from minga.ground.geo import distance_m
from minga.territory.models import City
from minga.transit.feeds.queries.in_service import lines_on
from minga.transit.feeds.queries.lines import is_near
from minga.transit.models import Line
from minga.transit.planning.itinerary import Point, Step

BESIDE_M = 120.0


def ways_of(city: City, day: date, rides: Sequence[Step]) -> list[str]:
    """For each ride the number of its way in `Line.ways`, "" where none surely fits; one query."""
    codes = {step.line.code for step in rides if step.line}
    lines = {line.code: line for line in lines_on(city, day).filter(code__in=codes)}
    return [_way_number(lines.get(step.line.code if step.line else ""), step) for step in rides]


def _way_number(line: Line | None, step: Step) -> str:
    if line is None:
        return ""
    fits = [number for number, way in enumerate(line.ways) if _passes(way, step)]
    named = [number for number in fits if line.ways[number].get("headsign") == step.headsign]
    return str((named or fits)[0]) if fits else ""


def _passes(way: dict[str, Any], step: Step) -> bool:
    """True where the way comes by the start of the ride, and after it by the end."""
    path = [(lat, lon) for lon, lat in way.get("path", [])]
    starts, ends = _positions_near(path, step.start.point), _positions_near(path, step.end.point)
    return bool(starts and ends) and min(starts) < max(ends)


def _positions_near(path: Sequence[Point], point: Point) -> list[float]:
    """Where along a path, counted in segments, it comes near to a point."""
    positions = []
    for number in range(len(path) - 1):
        ahead, behind = path[number], path[number + 1]
        segment = {"path": [ahead[::-1], behind[::-1]]}
        if is_near([segment], *point, BESIDE_M):
            first, last = distance_m(*ahead, *point), distance_m(*behind, *point)
            positions.append(number + first / max(first + last, 1e-9))
    return positions
