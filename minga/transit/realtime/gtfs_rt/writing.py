"""Our own GTFS Realtime: alerts that we write, and buses that we follow, for other programs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

VERSION = "2.0"


@dataclass(frozen=True)
class AlertOut:
    """An alert for others. `informed`: (route id, stop id), empty where any; none: everything."""

    entity_id: str
    starts_at: datetime
    ends_at: datetime | None
    cause: str
    effect: str
    words: Mapping[str, Mapping[str, str]]
    """By language: {"header", "text"}."""
    informed: tuple[tuple[str, str], ...]
    agency: str
    """Named where the alert is about everything: GTFS Realtime wants at least one thing."""
    url: str


@dataclass(frozen=True)
class VehicleOut:
    """A vehicle for others."""

    entity_id: str
    label: str
    route_id: str
    trip_id: str
    direction: int | None
    lat: float
    lon: float
    bearing: float | None
    speed: float | None
    at: datetime


def alerts_message(alerts: Iterable[AlertOut], *, at: datetime) -> Any:
    """A FeedMessage of alerts."""
    message = _message(at)
    for told in alerts:
        entity = message.entity.add()
        entity.id = told.entity_id
        _write_alert(entity.alert, told)
    return message


def vehicles_message(vehicles: Iterable[VehicleOut], *, at: datetime) -> Any:
    """A FeedMessage of positions."""
    message = _message(at)
    for told in vehicles:
        entity = message.entity.add()
        entity.id = told.entity_id
        _write_vehicle(entity.vehicle, told)
    return message


def as_json(message: Any) -> str:
    """The same message as JSON, with the names of its .proto."""
    from google.protobuf.json_format import MessageToJson

    return str(MessageToJson(message, preserving_proto_field_name=True, indent=None))


def _message(at: datetime) -> Any:
    from google.transit import gtfs_realtime_pb2 as pb

    message: Any = pb.FeedMessage()
    message.header.gtfs_realtime_version = VERSION
    message.header.incrementality = pb.FeedHeader.FULL_DATASET
    message.header.timestamp = int(at.timestamp())
    return message


def _write_alert(raw: Any, told: AlertOut) -> None:
    period = raw.active_period.add()
    period.start = int(told.starts_at.timestamp())
    if told.ends_at is not None:
        period.end = int(told.ends_at.timestamp())
    raw.cause = type(raw).Cause.Value(told.cause.upper())
    raw.effect = type(raw).Effect.Value(told.effect.upper())
    for language, words in told.words.items():
        for field, text in (
            (raw.header_text, words.get("header", "")),
            (raw.description_text, words.get("text", "")),
            (raw.url, told.url),
        ):
            if text:
                said = field.translation.add()
                said.language, said.text = language, text
    for route, stop in told.informed:
        one = raw.informed_entity.add()
        if route:
            one.route_id = route
        if stop:
            one.stop_id = stop
    if not told.informed:
        raw.informed_entity.add().agency_id = told.agency


def _write_vehicle(raw: Any, told: VehicleOut) -> None:
    if told.trip_id:
        raw.trip.trip_id = told.trip_id
    if told.route_id:
        raw.trip.route_id = told.route_id
    if told.direction is not None:
        raw.trip.direction_id = told.direction
    raw.vehicle.id = told.entity_id
    if told.label:
        raw.vehicle.label = told.label
    raw.position.latitude, raw.position.longitude = told.lat, told.lon
    if told.bearing is not None:
        raw.position.bearing = told.bearing
    if told.speed is not None:
        raw.position.speed = told.speed
    raw.timestamp = int(told.at.timestamp())
