"""Place dots and take them back. A seat's dots are numbered: none is ever spent twice."""

from datetime import datetime

from minga.ground.access import refuse_unless
from minga.ground.errors import KeyReused
from minga.ground.secrets import digest
from minga.ground.work import action
from minga.participation.models import Board, Dot, Note, Workshop
from minga.participation.workshops.actions._writing import (
    board_of,
    lock_workshop,
    note_of,
    record_note_fact,
    seat_of,
)
from minga.participation.workshops.events import DotLifted, DotPlaced
from minga.participation.workshops.rules import Actor, NotPossible, may_write


@action
def place_dot(
    *, workshop: Workshop, note: str, actor: Actor, seat: int, key: str = "", at: datetime
) -> Note:
    """Put one of this seat's dots on a note; once per key, if there is one.

    Raises Refused, BadInput, KeyReused, and NotPossible when the dots are spent.
    """
    refuse_unless(may_write(actor, workshop.pk), "not of this workshop")
    row = lock_workshop(workshop)
    owner = seat_of(row, seat)
    intake = digest(f"dot {owner.pk} {key}") if key else None
    dot = _known(intake, note)
    if dot is not None:
        return dot.note
    note_row = note_of(row, note)
    board = board_of(row, note_row.board_id)
    Dot.objects.create(
        board=board,
        seat=owner,
        note=note_row,
        cast_on=note_row,
        slot=_free_slot(board, owner.pk),
        at=at,
        intake_key=intake,
    )
    _recount(row, note_row, 1 if owner.counts else 0)
    record_note_fact(DotPlaced, row, note_row, at=at)
    return note_row


def _known(intake: str | None, note: str) -> Dot | None:
    if intake is None:
        return None
    dot = Dot.objects.select_related("note", "cast_on").filter(intake_key=intake).first()
    if dot is not None and dot.cast_on.public_id != note:
        raise KeyReused
    return dot


def _free_slot(board: Board, seat_id: int) -> int:
    """The first of the seat's dots that is not spent. Raises NotPossible."""
    spent = set(
        Dot.objects.filter(board=board, seat_id=seat_id, slot__isnull=False).values_list(
            "slot", flat=True
        )
    )
    free = next((slot for slot in range(1, board.dots + 1) if slot not in spent), None)
    if free is None:
        raise NotPossible("dots_spent" if board.dots else "no_dots_here")
    return free


@action
def lift_dot(
    *,
    workshop: Workshop,
    note: str,
    actor: Actor,
    seat: int,
    at: datetime,
    stay: int | None = None,
) -> Note:
    """Take one of this seat's dots back from a note, unless no more than `stay` are on it.

    Raises Refused, BadInput, NotPossible.
    """
    refuse_unless(may_write(actor, workshop.pk), "not of this workshop")
    row = lock_workshop(workshop)
    owner = seat_of(row, seat)
    note_row = note_of(row, note)
    board_of(row, note_row.board_id)
    dots = note_row.dots.filter(seat=owner, slot__isnull=False).order_by("-id")
    if stay is not None and len(dots) <= stay:
        return note_row
    dot = dots.first()
    if dot is None:
        raise NotPossible("no_dot_of_yours")
    dot.delete()
    _recount(row, note_row, -1 if owner.counts else 0)
    record_note_fact(DotLifted, row, note_row, at=at)
    return note_row


def _recount(row: Workshop, note: Note, more: int) -> None:
    note.votes, note.revision = note.votes + more, row.revision
    note.save(update_fields=["votes", "revision"])
