"""The door to journeys by public transport: compile feeds once, open them anywhere, ask.

    Network.compile(["city.zip"], datetime.date(2026, 10, 14), "build/city")
    network = Network.open("build/city")
    for journey in network.plan("stop-a", (-36.82, -73.05), 8 * 3600):
        print(journey.departure_s, journey.arrival_s, journey.rides, journey.legs)

Times are whole seconds since midnight of the service day; past midnight they go on after 86,400.
Nothing here knows of Django. A network may be asked from many threads at once.
"""

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from minga.kernels.transit import jit, warmup
from minga.kernels.transit.boards.departure_board import Departure
from minga.kernels.transit.boards.proximity import Passing, Through
from minga.kernels.transit.boards.ride_path import Call
from minga.kernels.transit.compile.hail import ALIGHT, BOARD
from minga.kernels.transit.compile.notices import FeedRefused, Notice
from minga.kernels.transit.compile.walks import WalkRules
from minga.kernels.transit.jit import is_being_compiled
from minga.kernels.transit.live.realtime import Added, Cancelled, Delay, Skipped
from minga.kernels.transit.network import Bounds, Opened
from minga.kernels.transit.search import raptor
from minga.kernels.transit.search.endpoints import (
    NO_WALKS,
    OnFoot,
    PlaceUnknown,
    Where,
    degrees,
    direct_s,
)
from minga.kernels.transit.search.isochrone import Reach
from minga.kernels.transit.search.journeys import Ends, Journey, Leg, Place, journey_of, walk_alone
from minga.kernels.transit.search.profile import departures
from minga.kernels.transit.search.query import EXPECTED, NEVER, TIMETABLE, WORST, Query, Work
from minga.kernels.transit.search.reverse_search import mirrored_legs, mirrored_query
from minga.kernels.transit.service_clock import days_away
from minga.kernels.transit.timetable import UNREACHED, Timetable

__all__ = [
    "Added", "Bounds", "Call", "Cancelled", "Delay", "Departure", "FeedRefused", "Journey", "Leg",
    "Network", "Notice", "OnFoot", "Passing", "Place", "PlaceUnknown", "Reach", "Skipped",
    "Through", "WalkRules", "Where", "is_being_compiled", "wait_until_compiled", "warm",
]  # fmt: skip
WAITS = {"timetable": TIMETABLE, "expected": EXPECTED, "worst": WORST}
MAX_RIDES = 32
LONGEST_S = 10 * 86_400
NO_EVENTS = np.empty((0, 3), np.int32)
HAIL_M = 250.0
"""From so far off the board of a point looks for stops and lines."""
USUAL_WALKER = OnFoot()


