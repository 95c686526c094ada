"""Our own GTFS Realtime: alerts that we write, and buses that we follow, for other programs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

VERSION = "2.0"


class Selector(NamedTuple):
    """What an alert is about, in the feeds' own ids: all that is given holds together."""

    route_id: str = ""
    stop_id: str = ""
    agency_id: str = ""
    route_type: int | None = None


@dataclass(frozen=True)
class AlertEntity:
    """An alert for others; GTFS Realtime wants at least one selector."""

    entity_id: str
    starts_at: datetime
    ends_at: datetime | None
    cause: str
    effect: str
    words: Mapping[str, Mapping[str, str]]
    """By language: {"header", "text"}."""
    informed: tuple[Selector, ...]
    url: str


@dataclass(frozen=True)
class VehicleEntity:
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


def alerts_message(alerts: Iterable[AlertEntity], *, at: datetime) -> Any:
    """A FeedMessage of alerts."""
    message = _message(at)
    for alert in alerts:
        entity = message.entity.add()
        entity.id = alert.entity_id
        _write_alert(entity.alert, alert)
    return message


def vehicles_message(vehicles: Iterable[VehicleEntity], *, at: datetime) -> Any:
    """A FeedMessage of positions."""
    message = _message(at)
    for vehicle in vehicles:
        entity = message.entity.add()
        entity.id = vehicle.entity_id
        _write_vehicle(entity.vehicle, vehicle)
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


def _write_alert(raw: Any, alert: AlertEntity) -> None:
    period = raw.active_period.add()
    period.start = int(alert.starts_at.timestamp())
    if alert.ends_at is not None:
        period.end = int(alert.ends_at.timestamp())
    raw.cause = type(raw).Cause.Value(alert.cause.upper())
    raw.effect = type(raw).Effect.Value(alert.effect.upper())
    for language, texts in alert.words.items():
        for field, text in (
            (raw.header_text, texts.get("header", "")),
            (raw.description_text, texts.get("text", "")),
            (raw.url, alert.url),
        ):
            if text:
                said = field.translation.add()
                said.language, said.text = language, text
    for selector in alert.informed:
        entity = raw.informed_entity.add()
        for name, value in selector._asdict().items():
            if value not in ("", None):
                setattr(entity, name, value)


def _write_vehicle(raw: Any, vehicle: VehicleEntity) -> None:
    if vehicle.trip_id:
        raw.trip.trip_id = vehicle.trip_id
    if vehicle.route_id:
        raw.trip.route_id = vehicle.route_id
    if vehicle.direction is not None:
        raw.trip.direction_id = vehicle.direction
    raw.vehicle.id = vehicle.entity_id
    if vehicle.label:
        raw.vehicle.label = vehicle.label
    raw.position.latitude, raw.position.longitude = vehicle.lat, vehicle.lon
    if vehicle.bearing is not None:
        raw.position.bearing = vehicle.bearing
    if vehicle.speed is not None:
        raw.position.speed = vehicle.speed
    raw.timestamp = int(vehicle.at.timestamp())
