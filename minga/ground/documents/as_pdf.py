"""A drawing as pages of a PDF, with the same letters at the same places as in the SVG."""

from collections.abc import Sequence
from datetime import datetime

from minga.ground.documents import fonts
from minga.ground.documents.as_svg import tick
from minga.ground.documents.colours import rgb
from minga.ground.documents.drawing import (
    Box,
    Disc,
    Drawing,
    Group,
    Shape,
    Stroke,
    TextLine,
    text_lines,
)
from minga.ground.documents.sheet import FAMILY, LAST_RESORT, STAND_IN, Paper

FAMILIES = {fonts.STAND_IN: STAND_IN, fonts.LAST_RESORT: LAST_RESORT}


class _Wall(Paper):
    """A paper without furniture: the drawing has its own."""

    def footer(self) -> None:
        """Nothing: the drawing says it."""


def pdf_of(drawings: Sequence[Drawing], *, title: str, language: str, at: datetime) -> bytes:
    """One page a drawing. Raises ValueError without any."""
    if not drawings:
        raise ValueError("nothing is drawn")
    size = (drawings[0].width, drawings[0].height)
    text = "\n".join(line.text for drawing in drawings for line in text_lines(drawing.shapes))
    paper = _Wall(title=title, text=text, language=language, at=at, size=size, unit="pt")
    paper.set_auto_page_break(False)
    for drawing in drawings:
        paper.add_page(format=(drawing.width, drawing.height))
        for shape in drawing.shapes:
            _draw(paper, shape)
    return paper.finish()


def _draw(paper: Paper, shape: Shape) -> None:
    match shape:
        case Box():
            _box(paper, shape)
        case Stroke():
            _pen(paper, shape.line, shape.thick)
            if shape.dashed:
                paper.set_dash_pattern(dash=2, gap=4)
            paper.line(shape.x, shape.y, shape.to_x, shape.to_y)
            paper.set_dash_pattern()
        case Disc():
            _disc(paper, shape)
        case TextLine():
            _words(paper, shape)
        case Group():
            for part in shape.shapes:
                _draw(paper, part)
            if shape.href:
                area = shape.area
                paper.link(area.x, area.y, area.width, area.height, shape.href)


def _pen(paper: Paper, line: str, thick: float) -> None:
    paper.set_draw_color(*rgb(line))
    paper.set_line_width(thick)


def _box(paper: Paper, box: Box) -> None:
    style = ("D" if box.line else "") + ("F" if box.fill else "")
    if not style:
        return
    if box.line:
        _pen(paper, box.line, box.thick)
    if box.fill:
        paper.set_fill_color(*rgb(box.fill))
    radius = min(box.radius, box.width / 2, box.height / 2)
    paper.rect(
        box.x,
        box.y,
        box.width,
        box.height,
        style=style,
        round_corners=radius > 0,
        corner_radius=radius,
    )


def _disc(paper: Paper, disc: Disc) -> None:
    left, top, across = disc.x - disc.radius, disc.y - disc.radius, disc.radius * 2
    _pen(paper, disc.line, disc.radius * 0.3)
    if disc.fill:
        paper.set_fill_color(*rgb(disc.fill))
    paper.circle(disc.x, disc.y, disc.radius, style="DF" if disc.fill else "D")
    if disc.part:
        paper.set_fill_color(*rgb(disc.line))
        paper.solid_arc(left, top, across, start_angle=-90, end_angle=90, style="F")
    if disc.ticked:
        _pen(paper, "#ffffff", disc.radius * 0.34)
        paper.polyline(tick(disc))


def _words(paper: Paper, line: TextLine) -> None:
    text = fonts.plain(line.text).replace("\n", " ")
    wide = fonts.width(text, line.size, bold=line.bold)
    x = line.x - {"start": 0.0, "middle": wide / 2, "end": wide}[line.anchor]
    paper.set_text_color(*rgb(line.fill))
    for run in fonts.runs(text, bold=line.bold):
        style = "B" if line.bold and run.font not in FAMILIES else ""
        paper.set_font(FAMILIES.get(run.font, FAMILY), style, line.size)
        paper.text(x, line.y, run.text)
        x += fonts.width(run.text, line.size, bold=line.bold)
