"""Bytes to a message. Whatever a stranger sends, the answer is a message or `Unreadable`."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from math import isfinite
from typing import Any

from minga.ground.text_safety import UNSTORABLE
from minga.transit.realtime.gtfs_rt.messages import (
    ALERTS,
    UPDATES,
    VEHICLES,
    AlertMessage,
    EntitySelector,
    Message,
    StopTimeUpdate,
    TripDescriptor,
    TripUpdateMessage,
    VehiclePosition,
)

MAX_BYTES = 8 * 2**20
MAX_ENTITIES = 20_000
MAX_STOP_TIMES = 300
MAX_INFORMED = 500
STALE_AFTER = timedelta(seconds=90)
"""Where a vehicle was so long ago it is not any more (the limit of MobilityData's validator)."""
UPDATE_STALE_AFTER = timedelta(minutes=10)
"""A prediction holds longer than a position."""
AHEAD = timedelta(seconds=60)
"""Clocks differ; more than this is the future."""
MAX_SPEED_M_S = 60.0
MAX_ID_CHARS = 120
KINDS = {"vehicle": VEHICLES, "trip_update": UPDATES, "alert": ALERTS}
CLOCK = re.compile(r"([0-9]{1,3}):([0-5][0-9]):([0-5][0-9])")


class Unreadable(ValueError):
    """No message, or one that must not be used; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_message(data: bytes, *, at: datetime) -> Message:
    """A message that came at a moment. Entities that cannot be used are counted.

    Raises Unreadable: empty, too_large, no_message, too_many, stale, future.
    """
    from google.protobuf.message import DecodeError
    from google.transit import gtfs_realtime_pb2 as pb

    if not data:
        raise Unreadable("empty")
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large")
    raw: Any = pb.FeedMessage()
    try:
        raw.ParseFromString(data)
        is_full = raw.header.incrementality == pb.FeedHeader.FULL_DATASET
        version = raw.header.gtfs_realtime_version
    except (DecodeError, ValueError, RecursionError) as trouble:
        raise Unreadable("no_message") from trouble
    if not version or not raw.IsInitialized():
        raise Unreadable("no_message")
    if len(raw.entity) > MAX_ENTITIES:
        raise Unreadable("too_many")
    message = Message(_stamp(raw.header.timestamp, at), is_full)
    for entity in raw.entity:
        try:
            _read_entity(entity, message, at)
        except (ValueError, OverflowError):  # text that is no UTF-8, numbers that are none
            message.refuse("unreadable")
    return message


def _stamp(seconds: int, at: datetime) -> datetime | None:
    """The header's time; None where it has none. Raises Unreadable."""
    if not seconds:
        return None
    stamp = _moment(seconds)
    if stamp is None or stamp > at + AHEAD:
        raise Unreadable("future")
    if stamp < at - STALE_AFTER:
        raise Unreadable("stale")
    return stamp


def _read_entity(entity: Any, message: Message, at: datetime) -> None:
    parts = [part for part in ("vehicle", "trip_update", "alert") if entity.HasField(part)]
    if entity.is_deleted:
        message.gone.add(_text(entity.id))
    elif not parts:
        message.refuse("unsupported", _text(entity.id))
    readers: dict[str, Callable[[Any, Message, datetime], None]] = {
        "vehicle": _vehicle, "trip_update": _update, "alert": _alert,
    }  # fmt: skip
    for part in parts if not entity.is_deleted else ():
        message.kinds.add(KINDS[part])
        readers[part](entity, message, at)


def _vehicle(entity: Any, message: Message, at: datetime) -> None:
    raw = entity.vehicle
    name = _text(raw.vehicle.id) or _text(raw.vehicle.label) or _text(entity.id)
    if not raw.HasField("position"):
        return message.refuse("no_position", name)
    lat, lon = raw.position.latitude, raw.position.longitude
    fine = isfinite(lat) and isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    if not fine or (lat == 0 and lon == 0):
        return message.refuse("nowhere", name)
    seen = _moment(raw.timestamp) if raw.timestamp else message.stamped_at or at
    if (reason := _untimely(seen, at, STALE_AFTER)) or seen is None:
        return message.refuse(reason, name)
    speed = raw.position.speed if raw.position.HasField("speed") else None
    bearing = raw.position.bearing if raw.position.HasField("bearing") else None
    message.vehicles.append(
        VehiclePosition(
            vehicle_id=name,
            label=_text(raw.vehicle.label)[:60],
            trip=_trip(raw.trip),
            lat=lat,
            lon=lon,
            bearing=bearing % 360 if bearing is not None and isfinite(bearing) else None,
            speed=speed if speed is not None and 0 <= speed <= MAX_SPEED_M_S else None,
            at=min(seen, at),
        )
    )


def _update(entity: Any, message: Message, at: datetime) -> None:
    raw = entity.trip_update
    trip = _trip(raw.trip)
    if raw.timestamp:
        reason = _untimely(_moment(raw.timestamp), at, UPDATE_STALE_AFTER)
        if reason:
            return message.refuse(reason, trip.trip_id)
    if len(raw.stop_time_update) > MAX_STOP_TIMES:
        return message.refuse("too_long", trip.trip_id)
    calls = tuple(_call(raw_call) for raw_call in raw.stop_time_update)
    delay = raw.delay if raw.HasField("delay") else None
    message.updates.append(TripUpdateMessage(trip, calls, delay))


def _call(raw: Any) -> StopTimeUpdate:
    kind = type(raw).ScheduleRelationship
    times: dict[str, int | None] = {}
    for side in ("arrival", "departure"):
        event = getattr(raw, side)
        times[f"{side}_delay"] = event.delay if event.HasField("delay") else None
        times[f"{side}_at"] = event.time if event.HasField("time") else None
    return StopTimeUpdate(
        sequence=raw.stop_sequence if raw.HasField("stop_sequence") else None,
        stop_id=_text(raw.stop_id),
        relation=_named(kind, raw.schedule_relationship),
        **times,
    )


def _alert(entity: Any, message: Message, at: datetime) -> None:
    raw = entity.alert
    if len(raw.informed_entity) > MAX_INFORMED:
        return message.refuse("too_long", _text(entity.id))
    texts: dict[str, dict[str, str]] = {}
    parts = ("header", raw.header_text), ("text", raw.description_text), ("url", raw.url)
    for part, field in parts:
        for said in field.translation:
            language = _text(said.language).lower()[:2]
            texts.setdefault(language, {}).setdefault(part, _text(said.text, 4000))
    message.alerts.append(
        AlertMessage(
            entity_id=_text(entity.id),
            periods=tuple((_from(period.start), _from(period.end)) for period in raw.active_period),
            informed=tuple(_informed(raw.informed_entity)),
            cause=_named(type(raw).Cause, raw.cause).lower(),
            effect=_named(type(raw).Effect, raw.effect).lower(),
            words=texts,
        )
    )
    return None


def _informed(entities: Iterable[Any]) -> Iterable[EntitySelector]:
    for raw in entities:
        yield EntitySelector(
            agency_id=_text(raw.agency_id),
            route_id=_text(raw.route_id),
            route_type=raw.route_type if raw.HasField("route_type") else None,
            direction=raw.direction_id if raw.HasField("direction_id") else None,
            stop_id=_text(raw.stop_id),
            trip=_trip(raw.trip) if raw.HasField("trip") else None,
        )


def _trip(raw: Any) -> TripDescriptor:
    day = _text(raw.start_date)
    try:
        start = date(int(day[:4]), int(day[4:6]), int(day[6:])) if len(day) == 8 else None
    except ValueError:
        start = None
    direction = raw.direction_id if raw.HasField("direction_id") else None
    return TripDescriptor(
        trip_id=_text(raw.trip_id),
        route_id=_text(raw.route_id),
        direction=direction if direction in (0, 1) else None,
        start_day=start,
        start_s=_clock_s(_text(raw.start_time)),
        relation=_named(type(raw).ScheduleRelationship, raw.schedule_relationship),
    )


def _clock_s(text: str) -> int | None:
    """`25:35:00` as seconds; None for what is no time."""
    clock = CLOCK.fullmatch(text)
    if clock is None:
        return None
    hours, minutes, seconds = (int(part) for part in clock.groups())
    return hours * 3600 + minutes * 60 + seconds


def _untimely(moment: datetime | None, at: datetime, stale_after: timedelta) -> str:
    if moment is None or moment > at + AHEAD:
        return "future"
    return "stale" if moment < at - stale_after else ""


def _moment(seconds: int) -> datetime | None:
    """POSIX seconds as a moment; None for one that no calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _from(seconds: int) -> datetime | None:
    return _moment(seconds) if seconds else None


def _named(kind: Any, number: int) -> str:
    try:
        return str(kind.Name(number))
    except ValueError:
        return ""


def _text(value: str | bytes, most: int = MAX_ID_CHARS) -> str:
    """Text that can be stored. Raises ValueError for what is no UTF-8 (it comes as bytes)."""
    if isinstance(value, bytes):
        raise ValueError("no text")
    return UNSTORABLE.sub("", value)[:most].strip()
