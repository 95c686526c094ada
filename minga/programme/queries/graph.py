"""Provenance: what a node comes from and what became of it, by walking the edges."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from minga.programme.models import Credit, Edge, Node
from minga.programme.rules import reached


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


def arrows_down(programme_id: int) -> dict[int, list[int]]:
    """Node id → ids it led to, for a whole programme: one statement."""
    arrows: dict[int, list[int]] = defaultdict(list)
    rows = Edge.objects.filter(source__programme_id=programme_id).order_by("pk")
    for source, target in rows.values_list("source_id", "target_id"):
        arrows[source].append(target)
    return dict(arrows)


def provenance_of(node: Node, *, everything: bool = False) -> Provenance:
    """The node's whole ancestry and offspring, in three statements.

    Without `everything` (officials of the programme) what is not public is passed through but
    not shown: an interview stays hidden, the challenge made of it is still two steps away.
    """
    rows = list(
        Edge.objects.filter(source__programme_id=node.programme_id)
        .order_by("pk")
        .values_list("source_id", "target_id", "relation")
    )
    down: dict[int, list[int]] = defaultdict(list)
    up: dict[int, list[int]] = defaultdict(list)
    relation = {}
    for source, target, named in rows:
        down[source].append(target)
        up[target].append(source)
        relation[source, target] = named
    above, below = reached(node.pk, up), reached(node.pk, down)
    shown = Node.objects.filter(pk__in=[*above, *below]).select_related("organisation")
    if not everything:
        shown = shown.filter(public=True)
    nodes = shown.in_bulk()
    return Provenance(
        node,
        _relatives(above, nodes, {pair[0]: named for pair, named in relation.items()}),
        _relatives(below, nodes, {pair[1]: named for pair, named in relation.items()}),
    )


def _relatives(
    distances: Mapping[int, int], nodes: Mapping[int, Node], relation: Mapping[int, str]
) -> list[Relative]:
    return [
        Relative(nodes[pk], distance, relation[pk])
        for pk, distance in distances.items()
        if pk in nodes
    ]


def successors_of(node: Node) -> list[Node]:
    """The current nodes that a merged or split one became; itself when it is current."""
    down: dict[int, list[int]] = defaultdict(list)
    rows = Edge.objects.filter(source__programme_id=node.programme_id).exclude(relation="led_to")
    for source, target in rows.values_list("source_id", "target_id"):
        down[source].append(target)
    ids = [node.pk, *reached(node.pk, down)]
    return list(Node.objects.current().filter(pk__in=ids).order_by("pk"))


def credits_of(node: Node, *, everything: bool = False) -> list[Credit]:
    """Who is credited for a node and for everything merged into it or split off to it."""
    up: dict[int, list[int]] = defaultdict(list)
    rows = Edge.objects.filter(source__programme_id=node.programme_id).exclude(relation="led_to")
    for source, target in rows.values_list("source_id", "target_id"):
        up[target].append(source)
    ids = [node.pk, *reached(node.pk, up)]
    found = Credit.objects.filter(node_id__in=ids).select_related("organisation")
    if not everything:
        found = found.filter(public=True)
    return list(found.order_by("pk"))


def orphans(nodes: Iterable[Node], rooted: Mapping[str, bool]) -> list[Node]:
    """Nodes that need an origin and have none: there must never be one. For tests and doctor."""
    having = set(Edge.objects.values_list("target_id", flat=True))
    return [
        node
        for node in nodes
        if not rooted[node.kind] and node.pk not in having and node.note_id is None
    ]
