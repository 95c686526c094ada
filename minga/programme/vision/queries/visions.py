"""Groups, their personas and their visions; and who wrote the vision that all share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from minga.programme.models import Credit, Edge, Node, Programme
from minga.programme.rules import Standing, reached


@dataclass(frozen=True)
class Pair:
    """A group, the persona it sees with, and the vision it wrote."""

    group: str
    personas: list[Node] = field(default_factory=list)
    visions: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """What one group brought to a vision: its text and those of its authors who may be named."""

    group: str
    vision: Node
    authors: list[Credit]
    unnamed: int


@dataclass(frozen=True)
class Visions:
    """Everything the page shows."""

    pairs: list[Pair]
    free: list[Node]
    drafts: list[Node]
    shared: list[Node]


def visions_of(programme: Programme, *, everything: bool = False) -> Visions:
    """Groups with persona and vision, personas without a group, and what is shared."""
    rows = Node.objects.filter(programme=programme, kind__in=("persona", "vision"))
    if not everything:
        rows = rows.filter(public=True)
    nodes = list(rows.exclude(standing=Standing.WITHDRAWN.value).order_by("pk"))
    personas = [node for node in nodes if node.kind == "persona" and node.standing == "current"]
    visions = [node for node in nodes if node.kind == "vision"]
    pairs: dict[str, Pair] = {}
    for node in (*personas, *visions):
        name = str(node.value("group") or "")
        if name:
            pair = pairs.setdefault(name.casefold(), Pair(name))
            (pair.personas if node.kind == "persona" else pair.visions).append(node)
    return Visions(
        sorted(pairs.values(), key=lambda pair: pair.group.casefold()),
        [persona for persona in personas if not persona.value("group")],
        [
            vision
            for vision in visions
            if vision.standing == "current" and vision.state == "drafted"
        ],
        [vision for vision in visions if vision.standing == "current" and vision.state == "shared"],
    )


def authors_by_group(vision: Node, *, everything: bool = False) -> list[Part]:
    """The visions that were merged into this one, each with its authors; itself when none was.

    Authors who did not agree to be named are counted, not named (unless `everything`).
    """
    up: dict[int, list[int]] = defaultdict(list)
    edges = Edge.objects.filter(source__programme_id=vision.programme_id).exclude(relation="led_to")
    for source, target in edges.values_list("source_id", "target_id"):
        up[target].append(source)
    ids = {vision.pk, *reached(vision.pk, up)}
    credits: dict[int, list[Credit]] = defaultdict(list)
    rows = Credit.objects.filter(node_id__in=ids).select_related("organisation")
    for credit in rows.order_by("pk"):
        credits[credit.node_id].append(credit)
    # A step between (two groups' visions merged, then merged again) has authors of its own only.
    nodes = Node.objects.filter(pk__in=ids).order_by("pk")
    parts = [node for node in nodes if node.pk not in up or credits[node.pk]]
    return [_part(node, credits, everything) for node in parts]


def _part(node: Node, credits: Mapping[int, Iterable[Credit]], everything: bool) -> Part:
    own = list(credits.get(node.pk, ()))
    named = [credit for credit in own if credit.public or everything]
    return Part(str(node.value("group") or ""), node, named, len(own) - len(named))
