"""GTFS Realtime taken in: where vehicles are, what trips do, what passengers are warned of.

What cannot be used is counted and told, and stops nothing else; a message that must not be used
at all leaves everything as it was.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from minga.ground.access import refuse_unless
from minga.ground.work import action
from minga.people.models import Person
from minga.territory.authority import authority_of
from minga.transit.actions import raise_revision
from minga.transit.models import Feed, RealtimeSource, TripUpdate
from minga.transit.realtime.actions._feed_alerts import cards_of, follow_alerts
from minga.transit.realtime.actions._trip_updates import StoredUpdate, stored_updates
from minga.transit.realtime.actions.vehicles import Position, place_vehicles
from minga.transit.realtime.gtfs_rt.messages import (
    ALERTS,
    UPDATES,
    VEHICLES,
    Message,
    VehiclePosition,
)
from minga.transit.realtime.gtfs_rt.reading import Unreadable, read_message
from minga.transit.realtime.queries.message_matching import FeedIndex
from minga.transit.rules import VehicleSource

BATCH = 400
Stamps = dict[str, tuple[int, str]]
"""By kind the newest message of it: POSIX seconds of its header, and the digest of its bytes."""


@dataclass
class Heard:
    """What came of a message: how much was used, and how much was not, by reason."""

    vehicles: int = 0
    updates: int = 0
    alerts: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    """What was taken of it: vehicles, updates, alerts."""


@dataclass(frozen=True)
class Taking:
    """Which kinds are taken of a message, and of which it is all that its address has to say."""

    kinds: set[str]
    whole: set[str]
    digest: str


def take_message(
    *,
    feed: Feed,
    data: bytes,
    at: datetime,
    by: Person | None,
    source: RealtimeSource | None = None,
) -> Heard:
    """Take a message of a feed in. `by` None is the platform, which asked for it.

    A full message replaces what the same address told before of the same kinds (vehicles, updates,
    alerts); the other kinds stay as they are. What is older than the last of its kind changes
    nothing, nor does the same message again; another one of the same second adds to the first.
    Raises Refused and Unreadable. Not to be called inside a unit of work.
    """
    refuse_unless(by is None or authority_of(by, feed.city_id).runs_transit)
    told_by = source or _post_box(feed=feed)
    try:
        message = read_message(data, at=at)
        taking = _taking(message, told_by, hashlib.sha256(data).hexdigest()[:16])
    except Unreadable as trouble:
        note_trouble(source=told_by, trouble=trouble.code, at=at)
        raise
    heard = _apply(feed, message, taking, told_by, at)
    _note(source=told_by, heard=heard, message=message, digest=taking.digest, at=at)
    return heard


def _taking(message: Message, source: RealtimeSource, digest: str) -> Taking:
    """What of a message is new. Raises Unreadable.

    The file at an address is all that it tells, so a kind that is not in it any more is over.
    Whoever sends to us may send a file for each kind: one without any entity ends what they told
    where that was of a single kind; of which of several it is, nobody knows.
    """
    stamps, kinds = _stamps(source), set(message.kinds)
    if source.url or (not kinds and len(stamps) == 1):
        kinds |= set(stamps)
    if message.stamped_at is None:
        return Taking(kinds, kinds, digest)
    at_s = int(message.stamped_at.timestamp())
    before = {kind: stamps.get(kind, (-1, "")) for kind in kinds}
    newer = {kind for kind, (last_s, _) in before.items() if at_s > last_s}
    beside = {
        kind
        for kind, (last_s, last) in before.items()
        if at_s == last_s and last != digest and kind in message.kinds
    }
    if kinds and not newer and not beside:
        is_last = any(at_s == last_s for last_s, _ in before.values())
        raise Unreadable("repeated" if is_last else "older")
    return Taking(newer | beside, newer, digest)


def _stamps(source: RealtimeSource) -> Stamps:
    """The newest messages taken, by kind; those of before such were kept, by their one time."""
    figures = source.told
    if "stamps" in figures:
        return {kind: (seconds, digest) for kind, (seconds, digest) in figures["stamps"].items()}
    last_s = int(source.stamped_at.timestamp()) if source.stamped_at else -1
    return dict.fromkeys(figures.get("kinds", ()), (last_s, ""))


def _apply(
    feed: Feed, message: Message, taking: Taking, source: RealtimeSource, at: datetime
) -> Heard:
    index = FeedIndex(feed, at)
    kinds, whole = taking.kinds, taking.whole if message.is_full else set()
    vehicles = message.vehicles if VEHICLES in kinds else []
    positions = [_position(vehicle, index, message) for vehicle in vehicles]
    placed = place_vehicles(
        city=feed.city,
        source=VehicleSource.FEED,
        feed=feed,
        positions=[position for position in positions if position is not None],
        at=at,
    )
    heard = Heard(vehicles=len(placed), kinds=sorted(kinds))
    if UPDATES in kinds:
        rows = stored_updates(message.updates, index, message)
        heard.updates = _follow(
            feed=feed, rows=rows, only_these=UPDATES in whole, source=source, at=at
        )
    if ALERTS in kinds or message.gone:
        cards = cards_of(message.alerts if ALERTS in kinds else [], index, message)
        heard.alerts = follow_alerts(
            feed=feed,
            cards=cards,
            gone=message.gone,
            only_these=ALERTS in whole,
            source=source,
            at=at,
        )
    heard.refused, heard.examples = dict(message.refused), message.examples
    return heard


def _position(vehicle: VehiclePosition, index: FeedIndex, message: Message) -> Position | None:
    """The vehicle with our name of its line; a trip that we do not know is left out of it."""
    if not index.is_near(vehicle.lat, vehicle.lon):
        message.refuse("nowhere", vehicle.vehicle_id)
        return None
    trip, route = vehicle.trip, vehicle.trip.route_id
    day = index.day_of(trip) if trip.trip_id else None
    if trip.trip_id and day is None and trip.relation not in ("ADDED", "NEW"):
        message.refuse("unknown_trip", trip.trip_id)
    elif day is not None and not route:
        planned = index.planned(trip, day)
        route = planned.route_id if planned else ""
    line = index.lines.get(route)
    return Position(
        vehicle_id=f"{index.feed.slug}:{vehicle.vehicle_id}"[:120],
        label=vehicle.label,
        lat=vehicle.lat,
        lon=vehicle.lon,
        at=vehicle.at,
        line=line.code if line else "",
        route_id=route,
        trip_id=trip.trip_id if day is not None else "",
        direction=trip.direction,
        bearing=vehicle.bearing,
        speed=vehicle.speed,
    )


@action
def _follow(
    *,
    feed: Feed,
    rows: list[StoredUpdate],
    only_these: bool,
    source: RealtimeSource,
    at: datetime,
) -> int:
    """Keep what trips do; raise the revision only when something is different.

    `only_these`: what the same address told before and tells no more is over. Of a trip that two
    addresses tell of the last word counts; while they say the same it is the first one's.
    """
    held = {(row.trip_id, row.day): row for row in TripUpdate.objects.filter(feed=feed)}
    news, again = [], []
    for row in rows:
        old = held.get((row.trip_id, row.day))
        same = old is not None and (old.relation, old.route_id, old.calls) == (
            row.relation, row.route_id, row.calls,
        )  # fmt: skip
        if old is not None and same and old.expires_at > at:
            again.append((old.pk, row.holds))
        else:
            news.append(row)
    _write(feed, news, source, at)
    for holds in {holds for _, holds in again}:
        ids = [pk for pk, held_for in again if held_for == holds]
        for start in range(0, len(ids), BATCH):
            TripUpdate.objects.filter(pk__in=ids[start : start + BATCH]).update(
                at=at, expires_at=at + holds
            )
    gone = Q(expires_at__lte=at)
    if only_these:
        mentioned = {(row.trip_id, row.day) for row in rows}
        theirs = (source.pk, None)
        lost = [
            row.pk for key, row in held.items() if key not in mentioned and row.told_by_id in theirs
        ]
        gone |= Q(pk__in=lost[:BATCH])
        for start in range(BATCH, len(lost), BATCH):
            TripUpdate.objects.filter(pk__in=lost[start : start + BATCH]).delete()
    removed, _ = TripUpdate.objects.filter(gone, feed=feed).delete()
    if news or removed:
        raise_revision(city=feed.city)
    return len(rows)


def _write(feed: Feed, rows: list[StoredUpdate], source: RealtimeSource, at: datetime) -> None:
    TripUpdate.objects.bulk_create(
        [
            TripUpdate(
                feed=feed, trip_id=row.trip_id, day=row.day, relation=row.relation,
                route_id=row.route_id, calls=row.calls, told_by=source, at=at,
                expires_at=at + row.holds,
            )
            for row in rows
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["feed", "trip_id", "day"],
        update_fields=["relation", "route_id", "calls", "told_by", "at", "expires_at"],
    )  # fmt: skip


@action
def note_trouble(*, source: RealtimeSource, trouble: str, at: datetime) -> None:
    """Say on the page why nothing was taken; what was taken before stays."""
    RealtimeSource.objects.filter(pk=source.pk).update(asked_at=at, trouble=trouble[:40])


@action
def _note(
    *, source: RealtimeSource, heard: Heard, message: Message, digest: str, at: datetime
) -> None:
    """Note what came, under a lock: a file for each kind may come at once."""
    row = RealtimeSource.objects.select_for_update().filter(pk=source.pk).first()
    if row is None:  # its address was removed meanwhile
        return
    stamp, stamps = message.stamped_at, _stamps(row)
    at_s = int(stamp.timestamp()) if stamp else -1
    stamps |= {
        kind: (max(at_s, stamps.get(kind, (-1, ""))[0]), digest if stamp else "")
        for kind in heard.kinds
    }
    RealtimeSource.objects.filter(pk=source.pk).update(
        asked_at=at,
        heard_at=at,
        stamped_at=max(filter(None, (stamp, row.stamped_at)), default=None),
        trouble="",
        told={
            "vehicles": heard.vehicles, "updates": heard.updates, "alerts": heard.alerts,
            "refused": heard.refused, "examples": heard.examples, "kinds": sorted(stamps),
            "stamps": stamps,
        },
    )  # fmt: skip


@action
def _post_box(*, feed: Feed) -> RealtimeSource:
    """The source without an address: whoever sends to us."""
    return RealtimeSource.objects.get_or_create(feed=feed, url="")[0]
