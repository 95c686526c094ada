"""Open and close conversations."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.utils.text import slugify

from minga.ground.errors import BadInput
from minga.ground.fields import read
from minga.ground.work import action
from minga.participation.conversations import phrases
from minga.participation.conversations.actions._writing import (
    lock_conversation,
    record_fact,
    refuse_strangers,
)
from minga.participation.conversations.actions.stating import new_statement
from minga.participation.conversations.events import ConversationClosed, ConversationOpened
from minga.participation.conversations.rules import (
    CONVERSATION_MOVES,
    Origin,
    StatementState,
    next_state,
)
from minga.participation.models import Conversation, StatementStep
from minga.people.models import Person
from minga.territory.models import City

MAX_SLUG_LENGTH = 40
FIELDS = (phrases.TITLE, phrases.QUESTION, phrases.ABOUT)
RESERVED = frozenset({"new"})


@action
def open_conversation(
    *,
    city: City,
    title: str,
    question: str,
    about: str = "",
    statements: Sequence[str] = (),
    takes_statements: bool = True,
    by: Person,
    at: datetime,
    simulated: bool = False,
) -> Conversation:
    """Open a conversation with its first statements. Raises Refused and BadInput."""
    refuse_strangers(by, city.pk)
    row = open_conversation_row(
        city=city, title=title, question=question, about=about, takes_statements=takes_statements,
        by=by, at=at, simulated=simulated,
    )  # fmt: skip
    for text in statements:
        new_statement(row, text, origin=Origin.SEED, state=StatementState.SHOWN, at=at)
    record_fact(ConversationOpened, row, at=at, by=by)
    return row


def open_conversation_row(
    *,
    city: City,
    title: str,
    question: str,
    about: str,
    takes_statements: bool,
    by: Person | None,
    at: datetime,
    simulated: bool = False,
) -> Conversation:
    """Write the row of a conversation under an address of its own. Raises BadInput."""
    fields = read(FIELDS, {"title": title, "question": question, "about": about})
    slug = slugify(fields["title"])[:MAX_SLUG_LENGTH].strip("-")
    if not slug or slug in RESERVED:
        slug = f"c-{secrets.token_hex(4)}"
    if Conversation.objects.filter(city=city, slug=slug).exists():
        raise BadInput.single("title", phrases.SLUG_TAKEN)
    return Conversation.objects.create(
        city=city,
        slug=slug,
        title=fields["title"],
        question=fields["question"],
        about=fields.get("about", ""),
        takes_statements=takes_statements,
        seed=secrets.token_hex(16),
        opened_at=at,
        by=by,
        simulated=simulated,
    )


@action
def close_conversation(*, conversation: Conversation, by: Person, at: datetime) -> Conversation:
    """Take no more opinions; the result stays. Raises Refused and NotNow."""
    return _move(conversation, "close", by=by, at=at)


@action
def reopen_conversation(*, conversation: Conversation, by: Person, at: datetime) -> Conversation:
    """Take opinions again. Raises Refused and NotNow."""
    return _move(conversation, "open", by=by, at=at)


def _move(conversation: Conversation, verb: str, *, by: Person, at: datetime) -> Conversation:
    refuse_strangers(by, conversation.city_id)
    row = lock_conversation(conversation, while_open=False)
    row.state = next_state(CONVERSATION_MOVES, verb, row.state)
    row.closed_at = None if row.is_open else at
    if not row.is_open:
        row.seats.update(origin="", device="")
    row.save(update_fields=["state", "closed_at"])
    record_fact(ConversationOpened if row.is_open else ConversationClosed, row, at=at, by=by)
    return row


@action
def unname(*, person: Person) -> None:
    """No conversation and no line of its log names this person any more."""
    Conversation.objects.filter(by=person).update(by=None)
    StatementStep.objects.filter(by=person).update(by=None)
