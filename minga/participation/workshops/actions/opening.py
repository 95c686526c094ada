"""Open and close workshops."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from minga.ground.access import refuse_unless
from minga.ground.fields import read_text
from minga.ground.secrets import ALPHABET, digest
from minga.ground.work import action
from minga.participation.models import Seat, Workshop
from minga.participation.workshops import text_fields
from minga.participation.workshops.actions._writing import lock_workshop, record_fact
from minga.participation.workshops.actions.boards import hang_board
from minga.participation.workshops.events import WorkshopClosed, WorkshopOpened
from minga.participation.workshops.rules import (
    MAX_DOTS,
    WORKSHOP_MOVES,
    Actor,
    Arrival,
    WorkshopState,
    may_facilitate,
    next_state,
)
from minga.people.models import Person
from minga.territory.models import City

CODE_SIGNS = 6


class Opened(NamedTuple):
    """A new workshop and its facilitator's secret, which is shown once and not kept."""

    workshop: Workshop
    secret: str

    @property
    def code(self) -> str:
        """What people type to join."""
        return self.workshop.code


@action
def open_workshop(
    *,
    city: City,
    title: str,
    purpose: str = "",
    dots: int = 3,
    boards: Sequence[str] = ("ideas",),
    at: datetime,
    by: Person | None = None,
    simulated: bool = False,
) -> Opened:
    """Open a workshop with a board of each of these kinds, and make its facilitator's secret.

    The edge has asked for May.FACILITATE. Raises BadInput.
    """
    secret = secrets.token_urlsafe(24)
    workshop = Workshop.objects.create(
        city=city,
        code=_new_code(),
        title=read_text(text_fields.TITLE, title),
        purpose=read_text(text_fields.PURPOSE, purpose),
        state=WorkshopState.OPEN.value,
        dots=text_fields.read_number(dots, "dots", 0, MAX_DOTS),
        facilitator_digest=digest(secret),
        made_at=at,
        opened_at=at,
        by=by,
        simulated=simulated,
    )
    Seat.objects.create(
        workshop=workshop,
        number=0,
        token_digest=digest(secrets.token_urlsafe(24)),
        arrived_by=Arrival.FACILITATOR.value,
        joined_at=at,
        revision=workshop.revision,
    )
    for kind in boards:
        hang_board(workshop, kind=kind, title="", question="", dots=None, source=None)
    record_fact(WorkshopOpened, workshop, at=at, by=by)
    return Opened(workshop, secret)


def _new_code() -> str:
    """Six signs that nobody mistakes for others; 729 million of them."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_SIGNS))
        if not Workshop.objects.filter(code=code).exists():
            return code


@action
def close_workshop(
    *, workshop: Workshop, actor: Actor, at: datetime, by: Person | None = None
) -> Workshop:
    """Close it: nothing in it changes any more. Raises Refused and NotPossible."""
    return _move(workshop, "close", actor=actor, at=at, by=by)


@action
def reopen_workshop(
    *, workshop: Workshop, actor: Actor, at: datetime, by: Person | None = None
) -> Workshop:
    """Open it again, or for the first time. Raises Refused and NotPossible."""
    return _move(workshop, "open", actor=actor, at=at, by=by)


def _move(
    workshop: Workshop, verb: str, *, actor: Actor, at: datetime, by: Person | None
) -> Workshop:
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop, while_open=False)
    row.state = next_state(WORKSHOP_MOVES, verb, row.state)
    if row.is_open:
        row.opened_at, row.closed_at = row.opened_at or at, None
    else:
        row.closed_at = at
        row.seats.update(origin="", device="")
    row.save(update_fields=["state", "opened_at", "closed_at"])
    record_fact(WorkshopOpened if row.is_open else WorkshopClosed, row, at=at, by=by)
    return row


@action
def renew_facilitator_link(*, workshop: Workshop, at: datetime, by: Person | None = None) -> str:
    """A new secret for the facilitator; the earlier link opens nothing any more.

    The edge has asked for May.FACILITATE.
    """
    row = lock_workshop(workshop, while_open=False)
    secret = secrets.token_urlsafe(24)
    row.facilitator_digest = digest(secret)
    row.save(update_fields=["facilitator_digest"])
    return secret
