"""The course of a line: streets, places and points in order, joined into one path.

From street to street one turns where they are nearest to each other; what lies between a street and
a place is straight.
"""

from collections.abc import Sequence
from functools import cache
from typing import TypeAlias

from shapely.geometry import LineString, Point
from shapely.ops import nearest_points, substring

from demo import geography
from demo.tables import BadTable, Position, position

Piece: TypeAlias = Point | LineString


@cache
def streets() -> dict[str, LineString]:
    """Every road by its code."""
    return {road.code: road.lines.geoms[0] for road in geography.roads()}


@cache
def spots() -> dict[str, Position]:
    """Every named place, as (lon, lat)."""
    return {place.name: (place.lon, place.lat) for place in reversed(geography.landmarks())}


def pieces_of(cell: str) -> list[Piece]:
    """`[Plaza Perú] > av-paicavi > -36.8,-73.05` as shapes. Raises BadTable."""
    return [_piece(part.strip()) for part in cell.split(" > ")]


def _piece(word: str) -> Piece:
    try:
        if word.startswith("["):
            return Point(spots()[word.strip("[]")])
        if word[:1] in "-0123456789":
            return Point(position(word))
        return streets()[word]
    except KeyError as unknown:
        raise BadTable(f"no such street or place: {word}") from unknown


def path_of(pieces: Sequence[Piece]) -> list[Position]:
    """The path as (lon, lat), without points that repeat the one before."""
    path: list[Position] = []
    for number, piece in enumerate(pieces):
        if isinstance(piece, Point):
            part = [(piece.x, piece.y)]
        else:
            before = pieces[number - 1] if number else Point(piece.coords[0])
            after = pieces[number + 1] if number + 1 < len(pieces) else Point(piece.coords[-1])
            part = _ridden(piece, before, after)
        path += [spot for i, spot in enumerate(part) if i or not path or path[-1] != spot]
    return path


def _ridden(street: LineString, before: Piece, after: Piece) -> list[Position]:
    """The part of a street between where one comes upon it and where one leaves it."""
    entry, leaving = (
        street.project(nearest_points(street, neighbour)[0]) for neighbour in (before, after)
    )
    part = substring(street, entry, leaving)
    return [(x, y) for x, y in part.coords]
