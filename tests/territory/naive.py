"""The slow twin of the atlas: rays, segments and the plain formula for every point."""

import math
from itertools import pairwise
from typing import Any

from minga.ground.geo import EARTH_M

Degrees = tuple[float, float]
NEAR_M = 50.0


def area_at(
    areas: list[tuple[str, dict[str, Any]]], lat: float, lon: float
) -> tuple[str | None, float | None]:
    """The first area by code that holds the point, or the nearest within 50 m; and how far."""
    for code, outline in areas:
        if holds(outline, lat, lon):
            return code, None
    distance, code = min((edge_m(outline, lat, lon), code) for code, outline in areas)
    return (code, distance) if distance <= NEAR_M else (None, distance)


def road_near(roads: list[tuple[str, dict[str, Any]]], lat: float, lon: float) -> tuple[str, float]:
    """The nearest road and how far it is."""
    distance, name = min((line_m(road["coordinates"], lat, lon), name) for name, road in roads)
    return name, distance


def holds(outline: dict[str, Any], lat: float, lon: float) -> bool:
    """A ray to the east crosses the rings an odd number of times."""
    crossings = 0
    for ring in outline["coordinates"]:
        for (west, south), (east, north) in pairwise(ring):
            if (south > lat) != (north > lat):
                crossings += lon < (east - west) * (lat - south) / (north - south) + west
    return crossings % 2 == 1


def edge_m(outline: dict[str, Any], lat: float, lon: float) -> float:
    """Metres to the nearest edge."""
    return min(line_m(ring, lat, lon) for ring in outline["coordinates"])


def line_m(line: list[list[float]], lat: float, lon: float) -> float:
    """Metres to the nearest segment of a line."""
    return min(segment_m(a, b, lat, lon) for a, b in pairwise(line))


def segment_m(a: list[float], b: list[float], lat: float, lon: float) -> float:
    """Metres from the point to a segment, on a plane around the point."""
    degree = math.pi * EARTH_M / 180
    # The same scale for every segment: that of the middle of the test's city.
    across = degree * math.cos(math.radians(-36.85))
    ax, ay = (a[0] - lon) * across, (a[1] - lat) * degree
    bx, by = (b[0] - lon) * across, (b[1] - lat) * degree
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * (bx - ax) + ay * (by - ay)) / length))
    return math.hypot(ax + along * (bx - ax), ay + along * (by - ay))
