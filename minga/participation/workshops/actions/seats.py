"""Take a seat by phone or for a paper, say who one is, leave; end a seat."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max

from minga.ground.access import refuse_unless
from minga.ground.errors import BadInput
from minga.ground.secrets import derived_token, digest
from minga.ground.work import action
from minga.participation.models import Seat, Workshop
from minga.participation.workshops import phrases, text_fields
from minga.participation.workshops.actions._writing import lock_workshop, record_fact, seat_of
from minga.participation.workshops.events import SeatLeft, SeatTaken
from minga.participation.workshops.rules import (
    MAX_SEATS,
    Actor,
    Arrival,
    NotPossible,
    may_facilitate,
)


class Seated(NamedTuple):
    """A seat and its bearer token, which is shown once and not kept."""

    seat: Seat
    token: str


@action
def join_workshop(
    *, workshop: Workshop, who: Mapping[str, Any], key: str = "", at: datetime
) -> Seated:
    """Take a seat by phone; no account is needed. The same `key` finds the same seat again.

    Raises BadInput, and NotPossible when the workshop is closed or full.
    """
    # A key is a secret of the phone's own making: who knows it is that phone.
    token = derived_token("workshop-seat", workshop.code, key) if key else secrets.token_urlsafe(32)
    seat = workshop.seats.filter(token_digest=digest(token)).first() if key else None
    if seat is not None:
        return Seated(seat, token)
    names = text_fields.read_who(who)
    row = lock_workshop(workshop)
    seat = row.seats.filter(token_digest=digest(token)).first() if key else None
    if seat is not None:
        return Seated(seat, token)
    return Seated(_sit(row, Arrival.PHONE, names, token, at), token)


@action
def seat_paper(*, workshop: Workshop, who: Mapping[str, Any], actor: Actor, at: datetime) -> Seat:
    """A seat for somebody without a phone, whose notes, dots and stances are typed in.

    Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    return _sit(row, Arrival.PAPER, text_fields.read_who(who), secrets.token_urlsafe(32), at)


def _sit(
    row: Workshop, arrival: Arrival, names: Mapping[str, str], token: str, at: datetime
) -> Seat:
    last: int = row.seats.aggregate(last=Max("number"))["last"] or 0
    if last >= MAX_SEATS:
        raise NotPossible("full")
    seat = Seat.objects.create(
        workshop=row,
        number=last + 1,
        token_digest=digest(token),
        arrived_by=arrival.value,
        joined_at=at,
        revision=row.revision,
        **names,
    )
    record_fact(SeatTaken, row, at=at)
    return seat


@action
def describe_seat(
    *,
    workshop: Workshop,
    number: int,
    who: Mapping[str, Any],
    here: bool | None = None,
    actor: Actor,
    at: datetime,
) -> Seat:
    """Correct who sits there, or whether they are still here: the seat itself, the facilitator.

    What `who` does not name stays. Raises Refused and BadInput.
    """
    row = lock_workshop(workshop)
    seat = _own_or_facilitated(row, number, actor)
    kept = {field.code: getattr(seat, field.code) for field in text_fields.WHO}
    for name, value in text_fields.read_who({**kept, **who}).items():
        setattr(seat, name, value)
    moved = here is not None and here != seat.here
    seat.here = here if here is not None else seat.here
    seat.revision = row.revision
    seat.save()
    if moved:
        record_fact(SeatLeft, row, at=at)
    return seat


@action
def end_seat(*, workshop: Workshop, number: int, actor: Actor, at: datetime) -> Seat:
    """End a seat: its token opens nothing more; what it made stays. Raises Refused, BadInput."""
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    seat = row.seats.filter(number=number, ended_at=None).exclude(number=0).first()
    if seat is None:
        raise BadInput.single("seat", phrases.NO_SUCH)
    seat.here, seat.ended_at, seat.revision = False, at, row.revision
    seat.save(update_fields=["here", "ended_at", "revision"])
    record_fact(SeatLeft, row, at=at)
    return seat


def _own_or_facilitated(row: Workshop, number: int, actor: Actor) -> Seat:
    seat = row.seats.filter(number=number, ended_at=None).first()
    own = seat is not None and actor.workshop_id == row.pk and actor.seat_id == seat.pk
    refuse_unless(own or may_facilitate(actor, row.pk), "not one's own seat")
    if seat is None:
        raise BadInput.single("seat", phrases.NO_SUCH)
    return seat_of(row, seat.pk)
