"""From stops and coordinates to a `Query`: who walks where before and after the rides."""

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from minga.kernels.transit.compile.hail import BOARD, Ways, as_points, passes, point_on
from minga.kernels.transit.compile.walks import Plane, WalkRules
from minga.kernels.transit.live.trip_index import Real
from minga.kernels.transit.search.journeys import Names, Place
from minga.kernels.transit.search.stands import Stand, nearest_of_each_pass
from minga.kernels.transit.timetable import FRACTIONS, I32, UNREACHED, Timetable

NOISE_S = 0.01
"""What rounding of coordinates must not turn into a second's walk."""
MAX_ENDS = 64
NO_POINTS = np.empty((0, 4), np.int32)
NO_WALKS = np.empty((0, 2), np.int32)
Where = str | tuple[float, float]


class PlaceUnknown(LookupError):
    """No stop has this id."""


@dataclass(frozen=True)
class OnFoot:
    """How one walks to the first and from the last stop when one stands at no stop."""

    reach_m: float = 800.0
    speed_m_s: float = 1.2


@dataclass(frozen=True, slots=True)
class End:
    """One end of a question: its stop (-1: none), place, walks [., 2] and points [., 4]."""

    stop: int
    place: Place
    walks: I32
    points: I32
    xy: tuple[float, float]


