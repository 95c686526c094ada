"""Take part without an account: join, say what one thinks, change one's mind, take it all back."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from minga.ground.errors import BadInput
from minga.ground.secrets import digest
from minga.ground.work import action
from minga.participation.conversations import phrases
from minga.participation.conversations.actions._writing import mark_map_stale, record_fact
from minga.participation.conversations.events import OpinionErased, OpinionGiven
from minga.participation.conversations.rules import (
    MAX_OPINIONS_AT_ONCE,
    MAX_SEATS,
    MAX_SEATS_OF_ADDRESS,
    MAX_SEATS_OF_DEVICE,
    VALUES,
    NotNow,
    StatementState,
)
from minga.participation.models import Conversation, Opinion, OpinionSeat
from minga.participation.origins import NOWHERE, Origin


class Joined(NamedTuple):
    """A seat and its bearer token, which is shown once and not kept."""

    seat: OpinionSeat
    token: str


@action
def join_conversation(
    *, conversation: Conversation, origin: Origin = NOWHERE, at: datetime
) -> Joined:
    """Take a seat: no account, no name.

    Raises NotNow when it is closed or full, or has enough seats from this `origin`.
    """
    row = Conversation.objects.get(pk=conversation.pk)
    if not row.is_open:
        raise NotNow("conversation_closed")
    if row.seats.count() >= MAX_SEATS:
        raise NotNow("full")
    if origin.device and (
        row.seats.filter(origin=origin.address).count() >= MAX_SEATS_OF_ADDRESS
        or row.seats.filter(device=origin.device).count() >= MAX_SEATS_OF_DEVICE
    ):
        raise NotNow("enough_from_here")
    token = secrets.token_urlsafe(24)
    seat = OpinionSeat.objects.create(
        conversation=row,
        token_digest=digest(token),
        joined_at=at,
        origin=origin.address,
        device=origin.device,
    )
    return Joined(seat, token)


@action
def give_opinions(*, seat: OpinionSeat, opinions: Sequence[tuple[int, int]], at: datetime) -> int:
    """Say what one thinks of some statements, as (number, value) with value 1, 0 or -1.

    A new mind takes the place of the old one, which is kept with its time: one person stays one
    person. Returns how many changed anything. Raises BadInput and NotNow.
    """
    if len(opinions) > MAX_OPINIONS_AT_ONCE:
        raise BadInput.single("opinions", phrases.TOO_MANY)
    if any(value not in VALUES for _number, value in opinions):
        raise BadInput.single("value", phrases.NO_VALUE)
    wanted = dict(opinions)
    # The seat's lock: two taps of one phone wait for each other, two phones do not.
    own = OpinionSeat.objects.select_for_update(of=("self",)).select_related("conversation__city")
    held = own.get(pk=seat.pk)
    conversation = held.conversation
    if not conversation.is_open:
        raise NotNow("conversation_closed")
    shown = conversation.statements.filter(state=StatementState.SHOWN.value, number__in=wanted)
    keys = dict(shown.values_list("number", "pk"))
    if len(keys) < len(wanted):
        raise BadInput.single("statement", phrases.NO_STATEMENT)
    now = held.opinions.filter(until=None, statement__in=keys.values())
    before = dict(now.values_list("statement_id", "value"))
    changed = {keys[n]: value for n, value in wanted.items() if before.get(keys[n]) != value}
    if not changed:
        return 0
    held.opinions.filter(until=None, statement__in=changed).update(until=at)
    Opinion.objects.bulk_create(
        Opinion(seat=held, statement_id=statement, value=value, at=at)
        for statement, value in changed.items()
    )
    mark_map_stale(conversation.pk, at)
    record_fact(OpinionGiven, conversation, at=at, opinions=len(changed))
    return len(changed)


@action
def erase_opinions(*, seat: OpinionSeat, at: datetime) -> None:
    """Take back everything one has answered, now and before, and the seat itself.

    Statements that one wrote stay, without an author.
    """
    held = OpinionSeat.objects.select_related("conversation__city").get(pk=seat.pk)
    conversation = held.conversation
    held.delete()
    mark_map_stale(conversation.pk, at)
    record_fact(OpinionErased, conversation, at=at)
