"""A compiled folder, mapped into memory, and the network beside it with realtime changes."""

import copy
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from minga.kernels.transit import timetable
from minga.kernels.transit.boards.departure_board import Board
from minga.kernels.transit.boards.proximity import Around
from minga.kernels.transit.boards.ride_path import Rides
from minga.kernels.transit.compile.hail import Ways
from minga.kernels.transit.compile.mirror import mirror
from minga.kernels.transit.compile.shapes import Shapes
from minga.kernels.transit.compile.walks import Plane, WalkRules
from minga.kernels.transit.live.added import mirrored_part, slack_of
from minga.kernels.transit.live.realtime import Change, ChangeCounts, Trips, patched
from minga.kernels.transit.live.trip_index import Real
from minga.kernels.transit.search.endpoints import Ground
from minga.kernels.transit.search.journeys import Names, PatchedNames
from minga.kernels.transit.search.query import Work, work_for
from minga.kernels.transit.timetable import Texts, Timetable

TEXTS = (
    "stop_id", "stop_name", "route_id", "route_name", "route_long_name", "route_color",
    "route_operator", "trip_id", "headsign", "other_id", "other_name",
)  # fmt: skip
ARRAYS = (
    "trip_route", "trip_headsign", "stop_place", "stop_xy", "stop_access", "other_place",
    "line_shape", "shape_ofs", "shape_point", "line_at",
    "back_district", "back_least", "trip_shift",
)  # fmt: skip
USUAL_RIDES = 8


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least box, in degrees, around every stop that is served and every way."""

    south: float
    west: float
    north: float
    east: float

    def has(self, lat: float, lon: float) -> bool:
        """Whether a point lies within."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


class Opened:
    """What a network is made of; `Network` is what may be asked of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.about: dict[str, Any] = timetable.read_about(folder)
        self.tt = Timetable(*[timetable.load(folder, name) for name in Timetable._fields])
        texts = {name: Texts.load(folder, name) for name in TEXTS}
        loaded = {name: timetable.load(folder, name) for name in ARRAYS}
        self.names = Names(texts, loaded)
        plane = Plane(self.about["lat_0"], self.about["lon_0"])
        ways = Ways(*[timetable.load(folder, f"ways_{name}") for name in Ways._fields])
        rules = WalkRules(**self.about["walks"])
        self.ground = Ground(self.names, plane, loaded["stop_xy"], ways, rules)
        self.ground.other_place = loaded["other_place"]
        lines = {"line_ofs": self.tt.line_ofs, "line_stop": self.tt.line_stop}
        self.shapes = Shapes(plane, loaded["stop_xy"], loaded["stop_place"], loaded | lines)
        self.shut = (loaded["stop_access"] == 2).astype(np.uint8)
        self.slack_s = 0
        self.change_counts = ChangeCounts()
        self._back = (loaded["back_district"], loaded["back_least"])
        self._mirror: Timetable | None = None
        self._trips: Trips | None = None
        self._base: Self | None = None
        self._own = threading.local()
        self._look(Real(self.tt, self.tt, None))

    def _look(self, real: Real) -> None:
        self.real = real
        self.board = Board(real, self.names)
        self.rides = Rides(real, self.names, self.shapes)
        self.around = Around(real, self.names, self.shapes)

    def changed(self, changes: Iterable[Change]) -> Self:
        """This network with delays, cancelled and added trips, as of now; this one stays as it is.

        Changes count from the timetable, not from earlier changes. Trips that are unknown today
        are passed over; `change_counts` of the answer counts them.
        """
        base = self._base or self
        if base._trips is None:
            ids = base.names.texts["trip_id"].whole()
            base._trips = Trips(base.tt, ids, base.names.trip_shift)
        patch = patched(base.tt, base._trips, self.ground.numbers, changes)
        other = copy.copy(base)
        other._base, other._mirror, other._own = base, None, threading.local()
        other.tt, other.change_counts = patch.tt, patch.counts
        other.names = PatchedNames(base.names, patch)
        other.slack_s = patch.slack_s
        if patch.parts:
            back = [mirrored_part(part) for part in patch.parts]
            slacks = slack_of(base.tt, patch.parts), slack_of(base.mirror, back)
            other.slack_s = max(other.slack_s, *slacks)
        other._look(Real(patch.tt, base.tt, patch))
        other.ground = base.ground.beside(other.real)
        return other

    @property
    def mirror(self) -> Timetable:
        """The timetable backwards, made when first asked for."""
        if self._mirror is None:
            self._mirror = mirror(self.tt, self._back)
        return self._mirror

    @property
    def bounds(self) -> Bounds:
        """Where the network is."""
        points = np.concatenate([self.names.stop_place, self.shapes.points])
        (south, west), (north, east) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        return Bounds(south, west, north, east)

    def work(self, kind: str, max_rides: int) -> Work:
        """This thread's memory for plans ("plan") or profiles ("deep"), grown to so many rides."""
        work: Work | None = getattr(self._own, kind, None)
        if work is None or len(work.target) <= max_rides:
            rides = max(USUAL_RIDES, max_rides)
            work = work_for(self.tt, rides, self.shut, deep=kind == "deep")
            setattr(self._own, kind, work)
        return work
