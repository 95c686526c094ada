"""Where every vehicle of a timetable would be at a moment, were all of them on time.

What a simulator shows; nothing here knows where a real vehicle is. Metres between two stops pass
evenly; at a stop a vehicle stands as long as the timetable says.
"""

import hashlib
import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from minga.kernels.planner import Network
from minga.kernels.transit.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Running:
    """One vehicle on its way. `key` names it for as long as its trip lasts."""

    key: str
    route_id: str
    route_name: str
    headsign: str
    trip_id: str
    lat: float
    lon: float
    bearing: float
    """Degrees from north."""
    speed: float
    """m/s; 0 at a stop."""
    left_s: int
    """Seconds to the end of its trip."""


@dataclass(frozen=True, slots=True)
class _Run:
    line: int
    number: int
    """The trip within the line; of a line with headways when the run started."""
    since_s: float
    """Seconds since it left its first stop."""


def fleet_at(
    network: Network,
    at_s: float,
    *,
    most: int = 1000,
    routes: Collection[str] | None = None,
) -> list[Running]:
    """The vehicles that run at a moment of the service day, `most` at most, by key.

    `routes`: only these route ids. Of many, each route gives one before any gives a second; the
    choice is the same at every moment, so that a vehicle chosen stays chosen while it runs.
    """
    by_route: dict[str, list[tuple[str, _Run]]] = {}
    for run in _runs(network.tt, at_s):
        route = network.names.planned(_trip(network.tt, run))[0]
        if routes is None or route in routes:
            by_route.setdefault(route, []).append((_key(network, run), run))
    ranked: list[tuple[int, str, _Run]] = []
    for runs in by_route.values():
        runs.sort(key=lambda pair: _rank(pair[0]))
        ranked += [(turn, *pair) for turn, pair in enumerate(runs)]
    ranked.sort(key=lambda pair: (pair[0], _rank(pair[1])))
    chosen = sorted(ranked[:most], key=lambda pair: pair[1])
    return [_running(network, key, run) for _, key, run in chosen]


def _rank(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=8).digest()


def _key(network: Network, run: _Run) -> str:
    route = network.names.planned(_trip(network.tt, run))[0]
    return f"{route}/{run.line}/{run.number}"


def _trip(tt: Timetable, run: _Run) -> int:
    """The number of the trip, or of the template."""
    first = int(tt.trip_ofs[run.line])
    return first + run.number if tt.line_trips[run.line] else first


def _runs(tt: Timetable, at_s: float) -> Iterator[_Run]:
    """Every trip that has left its first stop and has not reached its last."""
    for line in range(len(tt.line_trips)):
        many, n = int(tt.line_trips[line]), int(tt.line_ofs[line + 1] - tt.line_ofs[line])
        base = int(tt.time_ofs[line])
        if many:
            leaves = tt.depart[base : base + many]
            comes = tt.arrive[base + n - 1 : base + many * n : n]
            for trip in np.flatnonzero((leaves <= at_s) & (at_s < comes)).tolist():
                yield _Run(line, trip, at_s - float(leaves[trip]))
            continue
        takes = int(tt.arrive[base + n - 1]) - int(tt.depart[base])
        for first, end, headway, _ in tt.window[
            tt.window_ofs[line] : tt.window_ofs[line + 1]
        ].tolist():
            after = max(0, math.ceil((at_s - takes - first + 1e-9) / headway))
            for step in range(after, int((at_s - first) // headway) + 1):
                start = first + step * headway
                if start < end and at_s - start < takes:
                    yield _Run(line, start, at_s - start)


def _running(network: Network, key: str, run: _Run) -> Running:
    tt, shapes = network.tt, network.shapes
    leaves, comes = _times(tt, run)
    position = 0
    while position < len(leaves) - 2 and leaves[position + 1] <= run.since_s:
        position += 1
    span = comes[position + 1] - leaves[position]
    gone = run.since_s - leaves[position]
    share = min(1.0, max(0.0, gone / span)) if span > 0 else 1.0
    marks = shapes.at(run.line)
    long_m = float(marks[position + 1] - marks[position])
    metres = float(marks[position]) + share * long_m
    lat, lon, bearing = _spot(network, run.line, metres)
    stands = share >= 1.0 or span <= 0
    route, name, sign, trip = network.names.planned(_trip(tt, run))
    return Running(
        key, route, name, sign, trip, lat, lon, bearing,
        0.0 if stands else long_m / span, max(0, round(comes[-1] - run.since_s)),
    )  # fmt: skip


def _times(tt: Timetable, run: _Run) -> tuple[Sequence[int], Sequence[int]]:
    """Departures and arrivals at each stop, in seconds since the trip left its first."""
    base, many = int(tt.time_ofs[run.line]), max(1, int(tt.line_trips[run.line]))
    n = int(tt.line_ofs[run.line + 1] - tt.line_ofs[run.line])
    trip = run.number if tt.line_trips[run.line] else 0
    leaves = tt.depart[base + trip : base + many * n : many].tolist()
    comes = tt.arrive[base + trip * n : base + (trip + 1) * n].tolist()
    zero = leaves[0]
    return [time - zero for time in leaves], [time - zero for time in comes]


def _spot(network: Network, line: int, metres: float) -> tuple[float, float, float]:
    """Latitude, longitude and bearing of a line's way at these metres."""
    points = network.shapes.degrees(line).tolist()
    at = network.shapes.way(line)[1].tolist()
    for (a, b), (a_m, b_m) in zip(pairwise(points), pairwise(at), strict=True):
        if b_m >= metres and b_m > a_m:
            share = min(1.0, max(0.0, (metres - a_m) / (b_m - a_m)))
            lat, lon = (x + share * (y - x) for x, y in zip(a, b, strict=True))
            return lat, lon, _bearing(a, b)
    a, b = points[-2], points[-1]
    return b[0], b[1], _bearing(a, b)


def _bearing(a: Sequence[float], b: Sequence[float]) -> float:
    east = (b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return math.degrees(math.atan2(east, b[0] - a[0])) % 360.0