class Network(Opened):
    """A compiled day of public transport; `changed` gives the day as it really runs."""

    @staticmethod
    def compile(
        gtfs_paths: Sequence[str | Path],
        day: datetime.date,
        out_dir: str | Path,
        *,
        hail_anywhere: bool | Sequence[bool] = False,
        walks: WalkRules | None = None,
        tomorrow: bool = False,
        names: Sequence[str] | None = None,
        zone: str = "",
    ) -> list[Notice]:
        """Compile feeds (zips or folders) for one day into a folder.

        With `names`, one for each feed, every stop, route and trip id becomes `<name>:<id>`;
        without, only ids that several feeds use, by the names of their files.

        Walks between stops come from a feed's `transfers.txt` where it has one, else from
        `walks`. `hail_anywhere` lets one board and alight anywhere along the shapes of a feed
        that does not speak of it; it may be told for each feed. Clocks change as in `zone`, by
        default the feed's own. Raises FeedRefused with row-level notices; answers notices of what
        could be borne.
        """
        # Only who compiles reads tables: the reader takes some 20 MB.
        from minga.kernels.transit.compile.build import compile_network

        return compile_network(
            gtfs_paths, day, out_dir, hail_anywhere=hail_anywhere, walks=walks,
            tomorrow=tomorrow, names=names, zone=zone,
        )  # fmt: skip

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
        query, ends = self._query(origin, destination, at_s, *how)
        if arrive_by_s is None:
            return self._journeys(self.tt, query, query, ends)
        return self._journeys(self.mirror, mirrored_query(self.tt, query, at_s), query, ends)

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
        query, ends = self._query(origin, destination, departure_s, *how)
        work = self.work("deep", max_rides)
        last_s = int(departure_s) + window_s
        times, events = departures(self.tt, query, last_s)
        if wait != "timetable" and len(times):
            # Waits that are guessed change with every minute: each time boards whatever it can.
            times, events = np.unique(times)[::-1].copy(), NO_EVENTS
        journeys: list[Journey] = []
        done = 0
        while done < len(times):
            done = raptor.answer(self.tt, work, query, times, events, done, 1)
            journeys += [
                journey_of(self.tt, self.names, ends, rides, rows)
                for rides, rows in work_rows(work)
            ]
        return sorted(journeys, key=lambda journey: (journey.departure_s, journey.rides))

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
        query, ends = self._query(origin, origin, departure_s, *how)
        query = query._replace(
            egress=NO_WALKS, alight=query.alight[:0], direct_s=int(within_s), slack_s=-1
        )
        work = self.work("plan", max_rides)
        raptor.answer(self.tt, work, query, np.array([query.depart_s]), NO_EVENTS, 0, 0)
        arrivals = work.label[:, 0, 1:3].min(axis=1)
        arrivals[arrivals == NEVER] = UNREACHED
        return Reach(self.names, ends.origin, int(departure_s), int(within_s), arrivals)

    def departures(
        self,
        where: Where,
        after_s: int,
        most: int = 20,
        *,
        wait: str = "timetable",
        within_m: float | None = None,
    ) -> list[Departure]:
        """What leaves a stop at `after_s` or later, soonest first; cancelled trips are told too.

        Of a point, and of a stop where `within_m` is more than 0, what leaves the stops so near
        by and passes where it can be hailed: each vehicle once, where it is nearest. Lines with
        headways are told as `plan` would board them with the same `wait`. Raises PlaceUnknown,
        or ValueError for what is no coordinate, time or wait.
        """
        if wait not in WAITS or not -LONGEST_S < after_s < LONGEST_S:
            raise ValueError(f"after_s={after_s}, wait={wait!r}")
        if within_m is None:
            within_m = 0.0 if isinstance(where, str) else HAIL_M
        stands = self.ground.stands(self.tt, where, within_m)
        return self.board.departures(stands, int(after_s), most, WAITS[wait])

    def calls(self, ride: Leg | Departure) -> tuple[Call, ...]:
        """The stops that a ride of this network passes, its ends included; none of a walk.

        Of a departure, all to the line's end. Raises ValueError for a ride of another network:
        one with realtime changes is another one.
        """
        return self.rides.calls(ride)

    def day_of(self, ride: Leg) -> int:
        """-1 for a trip that began the day before, 1 for one of the next day; else 0."""
        if not self.tt.line_trips[ride.line]:
            return 0
        return days_away(int(self.names.trip_shift[self.real.number(ride.line, ride.run)]))

    def shape(self, ride: Leg | Departure) -> list[tuple[float, float]]:
        """The path of a leg, or of what follows a departure: latitudes and longitudes.

        Along the line's shape; straight from stop to stop where it has none. Raises as `calls`.
        """
        return self.rides.shape(ride)

    def lines_near(self, lat: float, lon: float, metres: float = 30.0) -> list[Passing]:
        """Which routes pass within so many metres of a point, and between which of their stops.

        Raises ValueError for what is no coordinate.
        """
        return self.around.lines_near(*degrees((lat, lon)), metres)

    def trips_through(
        self,
        route_id: str,
        *,
        near: tuple[float, float] | None = None,
        metres: float = 30.0,
        from_s: int = -LONGEST_S,
        until_s: int = LONGEST_S,
        most: int = 500,
    ) -> list[Through]:
        """A route's trips that pass a point (or leave their first stop) in a stretch of time.

        Empty for a route that has none today. Raises ValueError for what is no coordinate.
        """
        spot = None if near is None else degrees(near)
        return self.around.trips_through(route_id, spot, metres, from_s, until_s, most)

    def stops_near(
        self, lat: float, lon: float, metres: float = 800.0
    ) -> list[tuple[Place, float]]:
        """The stops within so many metres, the nearest first, and how far they are.

        Raises ValueError for what is no coordinate.
        """
        return self.ground.near(lat, lon, metres)

    def _journeys(self, tt: Timetable, query: Query, forward: Query, ends: Ends) -> list[Journey]:
        """Search `tt`; where it is the mirror, `asked` is the question seen from the front."""
        work, back = self.work("plan", query.max_rides), tt is not self.tt
        raptor.answer(tt, work, query, np.array([query.depart_s]), NO_EVENTS, 0, 0)
        journeys = [walk_alone(forward, ends, back)] if forward.direct_s < UNREACHED else []
        for rides, rows in work_rows(work):
            rows = mirrored_legs(self.tt, rows) if back else rows
            journeys.append(journey_of(self.tt, self.names, ends, rides, rows, back))
        return journeys

    def _query(
        self, origin: Where, destination: Where, at_s: int, max_rides: int,
        wheelchair: bool, wait: str, on_foot: OnFoot,
    ) -> tuple[Query, Ends]:  # fmt: skip
        if not 0 <= max_rides <= MAX_RIDES or wait not in WAITS:
            raise ValueError(f"max_rides={max_rides}, wait={wait!r}")
        if not -LONGEST_S < at_s < LONGEST_S:
            raise ValueError(f"no time of a service day: {at_s}")
        tt = self.tt
        source = self.ground.end(origin, tt.walk_ofs, tt.walk, on_foot, BOARD)
        target = self.ground.end(destination, tt.back_ofs, tt.back, on_foot, ALIGHT)
        direct = direct_s(source, target, on_foot)
        # Seconds are rounded where one alights between stops.
        slack_s = self.slack_s + bool(len(tt.hop)) if self.slack_s >= 0 else -1
        query = Query(
            source.walks, target.walks, source.points, target.points, int(at_s), direct,
            max_rides, int(wheelchair), WAITS[wait], slack_s * max_rides,
        )  # fmt: skip
        return query, Ends(source.place, target.place, self.ground.spot, WAITS[wait])


def warm() -> None:
    """Load every kernel, so that the first question is answered as soon as the next ones.

    Takes half a second where they are kept compiled, a minute where they are not: a step of
    installing, and of a worker's start.
    """
    with jit.compiling():
        warmup.warm(Network)


def wait_until_compiled() -> None:
    """Go on when no other process compiles the kernels."""
    with jit.compiling():
        pass


def work_rows(work: Work) -> Iterator[tuple[int, list[list[int]]]]:
    """The journeys that lie in a thread's memory: rides, rows of legs."""
    spans = work.found[: work.many[0]].tolist()
    rows = work.rows[: spans[-1][2]].tolist() if spans else []
    for rides, first, end in spans:
        yield rides, rows[first:end]
