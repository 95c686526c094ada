"""Take notes of a workshop over into the programme, each once, with its authors credited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from minga.ground.errors import BadInput
from minga.ground.work import action
from minga.participation.models import Note, Seat
from minga.people.models import Person
from minga.programme.access import WORKSHOP, Act
from minga.programme.core.actions._writing import tell
from minga.programme.core.actions.merging import credit, supersede
from minga.programme.core.actions.nodes import add_node
from minga.programme.core.actors import working_phase
from minga.programme.events import NodeMerged
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Programme, Session
from minga.programme.notes_import.drafts import BECOMES, draft_of
from minga.programme.notes_import.queries import ancestry, authors_of, origins_of, standing_heirs
from minga.programme.phrases import NOTE_ELSEWHERE, NOTE_KIND
from minga.programme.rules import Relation, Standing


@dataclass(frozen=True)
class Wanted:
    """A note, the kind it becomes, and what its kind needs besides what the note says."""

    note: Note
    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)


class Brought(NamedTuple):
    """What came of it: new nodes, those that were there already, and notes that stand no more."""

    made: list[Node]
    known: list[Node]
    gone: list[Note]


@action
def bring_notes(
    *,
    session: Session,
    wanted: Sequence[Wanted],
    at: datetime,
    by: Person | None,
    sources: Sequence[Node] = (),
    agreed: Sequence[Seat] = (),
    simulated: bool = False,
) -> Brought:
    """Make a node of each note, downstream of the sources its kind may come from, and of what
    the workshop itself says it grew from.

    A note that was merged or split meanwhile is taken as what it became; one that was withdrawn
    is told as gone. The same note never becomes the same kind twice. `agreed`: the seats that
    said they want to be named. Raises Refused and BadInput; then nothing is taken over.
    """
    programme: Programme = session.phase.component.programme
    working_phase(Act.ADD, WORKSHOP, programme, by, asked=session.phase)
    # One at a time: two hands that press at once would both find the note untouched.
    Programme.objects.select_for_update().get(pk=programme.pk)
    done = Brought([], [], [])
    for choice in wanted:
        if choice.note.board.workshop_id != session.workshop_id:
            raise BadInput.single("notes", NOTE_ELSEWHERE)
        if choice.kind not in BECOMES.get(choice.note.board.kind, ()):
            raise BadInput.single("notes", NOTE_KIND)
        heirs = standing_heirs(choice.note)
        if not heirs:
            done.gone.append(choice.note)
        for note in heirs:
            existing = Node.objects.filter(programme=programme, note=note, kind=choice.kind).first()
            if existing is not None:
                done.known.append(existing)
                continue
            made = _bring(session, note, choice, sources, at=at, by=by, simulated=simulated)
            _credit(made, note, agreed, at=at, by=by)
            _replace(made, note, at=at, by=by)
            done.made.append(made)
    return done


def _bring(
    session: Session,
    note: Note,
    choice: Wanted,
    sources: Sequence[Node],
    *,
    at: datetime,
    by: Person | None,
    simulated: bool,
) -> Node:
    draft = draft_of(choice.kind, note.column, note.text, note.fields)
    supplied = {field.code: choice.fields.get(field.code, "") for field in draft.missing}
    programme, kinds = session.phase.component.programme, KINDS[choice.kind].comes_from
    chosen = [source for source in sources if source.kind in kinds]
    known = [node for node in origins_of(programme, note, choice.kind) if node not in chosen]
    return add_node(
        programme=programme,
        kind=choice.kind,
        title=draft.title,
        text=draft.text,
        fields=draft.fields | supplied,
        sources=chosen + known,
        phase=session.phase if choice.kind in session.phase.makes else None,
        note=note,
        at=at,
        by=by,
        simulated=simulated or session.workshop.simulated,
    )


def _credit(
    node: Node, note: Note, agreed: Sequence[Seat], *, at: datetime, by: Person | None
) -> None:
    allowed = {seat.pk for seat in agreed}
    for seat in authors_of([note])[note.pk]:
        if seat.pk in allowed:
            credit(
                node=node,
                name=seat.name,
                role="author",
                helix=seat.helix,
                public=True,
                at=at,
                by=by,
            )


def _replace(node: Node, note: Note, *, at: datetime, by: Person | None) -> None:
    """What was brought of the notes that went into this one becomes part of the new node."""
    older = Node.objects.current().filter(
        programme=node.programme, kind=node.kind, note__in=ancestry([note])[note.pk]
    )
    # Notes taken to a next board, or split, stand on: only merged ones are replaced.
    replaced = [
        merged_node
        for merged_node in older
        if merged_node.note is not None and merged_node.note.state == "merged"
    ]
    if not replaced:
        return
    supersede(replaced, [node], Standing.MERGED, Relation.MERGED_INTO, at=at, by=by)
    merged = " ".join(merged_node.public_id for merged_node in replaced)
    tell(NodeMerged, node, at=at, by=by, merged=merged)
