"""Keep the map that was drawn, and forget who may change their answers."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat

from minga.ground.work import action
from minga.participation.conversations.actions._writing import lock_conversation, record_fact
from minga.participation.conversations.events import ConversationForgotten
from minga.participation.models import Conversation, OpinionMap

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
def forget_tokens(*, conversation: Conversation, at: datetime) -> None:
    """Nobody can change or find again what they answered; the answers belong to nobody."""
    row = lock_conversation(conversation, while_open=False)
    gone = Concat(Value("gone-"), Cast(F("pk"), CharField()))
    row.seats.update(token_digest=gone)
    record_fact(ConversationForgotten, row, at=at)
