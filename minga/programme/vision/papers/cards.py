"""One initiative as a card of the roadmap's picture: measured first, drawn where there is room."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from minga.ground.documents import colours, fonts
from minga.ground.documents.drawing import Box, Disc, Group, Shape, TextLine
from minga.programme.kinds import KINDS
from minga.programme.vision.queries.roadmap import Item

STATES = KINDS["initiative"].states
PAD, STRIPE, LEADING, SMALL = 0.62, 0.34, 1.24, 0.8
"""Paddings, the coloured edge, line height and small print, all in sizes of the type."""


@dataclass(frozen=True)
class Card:
    """An initiative with its lines broken for one width."""

    item: Item
    width: float
    size: float
    title: list[str]
    meta: list[str]

    @property
    def height(self) -> float:
        """As high as its words and its bar need."""
        lines = len(self.title) * LEADING + len(self.meta) * LEADING * SMALL
        bar = 0.85 if self.has_bar else 0
        return self.size * (lines + bar + 2 * PAD + 0.15)

    @property
    def has_bar(self) -> bool:
        """Progress is shown once there is some."""
        return self.item.progress > 0 and self.item.node.state != "dropped"


def card_of(item: Item, width: float, size: float) -> Card:
    """The card of an initiative at this width."""
    room = width - size * (2 * PAD + STRIPE)
    title = fonts.wrap(item.node.title, size, room, bold=True)
    small = size * SMALL
    # The first line leaves a place for the sign of the state.
    meta = fonts.wrap(meta_text(item), small, room - small * 1.2)
    return Card(item, width, size, title, fonts.shortened(meta, 4, small, room * 0.9, bold=False))


def meta_text(item: Item) -> str:
    """State, progress, whose it is, and whether its time has passed."""
    parts = [str(STATES.get(item.node.state, item.node.state))]
    if 0 < item.progress < 100:
        parts.append(f"{item.progress} %")
    if item.overdue:
        due = item.node.due_on
        parts.append(_("was meant for %(when)s") % {"when": due.isoformat() if due else item.year})
    if item.node.organisation:
        parts.append(item.node.organisation.name)
    return " · ".join(parts)


def drawn(card: Card, x: float, y: float, colour: str, href: str) -> Group:
    """The card at its place. `colour` is its lane's."""
    size, small = card.size, card.size * SMALL
    box = Box(x, y, card.width, card.height, colours.SURFACE, colours.LINE, size * 0.45)
    left = x + size * (PAD + STRIPE)
    shapes: list[Shape] = [
        box,
        Box(x, y + size * 0.45, size * STRIPE, card.height - size * 0.9, colour),
    ]
    line = y + size * (PAD + 0.86)
    faded = card.item.node.state == "dropped"
    ink = colours.INK_SOFT if faded else colours.INK
    for text in card.title:
        shapes.append(TextLine(left, line, text, size, True, ink))
        line += size * LEADING
    line += small * 0.12 - size * (LEADING - SMALL * LEADING)
    shapes.append(_sign(card.item, left + small * 0.45, line - small * 0.34, small * 0.38, colour))
    for text in card.meta:
        shapes.append(TextLine(left + small * 1.2, line, text, small, False, colours.INK_SOFT))
        line += small * LEADING
    if card.has_bar:
        room = card.width - size * (2 * PAD + STRIPE)
        top = y + card.height - size * (PAD + 0.42)
        shapes.append(Box(left, top, room, size * 0.42, colours.SUNK, "", size * 0.21))
        part = max(room * card.item.progress / 100, size * 0.42)
        shapes.append(Box(left, top, part, size * 0.42, colour, "", size * 0.21))
    name = f"{card.item.node.title}. {meta_text(card.item)}"
    return Group(name, href, box, shapes)


def _sign(item: Item, x: float, y: float, radius: float, colour: str) -> Disc:
    """How far it is, as a sign that also shows in black and white."""
    state = item.node.state
    if state == "done":
        return Disc(x, y, radius, colour, colour, ticked=True)
    if state == "started":
        return Disc(x, y, radius, colour, colours.SURFACE, part=0.5)
    if state == "dropped":
        return Disc(x, y, radius, colours.LINE_STRONG, colours.SUNK)
    return Disc(x, y, radius, colour, colours.SURFACE)
