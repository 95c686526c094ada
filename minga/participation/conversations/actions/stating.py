"""Write statements, and read those of participants before everybody sees them."""

from datetime import datetime

from django.db.models import Max

from minga.ground.conflicts import refuse_unless_seen
from minga.ground.errors import BadInput
from minga.ground.fields import read_text
from minga.ground.folding import fold
from minga.ground.work import action
from minga.participation.conversations import phrases
from minga.participation.conversations.actions._writing import (
    lock_conversation,
    mark_map_stale,
    record_fact,
    refuse_strangers,
)
from minga.participation.conversations.events import (
    StatementProposed,
    StatementSetAside,
    StatementShown,
)
from minga.participation.conversations.rules import (
    MAX_STATEMENTS,
    MAX_STATEMENTS_PER_SEAT,
    STATEMENT_MOVES,
    NotNow,
    Origin,
    Reason,
    StatementState,
    next_state,
)
from minga.participation.models import Conversation, OpinionSeat, Statement, StatementStep
from minga.people.models import Person


@action
def add_statement(*, seat: OpinionSeat, text: str, at: datetime) -> Statement:
    """Propose a statement; it is shown once somebody has read it.

    The same words from the same seat find the same statement (a phone that sends twice).
    Raises BadInput and NotNow.
    """
    row = lock_conversation(seat.conversation)
    if not row.takes_statements:
        raise NotNow("no_more_statements")
    checked = _checked_text(text)
    existing = row.statements.filter(folded=_folded(checked)).first()
    if existing is not None and existing.seat_id == seat.pk:
        return existing
    if row.statements.filter(seat=seat).count() >= MAX_STATEMENTS_PER_SEAT:
        raise NotNow("enough_of_yours")
    proposed = new_statement(
        row, checked, origin=Origin.PARTICIPANT, state=StatementState.PENDING, at=at, seat=seat
    )
    record_fact(StatementProposed, row, at=at, statement=proposed.number)
    return proposed


@action
def seed_statement(*, conversation: Conversation, text: str, by: Person, at: datetime) -> Statement:
    """Add a statement of the organisers; it is shown at once. Raises Refused, BadInput, NotNow."""
    refuse_strangers(by, conversation.city_id)
    row = lock_conversation(conversation)
    made = new_statement(row, text, origin=Origin.SEED, state=StatementState.SHOWN, at=at)
    record_fact(StatementShown, row, at=at, by=by, statement=made.number)
    return made


@action
def show_statement(
    *, statement: Statement, by: Person, at: datetime, seen: str | None = None
) -> Statement:
    """Show a statement that was read, or one that was set aside.

    Raises Refused, NotNow, and Changed when whoever read the mark `seen` saw another state.
    """
    return _move(statement, "show", "", by=by, at=at, seen=seen)


@action
def set_aside_statement(
    *, statement: Statement, reason: str, by: Person, at: datetime, seen: str | None = None
) -> Statement:
    """Show a statement no more; the reason is public, and opinions on it are kept.

    Raises Refused, BadInput, NotNow, and Changed as `show_statement`.
    """
    if reason not in list(Reason):
        raise BadInput.single("reason", phrases.NO_REASON)
    return _move(statement, "set_aside", reason, by=by, at=at, seen=seen)


def new_statement(
    row: Conversation,
    text: str,
    *,
    origin: Origin,
    state: StatementState,
    at: datetime,
    seat: OpinionSeat | None = None,
) -> Statement:
    """Write a statement under the conversation's lock. Raises BadInput and NotNow."""
    checked = _checked_text(text)
    if row.statements.filter(folded=_folded(checked)).exists():
        raise BadInput.single("text", phrases.ALREADY_SAID)
    last = row.statements.aggregate(last=Max("number"))["last"] or 0
    if last >= MAX_STATEMENTS:
        raise NotNow("full")
    return Statement.objects.create(
        conversation=row,
        number=last + 1,
        text=checked,
        folded=_folded(checked),
        origin=origin.value,
        state=state.value,
        seat=seat,
        at=at,
    )


def _move(
    statement: Statement, verb: str, reason: str, *, by: Person, at: datetime, seen: str | None
) -> Statement:
    conversation = statement.conversation
    refuse_strangers(by, conversation.city_id)
    row = lock_conversation(conversation, while_open=False)
    stored = row.statements.get(pk=statement.pk)
    refuse_unless_seen(seen, lambda: stored.mark)
    stored.state = next_state(STATEMENT_MOVES, verb, stored.state)
    stored.reason = reason
    stored.save(update_fields=["state", "reason"])
    StatementStep.objects.create(statement=stored, state=stored.state, reason=reason, at=at, by=by)
    mark_map_stale(row.pk, at)
    if reason:
        record_fact(StatementSetAside, row, at=at, by=by, statement=stored.number, reason=reason)
    else:
        record_fact(StatementShown, row, at=at, by=by, statement=stored.number)
    return stored


def _checked_text(text: str) -> str:
    return read_text(phrases.STATEMENT, text)


def _folded(text: str) -> str:
    return fold(text)[:200]
