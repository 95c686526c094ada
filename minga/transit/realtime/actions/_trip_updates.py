"""From what a message tells of a trip to what is kept of it: by position, delays and skips."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from minga.transit.realtime.gtfs_rt.messages import Message, StopTimeUpdate, TripUpdateMessage
from minga.transit.realtime.queries.message_matching import FeedIndex
from minga.transit.rules import Relation
from minga.transit.service_days import zero_of

if TYPE_CHECKING:
    from minga.kernels.transit.planned_trips import PlannedTrip

HELD = timedelta(minutes=10)
"""So long a delay is believed when nobody tells it again."""
CANCELED_HELD = timedelta(hours=2)
"""Cancelled and added trips are believed longer: nobody takes them back by falling silent."""
MAX_DELAY_S = 12 * 3600
CANCELED = ("CANCELED", "DELETED")
ADDED = ("ADDED", "NEW")
MAX_STOP_TIME_S = 5 * 86_400


@dataclass(frozen=True)
class StoredUpdate:
    """One trip of one day, as `TripUpdate` keeps it."""

    trip_id: str
    day: date
    relation: str
    route_id: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)

    @property
    def holds(self) -> timedelta:
        """How long it is believed."""
        return HELD if self.relation == Relation.SCHEDULED else CANCELED_HELD


def stored_updates(
    updates: Iterable[TripUpdateMessage], index: FeedIndex, message: Message
) -> list[StoredUpdate]:
    """What can be used; the rest is counted in the message. The last word on a trip counts."""
    rows: dict[tuple[str, date], StoredUpdate] = {}
    for update in updates:
        row = _stored_update(update, index, message)
        if row is not None:
            rows[row.trip_id, row.day] = row
    return list(rows.values())


def _stored_update(
    update: TripUpdateMessage, index: FeedIndex, message: Message
) -> StoredUpdate | None:
    trip = update.trip
    if not trip.trip_id:
        message.refuse("no_trip")
        return None
    if trip.relation in ADDED:
        return _added(update, index, message)
    if trip.relation not in ("SCHEDULED", *CANCELED):
        message.refuse("unsupported", trip.trip_id)
        return None
    day = index.day_of(trip)
    if day is None:
        message.refuse("unknown_trip", trip.trip_id)
        return None
    if index.has_headways(trip, day):
        message.refuse("headways", trip.trip_id)
        return None
    if trip.relation in CANCELED:
        return StoredUpdate(trip.trip_id, day, Relation.CANCELED.value, trip.route_id)
    planned = index.planned(trip, day)
    calls = _delays(update, planned, day, index, message) if planned else []
    if not calls:
        message.refuse("says_nothing", trip.trip_id)
        return None
    return StoredUpdate(trip.trip_id, day, Relation.SCHEDULED.value, trip.route_id, calls)


def _delays(
    update: TripUpdateMessage, planned: "PlannedTrip", day: date, index: FeedIndex, message: Message
) -> list[dict[str, Any]]:
    """Delays by position, in order; each holds until the next one's position. Then the stops that
    are skipped.
    """
    zero_s = int(zero_of(index.city, day).timestamp())
    delays: dict[int, dict[str, int]] = {}
    skipped: set[int] = set()
    after = 0
    for call in update.calls:
        position = _position(call, planned, after, index)
        if position is None:
            message.refuse("unknown_stop", f"{planned.trip_id} {call.stop_id or call.sequence}")
            continue
        after = position
        if call.relation == "SKIPPED":
            skipped.add(position)
            continue
        delay = _delay(call, planned, position, zero_s)
        if delay and max(map(abs, delay.values())) > MAX_DELAY_S:
            message.refuse("beyond_reason", planned.trip_id)
        elif delay:
            delays[position] = delay
    if not delays and update.delay is not None and abs(update.delay) <= MAX_DELAY_S:
        delays[0] = {"delay_s": update.delay}
    late = [{"position": at, **delays[at]} for at in sorted(delays)]
    return [*late, *({"position": at, "skipped": True} for at in sorted(skipped))]


def _position(
    call: StopTimeUpdate, planned: "PlannedTrip", after: int, index: FeedIndex
) -> int | None:
    """By its number, and where that fits nothing by its stop id, from the last one on."""
    stops = planned.stop_ids
    if call.sequence is not None:
        position = index.position(planned.trip_id, call.sequence)
        fits = position is not None and position < len(stops)
        if fits and position is not None and call.stop_id in ("", stops[position]):
            return position
    if not call.stop_id:
        return None
    later = [at for at in range(after, len(stops)) if stops[at] == call.stop_id]
    return later[0] if later else None


def _delay(
    call: StopTimeUpdate, planned: "PlannedTrip", position: int, zero_s: int
) -> dict[str, int]:
    """Seconds late from a stop on, by its departure where that is told, else by its arrival.

    Where both are told and differ, "arrival_delay_s" says how late it comes to that stop alone.
    """
    if call.relation == "NO_DATA":
        return {"delay_s": 0}
    leaves, comes = call.departure_delay, call.arrival_delay
    if leaves is None and call.departure_at:
        leaves = call.departure_at - zero_s - planned.departures[position]
    if comes is None and call.arrival_at:
        comes = call.arrival_at - zero_s - planned.arrivals[position]
    if leaves is None:
        return {} if comes is None else {"delay_s": comes}
    if comes is None or comes == leaves:
        return {"delay_s": leaves}
    return {"delay_s": leaves, "arrival_delay_s": comes}


def _added(update: TripUpdateMessage, index: FeedIndex, message: Message) -> StoredUpdate | None:
    """A trip that no timetable has, with all its stops and moments."""
    trip = update.trip
    day = trip.start_day or index.today
    if index.has(trip, day) or abs((day - index.today).days) > 1:
        message.refuse("unknown_trip" if not index.has(trip, day) else "not_added", trip.trip_id)
        return None
    zero_s = int(zero_of(index.city, day).timestamp())
    calls: list[dict[str, Any]] = []
    for call in update.calls:
        comes = call.arrival_at or call.departure_at
        leaves = call.departure_at or call.arrival_at
        if call.stop_id not in index.stops or not comes or not leaves:
            message.refuse("unknown_stop", f"{trip.trip_id} {call.stop_id}")
            return None
        calls.append(
            {"stop_id": call.stop_id, "arrival_s": comes - zero_s, "departure_s": leaves - zero_s}
        )
    times = [call[side] for call in calls for side in ("arrival_s", "departure_s")]
    in_order = times == sorted(times) and len(calls) >= 2
    if not in_order or not all(-86_400 < time < MAX_STOP_TIME_S for time in times):
        message.refuse("beyond_reason", trip.trip_id)
        return None
    return StoredUpdate(trip.trip_id, day, Relation.ADDED.value, trip.route_id, calls)
