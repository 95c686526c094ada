"""Metres along a drawn path: how long it is, where halts lie on it, which vertices it needs."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from minga.kernels.feedmaking.lines import Halt, Point

EARTH_M = 6_371_008.8
DEGREE_M = math.pi * EARTH_M / 180
FAR = math.inf
PIECE = 200
"""Vertices that are simplified together."""


def step_m(a: Point, b: Point) -> float:
    """Metres between two near points, on a plane that touches the earth between them."""
    east = (b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return math.hypot(b.lat - a.lat, east) * DEGREE_M


def metres(path: Sequence[Point]) -> list[float]:
    """Metres along the path at each of its vertices."""
    at_m = [0.0] if path else []
    for a, b in pairwise(path):
        at_m.append(at_m[-1] + step_m(a, b))
    return at_m


def length_m(path: Sequence[Point]) -> float:
    """How long a path is."""
    return metres(path)[-1] if path else 0.0


def nearest(a: Point, b: Point, spot: Point) -> tuple[float, float]:
    """The nearest point of a straight stretch to a spot: its share of the stretch, metres off."""
    shrink = math.cos(math.radians(spot.lat)) * DEGREE_M
    ax, ay = (a.lon - spot.lon) * shrink, (a.lat - spot.lat) * DEGREE_M
    dx, dy = (b.lon - a.lon) * shrink, (b.lat - a.lat) * DEGREE_M
    long = dx * dx + dy * dy
    share = min(1.0, max(0.0, -(ax * dx + ay * dy) / long)) if long > 0 else 0.0
    return share, math.hypot(ax + share * dx, ay + share * dy)


def placed(
    path: Sequence[Point], halts: Sequence[Halt], within_m: float
) -> list[tuple[float, float]]:
    """Where halts lie: metres along the path and metres off it, in order, never going back.

    Of all ways to put them on the stretches of the path in their order, the one least off in sum;
    of equal ones the earliest. Where a halt lies farther than `within_m` from all that is still
    ahead, it and those behind it are `inf` metres off.
    """
    at = metres(path)
    stretches = list(pairwise(path))
    ends: list[_End] = [_End(0.0, 0.0, -1, 0.0)] * len(stretches)
    rows: list[list[_End]] = []
    for halt in halts:
        ends = _row(stretches, at, ends, Point(halt.lat, halt.lon), within_m)
        if all(end.total == FAR for end in ends):
            break
        rows.append(ends)
    return [*_traced(rows), *[(at[-1], FAR)] * (len(halts) - len(rows))]


class _End(NamedTuple):
    """The best placing of the halts so far whose last one lies on this stretch."""

    total: float
    along: float
    source: int
    off: float


NOWHERE = _End(FAR, 0.0, -1, FAR)


def _row(
    stretches: Sequence[tuple[Point, Point]],
    at: Sequence[float],
    before: Sequence[_End],
    spot: Point,
    within_m: float,
) -> list[_End]:
    row: list[_End] = []
    least, source = FAR, -1
    for i, (a, b) in enumerate(stretches):
        share, off = nearest(a, b, spot)
        along, span = at[i] + share * (at[i + 1] - at[i]), at[i + 1] - at[i]
        ending = NOWHERE
        if off <= within_m and least < FAR:
            ending = _End(least + off, along, source, off)
        previous = before[i]
        if previous.total < FAR:
            if along < previous.along:  # the one before lies farther on this very stretch
                along, share = previous.along, (previous.along - at[i]) / span if span else 0.0
                off = step_m(_between(a, b, share), spot)
            if off <= within_m and previous.total + off < ending.total:
                ending = _End(previous.total + off, along, i, off)
        row.append(ending)
        if previous.total < least:
            least, source = previous.total, i
    return row


def _traced(rows: Sequence[Sequence[_End]]) -> list[tuple[float, float]]:
    """The places of the best ending and of what came before it."""
    endings: list[tuple[float, float]] = []
    index = -1
    for row in reversed(rows):
        if not endings:
            index = min(range(len(row)), key=lambda i: row[i].total)
        endings.append((row[index].along, row[index].off))
        index = row[index].source
    return endings[::-1]


def _between(a: Point, b: Point, share: float) -> Point:
    return Point(a.lat + share * (b.lat - a.lat), a.lon + share * (b.lon - a.lon))


def point_at(path: Sequence[Point], at: Sequence[float], along: float) -> Point:
    """The point of a path at these metres; `at` are its vertices'."""
    i = min(max(bisect_right(at, along) - 1, 0), len(path) - 2)
    span = at[i + 1] - at[i]
    share = min(1.0, max(0.0, (along - at[i]) / span)) if span > 0 else 0.0
    return _between(path[i], path[i + 1], share)


def simplified(path: Sequence[Point], within_m: float) -> list[Point]:
    """Fewer vertices, none of the path's farther off than this (Douglas and Peucker 1973).

    Taken in pieces, so that no track makes it slow; the ends of the pieces stay.
    """
    vertices: list[Point] = list(path[:1])
    for start in range(0, len(path) - 1, PIECE):
        piece = path[start : start + PIECE + 1]
        vertices += _thinned(piece, within_m)[1:]
    return vertices


def _thinned(path: Sequence[Point], within_m: float) -> list[Point]:
    kept, todo = {0, len(path) - 1}, [(0, len(path) - 1)]
    while todo:
        first, last = todo.pop()
        worst, farthest = within_m, -1
        for i in range(first + 1, last):
            off = nearest(path[first], path[last], path[i])[1]
            if off > worst:
                worst, farthest = off, i
        if farthest > 0:
            kept.add(farthest)
            todo += [(first, farthest), (farthest, last)]
    return [path[i] for i in sorted(kept)]
