"""Provenance: what a node comes from and what became of it, by walking the edges."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from minga.programme.kinds import KINDS
from minga.programme.models import Credit, Edge, Node
from minga.programme.rules import Relation, reached


class Relative(NamedTuple):
    """A node up or down the graph, `distance` edges away, and how it hangs on its neighbour."""

    node: Node
    distance: int
    relation: str


class Provenance(NamedTuple):
    """Everything upstream (what it comes from) and downstream (what became of it), near first."""

    node: Node
    up: list[Relative]
    down: list[Relative]


@dataclass(frozen=True)
class Graph:
    """The edges of a programme: source, target and relation, in the order they were drawn."""

    edges: list[tuple[int, int, str]]

    @classmethod
    def of(cls, programme_id: int) -> "Graph":
        """Read them: one statement."""
        rows = Edge.objects.filter(source__programme_id=programme_id).order_by("pk")
        return cls(list(rows.values_list("source_id", "target_id", "relation")))

    def down(self, *, taken_over: bool = False) -> dict[int, list[int]]:
        """Node id → ids it led to; with `taken_over` only those that stand in its place."""
        arrows: dict[int, list[int]] = defaultdict(list)
        for source, target, relation in self.edges:
            if not taken_over or relation != Relation.LED_TO:
                arrows[source].append(target)
        return dict(arrows)

    def up(self, *, taken_over: bool = False) -> dict[int, list[int]]:
        """The same, the other way."""
        turned = Graph([(target, source, relation) for source, target, relation in self.edges])
        return turned.down(taken_over=taken_over)


def provenance_of(
    node: Node, *, seen: Collection[str] = (), graph: Graph | None = None
) -> Provenance:
    """The node's whole ancestry and offspring, in three statements.

    What is neither public nor of the kinds `seen` is passed through but not shown: an interview
    stays hidden, the challenge made of it is still two steps away.
    """
    graph = graph or Graph.of(node.programme_id)
    above, below = reached(node.pk, graph.up()), reached(node.pk, graph.down())
    shown = Node.objects.filter(pk__in=[*above, *below]).visible(seen)
    nodes = shown.select_related("organisation").in_bulk()
    turned = [(target, source, relation) for source, target, relation in graph.edges]
    return Provenance(
        node,
        _relatives(node, above, nodes, graph.edges),
        _relatives(node, below, nodes, turned),
    )


def _relatives(
    start: Node,
    distances: Mapping[int, int],
    nodes: Mapping[int, Node],
    edges: Iterable[tuple[int, int, str]],
) -> list[Relative]:
    """Each with the relation of the edge that leads one step nearer to where one stands."""
    away = {start.pk: 0, **distances}
    relation: dict[int, str] = {}
    for further, nearer, named in edges:
        if further in away and nearer in away and away[further] == away[nearer] + 1:
            relation.setdefault(further, named)
    return [
        Relative(nodes[pk], distance, relation[pk])
        for pk, distance in distances.items()
        if pk in nodes
    ]


def successors_of(node: Node, *, graph: Graph | None = None) -> list[Node]:
    """The current nodes that a merged or split one became; itself when it is current.

    Public or not: whoever shows them to strangers says of the others only that they are there.
    """
    graph = graph or Graph.of(node.programme_id)
    ids = [node.pk, *reached(node.pk, graph.down(taken_over=True))]
    return list(Node.objects.current().filter(pk__in=ids).order_by("pk"))


def credits_of(node: Node, *, everything: bool = False, graph: Graph | None = None) -> list[Credit]:
    """Who is credited for a node and for everything merged into it or split off to it."""
    graph = graph or Graph.of(node.programme_id)
    ids = [node.pk, *reached(node.pk, graph.up(taken_over=True))]
    rows = Credit.objects.filter(node_id__in=ids).select_related("organisation")
    if not everything:
        rows = rows.filter(public=True)
    return list(rows.order_by("pk"))


def begins(node: Node) -> bool:
    """True when a node has no origin in the programme: its kind has none, or people of a workshop
    said it first (the note keeps who and when). Of an erased one nobody can say any more.
    """
    rooted = KINDS[node.kind].begins_with(node.fields)
    return rooted or node.note_id is not None or node.erased_at is not None


def origin_of(node: Node) -> str:
    """How a node stands where nothing public is above it: `hidden` (what is there is not public),
    `note` (said in a workshop), `root` (it truly has none), or "" (nobody has said it yet)."""
    if node.up.exists():
        return "hidden"
    if node.note_id is not None:
        return "note"
    return "root" if begins(node) else ""


def without_origin(programme_id: int) -> list[Node]:
    """The nodes from which no way leads back to where something begins. Two statements."""
    nodes = list(Node.objects.filter(programme_id=programme_id).order_by("pk"))
    start = 0  # no node's number
    down = Graph.of(programme_id).down() | {start: [node.pk for node in nodes if begins(node)]}
    reachable = reached(start, down)
    return [node for node in nodes if node.pk not in reachable]
