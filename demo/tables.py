"""Reads the fact tables in `gran_concepcion/`: one fact a line, columns parted by ` | `.

Vertices are written `lat,lon` as people read them, and handed over as (lon, lat) as maps want them.
"""

from collections.abc import Iterator
from pathlib import Path

from shapely.geometry import LineString, Polygon

FOLDER = Path(__file__).with_name("gran_concepcion")
Position = tuple[float, float]


class BadTable(ValueError):
    """A fact table has a line that cannot be read; the message names file and line."""


def rows(table: str, columns: int, *, fewest: int | None = None) -> Iterator[list[str]]:
    """The facts of one table. Raises BadTable when a line has too few or too many columns."""
    text = (FOLDER / f"{table}.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split(" | ")]
        if not (fewest or columns) <= len(cells) <= columns:
            raise BadTable(f"{table}.txt, line {number}: {len(cells)} columns, not {columns}")
        yield cells


def position(cell: str) -> Position:
    """`-36.8271,-73.0503` → (lon, lat)."""
    lat, lon = cell.split(",")
    return float(lon), float(lat)


def vertices(cell: str) -> list[Position]:
    """Positions parted by spaces."""
    return [position(pair) for pair in cell.split()]


def line(cell: str) -> LineString:
    """The vertices of a cell as one line."""
    return LineString(vertices(cell))


def area(cell: str) -> Polygon:
    """The vertices of a cell as one closed area."""
    return Polygon(vertices(cell))
