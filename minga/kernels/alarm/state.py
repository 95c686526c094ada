"""What the alarm knows of a ride, and what it says."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Stage(StrEnum):
    """How far a ride has come. It only moves downwards in this list."""

    WAITING = "waiting"
    """Still at the boarding point: nothing rings."""
    RIDING = "riding"
    READY = "ready"
    """"Get ready" was said."""
    NOW = "now"
    """"Get off now" was said."""
    PASSED = "passed"
    """The vehicle went on with the stop behind it. Nothing more is said."""


class Kind(StrEnum):
    """What the person is told."""

    ARMED = "armed"
    """The boarding point is behind; the alarm will ring."""
    READY = "ready"
    NOW = "now"
    PASSED = "passed"
    LOST = "lost"
    """No good position for long: the alarm cannot know where it is."""
    BLIND = "blind"
    """Still none, and at the last speed the stop could be near by now."""
    FOUND = "found"
    """Good positions are back."""
    BEHIND = "behind"
    """Every pass of the line at the stop lies behind: perhaps the wrong direction."""
    BACKWARDS = "backwards"
    """The vehicle goes along the line the other way."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing to tell, and the metres left to the stop as far as known."""

    kind: Kind
    left_m: float | None


@dataclass(frozen=True, slots=True)
class Fix:
    """A position as the device gives it. `None` where it does not say."""

    at_s: float
    lat: float
    lon: float
    accuracy_m: float | None = None
    speed_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A good fix in the metres of its course."""

    at_s: float
    x: float
    y: float
    accuracy_m: float


@dataclass(frozen=True, slots=True)
class Track:
    """One place on the way where the vehicle may be, and the furthest it has been from there."""

    along_m: float
    furthest_m: float


@dataclass(frozen=True, slots=True)
class State:
    """All that is remembered between two positions. Small, and nothing of the path behind."""

    stage: Stage = Stage.WAITING
    since_s: float | None = None
    """When the machine was first asked; the silence before the first position counts from here."""
    last: Place | None = None
    base: Place | None = None
    """Some ten seconds before `last`: speed is measured from here."""
    doubt: Place | None = None
    """A position too far off to be believed alone."""
    start: tuple[float, float] | None = None
    """Where boarding was, in metres; the first position when nobody said."""
    pace_ms: float = 0.0
    """The speed now."""
    speed_ms: float = 0.0
    """The speed that counts: the present one, or a recent higher one that fades (red lights)."""
    gaps_s: tuple[float, ...] = ()
    """The last three intervals between good positions."""
    tracks: tuple[Track, ...] = ()
    """Where on the way; several while a two-way street leaves it open, none off the route."""
    along_m: float | None = None
    """The last known place on the way, kept while off the route."""
    left_m: float | None = None
    nearest_m: float | None = None
    """In a straight line: how near the stop has been."""
    close: int = 0
    """Good positions in a row within the early distance."""
    silence: int = 0
    """0 heard, 1 said that positions lack, 2 said that the stop may be near."""
    astray: bool = False
    """Whether it was already said that the ride may be a wrong one."""


def as_data(state: State) -> dict[str, Any]:
    """A state as plain values that JSON can carry."""
    return asdict(state)


def state_of(data: dict[str, Any]) -> State:
    """The state again. Raises TypeError, KeyError or ValueError when it is none."""
    places = {name: Place(**data[name]) for name in ("last", "base", "doubt") if data[name]}
    fields: dict[str, Any] = {
        "stage": Stage(data["stage"]),
        "start": tuple(data["start"]) if data["start"] else None,
        "gaps_s": tuple(data["gaps_s"]),
        "tracks": tuple(Track(**track) for track in data["tracks"]),
    }
    return State(**{**data, **places, **fields})
