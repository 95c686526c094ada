"""The door to journeys by public transport: compile feeds once, open them anywhere, ask.

    Network.compile(["city.zip"], datetime.date(2026, 10, 14), "build/city")
    network = Network.open("build/city")
    for journey in network.plan("stop-a", (-36.82, -73.05), 8 * 3600):
        print(journey.departure_s, journey.arrival_s, journey.rides, journey.legs)

Times are whole seconds since midnight of the service day; past midnight they go on after 86,400.
Nothing here knows of Django. A network may be asked from many threads at once.
"""

import copy
import datetime
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from minga.kernels.transit import raptor, timetable
from minga.kernels.transit.ask import NO_WALKS, Ground, OnFoot, PlaceUnknown, Where, direct_s
from minga.kernels.transit.compile import compile_network
from minga.kernels.transit.hail import ALIGHT, BOARD, Ways
from minga.kernels.transit.journeys import (
    Ends,
    Journey,
    Leg,
    Names,
    PatchedNames,
    Place,
    journey_of,
    walk_alone,
)
from minga.kernels.transit.mirror import (
    mirror,
    mirrored_legs,
    mirrored_points,
    mirrored_query,
)
from minga.kernels.transit.notices import FeedRefused, Notice
from minga.kernels.transit.profile import departures
from minga.kernels.transit.query import EXPECTED, NEVER, TIMETABLE, WORST, Query, Work, work_for
from minga.kernels.transit.reached import Reach
from minga.kernels.transit.realtime import Added, Cancelled, Change, Delay, Told, Trips, patched
from minga.kernels.transit.timetable import UNREACHED, Texts, Timetable
from minga.kernels.transit.walks import Plane, WalkRules

__all__ = [
    "Added", "Cancelled", "Delay", "FeedRefused", "Journey", "Leg", "Network", "Notice", "OnFoot",
    "Place", "PlaceUnknown", "Reach", "WalkRules", "Where",
]  # fmt: skip
TEXTS = (
    "stop_id", "stop_name", "route_id", "route_name", "route_long_name", "route_color",
    "route_operator", "trip_id", "headsign", "other_id", "other_name",
)  # fmt: skip
WAITS = {"timetable": TIMETABLE, "expected": EXPECTED, "worst": WORST}
USUAL_RIDES, MOST_RIDES = 8, 32
LONGEST_S = 10 * 86_400
USUAL_WALKER = OnFoot()


