"""What a realtime message names, as far as we know it: trips, lines, stops of one feed."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max, Min

from minga.transit.day_folders import NoService, zip_of
from minga.transit.feeds.importing.agencies import routes_by_agency
from minga.transit.feeds.importing.stop_sequences import Sequences, read_sequences
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import Feed, FeedVersion, Line, Stop
from minga.transit.realtime.gtfs_rt.messages import TripDescriptor
from minga.transit.service_days import day_of, moment_of, seconds_of
from minga.transit.timetables import days

if TYPE_CHECKING:
    from minga.kernels.transit.planned_trips import PlannedTrip, TimedTrips

NIGHT_S = 6 * 3600
"""Until then a trip without a date may be one of yesterday's."""
BESIDE = 0.25
"""So many degrees around its stops a feed's vehicles may be."""


class FeedIndex:
    """One feed at a moment; asks little, and only once."""

    def __init__(self, feed: Feed, at: datetime) -> None:
        self.feed, self.city, self.at = feed, feed.city, at
        self.today = day_of(self.city, at)
        self.version = _serving(feed, self.today)
        self._trips: dict[date, TimedTrips | None] = {}
        self._box: tuple[float, float, float, float] | None = None
        self._lines: dict[str, Line] | None = None
        self._stops: dict[str, str] | None = None
        self._stop_lines: dict[str, list[str]] | None = None
        self._sequences: Sequences | None = None

    @property
    def lines(self) -> dict[str, Line]:
        """Lines by route id, without their ways."""
        if self._lines is None:
            rows = Line.objects.filter(version=self.version).defer("ways")
            self._lines = {row.route_id: row for row in rows}
        return self._lines

    @property
    def stops(self) -> dict[str, str]:
        """Codes of stops by stop id."""
        if self._stops is None:
            rows = Stop.objects.filter(version=self.version)
            self._stops = dict(rows.values_list("stop_id", "code"))
        return self._stops

    def is_near(self, lat: float, lon: float) -> bool:
        """False for a vehicle that is nowhere near what the feed serves."""
        if self._box is None:
            corners = Stop.objects.filter(version=self.version).aggregate(
                Min("lat"), Min("lon"), Max("lat"), Max("lon")
            )
            south, west, north, east = corners.values()
            self._box = (south or 0.0, west or 0.0, north or 0.0, east or 0.0)
        south, west, north, east = self._box
        fits = south - BESIDE <= lat <= north + BESIDE
        return fits and west - BESIDE <= lon <= east + BESIDE

    def day_of(self, trip: TripDescriptor) -> date | None:
        """The service day of a trip: as told, else today, or yesterday in the night."""
        if trip.start_day is not None:
            near = abs((trip.start_day - self.today).days) <= 1
            return trip.start_day if near and self.has(trip, trip.start_day) else None
        yesterday = self.today - timedelta(days=1)
        if self.has(trip, self.today) and not self._over(trip, yesterday):
            return self.today
        is_night = seconds_of(self.city, self.today, self.at) < NIGHT_S
        return yesterday if is_night and self.has(trip, yesterday) else None

    def has(self, trip: TripDescriptor, day: date) -> bool:
        """Whether this trip runs on that service day."""
        trips = self._on(day)
        return trips is not None and self._id(trip) in trips

    def has_headways(self, trip: TripDescriptor, day: date) -> bool:
        """True for a template: no single run of it can be late."""
        trips = self._on(day)
        return trips is not None and self._id(trip) in trips.with_headways

    def planned(self, trip: TripDescriptor, day: date) -> "PlannedTrip | None":
        """Its stops and times, with the feed's own ids."""
        trips = self._on(day)
        planned = trips.planned(self._id(trip)) if trips is not None else None
        if planned is None:
            return None
        cut = len(self.feed.slug) + 1
        own = [stop[cut:] for stop in planned.stop_ids]
        return planned._replace(trip_id=trip.trip_id, route_id=planned.route_id[cut:], stop_ids=own)

    def position(self, trip_id: str, sequence: int) -> int | None:
        """Which stop of the trip a `stop_sequence` means."""
        if self._sequences is None and self.version is not None:
            self._sequences = read_sequences(zip_of(self.version))
        return self._sequences.position(trip_id, sequence) if self._sequences else None

    def route_of(self, trip: TripDescriptor, day: date) -> str:
        """The route id of a trip that runs on that service day; "" for a stranger."""
        trips = self._on(day)
        route = trips.route_of(self._id(trip)) if trips is not None else ""
        return route[len(self.feed.slug) + 1 :]

    def stop_lines(self, stop_id: str) -> list[str]:
        """Codes of the lines that stop there."""
        if self._stop_lines is None:
            rows = Stop.objects.filter(version=self.version)
            self._stop_lines = dict(rows.values_list("stop_id", "lines"))
        return self._stop_lines.get(stop_id, [])

    def routes_of_agency(self, agency_id: str) -> frozenset[str]:
        """Route ids of an operator; none for a stranger."""
        if self.version is None:
            return frozenset()
        return routes_by_agency(zip_of(self.version)).get(agency_id, frozenset())

    def _over(self, trip: TripDescriptor, yesterday: date) -> bool:
        """True in the night for a trip of today that yesterday's one is nearer to."""
        if seconds_of(self.city, self.today, self.at) >= NIGHT_S:
            return False
        before, now = self.planned(trip, yesterday), self.planned(trip, self.today)
        if before is None or now is None:
            return False
        ended = moment_of(self.city, yesterday, before.arrivals[-1])
        begins = moment_of(self.city, self.today, now.departures[0])
        return abs(ended - self.at) < abs(begins - self.at)

    def _on(self, day: date) -> "TimedTrips | None":
        if day not in self._trips:
            try:
                held = days.day_of_service(self.city, day)
            except NoService:
                self._trips[day] = None
            else:
                self._trips[day] = held.timed
        return self._trips[day]

    def _id(self, trip: TripDescriptor) -> str:
        return f"{self.feed.slug}:{trip.trip_id}"


def _serving(feed: Feed, day: date) -> FeedVersion | None:
    """The feed's version in service."""
    return next(
        (version for version in versions_on(feed.city, day) if version.feed_id == feed.pk), None
    )
