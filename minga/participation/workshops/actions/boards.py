"""Hang boards, open and close them, and take notes on to the next one."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.fields import read_text
from minga.ground.work import action
from minga.participation.models import Board, NoteEdge, Workshop
from minga.participation.workshops import phrases, text_fields
from minga.participation.workshops.actions._notes import new_note
from minga.participation.workshops.actions._writing import (
    board_of,
    lock_workshop,
    note_of,
    record_fact,
)
from minga.participation.workshops.board_kinds import BOARDS, kind_of
from minga.participation.workshops.events import (
    BoardAdded,
    BoardClosed,
    BoardOpened,
    BoardShifted,
    NotesTaken,
)
from minga.participation.workshops.rules import (
    BOARD_MOVES,
    MAX_BOARDS,
    MAX_DOTS,
    Actor,
    Became,
    NotPossible,
    Shut,
    may_facilitate,
    next_state,
)


@action
def add_board(
    *,
    workshop: Workshop,
    kind: str,
    title: str = "",
    question: str = "",
    dots: int | None = None,
    source: int | None = None,
    notes: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> Board:
    """Hang one more board, open. `notes` of earlier boards are taken on to it, as new notes.

    `dots`: None for as many as the workshop gives. Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    before = board_of(row, source, while_open=False) if source is not None else None
    board = hang_board(row, kind=kind, title=title, question=question, dots=dots, source=before)
    _take_on(row, board, notes, at=at)
    record_fact(BoardAdded, row, at=at, board=board.pk)
    return board


@action
def take_notes(
    *, workshop: Workshop, board: int, notes: Sequence[str], actor: Actor, at: datetime
) -> Board:
    """Take notes of other boards on to one that hangs already, as new notes; each once.

    Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    board_row = board_of(row, board)
    before = NoteEdge.objects.filter(target__board=board_row, relation=Became.TAKEN_FROM.value)
    hanging = set(before.values_list("source__public_id", flat=True))
    _take_on(row, board_row, [note for note in notes if note not in hanging], at=at)
    board_row.revision = row.revision
    board_row.save(update_fields=["revision"])
    record_fact(NotesTaken, row, at=at, board=board_row.pk)
    return board_row


def _take_on(row: Workshop, board: Board, notes: Sequence[str], *, at: datetime) -> None:
    columns = kind_of(board.kind).column_codes
    for public_id in dict.fromkeys(notes):
        old = note_of(row, public_id)
        if old.board_id == board.pk:
            raise BadInput.single("notes", phrases.OTHER_BOARD)
        column = old.column if old.column in columns else ""
        new = new_note(row, board, old.seat_id, column, old.text, old.fields, at=at)
        NoteEdge.objects.create(source=old, target=new, relation=Became.TAKEN_FROM.value, at=at)
        old.revision = row.revision
        old.save(update_fields=["revision"])


def hang_board(
    row: Workshop,
    *,
    kind: str,
    title: str,
    question: str,
    dots: int | None,
    source: Board | None,
) -> Board:
    """Write the board. Raises BadInput and NotPossible."""
    if kind not in BOARDS:
        raise BadInput.single("kind", phrases.NO_KIND)
    last = row.boards.aggregate(last=Max("position"))["last"] or 0
    if last >= MAX_BOARDS:
        raise NotPossible("full")
    if dots is None:
        dots = row.dots if BOARDS[kind].has_dots else 0
    return Board.objects.create(
        workshop=row,
        position=last + 1,
        kind=kind,
        title=read_text(text_fields.LABEL, title),
        question=read_text(text_fields.QUESTION, question),
        dots=text_fields.read_number(dots, "dots", 0, MAX_DOTS),
        source=source,
        revision=row.revision,
    )


@action
def open_board(*, workshop: Workshop, board: int, actor: Actor, at: datetime) -> Board:
    """Let a board take contributions again. Raises Refused and NotPossible."""
    return _move(workshop, board, "open", actor=actor, at=at)


@action
def close_board(*, workshop: Workshop, board: int, actor: Actor, at: datetime) -> Board:
    """Let a board take nothing more; its dots and notes stay. Raises Refused and NotPossible."""
    return _move(workshop, board, "close", actor=actor, at=at)


@action
def shift_board(
    *, workshop: Workshop, board: int, later: bool, actor: Actor, at: datetime
) -> Board:
    """Let a board change places with the one before it, or after it; at the end nothing happens.

    Wall and phones show the last board that is open, so the order says what is worked on.
    Raises Refused and NotPossible.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    board_row = board_of(row, board, while_open=False)
    beside = {"position__gt" if later else "position__lt": board_row.position}
    others = row.boards.filter(**beside).order_by("position" if later else "-position")
    other = others.first()
    if other is None:
        return board_row
    place_before, other_place = board_row.position, other.position
    # Two boards never share a place, not even for a moment: no board has place 0.
    row.boards.filter(pk=board_row.pk).update(position=0)
    for moved, place in ((other, place_before), (board_row, other_place)):
        moved.position, moved.revision = place, row.revision
        moved.save(update_fields=["position", "revision"])
    record_fact(BoardShifted, row, at=at, board=board_row.pk)
    return board_row


def _move(workshop: Workshop, board: int, verb: str, *, actor: Actor, at: datetime) -> Board:
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    board_row = board_of(row, board, while_open=False)
    board_row.state = next_state(BOARD_MOVES, verb, board_row.state)
    board_row.revision = row.revision
    board_row.save(update_fields=["state", "revision"])
    kind = BoardOpened if board_row.state == Shut.OPEN else BoardClosed
    record_fact(kind, row, at=at, board=board_row.pk)
    return board_row
