"""Where each partner stands in the picture of interest and influence: places in an SVG."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

CELL, SIDE, GAP = 96, 5, 30
"""Units of a cell, cells a side, and the distance of marks within a cell."""
PER_ROW, MAX_SHOWN = 3, 9
LEFT, TOP = 40, 10


@dataclass(frozen=True)
class Mark:
    """A partner's number at a place; `helix` gives its shape and colour."""

    number: int
    helix: str
    x: int
    y: int


@dataclass(frozen=True)
class More:
    """So many more stand in a cell than it can show; the table has them all."""

    many: int
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """A line of the grid, with the number it leads to."""

    at: int
    number: int


@dataclass(frozen=True)
class Matrix:
    """The whole picture in its own units."""

    marks: list[Mark]
    more: list[More]
    columns: list[Line]
    rows: list[Line]

    width: int = LEFT + SIDE * CELL + 10
    height: int = TOP + SIDE * CELL + 50
    left: int = LEFT
    top: int = TOP
    side: int = SIDE * CELL


def matrix_of(placed: Iterable[tuple[int, str, int, int]]) -> Matrix:
    """Place (number, helix, interest, influence): interest to the right, influence upwards."""
    cells: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for number, helix, interest, influence in placed:
        cells[interest, influence].append((number, helix))
    marks, more = [], []
    for (interest, influence), those in sorted(cells.items()):
        left = LEFT + (interest - 1) * CELL + 18
        top = TOP + (SIDE - influence) * CELL + 18
        for place, (number, helix) in enumerate(those[:MAX_SHOWN]):
            x, y = left + place % PER_ROW * GAP, top + place // PER_ROW * GAP
            marks.append(Mark(number, helix, x, y))
        if len(those) > MAX_SHOWN:
            more.append(More(len(those) - MAX_SHOWN, left + 2 * GAP, top + 2 * GAP + 24))
    steps = range(SIDE)
    return Matrix(
        marks,
        more,
        [Line(LEFT + step * CELL, step + 1) for step in steps],
        [Line(TOP + (SIDE - 1 - step) * CELL, step + 1) for step in steps],
    )
