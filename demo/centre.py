"""The streets of the centre of Concepción, computed from their order and the surveyed ones.

The centre is a grid (founded anew in 1752) turned 62.6° from north. Ten of its streets have
surveyed rows in `roads.txt`; the others lie between them, evenly, 126 m apart outside. The test
hides each surveyed street in turn and asks how far this rule would have put it from its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from shapely.geometry import LineString

from demo.plane import to_degrees, to_metres
from demo.tables import rows

BEARING_DEG = 62.6
SPACING_M = 126.0
_TURN = np.radians(BEARING_DEG)
ALONG = {
    "ne": np.array([np.sin(_TURN), np.cos(_TURN)]),
    "nw": np.array([-np.cos(_TURN), np.sin(_TURN)]),
}
ACROSS = {"ne": ALONG["nw"], "nw": ALONG["ne"]}


@dataclass(frozen=True)
class GridStreet:
    """One street of the grid; `code` when it is surveyed, else a name and its two ends."""

    axis: str
    name: str
    code: str | None
    from_m: float = 0.0
    to_m: float = 0.0


def grid() -> dict[str, list[GridStreet]]:
    """The streets of both axes, in order."""
    streets_by_comuna: dict[str, list[GridStreet]] = {"ne": [], "nw": []}
    for axis, name, *ends in rows("centre", 4, fewest=2):
        if name.startswith("`"):
            street = GridStreet(axis, name, name.strip("`"))
        else:
            street = GridStreet(axis, name, None, float(ends[0]), float(ends[1]))
        streets_by_comuna[axis].append(street)
    return streets_by_comuna


def offset_of(axis: str, line: LineString) -> float:
    """Metres from the origin to a surveyed street, measured across the axis, near the middle."""
    points = np.asarray(to_metres(line.segmentize(0.0005)).coords)
    core = np.abs(points @ ALONG[axis] - (0 if axis == "ne" else 300)) < 700
    return float(np.median((points[core] if core.any() else points) @ ACROSS[axis]))


def offsets(axis: str, streets: list[GridStreet], surveyed: Mapping[str, float]) -> list[float]:
    """Where each street lies across the axis: surveyed ones as measured, others evenly between."""
    places = [(i, surveyed[s.code]) for i, s in enumerate(streets) if s.code and s.code in surveyed]
    steps = [step for step, _ in places]
    metres = [metre for _, metre in places]
    interpolated = np.interp(range(len(streets)), steps, metres)
    for i in range(len(streets)):
        if i < steps[0]:
            interpolated[i] = metres[0] - SPACING_M * (steps[0] - i)
        elif i > steps[-1]:
            interpolated[i] = metres[-1] + SPACING_M * (i - steps[-1])
    return [float(metre) for metre in interpolated]


def computed_streets(surveyed: Mapping[str, LineString]) -> list[tuple[GridStreet, LineString]]:
    """The streets without a surveyed row, as lines in lon/lat."""
    computed = []
    for axis, streets in grid().items():
        codes = [street.code for street in streets if street.code and street.code in surveyed]
        offsets_m = {code: offset_of(axis, surveyed[code]) for code in codes}
        for street, metre in zip(streets, offsets(axis, streets, offsets_m), strict=True):
            if street.code is None:
                ends = [ALONG[axis] * end for end in (street.from_m, street.to_m)]
                ends = [end + ACROSS[axis] * metre for end in ends]
                computed.append((street, to_degrees(LineString(ends))))
    return computed
