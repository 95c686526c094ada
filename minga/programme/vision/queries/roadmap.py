"""The roadmap: blocks of initiatives, each with its year, means and progress; and its news."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from minga.programme.models import Node, Programme, Step

UNDONE = ("planned", "started")
NEWS_VERBS = ("update", "start", "finish", "drop", "resume", "withdraw")
"""The lines of history that are news of a roadmap; what was entered or edited is counted."""
MAX_NEWS = 100


@dataclass(frozen=True)
class Item:
    """An initiative as the roadmap tells it."""

    node: Node
    update: Step | None
    overdue: bool
    off_horizon: bool

    @property
    def year(self) -> int | None:
        """Its milestone year, None when nobody stated one."""
        year: int | None = self.node.value("year")
        return year

    @property
    def progress(self) -> int:
        """In per cent; what is done is done."""
        return 100 if self.node.state == "done" else self.node.value("progress") or 0

    @property
    def source(self) -> str:
        """Where it was read, "" when it was agreed here."""
        return self.node.value("source") or ""


@dataclass(frozen=True)
class Block:
    """Initiatives that belong together, in the order of the roadmap."""

    title: str
    items: list[Item]

    def of_year(self, year: int | None) -> list[Item]:
        """Those of a milestone year."""
        return [item for item in self.items if item.year == year]


@dataclass(frozen=True)
class Roadmap:
    """All of it. `years`: the horizon, and any other year that an initiative has."""

    programme: Programme
    years: list[int]
    blocks: list[Block]

    @property
    def items(self) -> list[Item]:
        """Every initiative, block by block."""
        return [item for block in self.blocks for item in block.items]

    @property
    def yearless(self) -> list[Item]:
        """Those without a milestone year."""
        return [item for item in self.items if item.year is None]

    @property
    def is_unstated(self) -> bool:
        """True when everything without a year was read in a source that does not state it."""
        return bool(self.yearless) and all(item.source for item in self.yearless)

    @property
    def sources(self) -> list[str]:
        """The sources of its initiatives, each once, without the row they stand in."""
        named = (item.source.rpartition(", row ")[0] or item.source for item in self.items)
        return list(dict.fromkeys(name for name in named if name))


def roadmap_of(programme: Programme, *, today: date, everything: bool = False) -> Roadmap:
    """The programme's current initiatives as a roadmap. Two statements."""
    nodes = Node.objects.current().filter(programme=programme, kind="initiative")
    if not everything:
        nodes = nodes.filter(public=True)
    rows = list(nodes.select_related("organisation").order_by("pk"))
    horizon = set(programme.horizon)
    latest: dict[int, Step] = {}
    for step in Step.objects.filter(node__in=rows, verb="update").order_by("pk"):
        latest[step.node_id] = step
    items = [
        Item(
            node,
            latest.get(node.pk),
            is_overdue(node, today),
            bool(horizon) and node.value("year") not in {None, *horizon},
        )
        for node in rows
    ]
    years = sorted(horizon | {item.year for item in items if item.year is not None})
    return Roadmap(programme, years, _blocks(items))


def is_overdue(node: Node, today: date) -> bool:
    """True when it should have been done: its day is past, or, without one, its whole year."""
    if node.state not in UNDONE:
        return False
    if node.due_on is not None:
        return node.due_on < today
    year = node.value("year")
    return year is not None and year < today.year


def _blocks(items: Iterable[Item]) -> list[Block]:
    """By block in the order in which blocks first came; inside by place, then by age."""
    blocks: dict[str, list[Item]] = {}
    for item in items:
        blocks.setdefault(item.node.value("block") or "", []).append(item)
    return [
        Block(title, sorted(several, key=lambda item: (_place(item), item.node.pk)))
        for title, several in blocks.items()
    ]


def _place(item: Item) -> int:
    place = item.node.value("position")
    return 10_000 if place is None else place


@dataclass(frozen=True)
class News:
    """What happened to the roadmap since a day: in words, newest first, and in numbers."""

    steps: list[Step]
    added: int
    edited: int

    @property
    def is_empty(self) -> bool:
        """True when nothing happened."""
        return not (self.steps or self.added or self.edited)


def news_of(programme: Programme, *, since: datetime, everything: bool = False) -> News:
    """What happened to the roadmap since then."""
    steps = Step.objects.filter(node__programme=programme, node__kind="initiative", at__gte=since)
    if not everything:
        steps = steps.filter(node__public=True)
    added = set(steps.filter(verb="add").values_list("node_id", flat=True))
    edited = set(steps.filter(verb="edit").values_list("node_id", flat=True)) - added
    news = steps.filter(verb__in=NEWS_VERBS).select_related("node").order_by("-pk")[:MAX_NEWS]
    return News(list(news), len(added), len(edited))


def today_of(at: datetime) -> date:
    """The day in the city's time zone."""
    return timezone.localtime(at).date()
