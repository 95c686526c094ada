"""Places as two doubles and one 64-bit cell; plain B-trees serve windows and neighbours.

`cell` interleaves the Web-Mercator tile coordinates at zoom 26 (a quadkey), so that
`cell >> 2 * (26 - z)` is the tile at zoom z: clusters and heat maps need no geometry type.
"""

import math
from typing import NamedTuple

EARTH_M = 6_371_008.8
CELL_ZOOM = 26
MERCATOR_LIMIT = 85.05112878


class Bounds(NamedTuple):
    """A box in degrees."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        """True when the point is inside or on the edge."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def cell_of(lat: float, lon: float) -> int:
    """The quadkey of a point at zoom 26 as a non-negative integer below 2**52."""
    lat = max(-MERCATOR_LIMIT, min(MERCATOR_LIMIT, lat))
    size = 1 << CELL_ZOOM
    x = min(size - 1, max(0, int((lon + 180.0) / 360.0 * size)))
    sine = math.sin(math.radians(lat))
    y_part = 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    y = min(size - 1, max(0, int(y_part * size)))
    return _spread(x) | (_spread(y) << 1)


def _spread(value: int) -> int:
    value &= 0xFFFFFFFF
    value = (value | (value << 16)) & 0x0000FFFF0000FFFF
    value = (value | (value << 8)) & 0x00FF00FF00FF00FF
    value = (value | (value << 4)) & 0x0F0F0F0F0F0F0F0F
    value = (value | (value << 2)) & 0x3333333333333333
    return (value | (value << 1)) & 0x5555555555555555


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres (haversine)."""
    half = math.sin(math.radians(lat2 - lat1) / 2) ** 2
    half += (
        math.cos(math.radians(lat1))
        * math.cos(math.radians(lat2))
        * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Metres in one degree of latitude and of longitude at this latitude (sphere)."""
    degree_m = math.pi * EARTH_M / 180
    return degree_m, degree_m * math.cos(math.radians(lat))


def box_around(lat: float, lon: float, radius_m: float) -> Bounds:
    """The box that surely holds every point within `radius_m` of the place."""
    lat_m, lon_m = metres_per_degree(lat)
    up, side = radius_m / lat_m, radius_m / max(lon_m, 1e-6)
    return Bounds(lat - up, lon - side, lat + up, lon + side)


def cells_around(lat: float, lon: float, radius_m: float) -> list[tuple[int, int]]:
    """Four ranges of `cell` (first, last) that hold every point within `radius_m` of the place.

    The largest zoom whose tiles are as wide as the circle, so that it touches four at most; the
    same tile may come twice. Near the poles and across the date line the circle is cut off.
    """
    box = box_around(lat, lon, radius_m)
    # The circle spans this share of the world's width; on Mercator it is as high as it is wide.
    share = 1.05 * (box.east - box.west) / 360
    below = min(CELL_ZOOM, max(0, math.ceil(CELL_ZOOM + math.log2(share))))
    corners = [
        (box.south, box.west),
        (box.south, box.east),
        (box.north, box.west),
        (box.north, box.east),
    ]
    tiles = [cell_of(*corner) >> 2 * below for corner in corners]
    return [(tile << 2 * below, ((tile + 1) << 2 * below) - 1) for tile in tiles]
