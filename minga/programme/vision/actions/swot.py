"""SWOT: merge what groups say alike, agree on it together, and keep every dissent."""

from collections.abc import Sequence
from datetime import datetime

from minga.ground.errors import BadInput
from minga.ground.fields import Field, read
from minga.ground.work import action
from minga.people.models import Person
from minga.programme.core.actions.merging import merge_nodes
from minga.programme.core.actions.nodes import move_node
from minga.programme.models import Node
from minga.programme.phrases import ONE_QUADRANT

WHO = Field(code="who", label="", required=True, most=120)
WHY = Field(code="why", label="", kind="text", required=True, most=1500)
# What is in doubt stays in doubt when it is merged with what is not.
DOUBT = {"disputed": 0, "noted": 1, "agreed": 2}


@action
def merge_items(
    *, nodes: Sequence[Node], title: str, at: datetime, by: Person | None, text: str = ""
) -> Node:
    """Make one item of several that say the same; their groups and dissents stay visible.

    Raises BadInput (other quadrants, fewer than two), NotCurrent and Refused.
    """
    if len({node.value("quadrant") for node in nodes}) > 1:
        raise BadInput.single("nodes", ONE_QUADRANT)
    doubtful_first = sorted(nodes, key=lambda node: DOUBT.get(node.state, 1))
    fields = {"quadrant": nodes[0].value("quadrant")} if nodes else {}
    return merge_nodes(nodes=doubtful_first, title=title, text=text, fields=fields, at=at, by=by)


@action
def agree_on(*, nodes: Sequence[Node], at: datetime, by: Person | None) -> list[Node]:
    """Everybody agrees with these; those agreed on before stay as they are."""
    return [
        move_node(node=node, verb="agree", at=at, by=by) for node in nodes if node.state != "agreed"
    ]


@action
def dissent(*, node: Node, who: str, why: str, at: datetime, by: Person | None) -> Node:
    """Record who does not agree and why. Every dissent is kept, not only the first.

    Raises BadInput without either, NotCurrent, StepNotPossible and Refused.
    """
    values = read((WHO, WHY), {"who": who, "why": why})
    reason = f"{values['who']}: {values['why']}"
    return move_node(node=node, verb="dispute", reason=reason, at=at, by=by)
