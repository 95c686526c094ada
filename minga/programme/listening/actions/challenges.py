"""The challenge bank: enter from what was said, sort and route, sign off, merge."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput, Fault
from minga.ground.fields import read_text
from minga.ground.work import action
from minga.people.models import Membership, Organisation, Person
from minga.programme.access import Act
from minga.programme.core.actions._writing import current, refuse_unless_may, save_step, tell
from minga.programme.core.actions.merging import merge_nodes
from minga.programme.core.actions.nodes import REASON, Outside, add_node, take_step
from minga.programme.events import NodeEdited, NodeMoved
from minga.programme.kinds import KINDS
from minga.programme.listening.sorting import ROUTES, Sorting, route_of, sort_challenge
from minga.programme.models import Node, Phase, Programme
from minga.programme.phrases import NO_ANSWERS, ROUTE_NAMES, ROUTE_REASON, SORT_FIRST, SORT_WHY

CHALLENGE = KINDS["challenge"]
FURTHEST = ("solved", "answered", "routed", "accepted", "proposed", "set_aside")
"""A merged challenge begins where the furthest of its parts stood."""


@action
def add_challenge(
    *,
    programme: Programme,
    title: str,
    at: datetime,
    by: Person | None,
    text: str = "",
    fields: Mapping[str, Any] | None = None,
    sources: Sequence[Node] = (),
    outside: Outside | None = None,
    organisation: Organisation | None = None,
    phase: Phase | None = None,
    simulated: bool = False,
) -> Node:
    """Enter a challenge; statements it comes from are marked as used. Raises as `add_node`."""
    node = add_node(
        programme=programme,
        kind="challenge",
        title=title,
        text=text,
        fields=fields,
        sources=sources,
        outside=outside,
        organisation=organisation,
        phase=phase,
        simulated=simulated,
        at=at,
        by=by,
    )
    for source in sources:
        if source.kind == "statement" and source.state == "noted":
            take_step(current(source), "use", at=at, by=by)
    return node


@action
def route_challenge(
    *, node: Node, at: datetime, by: Person | None, nature: str = "", reason: str = ""
) -> Node:
    """Sort a challenge by the rule and send it on its way; the reason stands in its history.

    `nature` other than the rule's needs a `reason`. Raises BadInput, StepNotPossible, Refused.
    """
    row = current(node)
    refuse_unless_may(Act.MOVE, row, by)
    given_reason = read_text(REASON, reason)
    sorting = sort_challenge(row.fields)
    decided = nature or sorting.nature
    if decided not in ROUTES:
        raise BadInput([Fault("nature", SORT_FIRST)])
    if decided != sorting.nature and not given_reason:
        raise BadInput.single("reason", SORT_WHY)
    row.state = CHALLENGE.next_state("route", row.state)
    before = {"fields": row.fields}
    kept = {code: value for code, value in row.fields.items() if code != "nature_reason"}
    own = {"nature_reason": given_reason[:200]} if decided != sorting.nature else {}
    row.fields = kept | {"nature": decided, "route": route_of(decided)} | own
    with translation.override(row.programme.language):
        why = _why(sorting, decided, given_reason)
    save_step(row, "route", at=at, by=by, reason=why, before=before)
    tell(NodeEdited, row, at=at, by=by, version=row.version)
    tell(NodeMoved, row, at=at, by=by, verb="route")
    return row


def _why(sorting: Sorting, decided: str, reason: str) -> str:
    """The sentence of the history, in the programme's language."""
    if decided != sorting.nature:
        why = str(ROUTE_REASON["decided"]).format(reason=reason)
    elif decided == "concrete":
        why = str(ROUTE_REASON["concrete"])
    else:
        answers = ", ".join(str(NO_ANSWERS[question]) for question in sorting.decided_by)
        why = str(ROUTE_REASON["abstract"]).format(answers=answers)
    return f"{why} {ROUTE_NAMES[route_of(decided)]}"


def may_sign_off(node: Node, by: Person | None) -> bool:
    """True for the members of the organisation that owns the challenge."""
    if by is None or node.organisation_id is None or not by.is_active:
        return False
    return Membership.objects.filter(person=by, organisation=node.organisation_id).exists()


@action
def sign_off(*, node: Node, solved: bool, reason: str, at: datetime, by: Person | None) -> Node:
    """The owner says whether a challenge is solved, and why.

    Members of the owning organisation may, and whoever runs the programme in their name.
    """
    row = current(node)
    # The owner's word is the owner's: it signs off behind the same gate as everybody.
    refuse_unless_may(Act.MOVE, row, None if may_sign_off(row, by) else by)
    refuse_unless(row.kind == "challenge", "no challenge")
    verb = "solve" if solved else "not_solved"
    row.state = CHALLENGE.next_state(verb, row.state)
    why = read_text(REASON, reason, required=True)
    save_step(row, verb, at=at, by=by, reason=why)
    tell(NodeMoved, row, at=at, by=by, verb=verb)
    return row


@action
def merge_challenges(
    *, nodes: Sequence[Node], title: str, at: datetime, by: Person | None, text: str = ""
) -> Node:
    """Make one challenge of several that say the same; credits and origins stay with it.

    It stands where the furthest of them stood, and is public when one of them was: its words
    are written by the official who merges. Raises as `merge_nodes`.
    """
    furthest = sorted(nodes, key=lambda node: FURTHEST.index(node.state))
    is_public = any(node.public for node in nodes)
    return merge_nodes(nodes=furthest, title=title, text=text, public=is_public, at=at, by=by)
