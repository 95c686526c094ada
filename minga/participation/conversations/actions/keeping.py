"""Keep the map that was drawn, and forget who may change their answers."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from minga.ground.work import action
from minga.participation.conversations.actions._writing import (
    lock_conversation,
    mark_map_stale,
    record_fact,
    refuse_strangers,
)
from minga.participation.conversations.events import ConversationForgotten, OpinionsWeighed
from minga.participation.models import Conversation, OpinionMap
from minga.people.models import Person

MAX_DRAWING_TIME = timedelta(minutes=5)
"""A worker that has not drawn a map by then was ended; another takes over."""


@action
def claim_map(*, conversation: Conversation, at: datetime) -> bool:
    """Take the drawing of a map upon oneself; False when another worker has it.

    From here on the conversation counts as fresh: an opinion that comes while its map is drawn
    makes it stale again. A worker that dies leaves `drawing_until` behind, and it is drawn anew.
    """
    free = Q(drawing_until=None) | Q(drawing_until__lt=at)
    rows = Conversation.objects.filter(free, pk=conversation.pk)
    return rows.update(drawing_until=at + MAX_DRAWING_TIME, stale_at=None) == 1


@action
def keep_map(*, conversation: Conversation, drawn: dict[str, Any], at: datetime) -> None:
    """Keep what was drawn from the opinions as they stood at `at`."""
    row = lock_conversation(conversation, while_open=False)
    OpinionMap.objects.update_or_create(conversation=row, defaults={"at": at, "drawn": drawn})
    row.drawing_until = None
    row.save(update_fields=["drawing_until"])


@action
def weigh_opinions(
    *, conversation: Conversation, seats: Collection[int], counts: bool, by: Person, at: datetime
) -> int:
    """Let what these seats (ids) answered count, or not; how many changed. Raises Refused."""
    refuse_strangers(by, conversation.city_id)
    row = lock_conversation(conversation, while_open=False)
    changed = row.seats.filter(pk__in=seats).exclude(counts=counts).update(counts=counts)
    if changed:
        mark_map_stale(row.pk, at)
        record_fact(OpinionsWeighed, row, at=at, by=by, seats=changed)
    return changed


@action
def forget_tokens(*, conversation: Conversation, at: datetime) -> None:
    """Nobody can change or find again what they answered; the answers belong to nobody."""
    row = lock_conversation(conversation, while_open=False)
    gone = Concat(Value("gone-"), Cast(F("pk"), CharField()))
    row.seats.update(token_digest=gone)
    record_fact(ConversationForgotten, row, at=at)
