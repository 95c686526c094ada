"""How a ride that the server follows moves on: the bus that is meant, and what is due."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from minga.kernels.alarm import (
    Course,
    Effect,
    Fix,
    Kind,
    Stage,
    State,
    as_data,
    begin,
    state_of,
    step,
)  # fmt: skip
from minga.transit.alarm import queries
from minga.transit.alarm.kerb_side import side_of
from minga.transit.feeds.queries.lines import line_named
from minga.transit.models import Ride, RideNotice, Vehicle
from minga.transit.rules import Phase, RideNoticeKind, Side
from minga.transit.service_days import day_of

AFTERWARDS = timedelta(minutes=10)
"""A ride that passed its stop is kept so long, so that the phone can still ask."""
PICKED_M = 5000.0
"""A bus farther off than this is not yet the one that is waited for."""
MAX_LEFT = 5
COMING = {
    Kind.READY: RideNoticeKind.NEAR,
    Kind.NOW: RideNoticeKind.ARRIVING,
    Kind.PASSED: RideNoticeKind.GONE,
    Kind.LOST: RideNoticeKind.LOST,
}
GOING = {
    Kind.READY: RideNoticeKind.READY,
    Kind.NOW: RideNoticeKind.NOW,
    Kind.PASSED: RideNoticeKind.PASSED,
    Kind.LOST: RideNoticeKind.LOST,
    Kind.BLIND: RideNoticeKind.BLIND,
    Kind.BEHIND: RideNoticeKind.ASTRAY,
    Kind.BACKWARDS: RideNoticeKind.ASTRAY,
}
Metres = Sequence[float | None]
WRONG = {Kind.BEHIND, Kind.BACKWARDS}


def initial_state(phase: Phase, way: int, side: Side, metres: Metres) -> dict[str, Any]:
    """What is kept of a ride beside its places: `metres` along the way of boarding and getting
    off, as far as they are stops; `bus` names the vehicle, whose row may come and go; `left`
    those that turned out not to be it.
    """
    return {
        "phase": phase.value, "way": way, "side": side.value, "metres": list(metres), "bus": "",
        "left": [], "alarm": as_data(begin(aboard=True)),
    }  # fmt: skip


def alarm_of(ride: Ride) -> State:
    """The alarm of a ride: before boarding it wakes for the boarding stop."""
    return state_of(ride.state["alarm"])


def course_of_ride(ride: Ride, at: datetime) -> Course:
    """Where the bus is expected next: at the boarding stop, then at the destination."""
    line = line_named(ride.city, day_of(ride.city, at), ride.line)
    board_m, stop_m = ride.state["metres"]
    waits = ride.state["phase"] == Phase.WAITING
    if waits and ride.board_lat is not None and ride.board_lon is not None:
        board = (ride.board_lat, ride.board_lon)
        return queries.course_on(line, ride.state["way"], board, board_m)
    return queries.course_on(line, ride.state["way"], (ride.lat, ride.lon), stop_m)


def follow(ride: Ride, vehicles: Iterable[Vehicle], at: datetime) -> None:
    """Take the new position of the ride's bus; find the bus first where there is none."""
    course = course_of_ride(ride, at)
    ours = [vehicle for vehicle in vehicles if name_of(vehicle) == ride.state["bus"]]
    if not ride.state["bus"] and ride.state["phase"] == Phase.WAITING:
        ours = nearest(ride, course, vehicles)
        if ours:
            assign_bus(ride, ours[0])
            left = step(course, alarm_of(ride), fix_of(ours[0]))[0].left_m
            notify_rider(ride, RideNoticeKind.COMING, left, at)
    if not ours:
        return
    if ride.vehicle_id != ours[0].pk:
        ride.vehicle = ours[0]
        ride.save(update_fields=["vehicle"])
    alarm, effects = step(course, alarm_of(ride), fix_of(ours[0]))
    save_progress(ride, alarm, effects, at, side=came_from(ride, course, ours[0]))


