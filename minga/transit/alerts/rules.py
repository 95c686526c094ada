"""What a report of the street does to traffic, as a table; and when passengers are warned of it.

The delays are assumptions, said to be so wherever they show: nobody measured them. A report warns
once an official has seen it, until it is closed, hidden, or older than its kind lasts.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from minga.transit.rules import Cause, Effect

REACH_M = 40.0
"""A line whose way comes so near to an incident is touched by it."""
CONFIRMED = frozenset({"acknowledged", "assigned", "started"})
"""States of a report in which an official stands behind it."""
REOPENED = "reopened"


class Touched(NamedTuple):
    """What one statement of an alert names, as `Informed` keeps it: all that is given together."""

    line: str = ""
    stop: str = ""
    direction: str = ""
    trip_id: str = ""
    day: date | None = None
    starts_s: int | None = None


@dataclass(frozen=True)
class Ride:
    """One ride somebody plans; `direction` is empty where its line does not tell."""

    direction: str
    trip_id: str
    day: date


@dataclass(frozen=True)
class Incident:
    """What passengers must reckon with.

    `delay_s`: so much later, it is assumed, a vehicle is from there on. `lasts`: how long it is
    believed after the last official word. `at_stops`: it touches the stop, not those who pass.
    """

    cause: Cause
    effect: Effect
    delay_s: int
    lasts: timedelta
    at_stops: bool = False


def _slow(cause: Cause, minutes: int, hours: int) -> Incident:
    return Incident(cause, Effect.SIGNIFICANT_DELAYS, minutes * 60, timedelta(hours=hours))


INCIDENTS: dict[str, Incident] = {
    "accident": _slow(Cause.ACCIDENT, 8, 3),
    "congestion": _slow(Cause.OTHER_CAUSE, 6, 2),
    "traffic_light": _slow(Cause.TECHNICAL_PROBLEM, 3, 24),
    "fire": _slow(Cause.OTHER_CAUSE, 10, 6),
    "flood": _slow(Cause.WEATHER, 10, 12),
    "fallen_tree": _slow(Cause.WEATHER, 8, 12),
    "road_damage": Incident(Cause.MAINTENANCE, Effect.OTHER_EFFECT, 0, timedelta(days=7)),
    "bus_stop": Incident(
        Cause.TECHNICAL_PROBLEM, Effect.OTHER_EFFECT, 0, timedelta(days=7), at_stops=True
    ),
}
"""By category of a report; any other category concerns no passenger."""


def is_confirmed(state: str, *, hidden: bool, by_official: bool) -> bool:
    """True while a report warns passengers.

    `by_official`: who took the last step of its state. A report that its author reopened waits
    until an official has looked again.
    """
    return not hidden and (state in CONFIRMED or (state == REOPENED and by_official))
