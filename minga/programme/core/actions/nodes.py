"""Enter, change and move one node."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import translation

from minga.ground.errors import BadInput
from minga.ground.fields import Field, read, read_text
from minga.ground.work import action
from minga.participation.models import Note
from minga.people.models import Organisation, Person
from minga.programme.access import Act
from minga.programme.core.actions._writing import (
    connect,
    current,
    locked,
    new_node,
    refuse_off_horizon,
    refuse_unless_may,
    save_step,
    tell,
)
from minga.programme.core.actions.consent import hide_beyond_consent, refuse_beyond_consent
from minga.programme.core.actors import (
    refuse_unless_granted,
    refuse_unless_sees,
    working_phase,
)
from minga.programme.core.queries.nodes import content_of
from minga.programme.events import NodeAdded, NodeEdited, NodeMoved, NodeWithdrawn
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Phase, Programme
from minga.programme.phrases import COMES_FROM, NEEDS_ORIGIN, OTHER_PROGRAMME, SHEET_BY, SHEET_OF
from minga.programme.rules import NodeChanged, Standing

TITLE = Field(code="title", label="", required=True, most=200)
OUTSIDE = (
    Field(code="outside", label="", required=True, most=200),
    Field(code="outside_by", label="", required=True, most=200),
)
TEXT = Field(code="text", label="", kind="text")
REASON = Field(code="reason", label="", kind="text", most=2000)


class Outside(NamedTuple):
    """A record from outside that something comes from: its title, and who wrote or published it."""

    title: str
    publisher: str


@action
def add_node(
    *,
    programme: Programme,
    kind: str,
    title: str,
    at: datetime,
    by: Person | None,
    text: str = "",
    fields: Mapping[str, Any] | None = None,
    sources: Sequence[Node] = (),
    outside: Outside | None = None,
    phase: Phase | None = None,
    organisation: Organisation | None = None,
    due_on: date | None = None,
    note: Note | None = None,
    simulated: bool = False,
    public: bool | None = None,
) -> Node:
    """Enter a node of one of the kinds, downstream of its sources, and record `node.added`.

    `outside`: a record that is cited with it, in the same step, or was cited before.

    It is made in the open phase asked for, or in the first that makes its kind. `by` None is the
    keeper at the terminal. Raises Refused, PhaseShut, and BadInput for a field, an origin of the
    wrong kind or of another programme, or none: only what truly has none begins without.
    """
    place = working_phase(Act.ADD, kind, programme, by, asked=phase)
    values = read((TITLE, TEXT), {"title": title, "text": text})
    if outside is not None:
        sources = [*sources, _cited(programme, outside, phase=place, at=at, by=by)]
    check_sources(programme, kind, sources)
    if not sources and note is None and not KINDS[kind].begins_with(fields or {}):
        raise BadInput.single("sources", NEEDS_ORIGIN)
    for source in sources:
        refuse_unless_sees(source, by)
    refuse_off_horizon(programme, kind, fields or {})
    columns: dict[str, Any] = {} if public is None else {"public": public}
    node = new_node(
        programme=programme,
        kind=kind,
        title=values["title"],
        text=values.get("text", ""),
        fields=fields or {},
        at=at,
        by=by,
        phase=place,
        organisation=organisation,
        due_on=due_on,
        note=note,
        simulated=simulated,
        **columns,
    )
    connect(sources, node, at=at, by=by)
    hide_beyond_consent(node, at=at, by=by)
    tell(NodeAdded, node, at=at, by=by)
    return node


def sheet_taken_in(programme: Programme, at: datetime) -> Outside:
    """The record that rows of a spreadsheet come from, in the programme's language."""
    with translation.override(programme.language):
        return Outside(str(SHEET_OF).format(day=f"{at:%Y-%m-%d}"), str(SHEET_BY))


def _cited(
    programme: Programme, outside: Outside, *, phase: Phase, at: datetime, by: Person | None
) -> Node:
    """The outside record of this title, entered if it is new. Raises BadInput."""
    values = read(OUTSIDE, {"outside": outside.title, "outside_by": outside.publisher})
    rows = Node.objects.current().filter(programme=programme, kind="document")
    cited = rows.filter(title=values["outside"], public=True).order_by("pk").first()
    if cited is not None:
        return cited
    record = new_node(
        programme=programme,
        kind="document",
        title=values["outside"],
        fields={"publisher": values["outside_by"]},
        at=at,
        by=by,
        phase=phase,
    )
    tell(NodeAdded, record, at=at, by=by)
    return record


