"""A line as passengers know it, beside the numbers of a compiled day."""

from dataclasses import dataclass

from minga.transit.models import Line


@dataclass(frozen=True, kw_only=True)
class LineLook:
    """What passengers know of a line. `mode` as in GTFS; colours as `rrggbb`, "" where unsaid.

    `hailed`: it stops wherever somebody asks it to.
    """

    code: str
    name: str
    long_name: str = ""
    mode: int = 3
    colour: str = ""
    text_colour: str = ""
    operator: str = ""
    hailed: bool = False
    is_demo: bool = False


def look_of(line: Line, *, is_demo: bool) -> LineLook:
    """A line of the table as passengers know it."""
    return LineLook(
        code=line.code,
        name=line.name,
        long_name=line.long_name,
        mode=line.mode,
        colour=line.colour,
        text_colour=line.text_colour,
        operator=line.operator,
        hailed=line.hailed,
        is_demo=is_demo,
    )
