"""What a shared position means on its line: where on the way, and which way it looks."""

import math
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from minga.ground.secrets import digest
from minga.kernels.feedmaking import Point
from minga.kernels.feedmaking.along import nearest
from minga.transit.models import Line, Tracker

SILENCE = timedelta(minutes=5)
"""Nothing heard for so long ends the sharing."""
WITHIN_M = 60.0
"""Farther from its line a phone is no bus."""
VAGUE_M = 100.0


class OnLine(NamedTuple):
    """The nearest point of a line's way, metres off it, and the bearing of the way there."""

    lat: float
    lon: float
    off_m: float
    bearing: float


def on_line(line: Line, direction: int, lat: float, lon: float) -> OnLine | None:
    """Where a position lies on the ways of one direction; None where these have no path."""
    best: OnLine | None = None
    spot = Point(lat, lon)
    for way in line.ways:
        if way["direction"] != direction:
            continue
        path = [Point(y, x) for x, y in way["path"]]
        for a, b in pairwise(path):
            share, off = nearest(a, b, spot)
            if best is None or off < best.off_m:
                nearest_point = (a.lat + share * (b.lat - a.lat), a.lon + share * (b.lon - a.lon))
                best = OnLine(*nearest_point, off, bearing(a, b))
    return best


def bearing(a: Point, b: Point) -> float:
    """Degrees from north of a short straight stretch."""
    east = (b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return math.degrees(math.atan2(east, b.lat - a.lat)) % 360.0


def directions(line: Line) -> list[tuple[int, str]]:
    """The directions one can share, each with its headsign."""
    headsigns: dict[int, str] = {}
    for way in line.ways:
        if len(way["path"]) > 1:
            headsigns.setdefault(way["direction"], way["headsign"])
    return sorted(headsigns.items())


def tracker_of(secret: str, *, at: datetime) -> Tracker | None:
    """The sharing that this secret belongs to, while it lasts."""
    rows = Tracker.objects.select_related("city", "vehicle")
    return rows.filter(digest=digest(secret), seen_at__gt=at - SILENCE).first() if secret else None


def silent_trackers(*, at: datetime) -> list[Tracker]:
    """Phones that have not been heard of for too long."""
    return list(Tracker.objects.filter(seen_at__lte=at - SILENCE)[:500])
