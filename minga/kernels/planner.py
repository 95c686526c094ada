"""The door to journeys by public transport: compile feeds once, open them anywhere, ask.

    Network.compile(["city.zip"], datetime.date(2026, 10, 14), "build/city")
    network = Network.open("build/city")
    for journey in network.plan("stop-a", (-36.82, -73.05), 8 * 3600):
        print(journey.departure_s, journey.arrival_s, journey.rides, journey.legs)

Times are whole seconds since midnight of the service day; past midnight they go on after 86,400.
Nothing here knows of Django. A network may be asked from many threads at once.
"""

import datetime
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from minga.kernels.transit import raptor, timetable
from minga.kernels.transit.ask import Ground, OnFoot, PlaceUnknown, Where, direct_s
from minga.kernels.transit.compile import compile_network
from minga.kernels.transit.journeys import Ends, Journey, Leg, Names, Place, journey_of, walk_alone
from minga.kernels.transit.notices import FeedRefused, Notice
from minga.kernels.transit.query import EXPECTED, TIMETABLE, WORST, Query, Work, work_for
from minga.kernels.transit.timetable import UNREACHED, Texts, Timetable
from minga.kernels.transit.walks import Plane, WalkRules

__all__ = [
    "FeedRefused", "Journey", "Leg", "Network", "Notice", "OnFoot", "Place", "PlaceUnknown",
    "WalkRules", "Where",
]  # fmt: skip
TEXTS = (
    "stop_id", "stop_name", "route_id", "route_name", "route_long_name", "route_color",
    "route_operator", "trip_id", "headsign", "other_id", "other_name",
)  # fmt: skip
WAITS = {"timetable": TIMETABLE, "expected": EXPECTED, "worst": WORST}
FULL_BOUND = 1024


class Network:
    """A compiled day of public transport."""

    def __init__(self, folder: Path) -> None:
        self.about = timetable.read_about(folder)
        self.tt = Timetable(*[timetable.load(folder, name) for name in Timetable._fields])
        texts = {name: Texts.load(folder, name) for name in TEXTS}
        arrays = ("trip_route", "trip_headsign", "stop_place", "stop_xy", "stop_access")
        loaded = {name: timetable.load(folder, name) for name in (*arrays, "other_place")}
        self.names = Names(texts, loaded)
        plane = Plane(self.about["lat_0"], self.about["lon_0"])
        self.ground = Ground(self.tt, self.names, plane, loaded["stop_xy"])
        self.ground.other_place = loaded["other_place"]
        self.shut = (loaded["stop_access"] == 2).astype(np.uint8)
        self._own = threading.local()

    @staticmethod
    def compile(
        gtfs_paths: Sequence[str | Path],
        day: datetime.date,
        out_dir: str | Path,
        *,
        hail_anywhere: bool = False,
        walks: WalkRules | None = None,
        tomorrow: bool = False,
    ) -> list[Notice]:
        """Compile feeds (zips or folders) for one day into a folder.

        Walks between stops come from a feed's `transfers.txt` where it has one, else from
        `walks`. `hail_anywhere` lets one board and alight anywhere along the shapes of a feed
        that does not speak of it. Raises FeedRefused with row-level notices; answers notices of
        what could be borne.
        """
        return compile_network(
            gtfs_paths, day, out_dir, hail_anywhere=hail_anywhere, walks=walks, tomorrow=tomorrow
        )

    @classmethod
    def open(cls, out_dir: str | Path) -> "Network":
        """Map a compiled network into memory. Raises FileNotFoundError or ValueError."""
        return cls(Path(out_dir))

    def plan(
        self,
        origin: Where,
        destination: Where,
        departure_s: int,
        max_rides: int = 8,
        *,
        wheelchair: bool = False,
        wait: str = "timetable",
        on_foot: OnFoot | None = None,
    ) -> list[Journey]:
        """Every best journey over arrival and rides, fewest rides first; empty if there is none.

        Ends are stop ids or (lat, lon). Raises PlaceUnknown, or ValueError for what is no
        coordinate, number of rides or wait.
        """
        on_foot = on_foot or OnFoot()
        asked, ends = self._query(
            origin, destination, departure_s, max_rides, wheelchair, wait, on_foot
        )
        work = self._work(max_rides)
        rounds = raptor.plan(self.tt, work, asked)
        found = [walk_alone(asked, ends)] if asked.direct_s < UNREACHED else []
        arrivals, firsts = work.target[:, 0].tolist(), work.first_leg.tolist()
        for k in range(1, rounds + 1):
            if arrivals[k] < UNREACHED:
                rows = work.legs[k, firsts[k] :].tolist()
                found.append(journey_of(self.tt, self.names, asked, ends, k, rows))
        return found

    def _query(
        self, origin: Where, destination: Where, departure_s: int, max_rides: int,
        wheelchair: bool, wait: str, on_foot: OnFoot,
    ) -> tuple[Query, Ends]:  # fmt: skip
        if not 0 <= max_rides <= 64 or wait not in WAITS:
            raise ValueError(f"max_rides={max_rides}, wait={wait!r}")
        if not -UNREACHED // 2 < departure_s < UNREACHED // 2:
            raise ValueError(f"departure_s={departure_s}")
        tt = self.tt
        source = self.ground.end(origin, tt.walk_ofs, tt.walk, on_foot)
        target = self.ground.end(destination, tt.back_ofs, tt.back, on_foot)
        direct = direct_s(source, target, on_foot)
        asked = Query(
            source.walks, target.walks, source.points, target.points, int(departure_s), direct,
            max_rides, int(wheelchair), WAITS[wait], FULL_BOUND,
        )  # fmt: skip
        return asked, Ends(source.place, target.place, {})

    def _work(self, max_rides: int) -> Work:
        """This thread's memory, grown to so many rides."""
        work: Work | None = getattr(self._own, "work", None)
        if work is None or len(work.target) <= max_rides:
            stops, lines = len(self.tt.change), len(self.tt.line_trips)
            work = self._own.work = work_for(stops, lines, max(8, max_rides), self.shut)
        return work