class Network:
    """A compiled day of public transport."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.about = timetable.read_about(folder)
        self.tt = Timetable(*[timetable.load(folder, name) for name in Timetable._fields])
        texts = {name: Texts.load(folder, name) for name in TEXTS}
        arrays = ("trip_route", "trip_headsign", "stop_place", "stop_xy", "stop_access")
        loaded = {name: timetable.load(folder, name) for name in (*arrays, "other_place")}
        self.names = Names(texts, loaded)
        plane = Plane(self.about["lat_0"], self.about["lon_0"])
        ways = Ways(*[timetable.load(folder, f"ways_{name}") for name in Ways._fields])
        rules = WalkRules(**self.about["walks"])
        self.ground = Ground(self.names, plane, loaded["stop_xy"], ways, rules)
        self.ground.other_place = loaded["other_place"]
        self.shut = (loaded["stop_access"] == 2).astype(np.uint8)
        self.slack_s = 0
        self.told = Told()
        self._mirror: Timetable | None = None
        self._trips: Trips | None = None
        self._base: Network | None = None
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
        departure_s: int | None = None,
        max_rides: int = 8,
        *,
        arrive_by_s: int | None = None,
        wheelchair: bool = False,
        wait: str = "timetable",
        on_foot: OnFoot = USUAL_WALKER,
    ) -> list[Journey]:
        """Every best journey over arrival and rides, fewest rides first; empty if there is none.

        Ends are stop ids or (lat, lon). With `arrive_by_s` instead of `departure_s`: over leaving
        late and rides. `wheelchair` takes only trips stated to be accessible and no stop stated
        not to be. `wait` says how long one waits for a line with a headway: "timetable" (the next
        step from its first departure), "expected" (half a headway) or "worst" (a whole one); lines
        whose departures are exact are never guessed. Raises PlaceUnknown, or ValueError for what
        is no coordinate, time, number of rides or wait.
        """
        at_s = departure_s if arrive_by_s is None else arrive_by_s
        if at_s is None or (departure_s is not None and arrive_by_s is not None):
            raise ValueError("one of departure_s and arrive_by_s")
        how = (max_rides, wheelchair, wait, on_foot)
        asked, ends = self._query(origin, destination, at_s, *how)
        if arrive_by_s is None:
            return self._journeys(self.tt, asked, asked, ends)
        return self._journeys(self.mirror, mirrored_query(self.tt, asked, at_s), asked, ends)

    def profile(
        self,
        origin: Where,
        destination: Where,
        departure_s: int,
        window_s: int = 3600,
        max_rides: int = 8,
        *,
        wheelchair: bool = False,
        wait: str = "timetable",
        on_foot: OnFoot = USUAL_WALKER,
    ) -> list[Journey]:
        """The best journeys for whoever is ready within `window_s` seconds, by departure.

        The last may leave after that time, where there is nothing before. None leaves later,
        arrives sooner and rides as seldom as another. Walking all the way is not repeated;
        journeys that are no faster are left out.
        """
        if not 0 <= window_s <= 2 * 86_400:
            raise ValueError(f"window_s={window_s}")
        how = (max_rides, wheelchair, wait, on_foot)
        asked, ends = self._query(origin, destination, departure_s, *how)
        work = self._work("deep", max_rides)
        last_s = int(departure_s) + window_s
        times = departures(self.tt, asked, last_s)
        told: list[Journey] = []
        done = 0
        while done < len(times):
            done = raptor.answer(self.tt, work, asked, times, done, 1)
            told += [
                journey_of(self.tt, self.names, asked, ends, rides, rows)
                for rides, rows in work_rows(work)
            ]
        return sorted(told, key=lambda journey: (journey.departure_s, journey.rides))

    def reach(
        self,
        origin: Where,
        departure_s: int,
        within_s: int = 3600,
        max_rides: int = 8,
        *,
        wheelchair: bool = False,
        wait: str = "timetable",
        on_foot: OnFoot = USUAL_WALKER,
    ) -> Reach:
        """Every stop that can be reached in less than `within_s`, and when."""
        how = (max_rides, wheelchair, wait, on_foot)
        asked, ends = self._query(origin, origin, departure_s, *how)
        asked = asked._replace(
            egress=NO_WALKS, alight=asked.alight[:0], direct_s=int(within_s), slack_s=-1
        )
        work = self._work("plan", max_rides)
        raptor.answer(self.tt, work, asked, np.array([asked.depart_s]), 0, 0)
        arrivals = work.label[:, 0, 1:3].min(axis=1)
        arrivals[arrivals == NEVER] = UNREACHED
        return Reach(self.names, ends.origin, int(departure_s), int(within_s), arrivals)

    def changed(self, changes: Iterable[Change]) -> "Network":
        """This network with delays, cancelled and added trips, as of now; this one stays as it is.

        Changes count from the timetable, not from earlier changes. Trips that are unknown today
        are passed over; `told` of the answer counts them.
        """
        base = self._base or self
        if base._trips is None:
            shift = timetable.load(self.folder, "trip_shift")
            base._trips = Trips(base.tt, base.names.texts["trip_id"].whole(), shift)
        patch = patched(base.tt, base._trips, self.ground.numbers, changes)
        other = copy.copy(base)
        other._base, other._mirror, other._own = base, None, threading.local()
        other.tt, other.told = patch.tt, patch.told
        other.names = PatchedNames(base.names, patch)
        other.slack_s = patch.slack_s
        return other

    @property
    def mirror(self) -> Timetable:
        """The timetable backwards, made when first asked for."""
        if self._mirror is None:
            self._mirror = mirror(self.tt)
        return self._mirror

    def _journeys(self, tt: Timetable, query: Query, asked: Query, ends: Ends) -> list[Journey]:
        """Search `tt`; where it is the mirror, `asked` is the question seen from the front."""
        work = self._work("plan", query.max_rides)
        raptor.answer(tt, work, query, np.array([query.depart_s]), 0, 0)
        back = tt is not self.tt
        if back and (len(query.seed) or len(query.alight)):
            asked = asked._replace(
                seed=mirrored_points(tt, query.alight), alight=mirrored_points(tt, query.seed)
            )
        found = [walk_alone(asked, ends, back)] if asked.direct_s < UNREACHED else []
        for rides, rows in work_rows(work):
            rows = mirrored_legs(self.tt, rows) if back else rows
            found.append(journey_of(self.tt, self.names, asked, ends, rides, rows))
        return found

    def _query(
        self, origin: Where, destination: Where, at_s: int, max_rides: int,
        wheelchair: bool, wait: str, on_foot: OnFoot,
    ) -> tuple[Query, Ends]:  # fmt: skip
        if not 0 <= max_rides <= MOST_RIDES or wait not in WAITS:
            raise ValueError(f"max_rides={max_rides}, wait={wait!r}")
        if not -LONGEST_S < at_s < LONGEST_S:
            raise ValueError(f"no time of a service day: {at_s}")
        tt = self.tt
        source = self.ground.end(origin, tt.walk_ofs, tt.walk, on_foot, BOARD)
        target = self.ground.end(destination, tt.back_ofs, tt.back, on_foot, ALIGHT)
        direct = direct_s(source, target, on_foot)
        slack = self.slack_s * max_rides if self.slack_s >= 0 else -1
        asked = Query(
            source.walks, target.walks, source.points, target.points, int(at_s), direct,
            max_rides, int(wheelchair), WAITS[wait], slack,
        )  # fmt: skip
        return asked, Ends(source.place, target.place, self.ground.spot)

    def _work(self, kind: str, max_rides: int) -> Work:
        """This thread's memory for plans ("plan") or profiles ("deep"), grown to so many rides."""
        work: Work | None = getattr(self._own, kind, None)
        if work is None or len(work.target) <= max_rides:
            stops, lines = len(self.tt.change), len(self.tt.line_trips)
            rides = max(USUAL_RIDES, max_rides)
            work = work_for(stops, lines, rides, self.shut, deep=kind == "deep")
            setattr(self._own, kind, work)
        return work


def work_rows(work: Work) -> Iterator[tuple[int, list[list[int]]]]:
    """The journeys that lie in a thread's memory: rides, rows of legs."""
    found = work.found[: work.many[0]].tolist()
    rows = work.rows[: found[-1][2]].tolist() if found else []
    for rides, first, end in found:
        yield rides, rows[first:end]
