"""Merge notes into a new one, split one into several: nothing is deleted, edges tell."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.secrets import digest
from minga.ground.work import action
from minga.participation.models import Dot, Note, NoteEdge, Workshop
from minga.participation.workshops import phrases
from minga.participation.workshops.actions._notes import new_note
from minga.participation.workshops.actions._writing import (
    lock_workshop,
    note_of,
    record_note_fact,
    refuse_while_round,
)
from minga.participation.workshops.actions.notes import NoteWords, known_note, read_note, retire
from minga.participation.workshops.events import NoteMerged, NoteSplit
from minga.participation.workshops.rules import MAX_PARTS, Actor, Became, may_facilitate


@action
def merge_notes(
    *,
    workshop: Workshop,
    notes: Sequence[str],
    note: NoteWords | None = None,
    actor: Actor,
    key: str = "",
    at: datetime,
) -> Note:
    """Several notes of one board become a new one; the dots on them follow, each once.

    Without words of its own the new note says what the old ones said. Once per `key`.
    Raises Refused, BadInput, NotPossible and KeyReused.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    several = list(dict.fromkeys(notes))
    intake = digest(f"merge {row.pk} {key}") if key else ""
    content = digest("\n".join(several) + (note.digest(0) if note else ""))
    merged = known_note(intake, content) if key else None
    if merged is not None:
        return merged
    old = _to_merge(row, several)
    given = note or _joined(old)
    read = read_note(old[0].board, given)
    seat = row.seats.get(number=0)
    new = new_note(row, old[0].board, seat.pk, *read, at=at, key=intake, content=content)
    Dot.objects.filter(note__in=old, slot__isnull=False).update(note=new)
    new.votes = new.dots.counted().count()
    new.save(update_fields=["votes"])
    for old_note in old:
        _lead(old_note, new, Became.MERGED_INTO, at)
        retire(row, old_note, "merge", at=at)
    record_note_fact(NoteMerged, row, new, at=at)
    return new


def _to_merge(row: Workshop, several: Sequence[str]) -> list[Note]:
    if len(several) < 2:
        raise BadInput.single("notes", phrases.AT_LEAST_TWO)
    if len(several) > MAX_PARTS:
        raise BadInput.single("notes", phrases.TOO_MANY_PARTS)
    old = [note_of(row, public_id) for public_id in several]
    if len({note.board_id for note in old}) > 1:
        raise BadInput.single("notes", phrases.ONE_BOARD)
    refuse_while_round(*old)
    return old


def _joined(old: Sequence[Note]) -> NoteWords:
    """What the old notes said: texts one after the other, the first word on each field."""
    fields: dict[str, Any] = {}
    for note in old:
        fields = {**note.fields, **fields}
    columns = {note.column for note in old}
    return NoteWords(
        text="\n".join(note.text for note in old),
        column=columns.pop() if len(columns) == 1 else "",
        fields=fields,
    )


@action
def split_note(
    *,
    workshop: Workshop,
    note: str,
    parts: Sequence[Mapping[str, Any]],
    actor: Actor,
    at: datetime,
) -> list[Note]:
    """One note becomes several by the same author. Its dots are given back: whom they meant,
    only those who placed them know. Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    old = note_of(row, note)
    if len(parts) < 2:
        raise BadInput.single("parts", phrases.TWO_PARTS)
    if len(parts) > MAX_PARTS:
        raise BadInput.single("parts", phrases.TOO_MANY_PARTS)
    refuse_while_round(old)
    made = []
    for part in parts:
        content = NoteWords(
            text=part["text"], column=part.get("column") or old.column, fields=old.fields
        )
        new = new_note(row, old.board, old.seat_id, *read_note(old.board, content), at=at)
        _lead(old, new, Became.SPLIT_FROM, at)
        made.append(new)
    retire(row, old, "split", at=at)
    record_note_fact(NoteSplit, row, old, at=at)
    return made


def _lead(source: Note, target: Note, relation: Became, at: datetime) -> None:
    NoteEdge.objects.create(source=source, target=target, relation=relation.value, at=at)
