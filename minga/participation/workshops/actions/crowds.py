"""Seats that are no people of their own: end them, or let them count no more, and count anew."""

from collections.abc import Sequence
from datetime import datetime

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.work import action
from minga.participation.models import Dot, Note, Round, Seat, Workshop
from minga.participation.workshops import phrases
from minga.participation.workshops.actions._writing import lock_workshop, record_fact
from minga.participation.workshops.actions.rounds import count_stances
from minga.participation.workshops.events import SeatLeft, SeatsWeighed
from minga.participation.workshops.rules import Actor, may_facilitate


@action
def end_seats(
    *, workshop: Workshop, numbers: Sequence[int], actor: Actor, at: datetime
) -> list[Seat]:
    """End seats: their tokens open nothing more. Their notes stay, their dots go, and their
    stances count no more. Raises Refused and BadInput.
    """
    row, seats = _seats(workshop, numbers, actor)
    notes = _notes_chosen_by(seats)
    Dot.objects.filter(seat__in=seats).update(slot=None)
    for seat in seats:
        seat.here, seat.ended_at, seat.revision = False, at, row.revision
    Seat.objects.bulk_update(seats, ["here", "ended_at", "revision"])
    _count_anew(row, notes, seats)
    record_fact(SeatLeft, row, at=at)
    return seats


@action
def weigh_seats(
    *, workshop: Workshop, numbers: Sequence[int], counts: bool, actor: Actor, at: datetime
) -> list[Seat]:
    """Let dots and stances of seats count, or not: they may be one person with several phones.

    They take part as before. Raises Refused and BadInput.
    """
    row, seats = _seats(workshop, numbers, actor)
    for seat in seats:
        seat.counts, seat.revision = counts, row.revision
    Seat.objects.bulk_update(seats, ["counts", "revision"])
    _count_anew(row, _notes_chosen_by(seats), seats)
    record_fact(SeatsWeighed, row, at=at)
    return seats


def _seats(workshop: Workshop, numbers: Sequence[int], actor: Actor) -> tuple[Workshop, list[Seat]]:
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    wanted = set(numbers) - {0}
    seats = list(row.seats.filter(number__in=wanted, ended_at=None).order_by("number"))
    if not wanted or len(seats) < len(wanted):
        raise BadInput.single("seat", phrases.NO_SUCH)
    return row, seats


def _notes_chosen_by(seats: Sequence[Seat]) -> list[Note]:
    dots = Dot.objects.filter(seat__in=seats, slot__isnull=False)
    return list(Note.objects.filter(pk__in=dots.values("note")))


def _count_anew(row: Workshop, notes: Sequence[Note], seats: Sequence[Seat]) -> None:
    """Dots of these notes, and the rounds in which these seats took a stance."""
    for note in notes:
        note.votes, note.revision = note.dots.counted().count(), row.revision
    Note.objects.bulk_update(notes, ["votes", "revision"])
    for round in Round.objects.filter(stances__seat__in=seats).distinct():
        count_stances(round)
        round.revision = row.revision
        round.save()
