"""Take an interview in from the phone that recorded it: once, with its statements."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _gettext

from minga.ground.errors import BadInput
from minga.ground.fields import NOT_TEXT, Field, read
from minga.ground.folding import fold, squeezed
from minga.ground.secrets import digest
from minga.ground.text_safety import is_storable
from minga.ground.work import action
from minga.people.models import Organisation, Person
from minga.programme.access import Act
from minga.programme.core.actions._writing import connect, new_node, tell
from minga.programme.core.actions.merging import credit
from minga.programme.core.actions.nodes import add_node
from minga.programme.core.actors import working_phase
from minga.programme.events import NodeAdded
from minga.programme.kinds import KINDS
from minga.programme.listening.actions.proposals import content_digest, sent_before
from minga.programme.listening.interview_text import Answer, write_answers
from minga.programme.models import Node, Phase, Programme

INTERVIEW = KINDS["interview"]
CONSENT = next(field for field in INTERVIEW.fields if field.code == "consent")
LEVELS = ("not_public", "anonymous", "organisation", "named")
INTERVIEW_FIELDS = (
    Field(code="consent", label="", kind="choice", required=True, choices=CONSENT.choices),
    Field(code="name", label="", most=120),
    Field(code="institution", label="", most=160),
    Field(code="service", label="", most=200),
    Field(code="held_on", label="", kind="date", required=True),
    Field(code="guide", label="", most=20),
    Field(code="guide_version", label="", kind="whole", least=1, most=1_000_000),
)
MAX_ANSWERS = 60
MAX_STATEMENT_LENGTH = 2000


class Taken(NamedTuple):
    """The interview, and whether this key had sent it before."""

    node: Node
    again: bool


@action
def take_interview(
    *,
    programme: Programme,
    recorded: Mapping[str, Any],
    key: str,
    at: datetime,
    by: Person | None,
    phase: Phase | None = None,
) -> Taken:
    """Store a recorded interview and its statements, once for each key.

    What the interviewee did not agree to be named with is not stored, whatever the phone sent.
    Raises Refused, BadInput, and AlreadySent when the key came with other words.
    """
    place = working_phase(Act.ADD, "interview", programme, by, home=phase)
    Programme.objects.select_for_update().get(pk=programme.pk)
    content = _digest(recorded)
    sent = sent_before(key, content)
    if sent is not None:
        return Taken(sent, again=True)
    values = _agreed(
        read(INTERVIEW_FIELDS, {field.code: recorded.get(field.code) for field in INTERVIEW_FIELDS})
    )
    answers = _answers_in(recorded, "answers", 8000)
    organisation = _organisation(values.get("institution", ""))
    guide = _guide(programme, values.get("guide", ""))
    node = new_node(
        programme=programme,
        kind="interview",
        title=_title(programme, values),
        fields={
            code: values[code]
            for code in ("consent", "service", "held_on", "guide_version")
            if code in values
        }
        | ({"answers": written} if (written := write_answers(answers)) else {}),
        state="held",
        phase=place,
        organisation=organisation,
        intake_key=digest(key),
        at=at,
        by=by,
    )
    node.steps.update(before={"content": content})
    connect([guide] if guide else [], node, at=at, by=by)
    tell(NodeAdded, node, at=at, by=by)
    _credit_interviewee(node, values, organisation, at=at, by=by)
    for statement in _answers_in(recorded, "statements", MAX_STATEMENT_LENGTH):
        note_statement(
            interview=node, question=statement.question, text=statement.text, at=at, by=by
        )
    return Taken(node, again=False)


@action
def note_statement(
    *, interview: Node, text: str, at: datetime, by: Person | None, question: str = ""
) -> Node:
    """Mark one thing that was said in an interview; a challenge can grow from it."""
    said = " ".join(text.split())
    title = said if len(said) <= 200 else said[:199].rsplit(" ", 1)[0] + "…"
    return add_node(
        programme=interview.programme,
        kind="statement",
        title=title,
        text=text.strip() if title != text.strip() else "",
        fields={"question": question[:500]} if question else {},
        sources=[interview],
        phase=interview.phase,
        at=at,
        by=by,
    )


def _digest(recorded: Mapping[str, Any]) -> str:
    if not is_storable(dict(recorded)):
        raise BadInput.single("answers", NOT_TEXT)
    return content_digest(recorded)


def _agreed(values: dict[str, Any]) -> dict[str, Any]:
    """Without what the level of consent does not allow to keep."""
    level = LEVELS.index(values["consent"])
    dropped = {"name"} if level < LEVELS.index("named") else set()
    dropped |= {"institution"} if level < LEVELS.index("organisation") else set()
    return {code: value for code, value in values.items() if code not in dropped}


def _answers_in(recorded: Mapping[str, Any], name: str, most: int) -> list[Answer]:
    """A list of {question, text} as a phone sends it. Raises BadInput."""
    rows = recorded.get(name) or []
    if not isinstance(rows, list) or len(rows) > MAX_ANSWERS:
        raise BadInput.single(name, NOT_TEXT)
    asked_fields = (
        Field(code="question", label="", most=500),
        Field(code="text", label="", kind="text", most=most),
    )
    answers = []
    for row in rows:
        if not isinstance(row, dict):
            raise BadInput.single(name, NOT_TEXT)
        values = read(asked_fields, row)
        if "text" in values:
            answers.append(Answer(values.get("question", ""), values["text"]))
    return list(dict.fromkeys(answers))


def _organisation(institution: str) -> Organisation | None:
    if not institution:
        return None
    rows = list(Organisation.objects.order_by("pk"))
    by_code = next((row for row in rows if row.code == institution), None)
    wanted = squeezed(fold(institution))
    return by_code or next((row for row in rows if squeezed(fold(row.name)) == wanted), None)


def _guide(programme: Programme, public_id: str) -> Node | None:
    rows = Node.objects.filter(programme=programme, kind="guide", public_id=public_id)
    return rows.first() if public_id else None


def _title(programme: Programme, values: Mapping[str, Any]) -> str:
    with translation.override(programme.language):
        about = values.get("institution") or values.get("service") or values["held_on"]
        return _gettext("Interview: %(about)s") % {"about": about[:150]}


def _credit_interviewee(
    node: Node,
    values: Mapping[str, Any],
    organisation: Organisation | None,
    *,
    at: datetime,
    by: Person | None,
) -> None:
    """Name who spoke, as far as was agreed; only full names were agreed to be public."""
    name = values.get("name") or values.get("institution")
    if name:
        credit(
            node=node,
            name=name,
            role="interviewee",
            organisation=organisation,
            public=bool(values["consent"] != "anonymous"),
            at=at,
            by=by,
        )
