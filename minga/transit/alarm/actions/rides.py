"""Rides followed by the server: opt-in, few words, gone when they end.

No fact is recorded: facts outlive the ride, and a ride must leave nothing behind.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from minga.ground.secrets import digest
from minga.ground.work import action
from minga.kernels.alarm import wait
from minga.territory.models import City
from minga.transit.alarm import queries
from minga.transit.alarm.actions import _progress
from minga.transit.models import Line, Ride, Vehicle
from minga.transit.rules import Phase, Side
from minga.transit.service_days import day_of

MAX_RIDE = timedelta(hours=4)
MAX_SILENCE = 2
"""What `State.silence` comes to once everything was said."""

Point = tuple[float, float]


class Begun(NamedTuple):
    """A ride that has begun, and the handle that only the phone knows."""

    ride: Ride
    handle: str


@action
def begin_ride(
    *,
    city: City,
    line: Line,
    way: int,
    stop: Point,
    board: Point | None,
    at: datetime,
    vehicle: Vehicle | None = None,
    side: Side = Side.UNKNOWN,
) -> Begun:
    """Follow a line's bus for somebody who waits at `board`, or who is on `vehicle` already.

    `way` is a number into the line's ways; `side`: on which side of the bus's way the person
    stands, as far as they say. Kept: vehicle, places and a digest of the handle.
    """
    handle = secrets.token_urlsafe(24)
    phase = Phase.WAITING if board is not None else Phase.ABOARD
    stops = queries.stops_of(line, city, day_of(city, at))
    metres = [point and queries.metres_at(line, way, point, stops) for point in (board, stop)]
    ride = Ride.objects.create(
        city=city,
        digest=digest(handle),
        line=line.code,
        direction=line.ways[way]["direction"],
        board_lat=board[0] if board else None,
        board_lon=board[1] if board else None,
        lat=stop[0],
        lon=stop[1],
        state=_progress.initial_state(phase, way, side, metres),
        began_at=at,
        expires_at=at + MAX_RIDE,
    )
    if vehicle is not None:
        _progress.assign_bus(ride, vehicle)
    vehicles = [vehicle] if vehicle else queries.vehicles_of(city, line.code, at=at)
    _progress.follow(ride, vehicles, at)
    return Begun(ride, handle)


def wake_riders(*, vehicles: Sequence[Vehicle], at: datetime) -> None:
    """New positions: tell whom they concern. One query where they concern nobody."""
    rides = queries.rides_met_by(vehicles, at=at)
    if rides:
        follow_vehicles(vehicles=vehicles, rides=rides, at=at)


@action
def follow_vehicles(*, vehicles: Sequence[Vehicle], rides: Sequence[Ride], at: datetime) -> int:
    """Tell the riders what the new positions of their vehicles mean; how many rides there were."""
    locked = _locked(rides)
    for ride in locked:
        _progress.follow(ride, vehicles, at)
    return len(locked)


@action
def tell_silence(*, rides: Sequence[Ride], at: datetime) -> None:
    """Say to riders whose bus has not been heard of for long that nobody knows where it is."""
    for ride in _locked(rides):
        alarm = _progress.alarm_of(ride)
        if not ride.state["bus"] or alarm.silence >= MAX_SILENCE:
            continue
        later, effects = wait(_progress.course_of_ride(ride, at), alarm, at.timestamp())
        if effects:
            _progress.save_progress(ride, later, effects, at)


@action
def board_ride(*, ride: Ride, at: datetime) -> None:
    """The person is on the bus."""
    [locked] = _locked([ride])
    if locked.state["phase"] == Phase.WAITING:
        _progress.go_aboard(locked)
        locked.save(update_fields=["state"])
        _progress.follow(locked, [locked.vehicle] if locked.vehicle else [], at)


@action
def await_next(*, ride: Ride, at: datetime) -> None:
    """The bus is gone without the person: wait for another one, and forget what was said of it."""
    [locked] = _locked([ride])
    if locked.board_lat is not None:
        _progress.drop_bus(locked)
        locked.save(update_fields=["state", "vehicle"])
        _progress.follow(locked, queries.vehicles_of(locked.city, locked.line, at=at), at)


@action
def end_ride(*, ride: Ride) -> None:
    """Forget a ride and everything that was said of it."""
    ride.delete()


@action
def clear_rides(*, at: datetime, most: int = 1000) -> int:
    """Forget the rides whose time is over; how many."""
    gone = list(queries.past_rides(at=at).values_list("pk", flat=True)[:most])
    Ride.objects.filter(pk__in=gone).delete()
    return len(gone)


def _locked(rides: Sequence[Ride]) -> list[Ride]:
    ours = Ride.objects.filter(pk__in=[ride.pk for ride in rides]).order_by("pk")
    return list(ours.select_related("city", "vehicle").select_for_update(of=("self",)))
