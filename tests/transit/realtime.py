"""Messages of GTFS Realtime, as an operator's machine would send them."""

from datetime import date, datetime, timedelta
from typing import Any

from google.transit import gtfs_realtime_pb2 as pb

from minga.territory.models import City
from minga.transit.service_days import zero_of


class Sent:
    """A message being made; `bytes` is what goes over the wire."""

    def __init__(self, at: datetime, *, full: bool = True, version: str = "2.0") -> None:
        self.at = at
        self.raw: Any = pb.FeedMessage()
        self.raw.header.gtfs_realtime_version = version
        self.raw.header.timestamp = int(at.timestamp())
        kinds = pb.FeedHeader
        self.raw.header.incrementality = kinds.FULL_DATASET if full else kinds.DIFFERENTIAL

    @property
    def bytes(self) -> bytes:
        data: bytes = self.raw.SerializeToString()
        return data

    def entity(self, name: str = "") -> Any:
        one = self.raw.entity.add()
        one.id = name or str(len(self.raw.entity))
        return one

    def vehicle(
        self,
        name: str,
        lat: float,
        lon: float,
        *,
        trip: str = "",
        route: str = "",
        ago_s: int = 5,
        **more: float,
    ) -> "Sent":
        raw = self.entity(f"v-{name}").vehicle
        raw.vehicle.id = name
        raw.position.latitude, raw.position.longitude = lat, lon
        raw.timestamp = int((self.at - timedelta(seconds=ago_s)).timestamp())
        raw.trip.trip_id, raw.trip.route_id = trip, route
        for field, value in more.items():
            setattr(raw.position, field, value)
        return self

    def update(self, trip: str, *calls: dict[str, Any], day: date | None = None) -> "Sent":
        """Calls: {"sequence", "stop", "arrival", "departure", "arrives_at", "leaves_at"}."""
        raw = self.entity(f"t-{trip}").trip_update
        raw.trip.trip_id = trip
        if day is not None:
            raw.trip.start_date = f"{day:%Y%m%d}"
        for call in calls:
            one = raw.stop_time_update.add()
            if "sequence" in call:
                one.stop_sequence = call["sequence"]
            one.stop_id = call.get("stop", "")
            for side, delay, moment in (
                ("arrival", "arrival", "arrives_at"),
                ("departure", "departure", "leaves_at"),
            ):
                if delay in call:
                    getattr(one, side).delay = call[delay]
                if moment in call:
                    getattr(one, side).time = call[moment]
            if "relation" in call:
                one.schedule_relationship = pb.TripUpdate.StopTimeUpdate.ScheduleRelationship.Value(
                    call["relation"]
                )
        return self

    def relation(self, name: str) -> "Sent":
        """Of the last trip update."""
        raw = self.raw.entity[-1].trip_update.trip
        raw.schedule_relationship = pb.TripDescriptor.ScheduleRelationship.Value(name)
        return self

    def alert(self, name: str, header: str, *, language: str = "es", **informed: str) -> "Sent":
        raw = self.entity(name).alert
        told = raw.header_text.translation.add()
        told.text, told.language = header, language
        one = raw.informed_entity.add()
        for field, value in informed.items():
            setattr(one, field, value)
        return self


def moment(city: City, day: date, clock: str) -> int:
    """POSIX seconds of `8:05` of a service day."""
    hours, minutes = clock.split(":")
    return int(zero_of(city, day).timestamp()) + int(hours) * 3600 + int(minutes) * 60