def name_of(vehicle: Vehicle) -> str:
    """A vehicle by what does not change when its row is made anew."""
    return f"{vehicle.source}:{vehicle.vehicle_id}"


def fix_of(vehicle: Vehicle) -> Fix:
    """A vehicle's position as the alarm takes it."""
    return Fix(vehicle.at.timestamp(), vehicle.lat, vehicle.lon, None, vehicle.speed)


def nearest(ride: Ride, course: Course, vehicles: Iterable[Vehicle]) -> list[Vehicle]:
    """The bus of this line and direction that comes next to the stop: one or none."""
    coming = []
    for vehicle in vehicles:
        fits = vehicle.line == ride.line and vehicle.direction in (None, ride.direction)
        if not fits or vehicle.city_id != ride.city_id or name_of(vehicle) in ride.state["left"]:
            continue
        alarm, effects = step(course, begin(aboard=True), fix_of(vehicle))
        left = alarm.left_m
        is_wrong = any(effect.kind in WRONG for effect in effects) or not alarm.tracks
        if left is not None and 0.0 <= left <= PICKED_M and not (course.way and is_wrong):
            coming.append((left, vehicle.pk, vehicle))
    return [min(coming)[2]] if coming else []


def assign_bus(ride: Ride, vehicle: Vehicle) -> None:
    """This is the bus."""
    ride.state = ride.state | {"bus": name_of(vehicle), "alarm": as_data(begin(aboard=True))}
    ride.vehicle = vehicle
    ride.save(update_fields=["state", "vehicle"])


def came_from(ride: Ride, course: Course, vehicle: Vehicle) -> Side:
    """From which side the bus comes to who waits."""
    return side_of(course, bearing=vehicle.bearing, stands=Side(ride.state["side"]))


def save_progress(
    ride: Ride, alarm: State, effects: Sequence[Effect], at: datetime, side: Side = Side.UNKNOWN
) -> None:
    """Write down where the ride stands, and tell what is due."""
    waits = ride.state["phase"] == Phase.WAITING
    ride.state = ride.state | {"alarm": as_data(alarm)}
    for effect in effects:
        kind = (COMING if waits else GOING).get(effect.kind)
        if kind:
            notify_rider(
                ride,
                kind,
                effect.left_m,
                at,
                side if kind is RideNoticeKind.ARRIVING else Side.UNKNOWN,
            )
    kinds = {effect.kind for effect in effects}
    if waits and alarm.stage is Stage.PASSED:
        go_aboard(ride)
    elif waits and kinds & WRONG:
        drop_bus(ride)
    elif not waits and alarm.stage is Stage.PASSED:
        ride.expires_at = min(ride.expires_at, at + AFTERWARDS)
    ride.save(update_fields=["state", "vehicle", "expires_at"])


def notify_rider(
    ride: Ride, kind: RideNoticeKind, left_m: float | None, at: datetime, side: Side = Side.UNKNOWN
) -> None:
    """One notice, once."""
    RideNotice.objects.get_or_create(
        ride=ride,
        kind=kind.value,
        defaults={"at": at, "distance_m": left_m, "side": side.value},
    )


def go_aboard(ride: Ride) -> None:
    """From now on the destination counts. The bus keeps its speed: the alarm needs it at once."""
    was = alarm_of(ride)
    alarm = replace(
        begin(aboard=True), since_s=was.since_s, pace_ms=was.pace_ms, speed_ms=was.speed_ms
    )
    ride.state = ride.state | {"phase": Phase.ABOARD.value, "alarm": as_data(alarm)}


def drop_bus(ride: Ride) -> None:
    """This bus goes elsewhere: forget it, and what was said of it."""
    left = [*ride.state["left"], ride.state["bus"]][-MAX_LEFT:]
    about = ride.state
    new = initial_state(Phase.WAITING, about["way"], Side(about["side"]), about["metres"])
    ride.state = new | {"left": left}
    ride.vehicle = None
    ride.notices.all().delete()
