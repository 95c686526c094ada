"""Merge, split, link and credit: how nodes hang together, without ever losing one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from minga.ground.errors import BadInput
from minga.ground.fields import read
from minga.ground.work import action
from minga.people.models import Organisation, Person
from minga.programme.access import Act
from minga.programme.core.actions._writing import (
    connect,
    current,
    locked,
    new_node,
    refuse_unless_may,
    save_step,
    tell,
)
from minga.programme.core.actions.consent import (
    refuse_beyond_consent,
    refuse_names_beyond_consent,
)
from minga.programme.core.actions.nodes import TEXT, TITLE, check_sources
from minga.programme.core.actors import refuse_unless_sees
from minga.programme.core.queries.graph import Graph
from minga.programme.events import NodeCredited, NodeLinked, NodeMerged, NodeSplit
from minga.programme.models import Credit, Edge, Node, Programme
from minga.programme.phrases import ALIKE_ONLY, TWO_AT_LEAST
from minga.programme.rules import Relation, Standing, WouldCircle, would_circle


class Part(NamedTuple):
    """What one part of a split says."""

    title: str
    text: str = ""
    fields: Mapping[str, Any] | None = None


@action
def merge_nodes(
    *,
    nodes: Sequence[Node],
    title: str,
    at: datetime,
    by: Person | None,
    text: str = "",
    fields: Mapping[str, Any] | None = None,
    public: bool | None = None,
) -> Node:
    """Make one new node of several of a kind; they stay, each with an edge to it.

    Where they came from and who is credited is found by walking those edges: nothing is copied,
    so nothing can differ. Raises BadInput (fewer than two, or not of one kind), NotCurrent.
    """
    rows = [current(node) for node in {node.pk: node for node in nodes}.values()]
    if len(rows) < 2:
        raise BadInput.single("nodes", TWO_AT_LEAST)
    first = rows[0]
    if {(row.kind, row.programme_id) for row in rows} != {(first.kind, first.programme_id)}:
        raise BadInput.single("nodes", ALIKE_ONLY)
    places = [refuse_unless_may(Act.CHANGE, row, by) for row in rows]
    values = read((TITLE, TEXT), {"title": title, "text": text})
    merged = new_node(
        programme=first.programme,
        kind=first.kind,
        title=values["title"],
        text=values.get("text", ""),
        fields=first.fields if fields is None else fields,
        state=first.state,
        at=at,
        by=by,
        phase=places[0],
        organisation=first.organisation,
        due_on=first.due_on,
        public=all(row.public for row in rows) if public is None else public,
        simulated=all(row.simulated for row in rows),
    )
    supersede(rows, [merged], Standing.MERGED, Relation.MERGED_INTO, at=at, by=by)
    ids = " ".join(row.public_id for row in rows)
    tell(NodeMerged, merged, at=at, by=by, merged=ids)
    return merged


@action
def split_node(*, node: Node, parts: Sequence[Part], at: datetime, by: Person | None) -> list[Node]:
    """Make several new nodes of one; it stays, with an edge to each. Raises as `merge_nodes`."""
    row = current(node)
    place = refuse_unless_may(Act.CHANGE, row, by)
    if len(parts) < 2:
        raise BadInput.single("parts", TWO_AT_LEAST)
    texts = [read((TITLE, TEXT), {"title": part.title, "text": part.text}) for part in parts]
    nodes = [
        new_node(
            programme=row.programme,
            kind=row.kind,
            title=values["title"],
            text=values.get("text", ""),
            fields=row.fields if part.fields is None else part.fields,
            state=row.state,
            at=at,
            by=by,
            phase=place,
            organisation=row.organisation,
            due_on=row.due_on,
            public=row.public,
            simulated=row.simulated,
        )
        for part, values in zip(parts, texts, strict=True)
    ]
    supersede([row], nodes, Standing.SPLIT, Relation.SPLIT_INTO, at=at, by=by)
    tell(NodeSplit, row, at=at, by=by, parts=" ".join(part.public_id for part in nodes))
    return nodes


def supersede(
    old: Sequence[Node],
    new: Sequence[Node],
    standing: Standing,
    relation: Relation,
    *,
    at: datetime,
    by: Person | None,
) -> None:
    """Let new nodes take the place of old ones, each with an edge from what it was made of."""
    for node in new:
        connect(old, node, at=at, by=by, relation=relation)
    for row in old:
        row.standing = standing.value
        save_step(row, relation.value, at=at, by=by)


@action
def link_nodes(*, source: Node, target: Node, at: datetime, by: Person | None) -> Edge:
    """Say that one node led to another. Twice is once. Raises WouldCircle, NotCurrent, and BadInput
    for an origin of the wrong kind, or one that was not given to be shown under what is public.
    """
    # One link at a time: two drawn at once could close a circle that neither sees.
    Programme.objects.select_for_update().get(pk=target.programme_id)
    upper, lower = locked(source), current(target)
    refuse_unless_may(Act.CHANGE, lower, by)
    refuse_unless_sees(upper, by)
    check_sources(lower.programme, lower.kind, [upper])
    if would_circle(upper.pk, lower.pk, Graph.of(lower.programme_id).down()):
        raise WouldCircle
    edge, new = Edge.objects.get_or_create(
        source=upper,
        target=lower,
        defaults={"relation": Relation.LED_TO.value, "at": at, "by": by},
    )
    if new:
        if lower.public:
            refuse_beyond_consent(lower)
        led = {"target": lower.public_id, "relation": edge.relation}
        tell(NodeLinked, upper, at=at, by=by, **led)
    return edge


@action
def credit(
    *,
    node: Node,
    name: str,
    role: str,
    at: datetime,
    by: Person | None,
    helix: str = "",
    organisation: Organisation | None = None,
    person: Person | None = None,
    public: bool = False,
) -> Credit:
    """Name somebody for a node; shown to everybody only when they agreed (`public`)."""
    row = locked(node)
    refuse_unless_may(Act.CHANGE, row, by)
    credited = Credit.objects.create(
        node=row,
        name=name,
        role=role,
        helix=helix,
        organisation=organisation,
        person=person,
        public=public,
    )
    if public:
        refuse_names_beyond_consent(row)
    tell(NodeCredited, row, at=at, by=by, role=role)
    return credited
