"""What a drawn line is: where it goes, which places on it have a name, how often it runs."""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Point(NamedTuple):
    """A vertex of a path, in degrees."""

    lat: float
    lon: float


class Days(StrEnum):
    """Kinds of service days; holidays run as Sundays where they are named."""

    WEEKDAY = "weekday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True)
class Halt:
    """A stop, or a place whose name passengers know and at which the running time is stated."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Way:
    """One direction: from a terminus along a path to a headsign, past its halts in their order.

    A terminus that is no halt becomes one, named `origin` or `headsign`. A path that comes back
    to its beginning is a loop.
    """

    origin: str
    headsign: str
    path: tuple[Point, ...]
    halts: tuple[Halt, ...] = ()


@dataclass(frozen=True)
class Period:
    """How often a line leaves its terminus: from `from_s`, before `until_s`, every `headway_s`.

    Seconds since the service day's midnight, past 24 h allowed. `is_exact`: it leaves at just
    these times; else these say only how long one waits. `speed_kmh` where traffic makes it differ
    from the line's.
    """

    days: Days
    from_s: int
    until_s: int
    headway_s: int
    is_exact: bool = False
    speed_kmh: float | None = None


@dataclass(frozen=True)
class Line:
    """One line with one or two ways; `mode` is GTFS's route_type, `colour` six hex digits."""

    code: str
    name: str
    ways: tuple[Way, ...]
    periods: tuple[Period, ...]
    long_name: str = ""
    operator: str = ""
    mode: int = 3
    colour: str = ""
    is_hailed: bool = True
    speed_kmh: float = 18.0


@dataclass(frozen=True)
class About:
    """Who publishes the feed, and on which days it holds; `holidays` run as Sundays."""

    publisher: str
    url: str
    timezone: str
    first_day: datetime.date
    last_day: datetime.date
    language: str = "es"
    version: str = ""
    holidays: tuple[datetime.date, ...] = field(default=())
