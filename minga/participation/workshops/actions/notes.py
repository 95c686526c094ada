"""Post a note once, change it without losing what it said, take it off the board."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from minga.ground import fields as ground_fields
from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput, KeyReused
from minga.ground.secrets import digest
from minga.ground.work import action
from minga.participation.models import Board, Note, NoteVersion, Workshop
from minga.participation.workshops import phrases, text_fields
from minga.participation.workshops.actions._notes import new_note
from minga.participation.workshops.actions._writing import (
    board_of,
    lock_workshop,
    note_of,
    record_note_fact,
    refuse_while_round,
    seat_of,
)
from minga.participation.workshops.board_kinds import kind_of
from minga.participation.workshops.events import NoteEdited, NotePosted, NoteWithdrawn
from minga.participation.workshops.rules import (
    NOTE_MOVES,
    Actor,
    NotPossible,
    Shut,
    may_edit,
    may_withdraw,
    may_write,
    next_state,
)


@dataclass(frozen=True, kw_only=True)
class NoteWords:
    """What somebody writes on a note, as it came in."""

    text: str
    column: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)

    def digest(self, board: int) -> str:
        """The same for the same words on the same board."""
        content = [board, self.text, self.column, dict(self.fields)]
        return digest(json.dumps(content, sort_keys=True))


class Posted(NamedTuple):
    """The note, and whether this key had posted it before."""

    note: Note
    again: bool


class Stale(Exception):
    """The note has another version than the one that was to be changed; `note` is the present."""

    def __init__(self, note: Note) -> None:
        super().__init__(note.public_id)
        self.note = note


def post_note(
    *,
    workshop: Workshop,
    board: int,
    note: NoteWords,
    actor: Actor,
    seat: int,
    key: str,
    at: datetime,
) -> Posted:
    """Put a note on a board, once per seat and key. `seat` is whose thought it is (an id).

    A retry of a stored note is always answered, even when the board has been closed since.
    Raises Refused, BadInput, NotPossible, and KeyReused when the content differs.
    """
    refuse_unless(may_write(actor, workshop.pk), "not of this workshop")
    intake, content = digest(f"note {seat} {key}"), note.digest(board)
    posted = known_note(intake, content)
    return (
        Posted(posted, again=True)
        if posted
        else _post(workshop, board, note, actor, seat, intake, content, at)
    )


def known_note(intake: str, content: str) -> Note | None:
    """The note that came in with this key. Raises KeyReused when its content was another."""
    note = Note.objects.filter(intake_key=intake).first()
    if note is not None and note.intake_digest != content:
        raise KeyReused
    return note


@action
def _post(
    workshop: Workshop,
    board: int,
    note: NoteWords,
    actor: Actor,
    seat: int,
    intake: str,
    content: str,
    at: datetime,
) -> Posted:
    row = lock_workshop(workshop)
    # Asked again under the lock: the same key may have come in twice at once.
    posted = known_note(intake, content)
    if posted is not None:
        return Posted(posted, again=True)
    wall = board_of(row, board)
    author = seat_of(row, seat)
    read = read_note(wall, note)
    made = new_note(row, wall, author.pk, *read, at=at, key=intake, content=content)
    record_note_fact(NotePosted, row, made, at=at)
    return Posted(made, again=False)


def read_note(board: Board, note: NoteWords) -> tuple[str, str, dict[str, Any]]:
    """Column, text and fields as a board of this kind takes them. Raises BadInput."""
    kind = kind_of(board.kind)
    if note.column and note.column not in kind.column_codes:
        raise BadInput.single("column", phrases.NO_COLUMN)
    text = ground_fields.read_text(text_fields.NOTE, note.text)
    return note.column, text, ground_fields.read(kind.fields, note.fields, strict=True)


@action
def edit_note(
    *,
    workshop: Workshop,
    note: str,
    version: int,
    text: str | None = None,
    column: str | None = None,
    fields: Mapping[str, Any] | None = None,
    actor: Actor,
    seat: int,
    at: datetime,
) -> Note:
    """Change a note; what is None stays, and a field given as None is emptied.

    `version` is the one that was read; a retry of a change that arrived is answered as done.
    Raises Refused, BadInput, NotPossible, and Stale with the present note.
    """
    row = lock_workshop(workshop)
    present = note_of(row, note, standing=False)
    shared = kind_of(present.board.kind).shared
    allowed = may_edit(actor, row.pk, present.seat_id, is_shared=shared)
    refuse_unless(allowed, "not the author")
    if not present.is_standing:
        raise Stale(present)
    if present.board.state != Shut.OPEN and not actor.facilitates:
        raise NotPossible("board_closed")
    changed = NoteWords(
        text=present.text if text is None else text,
        column=present.column if column is None else column,
        fields={**present.fields, **(fields or {})},
    )
    wanted = read_note(present.board, changed)
    now = (present.column, present.text, present.fields)
    if version != present.version:
        if version == present.version - 1 and wanted == now:
            return present
        raise Stale(present)
    refuse_while_round(present)
    return present if wanted == now else _rewrite(row, present, wanted, seat=seat, at=at)


def _rewrite(
    row: Workshop, note: Note, wanted: tuple[str, str, dict[str, Any]], *, seat: int, at: datetime
) -> Note:
    NoteVersion.objects.create(
        note=note,
        version=note.version,
        column=note.column,
        text=note.text,
        fields=note.fields,
        until=at,
        seat_id=seat,
    )
    note.column, note.text, note.fields = wanted
    note.version += 1
    note.revision, note.changed_at = row.revision, at
    note.save(update_fields=["column", "text", "fields", "version", "revision", "changed_at"])
    record_note_fact(NoteEdited, row, note, at=at)
    return note


@action
def withdraw_note(*, workshop: Workshop, note: str, actor: Actor, at: datetime) -> Note:
    """Take a note off the board; it stays on record and its dots are given back.

    Raises Refused, BadInput and NotPossible.
    """
    row = lock_workshop(workshop)
    note_row = note_of(row, note)
    refuse_unless(may_withdraw(actor, row.pk, note_row.seat_id), "not the author")
    refuse_while_round(note_row)
    retire(row, note_row, "withdraw", at=at)
    record_note_fact(NoteWithdrawn, row, note_row, at=at)
    return note_row


def retire(row: Workshop, note: Note, verb: str, *, at: datetime) -> None:
    """A note stands no more; dots that are still on it are given back to their seats."""
    note.dots.update(slot=None)
    note.state = next_state(NOTE_MOVES, verb, note.state)
    note.votes, note.revision, note.changed_at = 0, row.revision, at
    note.save(update_fields=["state", "votes", "revision", "changed_at"])
