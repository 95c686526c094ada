"""What every change of a conversation does: ask who may, take its lock, tell it."""

from datetime import datetime
from typing import Any

from minga.ground.access import refuse_unless
from minga.ground.work import record
from minga.participation.conversations.events import ConversationFact
from minga.participation.conversations.rules import NotNow
from minga.participation.models import Conversation
from minga.people.models import Person
from minga.territory.authority import authority_of


def refuse_strangers(by: Person, city_id: int) -> None:
    """Conversations are led by those who run workshops of the city. Raises Refused."""
    refuse_unless(authority_of(by, city_id).facilitates, "does not facilitate here")


def lock_conversation(conversation: Conversation, *, while_open: bool = True) -> Conversation:
    """The conversation under its lock. Raises NotNow when it is closed (and should not be)."""
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("city")
    row = rows.get(pk=conversation.pk)
    if while_open and not row.is_open:
        raise NotNow("conversation_closed")
    return row


def record_fact(
    kind: type[ConversationFact],
    row: Conversation,
    *,
    at: datetime,
    by: Person | None = None,
    **about: Any,
) -> None:
    """Record a fact about the conversation."""
    city = row.city
    fact = kind(
        city_id=city.pk, city=city.slug, conversation_id=row.pk, conversation=row.slug, **about
    )
    record(fact, at=at, by=by)


def mark_map_stale(conversation_id: int, at: datetime) -> None:
    """The map does not know the newest opinion. Changes a row only when it was fresh before."""
    Conversation.objects.filter(pk=conversation_id, stale_at=None).update(stale_at=at)
