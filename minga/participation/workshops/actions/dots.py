"""Place dots and take them back. A seat's dots are numbered: none is ever spent twice."""

from datetime import datetime

from minga.ground.access import refuse_unless
from minga.ground.errors import KeyReused
from minga.ground.secrets import digest
from minga.ground.work import action
from minga.participation.models import Board, Dot, Note, Workshop
from minga.participation.workshops.actions._writing import (
    board_of,
    note_of,
    seat_of,
    tell_note,
    working,
)
from minga.participation.workshops.events import DotLifted, DotPlaced
from minga.participation.workshops.rules import Hand, NotPossible, may_write


@action
def place_dot(
    *, workshop: Workshop, note: str, hand: Hand, seat: int, key: str = "", at: datetime
) -> Note:
    """Put one of this seat's dots on a note; once per key, if there is one.

    Raises Refused, BadInput, KeyReused, and NotPossible when the dots are spent.
    """
    refuse_unless(may_write(hand, workshop.pk), "not of this workshop")
    row = working(workshop)
    owner = seat_of(row, seat)
    intake = digest(f"dot {owner.pk} {key}") if key else None
    known = _known(intake, note)
    if known is not None:
        return known.note
    found = note_of(row, note)
    board = board_of(row, found.board_id)
    Dot.objects.create(
        board=board,
        seat=owner,
        note=found,
        cast_on=found,
        slot=_free_slot(board, owner.pk),
        at=at,
        intake_key=intake,
    )
    _recount(row, found, found.votes + 1)
    tell_note(DotPlaced, row, found, at=at)
    return found


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
    hand: Hand,
    seat: int,
    at: datetime,
    stay: int | None = None,
) -> Note:
    """Take one of this seat's dots back from a note, unless no more than `stay` are on it.

    Raises Refused, BadInput, NotPossible.
    """
    refuse_unless(may_write(hand, workshop.pk), "not of this workshop")
    row = working(workshop)
    owner = seat_of(row, seat)
    found = note_of(row, note)
    board_of(row, found.board_id)
    dots = found.dots.filter(seat=owner, slot__isnull=False).order_by("-id")
    if stay is not None and len(dots) <= stay:
        return found
    dot = dots.first()
    if dot is None:
        raise NotPossible("no_dot_of_yours")
    dot.delete()
    _recount(row, found, found.votes - 1)
    tell_note(DotLifted, row, found, at=at)
    return found


def _recount(row: Workshop, note: Note, votes: int) -> None:
    note.votes, note.revision = votes, row.revision
    note.save(update_fields=["votes", "revision"])