class Ground:
    """Where the stops and ways of a network are."""

    def __init__(
        self, names: Names, plane: Plane, xy: np.ndarray, ways: Ways, rules: WalkRules
    ) -> None:
        self._names, self.plane, self.xy, self.ways, self.rules = names, plane, xy, ways, rules
        self._numbers: dict[str, int] | None = None
        self._real: Real | None = None
        self._ends: dict[tuple[Where, OnFoot, int], End] = {}
        self.others: dict[str, Place] = {}

    def beside(self, real: Real) -> "Ground":
        """The same ground for a network with realtime changes."""
        other = copy.copy(self)
        other._real, other._ends = real, {}
        return other

    @property
    def numbers(self) -> dict[str, int]:
        """Stop numbers by id, read when first asked for."""
        if self._numbers is None:
            texts = self._names.texts
            names, spots = texts["other_name"], self.other_place.tolist()
            self.others = {
                stop: Place(stop, names[row], *spots[row])
                for row, stop in enumerate(texts["other_id"].whole())
            }
            self._numbers = {stop: i for i, stop in enumerate(texts["stop_id"].whole())}
        return self._numbers

    def number(self, stop_id: str) -> int:
        """A stop's number, -1 for one where nothing stops on the day. Raises PlaceUnknown."""
        number = self.numbers.get(stop_id, -1)
        if number < 0 and stop_id not in self.others:
            raise PlaceUnknown(stop_id)
        return number

    other_place: np.ndarray

    def end(self, where: Where, ofs: I32, rows: I32, on_foot: OnFoot, wanted: int) -> End:
        """A stop with the walks of `rows`, or a point with walks to the stops around it.

        `wanted` is `hail.BOARD` or `hail.ALIGHT`: what one may do along the ways around it.

        The latest are kept: who plans asks for the same two again and again. Raises PlaceUnknown,
        and ValueError for coordinates that are none.
        """
        key = (where if isinstance(where, str) else degrees(where), on_foot, wanted)
        end = self._ends.get(key)
        if end is None:
            if len(self._ends) >= MAX_ENDS:
                self._ends.clear()
            end = self._ends[key] = self._end(where, ofs, rows, on_foot, wanted)
        return end

    def _end(self, where: Where, ofs: I32, rows: I32, on_foot: OnFoot, wanted: int) -> End:
        if isinstance(where, str):
            stop = self.number(where)
            if stop >= 0:
                a, b = ofs[stop], ofs[stop + 1]
                walks = np.empty((b - a + 1, 2), np.int32)
                walks[0, 0], walks[0, 1] = stop, 0
                walks[1:] = rows[a:b]
                x, y = self.xy[stop].tolist()
                # From a stop one walks to a passing line as one would to another stop.
                points = self._points(x, y, self.rules.most_m, None, wanted)
                return End(stop, self._names.place(stop), walks, points, (x, y))
            place = self.others[where]
        else:
            place = Place(None, "", *degrees(where))
        spot = self.plane.metres(np.array(place.lat), np.array(place.lon))
        x, y = spot.tolist()
        points = self._points(x, y, on_foot.reach_m, on_foot, wanted)
        return End(-1, place, self._around(spot, on_foot), points, (x, y))

    def _points(
        self, x: float, y: float, reach_m: float, on_foot: OnFoot | None, wanted: int
    ) -> I32:
        if not len(self.ways.way_line):
            return NO_POINTS
        rows = self._passes(x, y, reach_m, wanted)
        if on_foot is None:
            return as_points(rows, self.rules.seconds(rows[:, 3]))
        return as_points(rows, np.ceil(rows[:, 3] / on_foot.speed_m_s - NOISE_S).astype(np.int32))

    def _passes(self, x: float, y: float, reach_m: float, wanted: int) -> np.ndarray:
        """As `hail.passes`, trips with lines of their own included."""
        rows = passes(self.ways, x, y, reach_m, wanted)
        if self._real is None:
            return rows
        parts = [rows]
        for row in rows:
            for line in self._real.away(int(row[0])):
                parts.append(np.array([[line, *row[1:]]]))
        return np.concatenate(parts)

    def spot(self, line: int, segment: int, fraction: int) -> tuple[float, float]:
        """Latitude and longitude of a point of a line that can be hailed."""
        home = line if self._real is None else self._real.home(line)
        way = int(np.searchsorted(self.ways.way_line, home))
        return self.plane.degrees(*point_on(self.ways, way, segment, fraction / FRACTIONS))

    def stands(self, tt: Timetable, where: Where, within_m: float) -> list[Stand]:
        """Where lines can be boarded at a stop, and at stops and points within so many metres.

        Raises PlaceUnknown, and ValueError for coordinates that are none.
        """
        own, xy = -1, np.zeros(2)
        if isinstance(where, str):
            own = self.number(where)
            place = self._names.place(own) if own >= 0 else self.others[where]
            xy = self.plane.metres(np.array(place.lat), np.array(place.lon))
        else:
            xy = self.plane.metres(*map(np.array, degrees(where)))
        stands = [] if own < 0 else list(self._boarded(tt, own, 0.0))
        if within_m <= 0:
            return stands
        far = np.hypot(*(self.xy - xy).T)
        for stop in np.flatnonzero(far <= within_m).tolist():
            if stop != own:
                stands += self._boarded(tt, stop, float(far[stop]))
        if len(self.ways.way_line):
            rows = self._passes(float(xy[0]), float(xy[1]), within_m, BOARD)
            parts = as_points(rows, np.arange(len(rows), dtype=np.int32)).tolist()
            for line, segment, part, row in parts:
                spot = Place(None, "", *self.spot(line, segment, part))
                stands.append(Stand(line, segment, part, spot, float(rows[row, 3]), True))
        return nearest_of_each_pass(stands)

    def _boarded(self, tt: Timetable, stop: int, metres: float) -> Iterator[Stand]:
        for line, p in tt.stop_line[tt.stop_ofs[stop] : tt.stop_ofs[stop + 1]].tolist():
            yield Stand(line, p, 0, self._names.place(stop), metres, False)

    def near(self, lat: float, lon: float, metres: float) -> list[tuple[Place, float]]:
        """The stops that are served within so many metres, nearest first."""
        far = np.hypot(*(self.xy - self.plane.metres(*map(np.array, degrees((lat, lon))))).T)
        stops = np.flatnonzero(far <= metres)
        rows = stops[np.argsort(far[stops], kind="stable")].tolist()
        return [(self._names.place(stop), float(far[stop])) for stop in rows]

    def _around(self, spot: np.ndarray, on_foot: OnFoot) -> I32:
        off = self.xy - spot
        near = np.flatnonzero(np.abs(off).max(axis=1) <= on_foot.reach_m)
        far = np.hypot(off[near, 0], off[near, 1])
        near, far = near[far <= on_foot.reach_m], far[far <= on_foot.reach_m]
        walks = np.empty((len(near), 2), np.int32)
        walks[:, 0] = near
        walks[:, 1] = np.ceil(far / on_foot.speed_m_s - NOISE_S)
        return walks


def degrees(where: tuple[float, float]) -> tuple[float, float]:
    """Latitude and longitude. Raises ValueError where they are none."""
    lat, lon = float(where[0]), float(where[1])
    if not (abs(lat) <= 90 and abs(lon) <= 180):  # nor is NaN
        raise ValueError(f"no coordinates: {where}")
    return lat, lon


def direct_s(source: End, target: End, on_foot: OnFoot) -> int:
    """Seconds to walk all the way: between stops as the network says, else a straight line."""
    if source.stop >= 0 and target.stop >= 0:
        walks_s = source.walks[source.walks[:, 0] == target.stop, 1]
        return int(walks_s.min()) if len(walks_s) else UNREACHED
    far = math.hypot(source.xy[0] - target.xy[0], source.xy[1] - target.xy[1])
    return math.ceil(far / on_foot.speed_m_s - NOISE_S) if far <= on_foot.reach_m else UNREACHED
