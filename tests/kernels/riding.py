"""Rides for the tests of the alarm: recorded ones, and what a bad receiver makes of them."""

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import cos, hypot, radians
from pathlib import Path

from minga.kernels.alarm import Effect, Fix, State, begin, step
from minga.kernels.alarm.course import Course

METRE = 1 / 111_195


@dataclass(frozen=True)
class Recorded:
    """A recorded ride: its positions in order of the device's own clock."""

    name: str
    stop: tuple[float, float]
    fixes: list[Fix]

    def metres(self, fix: Fix) -> float:
        """From a position straight to the stop."""
        north = (fix.lat - self.stop[0]) / METRE
        return hypot(north, (fix.lon - self.stop[1]) / METRE * cos(radians(self.stop[0])))

    @property
    def good(self) -> list[Fix]:
        """What a receiver was sure of."""
        return [fix for fix in self.fixes if (fix.accuracy_m or 0) <= 100]

    @property
    def arrival_s(self) -> float | None:
        """When the ride was nearest to the stop, if it came within 80 m."""
        nearest = min(self.good, key=self.metres)
        return nearest.at_s if self.metres(nearest) <= 80 else None


def recorded(folder: Path) -> list[Recorded]:
    """The rides of a folder. Times are of the elapsed-time column: the wall clock stands still
    in some of them.
    """
    rides = []
    for path in sorted(folder.glob("*.csv")):
        head, *rows = csv.reader(path.read_text("utf-8").splitlines())
        fixes = [
            Fix(int(row[3]) / 1e9, float(row[5]), float(row[6]), float(row[10]), float(row[8]))
            for row in rows
        ]
        rides.append(Recorded(path.stem, (float(head[2]), float(head[3])), fixes))
    return rides


def thinned(fixes: Iterable[Fix], every_s: float) -> list[Fix]:
    """At most one position in so many seconds."""
    kept: list[Fix] = []
    for fix in fixes:
        if not kept or fix.at_s - kept[-1].at_s >= every_s:
            kept.append(fix)
    return kept


def noisy(fixes: Iterable[Fix], chance: random.Random, sigma_m: float) -> list[Fix]:
    """Moved by some metres, each on its own."""
    return [
        replace(
            fix,
            lat=fix.lat + chance.gauss(0, sigma_m) * METRE,
            lon=fix.lon + chance.gauss(0, sigma_m) * METRE / cos(radians(fix.lat)),
            accuracy_m=max(fix.accuracy_m or 0, sigma_m),
        )
        for fix in fixes
    ]


def broken(fixes: list[Fix], chance: random.Random) -> list[Fix]:
    """With two gaps of 20 s, duplicates, old positions come late, and wild ones."""
    begin_s, end_s = fixes[0].at_s, fixes[-1].at_s
    gaps = [chance.uniform(begin_s, max(begin_s, end_s - 90)) for _ in range(2)]
    told: list[Fix] = []
    for fix in fixes:
        if any(gap <= fix.at_s < gap + 20 for gap in gaps):
            continue
        told.append(fix)
        luck = chance.random()
        if luck < 0.10:
            told.append(fix)
        elif luck < 0.15 and len(told) > 3:
            told.append(told[-3])
        elif luck < 0.17:
            told.append(replace(fix, at_s=fix.at_s + 0.3, lat=fix.lat + 0.05, accuracy_m=20.0))
        elif luck < 0.20:
            told.append(replace(fix, at_s=fix.at_s + 0.4, lat=fix.lat + 0.02, accuracy_m=900.0))
    return told


def ridden(
    course: Course, fixes: Iterable[Fix], state: State | None = None
) -> list[tuple[Fix, Effect, State]]:
    """Every effect of a ride, with the position that brought it and the state after."""
    told = []
    state = state or begin()
    for fix in fixes:
        state, effects = step(course, state, fix)
        told += [(fix, effect, state) for effect in effects]
    return told
