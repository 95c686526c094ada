"""Challenges from citizens: a door without an account, and the officials' answer with a reason."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import translation

from minga.ground.fields import Field, read, read_text
from minga.ground.secrets import digest
from minga.ground.work import action, unit_of_work
from minga.people.models import Person
from minga.programme.access import Act
from minga.programme.core.actions._writing import (
    current,
    locked,
    new_node,
    refuse_unless_may,
    save_step,
    tell,
)
from minga.programme.core.actions.erasing import erase
from minga.programme.core.actions.nodes import REASON, withdraw_node
from minga.programme.core.actors import working_phase
from minga.programme.events import NodeAdded, NodeMoved
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Programme
from minga.programme.phrases import PROPOSER_WITHDREW

CHALLENGE = KINDS["challenge"]
PROPOSAL_FIELDS = (
    Field(code="title", label="", required=True, most=200),
    Field(code="text", label="", kind="text", most=4000),
    Field(code="where", label="", most=200),
)


class Proposed(NamedTuple):
    """The challenge, and whether this key had sent it before."""

    node: Node
    again: bool


class AlreadySent(Exception):
    """The key has sent other words before: `node` is what they became."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.public_id)
        self.node = node


def propose_challenge(
    *,
    programme: Programme,
    title: str,
    text: str,
    where: str,
    key: str,
    at: datetime,
    evidence_link: str = "",
    simulated: bool = False,
    admit: Callable[[], None] = lambda: None,
) -> Proposed:
    """Take a citizen's challenge in, once for each key; nobody else sees it until it is accepted.

    `admit` is asked before a new one is stored and may refuse it by raising. Raises BadInput,
    PhaseShut, and AlreadySent when the key came with other words.
    """
    values = read(PROPOSAL_FIELDS, {"title": title, "text": text, "where": where})
    link = {"evidence_link": evidence_link} if evidence_link else {}
    content = content_digest(values | link)
    sent = sent_before(key, content)
    if sent is not None:
        return Proposed(sent, again=True)
    place = working_phase(Act.ADD, "challenge", programme, None)
    admit()
    with unit_of_work():
        Programme.objects.select_for_update().get(pk=programme.pk)
        sent = sent_before(key, content)  # the key's other thread may have been quicker
        if sent is not None:
            return Proposed(sent, again=True)
        node = new_node(
            programme=programme,
            kind="challenge",
            title=values["title"],
            text=values.get("text", ""),
            fields={"origin": "citizen", **link}
            | ({"where": values["where"]} if "where" in values else {}),
            at=at,
            by=None,
            phase=place,
            public=False,
            intake_key=digest(key),
            simulated=simulated,
        )
        node.steps.update(before={"content": content})
        tell(NodeAdded, node, at=at, by=None)
    return Proposed(node, again=False)


def content_digest(content: Mapping[str, Any]) -> str:
    """What is kept of what a key brought, to know it again."""
    return digest(json.dumps(dict(content), sort_keys=True, ensure_ascii=False))


def sent_before(key: str, content: str) -> Node | None:
    """The node that this key has sent before. Raises AlreadySent when it sent other words."""
    node = Node.objects.select_related("programme__city").filter(intake_key=digest(key)).first()
    if node is not None and node.steps.get(verb="add").before.get("content") != content:
        raise AlreadySent(node)
    return node


@action
def decide_proposal(
    *, node: Node, accept: bool, reason: str, at: datetime, by: Person | None
) -> Node:
    """Accept a citizen's challenge, which makes it public, or set it aside with a reason.

    Raises StepNotPossible, Refused, and BadInput when it is set aside without saying why.
    """
    row = current(node)
    refuse_unless_may(Act.MOVE, row, by)
    verb = "accept" if accept else "set_aside"
    row.state = CHALLENGE.next_state(verb, row.state)
    why = read_text(REASON, reason, required=not accept)
    row.public = row.public or accept
    save_step(row, verb, at=at, by=by, reason=why)
    tell(NodeMoved, row, at=at, by=by, verb=verb)
    return row


@action
def withdraw_proposal(*, node: Node, at: datetime) -> Node:
    """Let a citizen's challenge stand no longer, as its proposer asks by the private link.

    Raises NotCurrent when it stands no longer already.
    """
    with translation.override(node.programme.language):
        return withdraw_node(node=node, reason=str(PROPOSER_WITHDREW), at=at, by=None)


@action
def erase_proposal(*, node: Node, at: datetime) -> Node:
    """Erase a citizen's challenge, as its proposer asks by the private link. Twice does no harm."""
    return erase(locked(node), at=at, by=None)
