"""What pages, API and exports read of conversations."""

from collections.abc import Sequence
from hashlib import sha256

from django.db.models import Count, F, Q, QuerySet

from minga.ground.secrets import digest
from minga.participation.conversations.rules import StatementState
from minga.participation.models import (
    Conversation,
    Opinion,
    OpinionMap,
    OpinionSeat,
    Statement,
    StatementStep,
)
from minga.participation.origins import Burst, bursts_of
from minga.territory.models import City

BUCKET = 10
"""Statements are asked where opinions lack; so many more or less make no difference."""


def conversations_of(city: City) -> QuerySet[Conversation]:
    """The conversations of a city, open ones first, with how many took part."""
    rows = Conversation.objects.filter(city=city).select_related("map")
    return rows.annotate(shown=Count("statements", filter=Q(statements__state="shown"))).order_by(
        F("closed_at").desc(nulls_first=True), "-pk"
    )


def conversation_of(city: City, slug: str) -> Conversation | None:
    """A city's conversation by its slug."""
    return Conversation.objects.select_related("city", "map").filter(city=city, slug=slug).first()


def seat_of(conversation: Conversation, token: str) -> OpinionSeat | None:
    """Who holds this token, in this conversation."""
    if not token:
        return None
    rows = conversation.seats.filter(token_digest=digest(token))
    return rows.select_related("conversation").first()


MAX_LOOKED_AT = 5000
"""Of the newest seats it is asked whether one client took them."""


def bursts_in(conversation: Conversation) -> list[Burst[OpinionSeat]]:
    """Joins that may be one client's, among the newest seats."""
    rows = conversation.seats.exclude(origin="").order_by("-pk")[:MAX_LOOKED_AT]
    return bursts_of(rows)


def uncounted_seats(conversation: Conversation) -> int:
    """How many seats were taken for no people of their own."""
    return conversation.seats.filter(counts=False).count()


def map_of(conversation: Conversation) -> OpinionMap | None:
    """The result as it was last drawn."""
    return OpinionMap.objects.filter(conversation=conversation).first()


def shown_statements(conversation: Conversation) -> list[Statement]:
    """What is asked, in the order of the numbers."""
    rows = conversation.statements.filter(state=StatementState.SHOWN.value)
    return list(rows.order_by("number"))


def answers_of(seat: OpinionSeat | None) -> dict[int, int]:
    """What a seat thinks now: statement (key) → value."""
    if seat is None:
        return {}
    return dict(seat.opinions.filter(until=None).values_list("statement_id", "value"))


def still_open(
    conversation: Conversation,
    statements: Sequence[Statement],
    answered: dict[int, int],
    seat: OpinionSeat | None,
) -> list[Statement]:
    """The statements one has not answered: those with fewest opinions first, else shuffled.

    The shuffle is each seat's own, so that a whole hall does not begin with the same statement.
    """
    drawn = map_of(conversation)
    counted = drawn.drawn["statements"] if drawn else []
    votes = {figures["number"]: sum(figures["all"]) for figures in counted}
    own = f"{conversation.pk}/{seat.pk if seat else ''}"

    def order(statement: Statement) -> tuple[int, bytes]:
        return votes.get(statement.number, 0) // BUCKET, sha256(
            f"{own}/{statement.pk}".encode()
        ).digest()

    return sorted(
        (statement for statement in statements if statement.pk not in answered), key=order
    )


def waiting(conversation: Conversation) -> list[Statement]:
    """Statements of participants that nobody has read yet, the oldest first."""
    rows = conversation.statements.filter(state=StatementState.PENDING.value)
    return list(rows.order_by("number"))


def log_of(conversation: Conversation) -> list[StatementStep]:
    """The moderation log, newest first."""
    rows = StatementStep.objects.filter(statement__conversation=conversation)
    return list(rows.select_related("statement").order_by("-pk"))


def current_opinions(conversation: Conversation) -> list[tuple[int, int, int]]:
    """What everybody who counts thinks now, as (seat, statement, value) with keys of the tables."""
    rows = Opinion.objects.filter(
        statement__conversation=conversation, until=None, seat__counts=True
    )
    return list(rows.order_by("seat_id", "statement_id").values_list("seat", "statement", "value"))
