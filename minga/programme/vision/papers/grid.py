"""Where everything of the roadmap's picture goes: years as columns, blocks as lanes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, inf
from typing import NamedTuple

from minga.ground.documents import fonts
from minga.programme.vision.papers.cards import LEADING, Card, card_of
from minga.programme.vision.queries.roadmap import Roadmap

LABEL_WIDTH, GAP, EMPTY_WIDTH = 128.0, 12.0, 62.0
MIN_CARD_WIDTH = 12.5
"""The narrowest card that is comfortable to read, in sizes of the type."""
LARGEST, SMALLEST, STEP = 15.0, 6.5, 0.25
PAGED, LONG = 8.5, 10.0
"""The size of type when one sheet is not enough: on several, and on a longer one."""
MIN_LABEL_SIZE = 10.5


@dataclass(frozen=True)
class Column:
    """A milestone year (None: not stated), and how many cards stand side by side in it."""

    year: int | None
    x: float
    width: float
    across: int

    def card_width(self) -> float:
        """How wide each card is."""
        return (self.width - GAP * (self.across - 1)) / self.across

    def card_x(self, place: int) -> float:
        """Where the card at this place of a row begins."""
        return self.x + (place % self.across) * (self.card_width() + GAP)


class Place(NamedTuple):
    """A card, where it begins, and how far below the top of its lane."""

    card: Card
    x: float
    below: float


@dataclass(frozen=True)
class Lane:
    """A block of the roadmap; `label` is its title, broken for the left edge."""

    number: int
    label: list[str]
    label_size: float
    places: list[Place]

    @property
    def height(self) -> float:
        """What the cards or the title need, with room around them."""
        cards = max((place.below + place.card.height for place in self.places), default=0.0)
        return max(cards, len(self.label) * self.label_size * LEADING) + GAP * 1.6

    def rows(self) -> list[float]:
        """How far below its top each row of cards begins."""
        return sorted({place.below for place in self.places})

    def between(self, start: float, end: float) -> "Lane":
        """The lane with the rows from `start` up to `end` only, moved up."""
        kept = [
            Place(card, x, below - start) for card, x, below in self.places if start <= below < end
        ]
        return Lane(self.number, self.label, self.label_size, kept)


@dataclass(frozen=True)
class Grid:
    """All of it at one size of type."""

    columns: list[Column]
    lanes: list[Lane]
    size: float

    @property
    def height(self) -> float:
        """Lanes with the gaps between them."""
        return sum(lane.height for lane in self.lanes) + GAP * 0.6 * max(len(self.lanes) - 1, 0)


Placing = Callable[[Sequence[Column], Sequence[Sequence[Card]]], list[Place]]


def fitting(roadmap: Roadmap, left: float, width: float, room: float, *, is_paged: bool) -> Grid:
    """The grid in the largest type with which everything fits into the room.

    When not even the smallest does, it grows beyond: as one long sheet, or, `is_paged`, with its
    cards in even rows, so that pages can part them.
    """
    size = LARGEST
    while size >= SMALLEST:
        grid = laid_out(roadmap, left, width, size, _stacked)
        if grid.height <= room:
            return grid
        size -= STEP
    if is_paged:
        return laid_out(roadmap, left, width, PAGED, _in_rows)
    return laid_out(roadmap, left, width, LONG, _stacked)


def laid_out(roadmap: Roadmap, left: float, width: float, size: float, placing: Placing) -> Grid:
    """The grid at this size of type."""
    inside = left + LABEL_WIDTH + GAP
    columns = _columns(roadmap, inside, width - LABEL_WIDTH - GAP * 2, size)
    label_size = max(size * 1.1, MIN_LABEL_SIZE)
    lanes = []
    for number, block in enumerate(roadmap.blocks):
        label = fonts.wrap(block.title, label_size, LABEL_WIDTH - GAP * 1.6, bold=True)
        cells = [
            [card_of(item, column.card_width(), size) for item in block.of_year(column.year)]
            for column in columns
        ]
        lanes.append(Lane(number, label, label_size, placing(columns, cells)))
    return Grid(columns, lanes, size)


def _stacked(columns: Sequence[Column], cells: Sequence[Sequence[Card]]) -> list[Place]:
    """Each card under the shortest pile of its column: nothing is wasted."""
    places = []
    for column, cards in zip(columns, cells, strict=True):
        piles = [0.0] * column.across
        for card in cards:
            shortest = min(range(column.across), key=lambda pile: (round(piles[pile], 3), pile))
            places.append(Place(card, column.card_x(shortest), piles[shortest]))
            piles[shortest] += card.height + GAP * 0.8
    return places


def _in_rows(columns: Sequence[Column], cells: Sequence[Sequence[Card]]) -> list[Place]:
    """Cards of all columns in rows of one height."""
    places: list[Place] = []
    below = 0.0
    rows = [ceil(len(cards) / column.across) for column, cards in zip(columns, cells, strict=True)]
    for row in range(max(rows, default=0)):
        placed = [
            Place(card, column.card_x(place), below)
            for column, cards in zip(columns, cells, strict=True)
            for place, card in enumerate(cards[row * column.across : (row + 1) * column.across])
        ]
        places += placed
        below += max(place.card.height for place in placed) + GAP * 0.8
    return places


def _columns(roadmap: Roadmap, left: float, width: float, size: float) -> list[Column]:
    """Empty years stay narrow; the others share the rest, each as many cards across as pays."""
    years: list[int | None] = [*roadmap.years, *([None] if roadmap.yearless else [])]
    counts = [[len(block.of_year(year)) for block in roadmap.blocks] for year in years]
    full = [place for place, many in enumerate(counts) if any(many)]
    empty = len(years) - len(full)
    wide = width - empty * (EMPTY_WIDTH + GAP) - GAP * max(len(full) - 1, 0)
    across = dict.fromkeys(full, 1)
    slots = int((wide + GAP) // (MIN_CARD_WIDTH * size + GAP))
    for _ in range(max(slots - len(full), 0) if full else 0):
        best = min(full, key=lambda place: (_lines(counts, across | {place: across[place] + 1}),
                                            -max(counts[place]) / across[place]))  # fmt: skip
        if across[best] < max(counts[best]):
            across[best] += 1
    total = sum(across.values()) or 1
    columns: list[Column] = []
    for place, year in enumerate(years):
        column_width = wide * across[place] / total if place in across else EMPTY_WIDTH
        columns.append(Column(year, left, column_width, across.get(place, 1)))
        left += column_width + GAP
    return columns


def _lines(counts: Sequence[Sequence[int]], across: dict[int, int]) -> int:
    """How many rows of cards all lanes need together."""
    lanes = range(len(counts[0])) if counts else range(0)
    return sum(
        max((ceil(counts[place][lane] / many) for place, many in across.items()), default=0)
        for lane in lanes
    )


def paged(grid: Grid, room: float) -> list[list[Lane]]:
    """Lanes for pages of this height; one that is too high goes on, on the next page."""
    pages: list[list[Lane]] = [[]]
    left = room
    for lane in grid.lanes:
        rest = lane
        while rest.height > left:
            cut = _cut(rest, left)
            if cut is not None:
                pages[-1].append(rest.between(0, cut))
                rest = rest.between(cut, inf)
            elif not pages[-1]:
                break  # one row higher than a page: it is drawn all the same
            pages.append([])
            left = room
        pages[-1].append(rest)
        left -= rest.height + GAP * 0.6
    return pages


def _cut(lane: Lane, room: float) -> float | None:
    """The row with which the next page begins: the last one that leaves a part that fits."""
    for row in reversed(lane.rows()[1:]):
        if lane.between(0, row).height <= room:
            return row
    return None
