"""One persona a group, one vision of each, and one that all share, with everybody's authorship."""

from collections.abc import Sequence
from datetime import datetime

from minga.ground.errors import BadInput
from minga.ground.fields import Field, read_text
from minga.ground.work import action
from minga.people.models import Person
from minga.programme.access import Act
from minga.programme.core.actions._writing import current, refuse_unless_may, save_step, tell
from minga.programme.core.actions.merging import merge_nodes
from minga.programme.core.actions.nodes import Outside, add_node, move_node
from minga.programme.events import NodeEdited
from minga.programme.methods.personas import EXAMPLES
from minga.programme.models import Node, Phase, Programme
from minga.programme.phrases import DRAFTS_ONLY, GROUP_TAKEN

PERSONAS_FROM = Outside("Introducing Sustainable Open Innovation in Government", "World Bank")
"""The report from whose four users of transport the example personas are drawn."""
GROUP = Field(code="group", label="", required=True, most=120)


@action
def draw_examples(
    *, programme: Programme, at: datetime, by: Person | None, phase: Phase | None = None
) -> list[Node]:
    """Enter the four example personas that are not there yet, in the programme's language."""
    present = set(programme.nodes.filter(kind="persona").values_list("title", flat=True))
    sketches = EXAMPLES["es" if programme.language.startswith("es") else "en"]
    return [
        add_node(
            programme=programme,
            kind="persona",
            title=sketch.title,
            fields={"day": sketch.day, "needs": sketch.needs, "fears": sketch.fears},
            outside=PERSONAS_FROM,
            phase=phase,
            at=at,
            by=by,
        )
        for sketch in sketches
        if sketch.title not in present
    ]


@action
def give_group(*, persona: Node, group: str, at: datetime, by: Person | None) -> Node:
    """Let a group see with the eyes of this persona. Each group has one, each persona one group.

    Raises BadInput (no group, taken, no persona), NotCurrent and Refused.
    """
    row = current(persona)
    refuse_unless_may(Act.CHANGE, row, by)
    name = read_text(GROUP, group)
    others = Node.objects.current().filter(programme=row.programme, kind="persona")
    taken_groups = {
        str(other.value("group") or "").casefold() for other in others.exclude(pk=row.pk)
    }
    if row.kind != "persona" or name.casefold() in taken_groups:
        raise BadInput.single("group", GROUP_TAKEN)
    before = {"fields": row.fields}
    row.fields = row.fields | {"group": name}
    save_step(row, "edit", at=at, by=by, before=before)
    tell(NodeEdited, row, at=at, by=by, version=row.version)
    return row


@action
def share_vision(
    *,
    nodes: Sequence[Node],
    title: str,
    at: datetime,
    by: Person | None,
    text: str = "",
    year: str | int | None = None,
) -> Node:
    """Merge the groups' visions into the one that everybody shares; a single one is shared as is.

    Who wrote what is found by walking the edges. Raises BadInput, NotCurrent and Refused.
    """
    drafts = {node.pk: node for node in nodes}.values()
    if not drafts or any(node.kind != "vision" for node in drafts):
        raise BadInput.single("nodes", DRAFTS_ONLY)
    if len(drafts) == 1:
        return move_node(node=next(iter(drafts)), verb="share", at=at, by=by)
    fields = {} if year in (None, "") else {"year": year}
    # One that was shared before can grow; what everybody shares begins as a draft again.
    drafted_first = sorted(drafts, key=lambda node: node.state != "drafted")
    merged = merge_nodes(nodes=drafted_first, title=title, text=text, fields=fields, at=at, by=by)
    if merged.state == "shared":
        return merged
    return move_node(node=merged, verb="share", at=at, by=by)
