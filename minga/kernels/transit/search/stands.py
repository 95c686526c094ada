"""Where lines can be boarded around a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from minga.kernels.transit.search.journeys import Place
from minga.kernels.transit.timetable import FRACTIONS


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a line can be boarded: at a position, or so many 4096ths of the way to the next."""

    line: int
    position: int
    fraction: int
    place: Place
    metres: float
    hailed: bool


def nearest_of_each_pass(stands: Iterable[Stand]) -> list[Stand]:
    """Of neighbouring stops and points of one line, the nearest: a vehicle comes by once."""
    nearest: list[Stand] = []
    last, hailed = None, False
    for stand in sorted(stands, key=attrgetter("line", "position", "fraction")):
        if last is not None and last.line == stand.line and not (hailed and stand.hailed):
            far = stand.position - last.position + (stand.fraction - last.fraction) / FRACTIONS
            if far <= 1:
                if stand.metres < nearest[-1].metres:
                    nearest[-1] = stand
                last, hailed = stand, hailed or stand.hailed
                continue
        nearest.append(stand)
        last, hailed = stand, stand.hailed
    return nearest
