"""Boarding and alighting anywhere along a line's way, without inventing stops.

At compile time each line on which one may hail gets its way, a polyline in metres, and the metres
at which its timing points lie. A question then projects its ends onto the ways nearby: every pass
within walking reach gives one point, at its nearest, as (line, segment, fraction, seconds to walk).
"""

from typing import NamedTuple

import numpy as np

from minga.kernels.transit.compile.walks import F64
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.timetable import FRACTIONS, I32, U8

BOARD, ALIGHT = 1, 2
SWING_M = 40.0
"""Two nearest points are two only if the way goes this much farther off between them."""


class Ways(NamedTuple):
    """Where lines that can be hailed go. H ways."""

    way_line: I32
    """[H]"""
    way_ofs: I32
    """[H+1] into `way_xy`."""
    way_xy: F64
    """[., 2] metres."""
    way_at: F64
    """[.] metres along the way."""
    way_box: F64
    """[H, 4] least x, least y, most x, most y."""
    stop_ofs: I32
    """[H+1] into `stop_at` and `along`."""
    stop_at: F64
    """[.] metres along the way of each of the line's positions."""
    along: U8
    """[.] BOARD and ALIGHT, in the segment after each position."""


def ways_of(
    line_ofs: I32, line_stop: I32, along: U8, line_shape: I32, shape_ofs: I32, shape_xy: F64,
    places: F64, line_at: F64,
) -> Ways:  # fmt: skip
    """The ways of the lines that can be hailed; a line with no shape goes straight on.

    `line_at` as `shapes.metres_along` tells it.
    """
    lines, points, marks, allowed = [], [], [], []
    for line in range(len(line_ofs) - 1):
        a, b = line_ofs[line], line_ofs[line + 1]
        if not along[a : b - 1].any():
            continue
        stops = places[line_stop[a:b] >> 2]
        shape = line_shape[line]
        way = shape_xy[shape_ofs[shape] : shape_ofs[shape + 1]] if shape >= 0 else stops
        way = stops if len(way) < 2 else way
        lines.append(line)
        points.append(np.ascontiguousarray(way, np.float64))
        marks.append(line_at[a:b])
        allowed.append(along[a:b])
    empty = np.empty((0, 2))
    return Ways(
        way_line=np.array(lines, np.int32),
        way_ofs=_ofs(points),
        way_xy=np.concatenate([*points, empty]),
        way_at=np.concatenate([*map(lengths, points), np.empty(0)]),
        way_box=np.array(
            [[*way.min(axis=0), *way.max(axis=0)] for way in points], np.float64
        ).reshape(-1, 4),
        stop_ofs=_ofs(marks),
        stop_at=np.concatenate([*marks, np.empty(0)]),
        along=np.concatenate([*allowed, np.empty(0, np.uint8)]).astype(np.uint8),
    )


def _ofs(parts: list) -> I32:
    return np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int32)


def lengths(way: F64) -> F64:
    """[n] metres along a polyline at each of its points."""
    steps = np.hypot(*np.diff(way, axis=0).T) if len(way) > 1 else np.empty(0)
    return np.concatenate([[0.0], np.cumsum(steps)])


@kernel
def project(way: F64, at: F64, x: float, y: float, first_m: float, last_m: float) -> tuple:
    """The nearest point of a way between two of its metres: metres along, metres off."""
    best_at, best_off = first_m, 1e18
    for i in range(len(way) - 1):
        if at[i + 1] < first_m or at[i] > last_m:
            continue
        share, off = beside(way[i, 0], way[i, 1], way[i + 1, 0], way[i + 1, 1], x, y)
        along = at[i] + share * (at[i + 1] - at[i])
        if along < first_m or along > last_m:
            along = min(max(along, first_m), last_m)
            share = (along - at[i]) / max(at[i + 1] - at[i], 1e-9)
            off = np.hypot(
                way[i, 0] + share * (way[i + 1, 0] - way[i, 0]) - x,
                way[i, 1] + share * (way[i + 1, 1] - way[i, 1]) - y,
            )
        if off < best_off - 1e-6:
            best_at, best_off = along, off
    return best_at, best_off


@kernel
def beside(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> tuple:
    """The nearest point of a straight stretch: its share of the stretch, metres off."""
    dx, dy = bx - ax, by - ay
    long = dx * dx + dy * dy
    share = 0.0
    if long > 0:
        share = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / long))
    dx, dy = ax + share * dx - x, ay + share * dy - y
    return share, np.sqrt(dx * dx + dy * dy)


