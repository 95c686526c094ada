"""What every change of a workshop does: take its lock, count it up, tell it."""

from datetime import datetime
from typing import Any

from minga.ground.errors import BadInput
from minga.ground.work import record
from minga.participation.models import Board, Note, Round, Seat, Workshop
from minga.participation.workshops import phrases
from minga.participation.workshops.events import WorkshopFact
from minga.participation.workshops.rules import NotPossible, Shut
from minga.people.models import Person


def lock_workshop(workshop: Workshop, *, while_open: bool = True) -> Workshop:
    """The workshop under its lock, its revision counted up: whoever writes, writes alone.

    Raises NotPossible when it is not open (and should be).
    """
    rows = Workshop.objects.select_for_update(of=("self",)).select_related("city")
    row = rows.get(pk=workshop.pk)
    if while_open and not row.is_open:
        raise NotPossible("workshop_closed")
    row.revision += 1
    row.save(update_fields=["revision"])
    return row


def record_fact(
    kind: type[WorkshopFact],
    row: Workshop,
    *,
    at: datetime,
    by: Person | None = None,
    **about: Any,
) -> None:
    """Record a fact about the workshop as it now is."""
    fact = kind(
        city_id=row.city_id,
        city=row.city.slug,
        workshop_id=row.pk,
        workshop=row.code,
        revision=row.revision,
        **about,
    )
    record(fact, at=at, by=by)


def record_note_fact(
    kind: type[WorkshopFact], row: Workshop, note: Note, *, at: datetime, **about: Any
) -> None:
    """Record a fact about a note."""
    record_fact(kind, row, at=at, board=note.board_id, note=note.public_id, **about)


def board_of(row: Workshop, board: int, *, while_open: bool = True) -> Board:
    """A board of this workshop. Raises BadInput, and NotPossible when it is closed."""
    board_row = row.boards.filter(pk=board).first()
    if board_row is None:
        raise BadInput.single("board", phrases.NO_SUCH)
    if while_open and board_row.state != Shut.OPEN:
        raise NotPossible("board_closed")
    return board_row


def note_of(row: Workshop, public_id: str, *, standing: bool = True) -> Note:
    """A note of this workshop as it now is. Raises BadInput, NotPossible when it is gone."""
    notes = Note.objects.select_related("board")
    note = notes.filter(board__workshop=row, public_id=public_id).first()
    if note is None:
        raise BadInput.single("note", phrases.NO_SUCH)
    if standing and not note.is_standing:
        raise NotPossible("note_gone")
    return note


def seat_of(row: Workshop, seat_id: int) -> Seat:
    """A seat of this workshop that was not ended. Raises BadInput."""
    seat = row.seats.filter(pk=seat_id, ended_at=None).first()
    if seat is None:
        raise BadInput.single("seat", phrases.NO_SUCH)
    return seat


def refuse_while_round(*notes: Note) -> None:
    """A note on which people are taking a stance stays as it is. Raises NotPossible."""
    if Round.objects.filter(note__in=notes, state=Shut.OPEN.value).exists():
        raise NotPossible("round_open")
