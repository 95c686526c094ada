"""One clock for the days beside each other: GTFS counts seconds from noon minus twelve hours.

Where the clocks change, a service day is 23 or 25 hours from the next: whatever lays one day's
seconds onto another asks here.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_S = 86_400
HALF_A_DAY = timedelta(hours=12)


@lru_cache(maxsize=512)
def zero_of(zone: str, day: date) -> datetime:
    """The moment from which a service day's seconds count (GTFS Schedule, "Time").

    Midnight, but for the two days a year on which the clocks change. Raises ZoneInfoNotFoundError
    or ValueError for what is no zone.
    """
    noon = datetime.combine(day, time(12), tzinfo=ZoneInfo(zone))
    return noon.astimezone(UTC) - HALF_A_DAY


def shift_s(zone: str, day: date, other: date) -> int:
    """How many of `day`'s seconds have gone by when those of the `other` day begin to count."""
    return int((zero_of(zone, other) - zero_of(zone, day)).total_seconds())


def is_zone(name: str) -> bool:
    """Whether clocks go by such a zone anywhere."""
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def days_away(shift: int) -> int:
    """How many days a shift means: 82,800, 86,400 and 90,000 are all one."""
    return round(shift / DAY_S)
