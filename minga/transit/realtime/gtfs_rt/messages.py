"""What a GTFS Realtime message says, as plain values: nothing here is trusted yet but its types."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

MAX_EXAMPLES = 5
VEHICLES, UPDATES, ALERTS = "vehicles", "updates", "alerts"
"""The kinds of entities that a message holds."""


@dataclass(frozen=True, slots=True)
class TripDescriptor:
    """Which trip is meant; empty where nobody says. `relation`: GTFS Realtime's own word."""

    trip_id: str = ""
    route_id: str = ""
    direction: int | None = None
    start_day: date | None = None
    start_s: int | None = None
    relation: str = "SCHEDULED"


@dataclass(frozen=True, slots=True)
class VehiclePosition:
    """Where a vehicle was at a moment."""

    vehicle_id: str
    label: str
    trip: TripDescriptor
    lat: float
    lon: float
    bearing: float | None
    speed: float | None
    at: datetime


@dataclass(frozen=True, slots=True)
class StopTimeUpdate:
    """What is expected at a stop: delays in seconds, or moments as POSIX seconds."""

    sequence: int | None
    stop_id: str
    relation: str
    arrival_delay: int | None = None
    arrival_at: int | None = None
    departure_delay: int | None = None
    departure_at: int | None = None


@dataclass(frozen=True, slots=True)
class TripUpdateMessage:
    """What a trip does instead of its timetable."""

    trip: TripDescriptor
    calls: tuple[StopTimeUpdate, ...]
    delay: int | None


@dataclass(frozen=True, slots=True)
class EntitySelector:
    """What an alert is about: all that is given holds together."""

    agency_id: str = ""
    route_id: str = ""
    route_type: int | None = None
    direction: int | None = None
    stop_id: str = ""
    trip: TripDescriptor | None = None


@dataclass(frozen=True, slots=True)
class AlertMessage:
    """A warning; `words`: by language, "" where none is said, {"header", "text", "url"}."""

    entity_id: str
    periods: tuple[tuple[datetime | None, datetime | None], ...]
    informed: tuple[EntitySelector, ...]
    cause: str
    effect: str
    words: dict[str, dict[str, str]]


@dataclass
class Message:
    """A whole message, and how much of it was refused, by reason."""

    stamped_at: datetime | None
    is_full: bool
    vehicles: list[VehiclePosition] = field(default_factory=list)
    updates: list[TripUpdateMessage] = field(default_factory=list)
    alerts: list[AlertMessage] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    """What its entities are, whether they can be used or not."""
    gone: set[str] = field(default_factory=set)
    """Entities that a differential message takes back."""
    refused: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def refuse(self, reason: str, example: str = "") -> None:
        """Count what cannot be used; name the first few."""
        self.refused[reason] += 1
        if example and len(self.examples) < MAX_EXAMPLES:
            self.examples.append(f"{reason}: {example[:60]}")
