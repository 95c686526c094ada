"""A way as text, one place a line: what the map draws, for whoever types or listens.

-36.826800, -73.040030              a point of the way
Plaza Perú                          a known place as a point of the way
* Plaza Perú                        a stop beside the way: a known place
* Feria: -36.826800, -73.040030     a stop with its position
"""

import re
from typing import NamedTuple

from minga.ground.text_safety import is_storable
from minga.kernels.feedmaking import Halt, Point, Way, placed
from minga.kernels.feedmaking.along import metres
from minga.territory.models import City
from minga.territory.queries import search_places
from minga.transit.editor.phrases import NO_PLACE

NUMBER = r"-?\d{1,3}(?:\.\d{1,12})?"
ROW = re.compile(rf"(\*?)\s*(.*?)\s*:?\s*(?:({NUMBER})\s*[,;\s]\s*({NUMBER}))?")
MAX_ROWS, MAX_LOOKUPS = 5400, 60
MAX_ROW_CHARS = 250
FAULTS_TOLD = 6


class Course(NamedTuple):
    """What the text says; a row that says nothing is told in `faults`, with its number."""

    path: tuple[Point, ...]
    halts: tuple[Halt, ...]
    faults: list[str]


def read_course(city: City, text: str) -> Course:
    """Points and stops in their order; places are looked up by name."""
    path: list[Point] = []
    halts: list[Halt] = []
    faults: list[str] = []
    lookups = 0
    for number, row in enumerate(text.replace("−", "-").splitlines()[:MAX_ROWS], 1):
        text_row = row.strip()
        if not text_row:
            continue
        match = (
            ROW.fullmatch(text_row)
            if len(text_row) <= MAX_ROW_CHARS and is_storable(text_row)
            else None
        )
        spot = _spot(match) if match else None
        if match and spot is None and lookups < MAX_LOOKUPS:
            lookups += 1
            spot = _known(city, match[2])
        if match is None or spot is None:
            faults.append(f"{number}. “{text_row[:40]}”: {NO_PLACE}")
        elif match[1]:
            halts.append(Halt(match[2] or "", *spot))
        else:
            path.append(spot)
    return Course(tuple(path), tuple(halts), faults[:FAULTS_TOLD])


def _spot(match: re.Match[str]) -> Point | None:
    return Point(float(match[3]), float(match[4])) if match[3] else None


def _known(city: City, name: str) -> Point | None:
    rows = search_places(city, name, limit=1)
    return Point(rows[0].lat, rows[0].lon) if rows else None


def written(way: Way) -> str:
    """The text of a way: its points, and each stop where the way passes it."""
    at = metres(way.path)
    nowhere = [(0.0, 0.0)] * len(way.halts)
    spots = placed(way.path, way.halts, 200.0) if len(way.path) > 1 else nowhere
    stops = [
        (along, f"* {halt.name}: {halt.lat:.6f}, {halt.lon:.6f}")
        for (along, _), halt in zip(spots, way.halts, strict=True)
    ]
    rows: list[str] = []
    for point, along in zip(way.path, at, strict=True):
        while stops and stops[0][0] < along:
            rows.append(stops.pop(0)[1])
        rows.append(f"{point.lat:.6f}, {point.lon:.6f}")
    return "\n".join([*rows, *(text for _, text in stops)])
