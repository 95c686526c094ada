"""Who knocks at the API of a workshop: the workshop itself, the hand, the seat, the allowance."""

from django.conf import settings
from django.http import Http404

from minga.ground import rate_limit
from minga.ground.access import Refused, refuse_unless
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.participation.models import Seat, Workshop
from minga.participation.workshops import phrases, queries
from minga.participation.workshops.rules import Hand
from minga.territory.request import MingaRequest

JOINS_PER_MINUTE = 600
"""From one address into one workshop: a whole hall sits behind one."""
WRITES_PER_MINUTE = 600
"""Of one seat: more than thumbs can do, less than a flood."""


def found(code: str) -> Workshop:
    """The workshop with this code; otherwise 404."""
    one = queries.workshop_by_code(code)
    if one is None:
        raise Http404
    return one


def hand(request: MingaRequest, workshop: Workshop) -> Hand:
    """Who sent this request, as far as this workshop is concerned."""
    return queries.hand_of(workshop, bearer=request.bearer, person=request.person)


def taking_part(request: MingaRequest, workshop: Workshop) -> Hand:
    """A seat or the facilitator. Raises Refused."""
    own = hand(request, workshop)
    refuse_unless(own.takes_part, "takes no part in this workshop")
    return own


def facilitating(request: MingaRequest, workshop: Workshop) -> Hand:
    """The facilitator. Raises Refused."""
    own = hand(request, workshop)
    refuse_unless(own.facilitates, "not the facilitator")
    return own


def acting(request: MingaRequest, workshop: Workshop, number: int | None) -> tuple[Hand, Seat]:
    """Who sends, and the seat it is for. Raises Refused, and BadInput for no such seat."""
    own = taking_part(request, workshop)
    seat = queries.acting_seat(workshop, own, number)
    if seat is not None:
        return own, seat
    if own.facilitates:
        raise BadInput.single("seat", phrases.NO_SUCH)
    raise Refused("not one's own seat")


def choosing(request: MingaRequest, workshop: Workshop, number: int | None) -> tuple[Hand, Seat]:
    """As `acting`; but the facilitator chooses nothing, only for somebody on paper."""
    own, seat = acting(request, workshop, number)
    if own.facilitates and seat.number == 0:
        raise BadInput.single("seat", phrases.WHOSE)
    return own, seat


def count_join(request: MingaRequest, workshop: Workshop) -> None:
    """One join of this address. Raises TooMany."""
    if settings.MINGA_LIMIT_ADDRESS:
        key = f"j:{workshop.code}:{request.sender}"[:80]
        rate_limit.take(key, per_minute=JOINS_PER_MINUTE, at=now())


def count_write(own: Hand) -> None:
    """One contribution of this seat. Raises TooMany."""
    if settings.MINGA_LIMIT_ADDRESS and own.seat_id is not None:
        rate_limit.take(f"w:{own.seat_id}", per_minute=WRITES_PER_MINUTE, at=now())
