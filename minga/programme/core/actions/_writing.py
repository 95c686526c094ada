"""What every writer of nodes shares: who may and where, the lock, the history, the fact."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.fields import read
from minga.ground.secrets import new_receipt
from minga.ground.work import record
from minga.people.models import Person
from minga.programme.access import Act
from minga.programme.core.actors import working_phase
from minga.programme.events import NodeFact
from minga.programme.kinds import KINDS
from minga.programme.models import Edge, Node, Phase, Programme, Step
from minga.programme.phrases import YEAR_OFF_HORIZON
from minga.programme.rules import NodeChanged, NotCurrent, Relation, Standing, may_lead
from minga.territory.authority import authority_of


def refuse_unless_lead(programme: Programme, by: Person | None) -> None:
    """Leads of the city's programmes. `by` None is the keeper at the terminal. Raises Refused."""
    if by is not None:
        city = programme.city_id
        refuse_unless(may_lead(authority_of(by, city), city), "does not lead the programme")


def refuse_unless_may(act: Act, node: Node, by: Person | None) -> Phase:
    """The open phase in which somebody may do this to a node. Raises Refused and PhaseShut."""
    own = by is not None and node.by_id == by.pk
    return working_phase(act, node.kind, node.programme, by, home=node.phase, own=own)


def refuse_off_horizon(programme: Programme, kind: str, fields: Mapping[str, Any]) -> None:
    """An initiative's year is one of those agreed for the roadmap, if any are. Raises BadInput."""
    if kind != "initiative" or not programme.horizon:
        return
    year = str(fields.get("year") or "").strip()
    if year and year not in map(str, programme.horizon):
        years = ", ".join(map(str, programme.horizon))
        raise BadInput.single("year", str(YEAR_OFF_HORIZON).format(years=years))


def locked(node: Node) -> Node:
    """The node as it is now, its row held until the unit of work ends."""
    rows = Node.objects.select_for_update(of=("self",))
    return rows.select_related("programme__city", "phase", "organisation").get(pk=node.pk)


def current(node: Node) -> Node:
    """Lock a node that still stands for itself, as whoever acts has seen it.

    Raises NotCurrent and NodeChanged.
    """
    row = locked(node)
    if row.standing != Standing.CURRENT or row.erased_at is not None:
        raise NotCurrent(row.public_id)
    if node.seen_version not in (None, row.version):
        raise NodeChanged(row.public_id)
    return row


def new_node(
    *,
    programme: Programme,
    kind: str,
    title: str,
    at: datetime,
    by: Person | None,
    fields: Mapping[str, Any],
    state: str = "",
    **columns: Any,
) -> Node:
    """Write a node with its first line of history. Raises BadInput for its fields."""
    definition = KINDS[kind]
    values = read(definition.fields, fields, strict=True)
    definition.check(state or definition.first_state, values)
    node = Node.objects.create(
        programme=programme,
        public_id=new_receipt(),
        kind=kind,
        title=title,
        fields=values,
        state=state or definition.first_state,
        made_at=at,
        changed_at=at,
        by=by,
        **({"public": definition.public} | columns),
    )
    add_step(node, "add", at=at, by=by)
    return node


def add_step(
    node: Node,
    verb: str,
    *,
    at: datetime,
    by: Person | None,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
) -> Step:
    """Append a line to the node's history."""
    return Step.objects.create(
        node=node, verb=verb, state=node.state, reason=reason, before=before or {}, at=at, by=by
    )


def save_step(node: Node, verb: str, *, at: datetime, by: Person | None, **details: Any) -> None:
    """Save the node's present columns as its next version, with a line of history."""
    node.version += 1
    node.changed_at = at
    node.save()
    add_step(node, verb, at=at, by=by, **details)


def connect(
    sources: Sequence[Node],
    target: Node,
    *,
    at: datetime,
    by: Person | None,
    relation: Relation = Relation.LED_TO,
) -> None:
    """Draw edges to a node that is new, so that no circle can arise."""
    Edge.objects.bulk_create(
        Edge(source=source, target=target, relation=relation.value, at=at, by=by)
        for source in sources
    )


def tell(
    kind: type[NodeFact], node: Node, *, at: datetime, by: Person | None, **extra: Any
) -> None:
    """Record a fact about a node from its present columns."""
    programme = node.programme
    fact = kind(
        city_id=programme.city_id,
        city=programme.city.slug,
        programme=programme.slug,
        node_id=node.pk,
        node=node.public_id,
        kind=node.kind,
        state=node.state,
        organisation=node.organisation.code if node.organisation else None,
        public=node.public,
        **extra,
    )
    record(fact, at=at, by=by)
