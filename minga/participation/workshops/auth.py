"""Who asks the API of a workshop: the workshop itself, the actor, the seat, the allowance."""

from django.conf import settings
from django.http import Http404

from minga.ground import rate_limit
from minga.ground.access import Refused, refuse_unless
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.participation.models import Seat, Workshop
from minga.participation.workshops import phrases, queries
from minga.participation.workshops.rules import Actor
from minga.territory.request import MingaRequest

JOINS_PER_MINUTE = 600
"""From one address into one workshop: a whole hall sits behind one."""
WRITES_PER_MINUTE = 600
"""Of one seat: more than thumbs can do, less than a flood."""


def workshop_or_404(code: str) -> Workshop:
    """The workshop with this code; otherwise 404."""
    workshop = queries.workshop_by_code(code)
    if workshop is None:
        raise Http404
    return workshop


def actor_of_request(request: MingaRequest, workshop: Workshop) -> Actor:
    """Who sent this request, as far as this workshop is concerned."""
    return queries.actor_of(workshop, bearer=request.bearer, person=request.person)


def require_participant(request: MingaRequest, code: str) -> tuple[Workshop, Actor]:
    """The workshop, and a seat or the facilitator of it. Raises Http404 and Refused."""
    workshop = workshop_or_404(code)
    actor = actor_of_request(request, workshop)
    refuse_unless(actor.takes_part, "takes no part in this workshop")
    return workshop, actor


def facilitated_or_404(request: MingaRequest, code: str) -> Workshop:
    """The workshop for its facilitator; for others there is nothing here: 404."""
    workshop = workshop_or_404(code)
    if not actor_of_request(request, workshop).facilitates:
        raise Http404
    return workshop


def require_facilitator(request: MingaRequest, code: str) -> tuple[Workshop, Actor]:
    """The workshop and its facilitator. Raises Http404 and Refused."""
    workshop = workshop_or_404(code)
    actor = actor_of_request(request, workshop)
    refuse_unless(actor.facilitates, "not the facilitator")
    return workshop, actor


def require_seat(
    request: MingaRequest, code: str, number: int | None
) -> tuple[Workshop, Actor, Seat]:
    """The workshop, who sends, and the seat it is for.

    Raises Http404, Refused, and BadInput for no such seat.
    """
    workshop, actor = require_participant(request, code)
    seat = queries.acting_seat(workshop, actor, number)
    if seat is not None:
        return workshop, actor, seat
    if actor.facilitates:
        raise BadInput.single("seat", phrases.NO_SUCH)
    raise Refused("not one's own seat")


def require_voter(
    request: MingaRequest, code: str, number: int | None
) -> tuple[Workshop, Actor, Seat]:
    """As `require_seat`; but the facilitator chooses nothing, only for somebody on paper."""
    workshop, actor, seat = require_seat(request, code, number)
    if actor.facilitates and seat.number == 0:
        raise BadInput.single("seat", phrases.WHOSE)
    return workshop, actor, seat


def count_join(request: MingaRequest, workshop: Workshop) -> None:
    """One join of this address. Raises TooMany."""
    if settings.MINGA_LIMIT_ADDRESS:
        key = f"j:{workshop.code}:{request.sender}"[:80]
        rate_limit.take(key, per_minute=JOINS_PER_MINUTE, at=now())


def count_write(actor: Actor) -> None:
    """One contribution of this seat. Raises TooMany."""
    if settings.MINGA_LIMIT_ADDRESS and actor.seat_id is not None:
        rate_limit.take(f"w:{actor.seat_id}", per_minute=WRITES_PER_MINUTE, at=now())
