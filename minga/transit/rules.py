"""States and codes of the room, most of them GTFS Realtime's own words."""

import re
from enum import StrEnum
from typing import Protocol


class VehicleSource(StrEnum):
    """Who says where a vehicle is."""

    FEED = "feed"
    DRIVER = "driver"
    PASSENGER = "passenger"
    SIMULATED = "simulated"


class Carrier(StrEnum):
    """Whose phone is the bus's position."""

    DRIVER = "driver"
    PASSENGER = "passenger"


class Relation(StrEnum):
    """GTFS Realtime TripDescriptor.ScheduleRelationship, what of it is kept."""

    SCHEDULED = "scheduled"
    CANCELED = "canceled"
    ADDED = "added"


class AlertSource(StrEnum):
    """Where an alert comes from."""

    STAFF = "staff"
    REPORT = "report"
    FEED = "feed"


class AlertState(StrEnum):
    """An alert is open until somebody closes it or what it tells of is over."""

    OPEN = "open"
    CLOSED = "closed"


class Cause(StrEnum):
    """GTFS Realtime Alert.Cause."""

    UNKNOWN_CAUSE = "unknown_cause"
    OTHER_CAUSE = "other_cause"
    TECHNICAL_PROBLEM = "technical_problem"
    STRIKE = "strike"
    DEMONSTRATION = "demonstration"
    ACCIDENT = "accident"
    HOLIDAY = "holiday"
    WEATHER = "weather"
    MAINTENANCE = "maintenance"
    CONSTRUCTION = "construction"
    POLICE_ACTIVITY = "police_activity"
    MEDICAL_EMERGENCY = "medical_emergency"


class Effect(StrEnum):
    """GTFS Realtime Alert.Effect."""

    NO_SERVICE = "no_service"
    REDUCED_SERVICE = "reduced_service"
    SIGNIFICANT_DELAYS = "significant_delays"
    DETOUR = "detour"
    ADDITIONAL_SERVICE = "additional_service"
    MODIFIED_SERVICE = "modified_service"
    OTHER_EFFECT = "other_effect"
    UNKNOWN_EFFECT = "unknown_effect"
    STOP_MOVED = "stop_moved"
    NO_EFFECT = "no_effect"
    ACCESSIBILITY_ISSUE = "accessibility_issue"


class Warner(Protocol):
    """What `territory.Authority` offers here."""

    @property
    def runs_transit(self) -> bool:
        """Keeps the city's public transport."""
        ...

    @property
    def dispatches(self) -> bool:
        """Sits in the control centre."""
        ...


def may_warn(reach: Warner) -> bool:
    """May warn passengers: who keeps public transport, and the control centre."""
    return reach.runs_transit or reach.dispatches


class Phase(StrEnum):
    """A ride that the server follows: the person waits for the bus, or is on it."""

    WAITING = "waiting"
    ABOARD = "aboard"


class Side(StrEnum):
    """A side: of the bus's way where somebody waits, or from which the bus comes to them."""

    LEFT = "left"
    RIGHT = "right"
    UNKNOWN = ""


class RideNoticeKind(StrEnum):
    """What a rider is told by the server, each once."""

    COMING = "coming"
    """A bus of the line was found."""
    NEAR = "near"
    ARRIVING = "arriving"
    GONE = "gone"
    """The bus left the boarding stop."""
    READY = "ready"
    NOW = "now"
    PASSED = "passed"
    LOST = "lost"
    """The bus has not been heard of for long."""
    BLIND = "blind"
    ASTRAY = "astray"


class UploadState(StrEnum):
    """What became of a zip that an official sent."""

    WAITING = "waiting"
    REFUSED = "refused"
    IMPORTED = "imported"


OPEN_LICENCE = re.compile(
    r"\b(cc[ -]?0|cc[ -]by|odbl|odc[ -]by|pddl|public domain|open data)\b", re.IGNORECASE
)
NARROWED = re.compile(r"\bn[cd]\b", re.IGNORECASE)
"""No commerce, no changes."""


def may_pass_on(licence: str, is_demo: bool) -> bool:
    """Whether a feed may be handed on as open data: our own demonstration, or an open licence.

    A licence that forbids commerce or changes is not open.
    """
    is_open = OPEN_LICENCE.search(licence) is not None and NARROWED.search(licence) is None
    return is_demo or is_open
