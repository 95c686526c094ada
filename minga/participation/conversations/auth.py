"""Who knocks at a conversation: the conversation, the seat by token or cookie, the allowance."""

from django.conf import settings
from django.http import Http404, HttpResponse

from minga.ground import rate_limit
from minga.ground.access import refuse_unless
from minga.ground.clock import now
from minga.participation.conversations import queries
from minga.participation.models import Conversation, OpinionSeat
from minga.territory.request import MingaRequest

COOKIE = "minga_opinion"
KEPT_S = 180 * 24 * 3600
JOINS_PER_MINUTE, WRITES_PER_MINUTE = 300, 240
"""From one address, behind which a whole hall may sit; of one seat."""


def conversation_or_404(request: MingaRequest, slug: str) -> Conversation:
    """The city's conversation of this name; otherwise 404."""
    conversation = queries.conversation_of(request.city, slug)
    if conversation is None:
        raise Http404
    return conversation


def seat_of_bearer(request: MingaRequest, conversation: Conversation) -> OpinionSeat:
    """The seat of the bearer token. Raises Refused."""
    seat = queries.seat_of(conversation, request.bearer)
    refuse_unless(seat is not None, "takes no part in this conversation")
    assert seat is not None  # noqa: S101 -- refused above
    return seat


def seat_of_cookie(request: MingaRequest, conversation: Conversation) -> OpinionSeat | None:
    """The seat of this browser, if it has one."""
    return queries.seat_of(conversation, request.COOKIES.get(COOKIE, ""))


def remember(response: HttpResponse, token: str, conversation: Conversation) -> None:
    """Keep a seat's token in this browser, for the pages of this conversation only."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=KEPT_S,
        path=f"/opinions/{conversation.slug}/",
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse, conversation: Conversation) -> None:
    """This browser has no seat here any more."""
    response.delete_cookie(COOKIE, path=f"/opinions/{conversation.slug}/", samesite="Lax")


def count_join(request: MingaRequest) -> None:
    """One join of this address. Raises TooMany."""
    if settings.MINGA_LIMIT_ADDRESS:
        rate_limit.take(f"oj:{request.sender}"[:80], per_minute=JOINS_PER_MINUTE, at=now())


def count_write(seat: OpinionSeat) -> None:
    """One contribution of this seat. Raises TooMany."""
    if settings.MINGA_LIMIT_ADDRESS:
        rate_limit.take(f"ow:{seat.pk}", per_minute=WRITES_PER_MINUTE, at=now())
