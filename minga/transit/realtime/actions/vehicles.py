"""What moves: the one writer of vehicles' positions, which wakes the riders they concern."""

import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from minga.ground.work import action
from minga.territory.models import City
from minga.transit.alarm.actions.rides import wake_riders
from minga.transit.models import Feed, Vehicle
from minga.transit.rules import VehicleSource

KEPT = timedelta(minutes=5)
"""So long after it was told a position is shown, unless its source says otherwise."""
BATCH = 400
COLUMNS = (
    "feed", "label", "route_id", "line", "trip_id", "direction", "lat", "lon", "bearing", "speed",
    "simulated", "at", "expires_at",
)  # fmt: skip

log = logging.getLogger("minga.transit")


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a vehicle was at a moment; empty where nobody says.

    `vehicle_id` is its name within city and source: of several feeds, `<feed>:<id>`. `line` is
    the public code of a line, `route_id` and `trip_id` are the feed's own; `bearing` in degrees
    from north, `speed` in m/s.
    """

    vehicle_id: str
    lat: float
    lon: float
    at: datetime
    line: str = ""
    route_id: str = ""
    trip_id: str = ""
    direction: int | None = None
    bearing: float | None = None
    speed: float | None = None
    label: str = ""


def place_vehicles(
    *,
    city: City,
    source: VehicleSource,
    positions: Iterable[Position],
    at: datetime,
    feed: Feed | None = None,
    keep: timedelta = KEPT,
) -> list[Vehicle]:
    """Write the last positions of vehicles, then wake the riders they concern; the new rows.

    Not to be called inside a unit of work: riders are told after the commit. A position that
    is no newer than the one known is left aside, and so is all but the newest of one vehicle.
    """
    newest: dict[str, Position] = {}
    for position in sorted(positions, key=lambda position: position.at):
        newest[position.vehicle_id] = position
    moved = _write(city=city, source=source, newest=newest, feed=feed, keep=keep)
    if moved:
        _wake(moved, at)
    return moved


def _wake(moved: list[Vehicle], at: datetime) -> None:
    try:
        wake_riders(vehicles=moved, at=at)
    except Exception:  # positions are good for more than for riders
        log.exception("riders were not told of %d vehicles", len(moved))


@action
def _write(
    *,
    city: City,
    source: VehicleSource,
    newest: dict[str, Position],
    feed: Feed | None,
    keep: timedelta,
) -> list[Vehicle]:
    seen_at: dict[str, datetime] = {}
    ours = Vehicle.objects.filter(city=city, source=source.value)
    names = sorted(newest)
    for start in range(0, len(names), BATCH):
        held = ours.filter(vehicle_id__in=names[start : start + BATCH])
        seen_at |= dict(held.values_list("vehicle_id", "at"))
    rows = [
        _row(city, source, position, feed, keep)
        for name, position in newest.items()
        if name not in seen_at or seen_at[name] < position.at
    ]
    Vehicle.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["city", "source", "vehicle_id"],
        update_fields=COLUMNS,
    )
    moved: list[Vehicle] = []
    moved_ids = sorted(row.vehicle_id for row in rows)
    for start in range(0, len(moved_ids), BATCH):
        moved += ours.filter(vehicle_id__in=moved_ids[start : start + BATCH]).select_related("city")
    return moved


def _row(
    city: City,
    source: VehicleSource,
    position: Position,
    feed: Feed | None,
    keep: timedelta,
) -> Vehicle:
    return Vehicle(
        city=city,
        feed=feed,
        public_id=secrets.token_urlsafe(9),
        vehicle_id=position.vehicle_id,
        label=position.label,
        route_id=position.route_id,
        line=position.line,
        trip_id=position.trip_id,
        direction=position.direction,
        lat=position.lat,
        lon=position.lon,
        bearing=position.bearing,
        speed=position.speed,
        source=source.value,
        simulated=source is VehicleSource.SIMULATED,
        at=position.at,
        expires_at=position.at + keep,
    )


@action
def clear_vehicles(*, at: datetime, most: int = 5000) -> int:
    """Forget positions that nobody is shown any more; how many."""
    old = Vehicle.objects.filter(expires_at__lt=at).order_by("pk").values_list("pk", flat=True)
    gone, _ = Vehicle.objects.filter(pk__in=list(old[:most])).delete()
    return gone


@action
def clear_simulated(*, city: City) -> int:
    """Take a city's simulated vehicles off the map; how many."""
    gone, _ = Vehicle.objects.filter(city=city, source=VehicleSource.SIMULATED.value).delete()
    return gone
