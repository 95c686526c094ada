"""SWOT: what each group saw, and what became of it when everybody looked at it together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from minga.ground.errors import Text
from minga.programme.kinds.vision import SWOT
from minga.programme.models import Edge, Node, Programme, Step
from minga.programme.rules import reached

QUADRANTS: dict[str, Text] = dict(
    next(field for field in SWOT.fields if field.code == "quadrant").choices
)
ICONS = {
    "strength": "thumbs-up",
    "weakness": "thumbs-down",
    "opportunity": "sprout",
    "threat": "triangle-alert",
}


@dataclass(frozen=True)
class Item:
    """An item that stands, the groups that saw it, and every dissent about it or its parts."""

    node: Node
    groups: list[str]
    dissents: list[Step] = field(default_factory=list)
    parts: int = 0


@dataclass(frozen=True)
class Quadrant:
    """One of the four."""

    code: str
    name: Text
    icon: str
    items: list[Item]


@dataclass(frozen=True)
class Swot:
    """The whole matrix, of one group or of all."""

    quadrants: list[Quadrant]
    groups: list[str]

    @property
    def items(self) -> list[Item]:
        """Every item of the matrix."""
        return [item for quadrant in self.quadrants for item in quadrant.items]

    def in_state(self, state: str) -> int:
        """How many items are in this state."""
        return sum(item.node.state == state for item in self.items)

    @property
    def is_validated(self) -> bool:
        """True when everybody has spoken about every item, and there is one."""
        return bool(self.items) and not self.in_state("noted")


def group_of(node: Node) -> str:
    """The group that saw an item: a body by its name, else as it was written down."""
    return node.organisation.name if node.organisation else node.value("group") or ""


def swot_of(programme: Programme, *, group: str = "", everything: bool = False) -> Swot:
    """The matrix of all groups, or of what one saw, merged meanwhile or not. Three statements."""
    rows = Node.objects.filter(programme=programme, kind="swot").select_related("organisation")
    if not everything:
        rows = rows.filter(public=True)
    nodes = {node.pk: node for node in rows.order_by("pk")}
    up = _upward(nodes)
    dissents: dict[int, list[Step]] = defaultdict(list)
    for step in Step.objects.filter(node__in=nodes, verb="dispute").order_by("pk"):
        dissents[step.node_id].append(step)
    items = [
        _item(node, nodes, up, dissents) for node in nodes.values() if node.standing == "current"
    ]
    named = sorted({name for item in items for name in item.groups})
    shown = [item for item in items if not group or group in item.groups]
    return Swot(_quadrants(shown), named)


def _upward(nodes: Iterable[int]) -> dict[int, list[int]]:
    up: dict[int, list[int]] = defaultdict(list)
    edges = Edge.objects.filter(target__in=list(nodes)).exclude(relation="led_to")
    for source, target in edges.order_by("pk").values_list("source_id", "target_id"):
        up[target].append(source)
    return up


def _item(
    node: Node,
    nodes: dict[int, Node],
    up: dict[int, list[int]],
    dissents: dict[int, list[Step]],
) -> Item:
    above = [nodes[pk] for pk in sorted(reached(node.pk, up)) if pk in nodes]
    # A merged item is nobody's own: its groups are those of what was merged.
    own = above or [node]
    groups = dict.fromkeys(name for name in map(group_of, own) if name)
    steps = [step for seen in (node, *above) for step in dissents[seen.pk]]
    parts = sum(seen.pk not in up for seen in above)
    return Item(node, list(groups), sorted(steps, key=lambda step: step.pk), parts)


def _quadrants(items: Sequence[Item]) -> list[Quadrant]:
    return [
        Quadrant(
            code,
            name,
            ICONS[code],
            [item for item in items if item.node.value("quadrant") == code],
        )
        for code, name in QUADRANTS.items()
    ]
