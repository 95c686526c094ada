"""What conversations do by themselves: draw their maps, forget their tokens."""

from datetime import datetime, timedelta

from minga.ground.worker import on, periodic
from minga.participation.conversations import actions
from minga.participation.conversations.events import ConversationClosed
from minga.participation.models import Conversation

RETENTION = timedelta(days=30)
"""How long after its end somebody can still find, change or erase what they answered."""


@periodic
def draw_stale_maps(at: datetime) -> None:
    """Draw the maps that lack the newest opinions."""
    from minga.participation.conversations import mapping  # numbers are loaded by workers only

    mapping.draw_stale_maps(at)


@on(
    ConversationClosed,
    name="conversations.forget_tokens",
    formerly=("minga.participation.conversations.reactions.forget_tokens",),
    after=RETENTION,
)
def forget_tokens(fact: ConversationClosed, at: datetime) -> None:
    """Forget who answered what, a month after the conversation was closed and stayed closed."""
    row = Conversation.objects.filter(pk=fact.conversation_id).first()
    if row is None or row.closed_at is None or row.closed_at + RETENTION > at:
        return
    actions.forget_tokens(conversation=row, at=at)
