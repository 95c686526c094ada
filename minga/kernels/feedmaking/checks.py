"""What is wrong with a drawn line: each flaw as a code, its place and the value; no sentences."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from minga.kernels.feedmaking.along import length_m, placed
from minga.kernels.feedmaking.lines import Line, Period, Way

MAX_POINTS, MAX_HALTS, MAX_PERIODS, MAX_TEXT = 5000, 300, 60, 160
SHORTEST_M, LONGEST_M = 200.0, 400_000.0
OFF_PATH_M = 90.0
"""Farther from its path than this a halt was surely meant elsewhere."""
LATEST_S = 30 * 3600
LONGEST_RUN_S = 12 * 3600
SHORTEST_HEADWAY_S, LONGEST_HEADWAY_S = 30, 24 * 3600
SPEEDS_KMH = (2.0, 160.0)
MODES = {0, 1, 2, 3, 4, 5, 6, 7, 11, 12}
"""GTFS's route_type."""
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")


class Flaw(NamedTuple):
    """One thing that is wrong. `way`, `item`: which way, and which point, halt or period of it,
    from 0; -1 where it is about the whole.
    """

    code: str
    field: str
    way: int = -1
    item: int = -1
    value: str = ""


class DrawingRefused(ValueError):
    """Lines that no feed can be made of; `flaws` names the line of each."""

    def __init__(self, flaws: list[tuple[str, Flaw]]) -> None:
        super().__init__("; ".join(f"{line}: {flaw.code} ({flaw.field})" for line, flaw in flaws))
        self.flaws = flaws


def flaws(line: Line) -> list[Flaw]:
    """Everything that is wrong with one line; none, and a feed can be made of it."""
    problems = [*_words(line), *_numbers(line), *_periods(line)]
    if not 1 <= len(line.ways) <= 2:
        problems.append(Flaw("ways_wrong", "ways", value=str(len(line.ways))))
    for number, way in enumerate(line.ways):
        wrong = list(_way(way, number))
        if not wrong and length_m(way.path) * 3.6 / _slowest(line) > LONGEST_RUN_S:
            wrong.append(Flaw("run_too_long", "speed_kmh", number))
        problems += wrong
    return problems


def _slowest(line: Line) -> float:
    speeds = [line.speed_kmh, *(period.speed_kmh or line.speed_kmh for period in line.periods)]
    return max(min(speeds), 1e-6)


def _words(line: Line) -> Iterator[Flaw]:
    if not CODE.fullmatch(line.code):
        yield Flaw("code_invalid", "code", value=line.code)
    if not line.name.strip():
        yield Flaw("name_missing", "name")
    for field in ("name", "long_name", "operator"):
        if not _is_fine(getattr(line, field)):
            yield Flaw("words_invalid", field)


def _is_fine(text: str) -> bool:
    return len(text) <= MAX_TEXT and not CONTROL.search(text)


def _numbers(line: Line) -> Iterator[Flaw]:
    if line.mode not in MODES:
        yield Flaw("mode_unknown", "mode", value=str(line.mode))
    if line.colour and not COLOUR.fullmatch(line.colour):
        yield Flaw("colour_invalid", "colour", value=line.colour)
    if not SPEEDS_KMH[0] <= line.speed_kmh <= SPEEDS_KMH[1]:
        yield Flaw("speed_invalid", "speed_kmh", value=str(line.speed_kmh))


def _periods(line: Line) -> Iterator[Flaw]:
    if not line.periods:
        yield Flaw("periods_missing", "periods")
    if len(line.periods) > MAX_PERIODS:
        yield Flaw("too_many", "periods", value=str(len(line.periods)))
        return
    for number, period in enumerate(line.periods):
        if not 0 <= period.from_s < period.until_s <= LATEST_S:
            yield Flaw("period_backwards", "periods", item=number)
        if not SHORTEST_HEADWAY_S <= period.headway_s <= LONGEST_HEADWAY_S:
            yield Flaw("headway_invalid", "periods", item=number, value=str(period.headway_s))
        speed = line.speed_kmh if period.speed_kmh is None else period.speed_kmh
        if not SPEEDS_KMH[0] <= speed <= SPEEDS_KMH[1]:
            yield Flaw("speed_invalid", "periods", item=number, value=str(speed))
        if any(_overlap(period, other) for other in line.periods[:number]):
            yield Flaw("periods_overlap", "periods", item=number)


def _overlap(period: Period, other: Period) -> bool:
    apart = period.until_s <= other.from_s or other.until_s <= period.from_s
    return period.days == other.days and not apart


def _way(way: Way, number: int) -> Iterator[Flaw]:
    for field in ("origin", "headsign"):
        name = getattr(way, field)
        if not name.strip():
            yield Flaw("name_missing", field, number)
        elif not _is_fine(name):
            yield Flaw("words_invalid", field, number)
    if len(way.path) > MAX_POINTS:
        yield Flaw("too_many", "path", number, value=str(len(way.path)))
        return
    strays = [i for i, (lat, lon) in enumerate(way.path) if not _is_on_earth(lat, lon)]
    yield from (Flaw("point_invalid", "path", number, i) for i in strays[:20])
    if strays:
        return
    long_m = length_m(way.path)
    if not SHORTEST_M <= long_m <= LONGEST_M:
        code = "path_short" if long_m < SHORTEST_M else "path_long"
        yield Flaw(code, "path", number, value=f"{long_m:.0f}")
        return
    yield from _halts(way, number)


def _is_on_earth(lat: float, lon: float) -> bool:
    return math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 85 and abs(lon) <= 180


def _halts(way: Way, number: int) -> Iterator[Flaw]:
    if len(way.halts) > MAX_HALTS:
        yield Flaw("too_many", "halts", number, value=str(len(way.halts)))
        return
    wrong = False
    for item, halt in enumerate(way.halts):
        if not halt.name.strip() or not _is_fine(halt.name):
            yield Flaw("name_missing" if not halt.name.strip() else "words_invalid", "halts",
                       number, item)  # fmt: skip
        if not _is_on_earth(halt.lat, halt.lon):
            wrong = True
            yield Flaw("point_invalid", "halts", number, item)
    if wrong:
        return
    lost = [i for i, (_, off) in enumerate(placed(way.path, way.halts, OFF_PATH_M)) if off > 1e6]
    if lost:
        halt = way.halts[lost[0]]
        alone = placed(way.path, [halt], OFF_PATH_M)[0][1] < 1e6
        yield Flaw("halt_out_of_order" if alone else "halt_off_path", "halts", number, lost[0],
                   halt.name)  # fmt: skip