@kernel
def stops_along(way: F64, at: F64, stops: F64) -> F64:
    """[n] where a line's stops lie along its way, never going back.

    Each is sought not far behind the one before, so that a loop is not cut short.
    """
    at_m, last = np.zeros(len(stops)), 0.0
    for i in range(len(stops)):
        ahead = at[-1]
        if i > 0:
            step = np.hypot(stops[i, 0] - stops[i - 1, 0], stops[i, 1] - stops[i - 1, 1])
            ahead = last + 2.0 * step + 200.0
        along, off = project(way, at, stops[i, 0], stops[i, 1], last, ahead)
        if i > 0 and off > 150.0:
            along, off = project(way, at, stops[i, 0], stops[i, 1], last, at[-1])
        elif i == 0:
            along, off = project(way, at, stops[0, 0], stops[0, 1], 0.0, at[-1] / 2)
        if i == len(stops) - 1 and i > 0:
            end = np.hypot(way[-1, 0] - stops[i, 0], way[-1, 1] - stops[i, 1])
            if end <= off + 1.0:
                along = at[-1]
        last = max(last, along)
        at_m[i] = last
    return at_m


@kernel
def passes(ways: Ways, x: float, y: float, reach_m: float, wanted: int) -> F64:
    """[n, 5] line, segment, share of it, metres off, way: each pass near a point.

    `wanted` is BOARD or ALIGHT; a segment where that is not allowed gives none. Rows are in the
    order of lines and along them.
    """
    xy, at, box = ways.way_xy, ways.way_at, ways.way_box
    along, stop_at = ways.along, ways.stop_at
    rows, many = np.empty((32, 5)), 0
    for h in range(len(ways.way_line)):
        if (
            box[h, 0] - x > reach_m
            or box[h, 1] - y > reach_m
            or x - box[h, 2] > reach_m
            or y - box[h, 3] > reach_m
        ):
            continue
        a, b, first = ways.way_ofs[h], ways.way_ofs[h + 1], ways.stop_ofs[h]
        stops = ways.stop_ofs[h + 1] - first
        near_at, near_off = -1.0, 1e18
        for i in range(a, b):
            off, share = 1e18, 0.0
            if i < b - 1:
                share, off = beside(
                    xy[i, 0], xy[i, 1],
                    xy[i + 1, 0], xy[i + 1, 1], x, y,
                )  # fmt: skip
            if off < near_off - 1e-6:
                near_off = off
                near_at = at[i] + share * (at[i + 1] - at[i])
                continue
            away = (
                1e18 if i == b - 1 else np.sqrt((xy[i + 1, 0] - x) ** 2 + (xy[i + 1, 1] - y) ** 2)
            )
            if away <= near_off + SWING_M:
                continue
            # The way leads off again: that was one pass.
            p = int(np.searchsorted(stop_at[first : first + stops], near_at, "right")) - 1
            if p < 0:
                p = 0
            elif p > stops - 2:
                p = stops - 2
            start, end = stop_at[first + p], stop_at[first + p + 1]
            fits = near_off <= reach_m and start <= near_at <= end
            if fits and along[first + p] & wanted:
                if many == len(rows):
                    rows = np.concatenate((rows, np.empty_like(rows)))
                rows[many, 0], rows[many, 1] = ways.way_line[h], p
                rows[many, 2] = (near_at - start) / max(end - start, 1e-9)
                rows[many, 3], rows[many, 4] = near_off, h
                many += 1
            near_off = away
    return rows[:many]


def point_on(ways: Ways, way: int, segment: int, share: float) -> tuple[float, float]:
    """x, y of a point of a way."""
    a, b, first = ways.way_ofs[way], ways.way_ofs[way + 1], ways.stop_ofs[way]
    start, end = ways.stop_at[first + segment : first + segment + 2]
    at = start + share * (end - start)
    metres = ways.way_at[a:b]
    xs, ys = ways.way_xy[a:b].T
    return float(np.interp(at, metres, xs)), float(np.interp(at, metres, ys))


def as_points(near: F64, seconds: I32) -> I32:
    """Rows of `Query.seed` or `Query.alight`, sorted."""
    rows = np.empty((len(near), 4), np.int32)
    rows[:, :2] = near[:, :2]
    rows[:, 2] = np.clip(np.round(near[:, 2] * FRACTIONS), 0, FRACTIONS)
    rows[:, 3] = seconds
    return rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]
