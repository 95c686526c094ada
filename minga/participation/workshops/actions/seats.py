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
from minga.participation.origins import NOWHERE, Origin
from minga.participation.workshops import phrases, text_fields
from minga.participation.workshops.actions._writing import lock_workshop, record_fact, seat_of
from minga.participation.workshops.events import SeatLeft, SeatTaken
from minga.participation.workshops.invitations import invitation_of
from minga.participation.workshops.rules import (
    MAX_SEATS,
    MAX_SEATS_OF_ADDRESS,
    MAX_SEATS_OF_DEVICE,
    Actor,
    Arrival,
    Door,
    NotPossible,
    may_facilitate,
)


class Seated(NamedTuple):
    """A seat and its bearer token, which is shown once and not kept."""

    seat: Seat
    token: str


@action
def join_workshop(
    *,
    workshop: Workshop,
    who: Mapping[str, Any],
    key: str = "",
    code: str = "",
    origin: Origin = NOWHERE,
    at: datetime,
) -> Seated:
    """Take a seat by phone; no account is needed. The same `key` finds the same seat again.

    Where the door is not open to everybody, `code` is the one that was handed out to this person.
    Raises BadInput, and NotPossible when the workshop is closed or full, has enough seats from
    this `origin`, or the seat of the code was ended.
    """
    seat, token = _seat_of_key(workshop, key)
    if seat is not None:
        return Seated(seat, token)
    names = text_fields.read_who(who)
    row = lock_workshop(workshop)
    # Asked again under the lock: the same key may have come in twice at once.
    seat, token = _seat_of_key(row, key)
    if seat is not None:
        return Seated(seat, token)
    if code or row.door != Door.OPEN:
        return _sit_invited(row, code, names, at)
    return Seated(_sit(row, Arrival.PHONE, names, token, at, origin), token)


def _sit_invited(row: Workshop, code: str, names: Mapping[str, str], at: datetime) -> Seated:
    """The seat of a code: one person, however often and from however many phones."""
    invitation = invitation_of(row, code)
    if invitation is None:
        raise BadInput.single("code", phrases.NO_CODE if code else phrases.CODE_NEEDED)
    token = derived_token("workshop-invitation-seat", row.code, str(invitation.number))
    if invitation.seat is not None:
        if invitation.seat.ended_at is not None:
            raise NotPossible("code_spent")
        return Seated(invitation.seat, token)
    named = {**names, "name": invitation.name or names["name"]}
    invitation.seat = _sit(row, Arrival.PHONE, named, token, at)
    invitation.save(update_fields=["seat"])
    return Seated(invitation.seat, token)


def _seat_of_key(workshop: Workshop, key: str) -> tuple[Seat | None, str]:
    """The seat that this key has here, if any, and its token, or the one it is to have.

    A key is a secret of the phone's own making: who knows it is that phone. A seat that was ended
    opens nothing more; the phone takes another one with the next token that follows from its key.
    """
    if not key:
        return None, secrets.token_urlsafe(32)
    parts: tuple[str, ...] = (workshop.code, key)
    while True:
        token = derived_token("workshop-seat", *parts)
        seat = workshop.seats.filter(token_digest=digest(token)).first()
        if seat is None or seat.ended_at is None:
            return seat, token
        parts = (workshop.code, key, str(seat.number))


@action
def seat_paper(*, workshop: Workshop, who: Mapping[str, Any], actor: Actor, at: datetime) -> Seat:
    """A seat for somebody without a phone, whose notes, dots and stances are typed in.

    Raises Refused, BadInput and NotPossible.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop)
    return _sit(row, Arrival.PAPER, text_fields.read_who(who), secrets.token_urlsafe(32), at)


def _sit(
    row: Workshop,
    arrival: Arrival,
    names: Mapping[str, str],
    token: str,
    at: datetime,
    origin: Origin = NOWHERE,
) -> Seat:
    last: int = row.seats.aggregate(last=Max("number"))["last"] or 0
    # Seats that were ended make room; number 0 is the facilitator's.
    taken = row.seats.filter(ended_at=None).exclude(number=0)
    if taken.count() >= MAX_SEATS:
        raise NotPossible("full")
    if origin.device and (
        taken.filter(origin=origin.address).count() >= MAX_SEATS_OF_ADDRESS
        or taken.filter(device=origin.device).count() >= MAX_SEATS_OF_DEVICE
    ):
        raise NotPossible("enough_from_here")
    seat = Seat.objects.create(
        workshop=row,
        number=last + 1,
        token_digest=digest(token),
        arrived_by=arrival.value,
        joined_at=at,
        revision=row.revision,
        origin=origin.address,
        device=origin.device,
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


def _own_or_facilitated(row: Workshop, number: int, actor: Actor) -> Seat:
    seat = row.seats.filter(number=number, ended_at=None).first()
    own = seat is not None and actor.workshop_id == row.pk and actor.seat_id == seat.pk
    refuse_unless(own or may_facilitate(actor, row.pk), "not one's own seat")
    if seat is None:
        raise BadInput.single("seat", phrases.NO_SUCH)
    return seat_of(row, seat.pk)
