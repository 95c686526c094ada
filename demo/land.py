"""Land and water: two shores of the Biobío, its islands and lagoons."""

from functools import cache
from itertools import pairwise

import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from demo.plane import to_degrees, to_metres
from demo.tables import Position, area, line, rows, vertices

# The frame around everything: wide enough that a map held to the city's bounds never shows it.
WEST, SOUTH, EAST, NORTH = -74.3, -37.9, -71.6, -36.05
UPSTREAM_HALF_WIDTH_M = 340


def water_rows(kind: str) -> list[tuple[str, str, str]]:
    """(name, trust, vertices) of every row of a kind."""
    return [(name, trust, cell) for k, name, _, trust, cell in rows("water", 5) if k == kind]


def _vertices_of(kind: str, name: str) -> list[Position]:
    return next(vertices(cell) for n, _, cell in water_rows(kind) if n == name)


def _mainland() -> Polygon:
    coast = [
        *_vertices_of("coast-beyond", "Costa de Ñuble"),
        *_vertices_of("coast", "Costa norte"),
        *_vertices_of("coast", "Costa sur"),
        *_vertices_of("coast-beyond", "Costa de Arauco"),
    ]
    corners = [(coast[-1][0], SOUTH), (EAST, SOUTH), (EAST, NORTH), (coast[0][0], NORTH)]
    return Polygon([*coast, *corners])


@cache
def river() -> BaseGeometry:
    """The Biobío from above Talcamávida to its mouth: between the banks, then about 700 m wide."""
    banks = [
        *_vertices_of("bank", "Ribera norte del Biobío"),
        *_vertices_of("bank", "Ribera sur del Biobío")[1:],
    ]
    middle = LineString(
        [
            *_vertices_of("upstream", "Río Biobío"),
            *_vertices_of("upstream-beyond", "Río Biobío"),
        ]
    )
    into_estuary = LineString([(-72.9790, -36.9740), (-72.9640, -36.9715), *middle.coords])
    upper = to_degrees(_rounded(to_metres(into_estuary)).buffer(UPSTREAM_HALF_WIDTH_M).simplify(30))
    return shapely.union_all([Polygon(banks), upper])


def _cut(points: list[Position], rounds: int) -> list[Position]:
    """Corners cut (Chaikin): each edge keeps its middle half."""
    for _ in range(rounds):
        halves = []
        for (x0, y0), (x1, y1) in pairwise(points):
            halves.append((0.75 * x0 + 0.25 * x1, 0.75 * y0 + 0.25 * y1))
            halves.append((0.25 * x0 + 0.75 * x1, 0.25 * y0 + 0.75 * y1))
        points = halves
    return points


def _rounded(course: LineString) -> LineString:
    """A course with soft corners and its own two ends: a river does not turn on the spot."""
    points = list(course.coords)
    return LineString([points[0], *_cut(points, 2), points[-1]])


@cache
def shores() -> tuple[Polygon, Polygon]:
    """The mainland north and south of the Biobío."""
    # North and south coast end on either side of the mouth; the banks close the ring between.
    parts = shapely.get_parts(_mainland().buffer(0).difference(river()))
    large = sorted(parts, key=lambda part: part.area, reverse=True)[:2]
    north, south = sorted(large, key=lambda part: part.centroid.y, reverse=True)
    return north, south


@cache
def islands() -> dict[str, list[Polygon]]:
    """Islands by the code of their comuna."""
    parts: dict[str, list[Polygon]] = {}
    for kind, _, _, _, cell in rows("water", 5):
        if kind.startswith("island "):
            parts.setdefault(kind.split()[1], []).append(area(cell))
    return parts


@cache
def land() -> MultiPolygon:
    """All land of the map, the ground beyond the comunas included."""
    return MultiPolygon([*shores(), *(island for group in islands().values() for island in group)])


def smooth(polygon: Polygon, rounds: int = 2) -> Polygon:
    """A shore, lagoon or wood with soft corners; the outer ring only."""
    ring = list(polygon.exterior.coords)
    for _ in range(rounds):
        ring = _cut(ring, 1)
        ring.append(ring[0])
    return Polygon(ring)


def stream_lines() -> list[tuple[str, LineString]]:
    """Streams too narrow for two banks."""
    return [(name, _rounded(line(cell))) for name, _, cell in water_rows("stream")]
