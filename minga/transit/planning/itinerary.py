"""Ways through the city as pages and API show them: frozen, in moments and metres, not in numbers
of a timetable.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from minga.transit.timetables.line_look import LineLook

Point = tuple[float, float]
"""Latitude, longitude."""


class Why(StrEnum):
    """What an itinerary is best at, among those shown with it."""

    FIRST = "first"
    LEAST_WALKING = "least_walking"
    FEWEST_CHANGES = "fewest_changes"
    NO_CHANGE = "no_change"
    LEAVES_LAST = "leaves_last"


class NoRouteReason(StrEnum):
    """Why there is no itinerary."""

    ORIGIN_OUTSIDE = "origin_outside"
    DESTINATION_OUTSIDE = "destination_outside"
    SAME_PLACE = "same_place"
    ORIGIN_FAR = "origin_far"
    DESTINATION_FAR = "destination_far"
    TOO_LATE = "too_late"
    TOO_SOON = "too_soon"
    NO_FEED = "no_feed"
    OUTSIDE_CALENDAR = "outside_calendar"
    NOT_STEP_FREE = "not_step_free"
    NOTHING_THEN = "nothing_then"


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place on the ground. `stop`: the public code, where it is one; `near`: a known place."""

    lat: float
    lon: float
    name: str = ""
    stop: str = ""
    road: str = ""
    near: str = ""

    @property
    def point(self) -> Point:
        """Latitude, longitude."""
        return self.lat, self.lon

    @property
    def text(self) -> str:
        """As an address names it."""
        return f"{self.lat:.6f},{self.lon:.6f}"


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A stop on the way, and when."""

    spot: Spot
    arrives_at: datetime
    leaves_at: datetime


@dataclass(frozen=True, kw_only=True)
class Step:
    """A walk (`line` is None) or a ride.

    `metres` is a straight line for a walk, the way along the line for a ride. `about`: a headway
    stands before it, so its times are expected, not promised. `delay_s`: None where no realtime
    news tells of the trip; `told_at`: when the operator did, None where an alert makes us think so.
    """

    start: Spot
    end: Spot
    starts_at: datetime
    ends_at: datetime
    metres: float
    path: tuple[Point, ...]
    line: LineLook | None = None
    headsign: str = ""
    trip_id: str = ""
    headway_s: int = 0
    wait_s: int = 0
    worst_wait_s: int = 0
    hailed: bool = False
    leaves_along: bool = False
    about: bool = False
    delay_s: int | None = None
    told_at: datetime | None = None
    passed: tuple[Passed, ...] = ()
    alerts: tuple[Any, ...] = ()

    @property
    def is_ride(self) -> bool:
        """A ride, not a walk."""
        return self.line is not None

    @property
    def lasts(self) -> timedelta:
        """From its start to its end."""
        return self.ends_at - self.starts_at


@dataclass(frozen=True, kw_only=True)
class Itinerary:
    """A way from origin to destination. `later`: when the same lines leave again, soon after."""

    leaves_at: datetime
    arrives_at: datetime
    steps: tuple[Step, ...]
    why: tuple[Why, ...] = ()
    later: tuple[datetime, ...] = ()

    @property
    def rides(self) -> tuple[Step, ...]:
        """Its rides, in order."""
        return tuple(step for step in self.steps if step.is_ride)

    @property
    def changes(self) -> int:
        """From one vehicle to another."""
        return max(0, len(self.rides) - 1)

    @property
    def walking(self) -> timedelta:
        """All walks together."""
        walks = (step.lasts for step in self.steps if not step.is_ride)
        return sum(walks, timedelta())

    @property
    def walked_m(self) -> float:
        """All walks together, in straight lines."""
        return sum(step.metres for step in self.steps if not step.is_ride)

    @property
    def about(self) -> bool:
        """Whether its times are expected, not promised."""
        return any(step.about for step in self.steps)

    @property
    def alerts(self) -> tuple[Any, ...]:
        """What its rides are warned of, each once."""
        by_identity = {id(alert): alert for step in self.steps for alert in step.alerts}
        return tuple(by_identity.values())

    @property
    def lines(self) -> tuple[str, ...]:
        """The codes of its lines, in order."""
        return tuple(step.line.code for step in self.rides if step.line)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The answer to a question: itineraries, the best first, or why there are none."""

    origin: Spot
    destination: Spot
    itineraries: tuple[Itinerary, ...] = ()
    trouble: NoRouteReason | None = None
    known: dict[str, Any] = field(default_factory=dict)
    """What there is to say about the trouble: dates, the nearest stop, metres."""
