"""Places as exports write them: degrees, swapped axes, UTM, Web Mercator; points and commas.

What a file means is what puts its rows into the city: no reading is believed for one row alone.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from minga.ground.geo import Bounds
from minga.kernels.projections import from_mercator, from_utm, utm_zone

Point = tuple[float, float]
GROUPS = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})+(?:[.,]\d+)?")
"""1.234.567,8 and 1,234,567.8: at least two signs that only group digits."""


@dataclass(frozen=True)
class Reading:
    """One way to understand the columns of latitude and longitude, and how to say so."""

    to_degrees: Callable[[float, float], Point]
    note: str = ""


AS_WRITTEN = Reading(lambda lat, lon: (lat, lon))
SWAPPED = Reading(
    lambda lat, lon: (lon, lat),
    "Latitude and longitude are swapped in this file; they were read the other way round.",
)
MERCATOR = Reading(
    lambda lat, lon: from_mercator(lon, lat),
    "Positions are metres of Web Mercator (EPSG:3857); they were turned into degrees.",
)


def number_of(text: str) -> float:
    """A number with a decimal point or comma. Raises ValueError, also for what is not finite."""
    plain = text.replace("\u2212", "-").replace("\xa0", "")
    if GROUPS.fullmatch(plain):
        mark = next(sign for sign in plain if sign in ".,")
        plain = plain.replace(mark, "").replace(",", ".")
    elif plain.rfind(".") > plain.rfind(","):
        plain = plain.replace(",", "")
    elif "," in plain:
        before, _, after = plain.rpartition(",")
        plain = f"{before.replace('.', '')}.{after}"
    number = float(plain)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def reading_of(points: Iterable[Point], bounds: Bounds) -> Reading:
    """The reading that puts most of the points (lat, lon as written) into the city.

    As they are written they count on a tie, and when no reading fits any.
    """
    readings = [AS_WRITTEN, SWAPPED, MERCATOR, *_utm_around(bounds)]
    hits: Counter[int] = Counter()
    for lat, lon in points:
        for number, reading in enumerate(readings):
            hits[number] += _holds(bounds, reading, lat, lon)
    best = max(range(len(readings)), key=lambda number: hits[number])
    return readings[best] if hits[best] else AS_WRITTEN


def _holds(bounds: Bounds, reading: Reading, lat: float, lon: float) -> bool:
    try:
        return bounds.holds(*reading.to_degrees(lat, lon))
    except ValueError:
        return False


def _utm_around(bounds: Bounds) -> list[Reading]:
    """The zones that a city's files may use: its own first, and those beside it."""
    middle = utm_zone((bounds.west + bounds.east) / 2)
    south = bounds.south + bounds.north < 0
    return [
        reading
        for zone in (middle, middle - 1, middle + 1)
        if 1 <= zone <= 60
        for reading in _utm(zone, south=south)
    ]


def _utm(zone: int, *, south: bool) -> list[Reading]:
    what = f"Positions are metres of UTM zone {zone} {'south' if south else 'north'}"
    datum = "they were turned into degrees, taking their datum for WGS 84 or SIRGAS."
    return [
        Reading(lambda lat, lon: from_utm(lon, lat, zone, south=south), f"{what}; {datum}"),
        Reading(
            lambda lat, lon: from_utm(lat, lon, zone, south=south),
            f"{what}, with east and north swapped; {datum}",
        ),
    ]
