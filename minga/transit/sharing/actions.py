"""A phone that is a bus's position: begun with consent, one position kept, gone when it ends.

No fact is recorded: facts outlive the sharing, and it must leave nothing behind.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from minga.ground.secrets import digest
from minga.ground.work import action
from minga.territory.models import City
from minga.transit.models import Line, Tracker, Vehicle
from minga.transit.realtime.actions.vehicles import Position, place_vehicles
from minga.transit.rules import Carrier, VehicleSource
from minga.transit.sharing.queries import SILENCE, VAGUE_M, WITHIN_M, OnLine, on_line

FASTEST_M_S = 45.0


class NoConsent(Exception):
    """Nobody shares where they are without having said so."""


class Begun(NamedTuple):
    """A sharing that has begun, and the secret that only the phone knows."""

    tracker: Tracker
    secret: str


class Shown(NamedTuple):
    """What became of a position: shown as the bus, or not, and how far off the line it was."""

    is_shown: bool
    off_m: float | None


@action
def begin_sharing(
    *, city: City, line: Line, direction: int, carrier: Carrier, consents: bool, at: datetime
) -> Begun:
    """Let a phone be a bus of this line. Raises NoConsent."""
    if not consents:
        raise NoConsent
    secret = secrets.token_urlsafe(24)
    tracker = Tracker.objects.create(
        city=city,
        digest=digest(secret),
        carrier=carrier.value,
        line=line.code,
        direction=direction,
        consented_at=at,
        seen_at=at,
    )
    return Begun(tracker, secret)


def share_position(
    *,
    tracker: Tracker,
    line: Line,
    lat: float,
    lon: float,
    accuracy_m: float,
    at: datetime,
    speed_m_s: float | None = None,
) -> Shown:
    """Show the bus where the phone is, if that is on its line; else show it nowhere.

    What is kept is the nearest point of the line, never the phone's own position, and only the
    last one. As `place_vehicles`, not to be called inside a unit of work.
    """
    place = on_line(line, tracker.direction, lat, lon) if accuracy_m <= VAGUE_M else None
    off_m = place.off_m if place else None
    if place is None or place.off_m > WITHIN_M:
        _heard(tracker=tracker, vehicle=None, at=at)
        return Shown(False, off_m)
    moved = place_vehicles(
        city=tracker.city,
        source=VehicleSource(tracker.carrier),
        positions=[_position(tracker, line, place, speed_m_s, at)],
        at=at,
        feed=line.version.feed,
        keep=SILENCE,
    )
    is_shown = _heard(tracker=tracker, vehicle=moved[0] if moved else tracker.vehicle, at=at)
    return Shown(is_shown, off_m)


@action
def end_sharing(*, tracker: Tracker) -> None:
    """Forget a sharing and take its bus off the map."""
    _forget([tracker])


@action
def forget_silent(*, trackers: Sequence[Tracker]) -> int:
    """Forget phones that are not heard of any more; how many."""
    return _forget(trackers)


def _position(
    tracker: Tracker, line: Line, place: OnLine, speed_m_s: float | None, at: datetime
) -> Position:
    fine = speed_m_s is not None and 0 <= speed_m_s <= FASTEST_M_S
    return Position(
        # Another name each time it comes back to its line: nobody can join the pieces.
        vehicle_id=tracker.vehicle.vehicle_id if tracker.vehicle else secrets.token_urlsafe(9),
        lat=round(place.lat, 6),
        lon=round(place.lon, 6),
        at=at,
        line=line.code,
        route_id=line.route_id,
        direction=tracker.direction,
        bearing=round(place.bearing, 1),
        speed=speed_m_s if fine else None,
        label=line.name[:60],
    )


@action
def _heard(*, tracker: Tracker, vehicle: Vehicle | None, at: datetime) -> bool:
    """Keep that the phone was heard, and its bus; False where it ended meanwhile."""
    row = Tracker.objects.select_for_update().filter(pk=tracker.pk).first()
    gone = [tracker.vehicle_id] if vehicle is None else []
    if row is None and vehicle is not None:
        gone.append(vehicle.pk)
    if row is not None:
        row.vehicle, row.seen_at = vehicle, at
        row.save(update_fields=["vehicle", "seen_at"])
    Vehicle.objects.filter(pk__in=[pk for pk in gone if pk]).delete()
    return row is not None and vehicle is not None


def _forget(trackers: Sequence[Tracker]) -> int:
    buses = [tracker.vehicle_id for tracker in trackers if tracker.vehicle_id]
    many, _ = Tracker.objects.filter(pk__in=[tracker.pk for tracker in trackers]).delete()
    Vehicle.objects.filter(pk__in=buses).delete()
    return many
