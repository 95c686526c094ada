"""The limits of the comunas, drawn by us: points whose comuna is known, and who is nearest to them.

Every known point (landmark, station, neighbourhood, the seeds of `limits.txt`) claims the ground
nearest to it (Voronoi); the claims of one comuna become one area; the zigzag between two areas is
straightened and rounded as one shared line, so that neighbours never overlap or leave a gap. The
two shores of the Biobío are parted separately, for no comuna crosses the river. The result is a
drawing for a demonstration: tests/demo measures how far it agrees with the limits of INE.
"""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from demo.land import EAST, NORTH, SOUTH, WEST, islands, shores
from demo.plane import to_degrees, to_metres
from demo.tables import Position, rows, vertices

OUTSIDE = "-"  # ground of comunas beyond the twelve
STRAIGHTEN_M = 260
Seed = tuple[Position, str]


def limit_seeds() -> Iterator[Seed]:
    """The seeds of `limits.txt`: points that say on which side of a limit they lie."""
    for code, _, _, cell in rows("limits", 4):
        for place in vertices(cell):
            yield place, code


def partition(seeds: list[Seed]) -> dict[str, MultiPolygon]:
    """The land of each comuna in lon/lat, by code; `OUTSIDE` is left out."""
    pieces: dict[str, list[Polygon]] = {}
    for shore in shores():
        on_shore = [seed for seed in dict(seeds).items() if shore.distance(Point(seed[0])) < 1e-9]
        for code, face in _parted(shore, on_shore):
            pieces.setdefault(code, []).append(face)
    for code, many in islands().items():
        pieces.setdefault(code, []).extend(many)
    return {
        code: MultiPolygon(shapely.get_parts(shapely.unary_union(faces)).tolist())
        for code, faces in sorted(pieces.items())
        if code != OUTSIDE
    }


def _parted(shore: Polygon, seeds: list[Seed]) -> list[tuple[str, Polygon]]:
    """Faces of one shore with their comuna: between the smoothed limits and the water's edge."""
    claims = _claims(seeds)
    lines = [_smoothed(arc) for arc in _shared_arcs(list(claims.values()))]
    edge = to_metres(shore).exterior
    noded = shapely.unary_union([edge, *lines])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    dry = to_metres(shore).buffer(1)
    regions = _regions(list(claims), list(claims.values()), lines)
    pieces = []
    for face in faces:
        inner = face.representative_point()
        if not dry.contains(inner):
            continue
        code = min(regions, key=lambda region: region[1].distance(inner))[0]
        pieces.append((code, _in_degrees(face)))
    return pieces


def _in_degrees(face: Polygon) -> Polygon:
    degrees: Polygon = to_degrees(face)
    return degrees


def _claims(seeds: list[Seed]) -> dict[str, BaseGeometry]:
    """Voronoi cells of the seeds, joined by comuna, in metres over the whole frame."""
    frame = to_metres(box(WEST, SOUTH, EAST, NORTH))
    points = to_metres(MultiPoint([place for place, _ in seeds]))
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=frame, ordered=True))
    joined: dict[str, list[BaseGeometry]] = {}
    for cell, (_, code) in zip(cells, seeds, strict=True):
        joined.setdefault(code, []).append(cell)
    codes = sorted(joined)
    unions = [shapely.coverage_union_all(joined[code]) for code in codes]
    straight = shapely.coverage_simplify(unions, STRAIGHTEN_M, simplify_boundary=False)
    return dict(zip(codes, straight, strict=True))


def _shared_arcs(areas: list[BaseGeometry]) -> list[LineString]:
    """Each line between two areas once, from one meeting of three areas to the next."""
    arcs = []
    for i, area in enumerate(areas):
        for other in areas[i + 1 :]:
            shared = shapely.line_merge(area.boundary.intersection(other.boundary))
            arcs += [part for part in shapely.get_parts(shared) if part.geom_type == "LineString"]
    return arcs


def _smoothed(arc: LineString) -> LineString:
    """Corners cut twice; the ends stay, because other arcs meet there."""
    points = np.asarray(arc.coords)
    for _ in range(2 if len(points) > 2 else 0):
        first, second = points[:-1], points[1:]
        cut = np.empty((2 * len(first), 2))
        cut[0::2], cut[1::2] = 0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second
        points = np.vstack([points[:1], cut, points[-1:]])
    return LineString(points).simplify(40)


def _regions(
    codes: list[str], claims: list[BaseGeometry], lines: list[LineString]
) -> list[tuple[str, Polygon]]:
    """What the smoothed lines enclose, each with the comuna whose claim it overlaps most."""
    hull = shapely.union_all(claims).envelope.exterior
    noded = shapely.unary_union([hull, *lines])
    regions = []
    for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))):
        shares = [claim.intersection(face).area for claim in claims]
        regions.append((codes[int(np.argmax(shares))], face))
    return regions
