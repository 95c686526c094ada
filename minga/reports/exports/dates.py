"""Days and moments as exports write them: year first, day first or month first, with any sign.

Nothing about "03/04/2024" says which number is the day; the other dates of the same file do.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

First = Literal["day", "month", ""]
DAY: Final = "day"
MONTH: Final = "month"

NUMERIC = re.compile(
    r"(?P<a>\d{1,4})(?P<sign>[/.-])(?P<b>\d{1,2})(?P=sign)(?P<c>\d{4}|\d{1,2})"
    r"(?:[T,\s]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\.?)?)?",
    re.IGNORECASE | re.ASCII,
)
MISTAKES = 0.01
"""So few dates against the others of a file are slips of their rows, not another order."""
MONTH_FIRST_ZONES = frozenset(
    f"America/{name}"
    for name in ("New_York", "Detroit", "Chicago", "Menominee", "Denver", "Boise", "Phoenix",
                 "Los_Angeles", "Anchorage", "Juneau", "Sitka", "Nome", "Adak")
) | {"Pacific/Honolulu"}  # fmt: skip
MONTH_FIRST_PREFIXES = ("US/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/")


SHOWN = {
    DAY: "In this file's dates the day comes first.",
    MONTH: "In this file's dates the month comes first.",
}
ASSUMED = (
    "Dates such as {0} could be read in two ways; they were read with the {1} first."
    ' A mapping (--map) with date_order = "day" or "month" says it for sure.'
)


class DateUnclear(ValueError):
    """The date can be read in two ways, and nothing says in which; the message says so."""


@dataclass(frozen=True)
class Order:
    """Which number of a date is first in a file. `first` is "" when its dates contradict."""

    first: First = DAY
    note: str = ""

    def read(self, text: str) -> datetime | None:
        """A date in this order, without a time zone, or None. Raises DateUnclear."""
        match = NUMERIC.fullmatch(text.strip().replace("\u202f", " ").replace("\xa0", " "))
        if match is None:
            return None
        first, second, third = match["a"], int(match["b"]), match["c"]
        if len(first) == 4 and len(third) <= 2:
            year, month, day = int(first), second, int(third)
        elif len(first) <= 2 and len(third) == 4:
            year, (day, month) = int(third), self._day_and_month(int(first), second, text)
        else:
            return None
        return _moment(match, year, month, day)

    def _day_and_month(self, first: int, second: int, text: str) -> tuple[int, int]:
        if self.first == DAY:
            return first, second
        if self.first == MONTH:
            return second, first
        if first > 12 or first == second:
            return first, second
        if second > 12:
            return second, first
        raise DateUnclear(
            f"{text[:40]!r} could be day or month first, and the file's dates contradict"
        )


def _moment(match: re.Match[str], year: int, month: int, day: int) -> datetime | None:
    hour, half = int(match["hour"] or 0), (match["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return datetime(
            year, month, day, hour, int(match["minute"] or 0), int(match["second"] or 0)
        )
    except ValueError:
        return None


def order_of(texts: Iterable[str], *, usual: First, timezone: str) -> Order:
    """The order that a file's own dates show; else the layout's, else that of the city's zone."""
    by_day = by_month = either = 0
    sample = ""
    for text in texts:
        match = NUMERIC.fullmatch(text.strip())
        if match is None or len(match["a"]) > 2 or len(match["c"]) != 4:
            continue
        first, second = int(match["a"]), int(match["b"])
        by_day += first > 12 >= second
        by_month += second > 12 >= first
        if first != second and max(first, second) <= 12:
            either, sample = either + 1, sample or text.strip()[:40]
    fewer, more = sorted((by_day, by_month))
    if fewer > MISTAKES * more:
        return Order(
            "",
            f"Day comes first in {by_day} dates and month in {by_month}: only those that can be"
            " read in one way were taken.",
        )
    if more:
        shown: First = DAY if by_day > by_month else MONTH
        return Order(shown, "" if usual == shown else SHOWN[shown])
    assumed: First = usual or (MONTH if _is_month_first(timezone) else DAY)
    return Order(assumed, ASSUMED.format(sample, assumed) if either and not usual else "")


def _is_month_first(timezone: str) -> bool:
    return timezone in MONTH_FIRST_ZONES or timezone.startswith(MONTH_FIRST_PREFIXES)
