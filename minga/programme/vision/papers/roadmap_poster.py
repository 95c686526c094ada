"""The roadmap as a picture people put on a wall: A3, lanes of blocks, years as columns."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.ground.documents import colours, fonts
from minga.ground.documents.as_pdf import pdf_of
from minga.ground.documents.as_svg import svg_of
from minga.ground.documents.drawing import Box, Disc, Drawing, Shape, Stroke, TextLine
from minga.programme.vision.papers.cards import LEADING, STATES, drawn
from minga.programme.vision.papers.grid import GAP, LABEL_WIDTH, Grid, Lane, fitting, paged
from minga.programme.vision.queries.roadmap import Roadmap

WIDTH, HEIGHT, MARGIN = 1190.55, 841.89, 36.0
TOP, BOTTOM, YEARS = 92.0, 46.0, 44.0
LANES = (
    (colours.BRAND, colours.BRAND_SOFT),
    ("#6b4d00", colours.ACCENT_SOFT),
    ("#1b4f9c", "#e3edfb"),
    (colours.COPIHUE, colours.COPIHUE_SOFT),
    ("#5a3c9e", "#ece7f9"),
)
"""Ink and ground of the lanes, in turn."""


@dataclass(frozen=True)
class Poster:
    """What a picture is made of besides the roadmap: its address, and when it was drawn."""

    roadmap: Roadmap
    address: str
    node_address: str
    at: datetime

    @property
    def title(self) -> str:
        """The title of the picture."""
        return _("Roadmap")

    def about(self) -> str:
        """The picture in a sentence, for those who do not see it."""
        return _(
            "%(many)d initiatives of %(programme)s in %(blocks)d blocks, by milestone year. "
            "The same as a table: %(address)s"
        ) % {
            "many": len(self.roadmap.items),
            "programme": self.roadmap.programme.title,
            "blocks": len(self.roadmap.blocks),
            "address": self.address,
        }


def roadmap_svg(poster: Poster, *, language: str) -> str:
    """One sheet, as high as it needs to be."""
    grid = _grid(poster, is_paged=False)
    body = TOP + YEARS + grid.height + BOTTOM + MARGIN * 0.4
    drawing = _sheet(poster, grid, grid.lanes, max(HEIGHT, body))
    title = f"{poster.title}: {poster.roadmap.programme.title}"
    return svg_of(drawing, title=title, about=poster.about(), language=language)


def roadmap_pdf(poster: Poster, *, language: str) -> bytes:
    """A3 landscape, and more sheets when not even the smallest type makes it fit on one."""
    grid = _grid(poster, is_paged=True)
    pages = paged(grid, _room())
    sheets = [_sheet(poster, grid, lanes, HEIGHT) for lanes in pages]
    title = f"{poster.title}: {poster.roadmap.programme.title}"
    return pdf_of(sheets, title=title, language=language, at=poster.at)


def _room() -> float:
    return HEIGHT - TOP - YEARS - BOTTOM - MARGIN * 0.4


def _grid(poster: Poster, *, is_paged: bool) -> Grid:
    return fitting(poster.roadmap, MARGIN, WIDTH - 2 * MARGIN, _room(), is_paged=is_paged)


def _sheet(poster: Poster, grid: Grid, lanes: list[Lane], height: float) -> Drawing:
    drawing = Drawing(WIDTH, height)
    drawing.add(Box(0, 0, WIDTH, height, colours.PAPER))
    drawing.add(*_head(poster))
    y = TOP + YEARS
    spare = height - BOTTOM - MARGIN * 0.4 - y - sum(lane.height for lane in lanes)
    # A few lanes breathe, instead of leaving the foot of the wall empty.
    gap = min(max(spare / max(len(lanes), 1), GAP * 0.6), GAP * 2)
    for lane in lanes:
        drawing.add(*_lane(poster, grid, lane, y))
        y += lane.height + gap
    drawing.add(*_years(poster, grid))
    drawing.add(*_foot(poster, height))
    if not poster.roadmap.items:
        sentence = _("No initiatives yet")
        drawing.add(
            TextLine(WIDTH / 2, height / 2, sentence, 20, False, colours.INK_SOFT, "middle")
        )
    return drawing


def _head(poster: Poster) -> list[Shape]:
    programme = poster.roadmap.programme
    under = " · ".join(part for part in (programme.title, programme.city.name) if part)
    room = WIDTH * 0.6
    line = fonts.shortened(fonts.wrap(under, 14, room), 1, 14, room, bold=False)[0]
    shapes: list[Shape] = [
        Box(0, 0, WIDTH, TOP - 14, colours.BRAND),
        Box(0, TOP - 14, WIDTH, 4, colours.ACCENT),
        TextLine(MARGIN, 40, poster.title, 30, True, colours.BRAND_INK),
        TextLine(MARGIN, 62, line, 14, False, "#d9ebe6"),
    ]
    x = WIDTH - MARGIN
    for state in reversed(list(STATES)):
        name = str(STATES[state])
        x -= fonts.width(name, 11)
        shapes.append(TextLine(x, 60, name, 11, False, colours.BRAND_INK))
        shapes.append(_key(state, x - 11, 56.2))
        x -= 32
    shapes.append(
        TextLine(WIDTH - MARGIN, 37, "Minga", 15, True, colours.ACCENT, "end"),
    )
    return shapes


def _key(state: str, x: float, y: float) -> Disc:
    ink, ground = colours.BRAND_INK, colours.BRAND
    if state == "done":
        return Disc(x, y, 4.6, colours.ACCENT_INK, colours.ACCENT_INK, ticked=True)
    if state == "started":
        return Disc(x, y, 4.6, ink, ground, part=0.5)
    return Disc(x, y, 4.6, "#9fb8b4" if state == "dropped" else ink, ground)


def _years(poster: Poster, grid: Grid) -> list[Shape]:
    """The line of time above the lanes, a mark for each year."""
    shapes: list[Shape] = []
    level = TOP + 22
    stated = [column for column in grid.columns if column.year is not None]
    if stated:
        last = stated[-1]
        end = last.x + last.width
        shapes.append(Stroke(stated[0].x, level, end, level, colours.BRAND, 2.2))
    for column in grid.columns:
        if column.year is None:
            lines = _unstated(poster, column.width)
            for number, line in enumerate(lines):
                y = level + 4.5 + (number - (len(lines) - 1) / 2) * 14
                shapes.append(TextLine(column.x, y, line, 12.5, True, colours.INK_SOFT))
            continue
        year = str(column.year)
        wide = fonts.width(year, 15, bold=True) + 16
        shapes.append(Box(column.x, level - 11, wide, 22, colours.BRAND, "", 10.5))
        shapes.append(TextLine(column.x + 8, level + 5.2, year, 15, True, colours.BRAND_INK))
    return shapes


def _unstated(poster: Poster, room: float) -> list[str]:
    label = (
        _("Year not stated in the source")
        if poster.roadmap.is_unstated
        else _("No year stated yet")
    )
    return fonts.shortened(fonts.wrap(label, 12.5, room, bold=True), 2, 12.5, room, bold=True)


def _lane(poster: Poster, grid: Grid, lane: Lane, y: float) -> list[Shape]:
    ink, ground = LANES[lane.number % len(LANES)]
    shapes: list[Shape] = [
        Box(MARGIN, y, WIDTH - 2 * MARGIN, lane.height, ground, "", 12),
        Box(MARGIN, y, LABEL_WIDTH, lane.height, ink, "", 12),
    ]
    size = lane.label_size
    line = y + GAP * 0.8 + size * 0.9
    for text in lane.label:
        shapes.append(TextLine(MARGIN + GAP * 0.9, line, text, size, True, colours.BRAND_INK))
        line += size * LEADING
    for column in grid.columns[1:]:
        x = column.x - GAP / 2
        shapes.append(Stroke(x, y + 6, x, y + lane.height - 6, ink, 0.7, dashed=True))
    for card, x, below in lane.places:
        href = poster.node_address.replace("NODE", card.item.node.public_id)
        shapes.append(drawn(card, x, y + GAP * 0.8 + below, ink, href))
    return shapes


def _foot(poster: Poster, height: float) -> list[Shape]:
    y = height - 18
    notes = [_("As of %(day)s") % {"day": date_format(poster.at, "DATE_FORMAT")}]
    if poster.roadmap.sources:
        notes.append(_("Source: %(names)s") % {"names": "; ".join(poster.roadmap.sources)})
    if poster.roadmap.programme.simulated:
        notes.append(_("Demonstration"))
    room = WIDTH - 2 * MARGIN - fonts.width(poster.address, 10) - 30
    lines = fonts.shortened(fonts.wrap(" · ".join(notes), 10, room), 2, 10, room, bold=False)
    shapes: list[Shape] = [
        TextLine(MARGIN, y - (len(lines) - 1 - number) * 13, line, 10, False, colours.INK_SOFT)
        for number, line in enumerate(lines)
    ]
    shapes.append(TextLine(WIDTH - MARGIN, y, poster.address, 10, False, colours.INK_SOFT, "end"))
    return shapes