def check_sources(programme: Programme, kind: str, sources: Sequence[Node]) -> None:
    """Raise BadInput unless a node of this kind may stand downstream of these."""
    definition = KINDS[kind]
    for source in sources:
        if source.programme_id != programme.pk:
            raise BadInput.single("sources", OTHER_PROGRAMME)
        if source.kind not in definition.comes_from:
            raise BadInput.single("sources", COMES_FROM)


@action
def edit_node(
    *,
    node: Node,
    version: int,
    at: datetime,
    by: Person | None,
    title: str,
    text: str = "",
    fields: Mapping[str, Any] | None = None,
    organisation: Organisation | None = None,
    due_on: date | None = None,
) -> Node:
    """Replace what a node says; what it said before stays in its history.

    Raises NodeChanged when somebody edited it since `version`, NotCurrent, Refused, BadInput.
    """
    row = current(node)
    refuse_unless_may(Act.CHANGE, row, by)
    if row.version != version:
        raise NodeChanged(row.public_id)
    values = read((TITLE, TEXT), {"title": title, "text": text})
    refuse_off_horizon(row.programme, row.kind, fields or {})
    before = content_of(row)
    row.title, row.text = values["title"], values.get("text", "")
    row.fields = _with_origin(row, read(KINDS[row.kind].fields, fields or {}, strict=True))
    KINDS[row.kind].check(row.state, row.fields)
    row.organisation, row.due_on = organisation, due_on
    hide_beyond_consent(row, at=at, by=by)
    save_step(row, "edit", at=at, by=by, before=before)
    tell(NodeEdited, row, at=at, by=by, version=row.version)
    return row


def _with_origin(row: Node, values: dict[str, Any]) -> dict[str, Any]:
    """The new values of a node that nothing leads to: what says that it begins here stays.

    Raises BadInput when it is said to come from elsewhere, and nothing is there to come from.
    """
    code, _ = KINDS[row.kind].root_if
    if not code or not KINDS[row.kind].begins_with(row.fields) or row.up.exists():
        return values
    values = {code: row.fields[code]} | values
    if row.note_id is None and not KINDS[row.kind].begins_with(values):
        raise BadInput.single(code, NEEDS_ORIGIN)
    return values


@action
def move_node(*, node: Node, verb: str, at: datetime, by: Person | None, reason: str = "") -> Node:
    """Take a step of the kind's table of moves and record `node.moved`.

    Raises StepNotPossible, NotCurrent, Refused, and BadInput when the step must say why.
    """
    row = current(node)
    refuse_unless_may(Act.MOVE, row, by)
    return take_step(row, verb, at=at, by=by, reason=reason)


def take_step(row: Node, verb: str, *, at: datetime, by: Person | None, reason: str = "") -> Node:
    """The same for a locked node, as the consequence of what somebody was allowed to do."""
    definition = KINDS[row.kind]
    state = definition.next_state(verb, row.state)
    definition.check(state, row.fields)
    why = read_text(REASON, reason, required=definition.moves[verb].needs_reason)
    row.state = state
    save_step(row, verb, at=at, by=by, reason=why)
    tell(NodeMoved, row, at=at, by=by, verb=verb)
    return row


@action
def set_public(*, node: Node, public: bool, at: datetime, by: Person | None) -> Node:
    """Show a node to everybody, or only to who works with it: hiding works on any standing and
    needs no open phase.

    Raises NotCurrent, and BadInput for an interview whose words were not given to be shown.
    """
    row = current(node) if public else locked(node)
    if public:
        refuse_unless_may(Act.PUBLISH, row, by)
        refuse_beyond_consent(row)
    else:
        refuse_unless_granted(Act.PUBLISH, row.kind, row.programme, by, home=row.phase)
    row.public = public
    verb = "publish" if public else "hide"
    save_step(row, verb, at=at, by=by)
    tell(NodeMoved, row, at=at, by=by, verb=verb)
    return row


@action
def withdraw_node(*, node: Node, reason: str, at: datetime, by: Person | None) -> Node:
    """Let a node stand no longer. It stays, with its reason and all its edges."""
    row = current(node)
    if row.kind == "challenge":  # whoever proposed it takes it back when they like
        refuse_unless_granted(Act.MOVE, row.kind, row.programme, by, home=row.phase)
    else:
        refuse_unless_may(Act.MOVE, row, by)
    why = read_text(REASON, reason, required=True)
    row.standing = Standing.WITHDRAWN.value
    save_step(row, "withdraw", at=at, by=by, reason=why)
    tell(NodeWithdrawn, row, at=at, by=by)
    return row
