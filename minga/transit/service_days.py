"""Service days and moments: GTFS counts seconds from noon minus twelve hours."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from minga.kernels.transit import service_clock
from minga.territory.models import City


def zero_of(city: City, day: date) -> datetime:
    """The moment from which a service day's seconds count (GTFS Schedule, "Time").

    Midnight, but for the two days a year on which the clocks change.
    """
    return service_clock.zero_of(city.timezone, day)


def day_of(city: City, at: datetime) -> date:
    """The calendar day of a moment, by the city's clock."""
    return at.astimezone(ZoneInfo(city.timezone)).date()


def seconds_of(city: City, day: date, at: datetime) -> int:
    """A moment as seconds of a service day; past its midnight they go on after 86,400."""
    return int((at - zero_of(city, day)).total_seconds())


def moment_of(city: City, day: date, seconds: int) -> datetime:
    """Seconds of a service day as a moment, by the city's clock."""
    moment = zero_of(city, day) + timedelta(seconds=seconds)
    return moment.astimezone(ZoneInfo(city.timezone))


def seconds_between(city: City, day: date, other: date) -> int:
    """What is added to seconds of the `other` service day to make them seconds of `day`."""
    return service_clock.shift_s(city.timezone, day, other)
