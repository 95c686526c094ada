"""A drawing as plain shapes in points from the top left: written once, shown as SVG or as PDF."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Box:
    """A rectangle with round corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    line: str = ""
    radius: float = 0
    thick: float = 0.8


@dataclass(frozen=True)
class Stroke:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    line: str
    thick: float = 0.8
    dashed: bool = False


@dataclass(frozen=True)
class Disc:
    """A circle; `part` of it is filled from below, as a glass is."""

    x: float
    y: float
    radius: float
    line: str
    fill: str = ""
    part: float = 0
    ticked: bool = False


@dataclass(frozen=True)
class TextLine:
    """One line of text; `y` is its baseline. `anchor`: start, middle or end."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    fill: str = "#10282b"
    anchor: str = "start"


@dataclass(frozen=True)
class Group:
    """Shapes that are one thing: it has a name, and perhaps an address."""

    name: str
    href: str
    area: Box
    shapes: Sequence["Shape"] = ()


Shape = Box | Stroke | Disc | TextLine | Group


@dataclass
class Drawing:
    """One sheet."""

    width: float
    height: float
    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        """Draw on top of what is there."""
        self.shapes.extend(shapes)


def text_lines(shapes: Sequence[Shape]) -> list[TextLine]:
    """Every line of text, also inside groups."""
    lines: list[TextLine] = []
    for shape in shapes:
        if isinstance(shape, TextLine):
            lines.append(shape)
        elif isinstance(shape, Group):
            lines += text_lines(shape.shapes)
    return lines
