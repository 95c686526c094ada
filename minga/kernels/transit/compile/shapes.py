"""Where lines go: the polyline of each, and the metres at which its stops lie along it."""

import numpy as np

from minga.kernels.transit.compile.hail import lengths, stops_along
from minga.kernels.transit.compile.walks import F64, Plane
from minga.kernels.transit.jit import kernel
from minga.kernels.transit.timetable import I32

ASTRAY_M = 150.0
"""Farther from its stop than this, a stated distance along the shape is not believed."""


def metres_along(
    line_ofs: I32, line_stop: I32, line_dist: F64, line_shape: I32, shape_ofs: I32,
    shape_dist: F64, shape_xy: F64, places: F64,
) -> F64:  # fmt: skip
    """[P] metres along its line's way of every position.

    By `shape_dist_traveled` where the feed states it well, else the nearest fitting points; a
    line with no shape goes straight from stop to stop.
    """
    metres = np.zeros(len(line_stop))
    for line in range(len(line_ofs) - 1):
        a, b = line_ofs[line], line_ofs[line + 1]
        stops = places[line_stop[a:b] >> 2]
        first, end = _shape(line_shape, shape_ofs, line)
        if end - first < 2:
            metres[a:b] = lengths(stops)
            continue
        way = np.ascontiguousarray(shape_xy[first:end])
        at = lengths(way)
        stated = _stated(line_dist[a:b], shape_dist[first:end], way, at, stops)
        metres[a:b] = stops_along(way, at, stops) if stated is None else stated
    return metres


def _shape(line_shape: I32, shape_ofs: I32, line: int) -> tuple[int, int]:
    shape = int(line_shape[line])
    return (int(shape_ofs[shape]), int(shape_ofs[shape + 1])) if shape >= 0 else (0, 0)


def _stated(dist: F64, shape_dist: F64, way: F64, at: F64, stops: F64) -> F64 | None:
    """The feed's own distances as metres, or None where they are missing or nonsense."""
    if not (np.isfinite(dist).all() and np.isfinite(shape_dist).all()):
        return None
    if (np.diff(dist) < 0).any() or (np.diff(shape_dist) < 0).any() or shape_dist[-1] <= 0:
        return None
    metres: F64 = np.interp(dist, shape_dist, at)
    x, y = (np.interp(metres, at, way[:, axis]) for axis in (0, 1))
    off = np.hypot(x - stops[:, 0], y - stops[:, 1])
    return metres if (off <= ASTRAY_M).all() and metres[-1] > metres[0] else None


class Shapes:
    """The ways of a network's lines, in metres and in degrees."""

    def __init__(self, plane: Plane, xy: F64, place: F64, arrays: dict[str, np.ndarray]) -> None:
        self.plane, self._xy, self._place = plane, xy, place
        self._line_ofs, self._line_stop = arrays["line_ofs"], arrays["line_stop"]
        self._line_shape, self._ofs = arrays["line_shape"], arrays["shape_ofs"]
        self.points, self.line_at = arrays["shape_point"], arrays["line_at"]
        self._boxes: F64 | None = None

    def degrees(self, line: int) -> F64:
        """[n, 2] latitude and longitude: the shape, or the stops where there is none."""
        a, b = _shape(self._line_shape, self._ofs, line)
        if b - a >= 2:
            points: F64 = self.points[a:b]
            return points
        stops: F64 = self._place[self._stops(line)]
        return stops

    def way(self, line: int) -> tuple[F64, F64]:
        """[n, 2] metres east and north, and [n] metres along."""
        points = self.degrees(line)
        way = np.ascontiguousarray(self.plane.metres(points[:, 0], points[:, 1]))
        return way, lengths(way)

    def at(self, line: int) -> F64:
        """[n] metres along the way of the line's positions."""
        marks: F64 = self.line_at[self._line_ofs[line] : self._line_ofs[line + 1]]
        return marks

    def point_m(self, line: int, position: int, share: float) -> float:
        """Metres along of a point between a position and the next."""
        at = self.at(line)
        if share <= 0 or position + 1 >= len(at):
            return float(at[position])
        return float(at[position] + share * (at[position + 1] - at[position]))

    def between(self, line: int, first_m: float, last_m: float) -> list[tuple[float, float]]:
        """The way from one of its metres to another: its end points and all bends between."""
        points, at = self.degrees(line), self.way(line)[1]
        inside = points[(at > first_m + 0.5) & (at < last_m - 0.5)]
        ends = [
            (float(np.interp(m, at, points[:, 0])), float(np.interp(m, at, points[:, 1])))
            for m in (first_m, last_m)
        ]
        return [ends[0], *((lat, lon) for lat, lon in inside.tolist()), ends[1]]

    def lines_within(self, x: float, y: float, metres: float) -> list[int]:
        """Lines whose box comes so near to a point."""
        low = self.boxes - metres
        box = self.boxes + metres
        near = (low[:, 0] <= x) & (low[:, 1] <= y) & (box[:, 2] >= x) & (box[:, 3] >= y)
        return np.flatnonzero(near).tolist()

    @property
    def boxes(self) -> F64:
        """[R, 4] least x, least y, most x, most y of each line's way."""
        if self._boxes is None:
            boxes = np.empty((len(self._line_ofs) - 1, 4))
            for line in range(len(boxes)):
                points = self.degrees(line)
                ends = np.stack([points.min(axis=0), points.max(axis=0)])
                boxes[line] = self.plane.metres(ends[:, 0], ends[:, 1]).ravel()
            self._boxes = boxes
        return self._boxes

    def _stops(self, line: int) -> I32:
        stops: I32 = self._line_stop[self._line_ofs[line] : self._line_ofs[line + 1]] >> 2
        return stops


@kernel
def stretches(way: F64, at: F64, x: float, y: float, reach_m: float) -> F64:
    """[n, 4] first, last and nearest metre, metres off: where a way is within reach of a point."""
    rows, many, is_open = np.empty((len(way), 4)), 0, False
    for i in range(len(way) - 1):
        ax, ay = way[i, 0] - x, way[i, 1] - y
        dx, dy = way[i + 1, 0] - way[i, 0], way[i + 1, 1] - way[i, 1]
        long = np.sqrt(dx * dx + dy * dy)
        foot, off = 0.0, np.sqrt(ax * ax + ay * ay)
        if long > 0:
            along = -(ax * dx + ay * dy) / long
            foot = min(long, max(0.0, along))
            off = np.hypot(ax + dx * foot / long, ay + dy * foot / long)
        if off > reach_m:
            is_open = False
            continue
        first, last = 0.0, long
        if long > 0:
            aside = abs(ax * dy - ay * dx) / long
            half = np.sqrt(max(0.0, reach_m * reach_m - aside * aside))
            first, last = max(0.0, along - half), min(long, along + half)
        if is_open and first <= 0.0:
            rows[many - 1, 1] = at[i] + last
            if off < rows[many - 1, 3] - 1e-6:
                rows[many - 1, 2], rows[many - 1, 3] = at[i] + foot, off
        else:
            rows[many, 0], rows[many, 1] = at[i] + first, at[i] + last
            rows[many, 2], rows[many, 3] = at[i] + foot, off
            many += 1
        is_open = last >= long
    return rows[:many]
