"""From the network's journeys to itineraries: moments for seconds, codes for ids, names for
points between two stops.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from minga.ground.geo import distance_m
from minga.transit.alerts.queries.alerts import touches
from minga.transit.alerts.rules import Ride
from minga.transit.feeds.queries.lines import direction_along
from minga.transit.models import Alert
from minga.transit.planning.itinerary import Itinerary, Passed, Point, Spot, Step
from minga.transit.planning.queries.geocoding import with_names
from minga.transit.service_days import zero_of
from minga.transit.timetables.days import CompiledDay
from minga.transit.timetables.departures import report_times
from minga.transit.timetables.line_look import LineLook
from minga.transit.timetables.serving import Serving

if TYPE_CHECKING:
    from minga.kernels.planner import Journey, Leg, Network, Place


class Reader:
    """Reads the journeys of one answer."""

    def __init__(
        self,
        network: "Network",
        held: CompiledDay,
        serving: Serving,
        day: date,
        ends: Sequence[Spot] = (),
    ) -> None:
        self._network, self._held, self._serving = network, held, serving
        self._day = day
        self._zero, self._zone = zero_of(serving.city, day), ZoneInfo(serving.city.timezone)
        self._ends = {spot.point: spot for spot in ends}
        self._looks = held.looks

    def moment(self, seconds: int) -> datetime:
        """Seconds of the service day as a moment, by the city's clock."""
        return (self._zero + timedelta(seconds=seconds)).astimezone(self._zone)

    def itinerary(self, journey: "Journey", later: Sequence[datetime] = ()) -> Itinerary:
        """A journey as pages and API show it; `later`, when the same lines leave again."""
        steps, about = [], False
        for leg in journey.legs:
            about = about or leg.headway_s > 0
            steps.append(self._ride(leg, about) if leg.kind == "ride" else self._walk(leg, about))
        return Itinerary(
            leaves_at=self.moment(journey.departure_s),
            arrives_at=self.moment(journey.arrival_s),
            steps=tuple(steps),
            later=tuple(later),
        )

    def dated(self, itineraries: Sequence[Itinerary], at: datetime) -> tuple[Itinerary, ...]:
        """With when the operator told of trips that run otherwise; one query, if there are any."""
        moved = {
            step.trip_id
            for itinerary in itineraries
            for step in itinerary.steps
            if step.delay_s is not None
        }
        reported_at = report_times(self._serving.city, sorted(moved), at)
        if not reported_at:
            return tuple(itineraries)

        def dated(step: Step) -> Step:
            moment = reported_at.get(step.trip_id) if step.delay_s is not None else None
            return replace(step, told_at=moment.astimezone(self._zone)) if moment else step

        return tuple(
            replace(itinerary, steps=tuple(map(dated, itinerary.steps)))
            for itinerary in itineraries
        )

    def stop(self, stop_id: str) -> Spot:
        """A stop by the network's id. Raises PlaceUnknown."""
        network = self._network
        return self.spot(network.names.place(network.ground.number(stop_id)))

    def spot(self, place: "Place") -> Spot:
        """A place of the network: an end as it was asked for, a stop, or a point on the way."""
        if place.stop_id is not None:
            code = self._held.stop_code.get(place.stop_id, "")
            return Spot(lat=place.lat, lon=place.lon, name=place.name, stop=code)
        end = self._ends.get((place.lat, place.lon))
        if end:
            return end
        return with_names(self._serving.city, [Spot(lat=place.lat, lon=place.lon)])[0]

    def _walk(self, leg: "Leg", about: bool) -> Step:
        start, end = self.spot(leg.start), self.spot(leg.end)
        return Step(
            start=start,
            end=end,
            starts_at=self.moment(leg.departure_s),
            ends_at=self.moment(leg.arrival_s),
            metres=distance_m(*start.point, *end.point),
            path=(start.point, end.point),
            about=about,
        )

    def _ride(self, leg: "Leg", about: bool) -> Step:
        network = self._network
        path = tuple(network.shape(leg))
        line = self._looks.get(leg.route_id) or LineLook(code="", name=leg.route_name)
        start, end, starts_at = (
            self.spot(leg.start),
            self.spot(leg.end),
            self.moment(leg.departure_s),
        )
        return Step(
            start=start,
            end=end,
            starts_at=starts_at,
            ends_at=self.moment(leg.arrival_s),
            metres=length_m(path),
            path=path,
            line=line,
            headsign=leg.headsign or self._terminus(leg),
            trip_id=leg.trip_id,
            headway_s=leg.headway_s,
            wait_s=leg.expected_wait_s,
            worst_wait_s=leg.worst_wait_s,
            hailed=leg.hailed,
            leaves_along=leg.alighted_along,
            about=about,
            delay_s=self._delay_s(leg),
            passed=self._passed(leg),
            alerts=self._warned(leg, line, (start, end), starts_at),
        )

    def _passed(self, leg: "Leg") -> tuple[Passed, ...]:
        """The stops between the ends."""
        return tuple(
            Passed(
                spot=self.spot(call.place),
                arrives_at=self.moment(call.arrival_s),
                leaves_at=self.moment(call.departure_s),
            )
            for call in self._network.calls(leg)[1:-1]
        )

    def _terminus(self, leg: "Leg") -> str:
        """Where the vehicle goes, for feeds that do not say what it shows."""
        kept = self._held.termini.get(leg.trip_id)
        if kept is not None:
            return kept
        from minga.kernels.planner import Departure

        onward = Departure(
            leg.departure_s, leg.route_id, leg.route_name, "", leg.trip_id, leg.start,
            line=leg.line, run=leg.run, from_position=leg.from_position, from_share=leg.from_share,
        )  # fmt: skip
        calls = self._network.calls(onward)
        name = self._held.termini[leg.trip_id] = calls[-1].place.name if calls else ""
        return name

    def _delay_s(self, leg: "Leg") -> int | None:
        if leg.headway_s:
            return None
        from minga.kernels.transit.timetable import FRACTIONS

        part = round(leg.from_share * FRACTIONS)
        real = self._network.real
        return real.delay_s(leg.line, leg.run, leg.from_position, part, leg.departure_s)

    def _warned(
        self, leg: "Leg", line: LineLook, ends: tuple[Spot, Spot], at: datetime
    ) -> tuple[Alert, ...]:
        lines, stops = {line.code} - {""}, {spot.stop for spot in ends} - {""}
        alerts = [alert for alert in self._serving.alerts(at) if touches(alert, lines, stops)]
        rows = (row for alert in alerts for row in alert.informed.all())
        if not any(row.direction or row.trip_id for row in rows):
            return tuple(alerts)
        ways = self._serving.ways(self._day, line.code)
        direction = direction_along(ways, [spot.stop for spot in ends if spot.stop], leg.headsign)
        ride = Ride(direction, leg.trip_id, self._day + timedelta(days=self._network.day_of(leg)))
        return tuple(alert for alert in alerts if touches(alert, lines, stops, ride))


def length_m(path: Sequence[Point]) -> float:
    """Metres along a path."""
    return sum(distance_m(*before, *after) for before, after in pairwise(path))
