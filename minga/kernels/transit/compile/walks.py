"""Walks between stops: as a feed tells them, else straight lines of bounded length."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minga.kernels.transit.jit import kernel
from minga.kernels.transit.timetable import I32, I64

EARTH_M = 6_371_000.0
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class WalkRules:
    """How far and how fast people walk between stops where the feed does not say, and the least
    time from one vehicle to the next at the same stop (`change_s`).
    """

    most_m: float = 250.0
    speed_m_s: float = 1.2
    extra_s: float = 60.0
    round_s: int = 60
    change_s: int = 0

    def seconds(self, metres: F64) -> I32:
        """Walking time, the extra included, rounded up."""
        raw = (metres / self.speed_m_s + self.extra_s) / self.round_s
        return (np.ceil(raw - 1e-9) * self.round_s).astype(np.int32)


class Plane:
    """Latitudes and longitudes as metres on a plane about a city's middle (equirectangular)."""

    def __init__(self, lat_0: float, lon_0: float = 0.0) -> None:
        self.lat_0, self.lon_0 = lat_0, lon_0
        self._y = np.radians(1) * EARTH_M
        self._x = self._y * np.cos(np.radians(lat_0))

    def metres(self, lat: F64, lon: F64) -> F64:
        """[n, 2] x, y."""
        x = (np.asarray(lon) - self.lon_0) * self._x
        y = (np.asarray(lat) - self.lat_0) * self._y
        return np.stack([x, y], axis=-1)

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Latitude, longitude."""
        return float(y / self._y + self.lat_0), float(x / self._x + self.lon_0)


def near_pairs(places: F64, most_m: float) -> tuple[I64, I64, F64]:
    """Ordered pairs of different rows of `places` [n, 2] at most `most_m` apart: from, to, m."""
    if len(places) == 0 or most_m <= 0:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    cell = np.floor((places - places.min(axis=0)) / most_m).astype(np.int64)
    wide = int(cell[:, 1].max()) + 3
    key = (cell[:, 0] + 1) * wide + cell[:, 1] + 1
    order = np.argsort(key, kind="stable")
    rows, metres = pairs_in_cells(places, key, order, key[order], wide, float(most_m))
    return rows[:, 0], rows[:, 1], metres


@kernel
def pairs_in_cells(
    places: F64, key: I64, order: I64, sorted_key: I64, wide: int, most_m: float
) -> tuple[I64, F64]:
    """Pairs from each place's cell and the eight around it; two passes, count and fill."""
    n = len(places)
    rows, metres = np.empty((0, 2), np.int64), np.empty(0)
    for fill in range(2):
        many = 0
        for i in range(n):
            for row in range(-1, 2):
                low = np.searchsorted(sorted_key, key[i] + row * wide - 1)
                high = np.searchsorted(sorted_key, key[i] + row * wide + 1, side="right")
                for at in range(low, high):
                    j = order[at]
                    far = np.hypot(places[i, 0] - places[j, 0], places[i, 1] - places[j, 1])
                    if j != i and far <= most_m:
                        if fill:
                            rows[many, 0], rows[many, 1], metres[many] = i, j, far
                        many += 1
        if not fill:
            rows, metres = np.empty((many, 2), np.int64), np.empty(many)
    return rows, metres


def as_rows(stops: int, source: I64, target: I64, seconds: I32) -> tuple[I32, I32]:
    """Walks as (`ofs` [S+1], rows [., 2] = (stop, seconds)), each stop's shortest first.

    Of several walks between the same two stops the shortest stays.
    """
    order = np.lexsort((target, seconds, source))
    source, target, seconds = source[order], target[order], seconds[order]
    _, first = np.unique(source * np.int64(stops + 1) + target, return_index=True)
    keep = np.sort(first)
    source, target, seconds = source[keep], target[keep], seconds[keep]
    ofs = np.zeros(stops + 1, np.int32)
    np.cumsum(np.bincount(source, minlength=stops), out=ofs[1:])
    return ofs, np.stack([target, seconds], axis=1).astype(np.int32)
