"""Take a conversation in that was held and published elsewhere, as it ended.

Not among the room's usual actions: it knows the files, and these load numbers.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from minga.ground.errors import BadInput
from minga.ground.folding import fold
from minga.ground.work import action
from minga.participation.conversations import phrases
from minga.participation.conversations.actions._writing import record_fact, refuse_strangers
from minga.participation.conversations.actions.opening import open_conversation_row
from minga.participation.conversations.events import ConversationClosed
from minga.participation.conversations.polis_files import PublishedText
from minga.participation.conversations.rules import (
    MAX_SEATS,
    MAX_STATEMENT_LENGTH,
    MAX_STATEMENTS,
    ConversationState,
    Origin,
    StatementState,
)
from minga.participation.models import Conversation, Opinion, OpinionSeat, Statement
from minga.people.models import Person
from minga.territory.models import City

REJECTED = "-1"
MILLISECONDS_FROM = 10**11
"""A larger time is in milliseconds: as seconds it would lie after the year 5000."""
Vote = tuple[int, str, str, int]


class TakenIn(NamedTuple):
    """What came of it. `left_out`: statements that were rejected or are empty, and `shortened`
    those longer than a statement may be here."""

    conversation: Conversation
    statements: int
    people: int
    opinions: int
    left_out: int
    shortened: int


@action
def import_conversation(
    *,
    city: City,
    title: str,
    question: str,
    about: str,
    texts: Sequence[PublishedText],
    votes: Sequence[Vote],
    at: datetime,
    by: Person | None,
) -> TakenIn:
    """Store a published conversation, closed: its statements, and what each person thought when.

    `votes` are (time, voter, statement, value) in time order. Nobody can be found again by their
    answers: no seat has a token. `by` None is the keeper at the terminal. All of it or nothing.
    Raises Refused, and BadInput when it is too large or has nothing to show.
    """
    if by is not None:
        refuse_strangers(by, city.pk)
    shown = [text for text in texts if text.moderated != REJECTED and text.text]
    kept = {text.statement for text in shown}
    counted = [vote for vote in votes if vote[2] in kept]
    voters = list(dict.fromkeys(voter for _, voter, _, _ in counted))
    if not shown or not voters:
        raise BadInput.single("votes", phrases.NOTHING_TO_IMPORT)
    if len(shown) > MAX_STATEMENTS or len(voters) > MAX_SEATS:
        raise BadInput.single("votes", phrases.TOO_LARGE_TO_IMPORT)
    moments = [_moment(time, at) for time, *_ in counted]
    row = open_conversation_row(
        city=city, title=title, question=question, about=about, takes_statements=False, by=by,
        at=moments[0],
    )  # fmt: skip
    row.state, row.closed_at, row.stale_at = ConversationState.CLOSED.value, moments[-1], at
    row.save(update_fields=["state", "closed_at", "stale_at"])
    statements = _statements(row, shown, at)
    joined: dict[str, datetime] = {}
    for (_, voter, _, _), moment in zip(counted, moments, strict=True):
        joined.setdefault(voter, moment)
    seats = _seats(row, voters, joined)
    opinions = _opinions(statements, seats, counted, moments)
    Opinion.objects.bulk_create(opinions, batch_size=1000)
    record_fact(ConversationClosed, row, at=at, by=by)
    shortened = sum(len(text.text) > MAX_STATEMENT_LENGTH for text in shown)
    return TakenIn(row, len(shown), len(voters), len(opinions), len(texts) - len(shown), shortened)


def _moment(time: int, at: datetime) -> datetime:
    """A time of the files, in seconds or milliseconds since 1970; none lies in the future."""
    seconds = time / 1000 if time >= MILLISECONDS_FROM else float(time)
    try:
        return min(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds), at)
    except OverflowError:
        return at


def _statements(
    row: Conversation, texts: Iterable[PublishedText], at: datetime
) -> dict[str, Statement]:
    made: dict[str, Statement] = {}
    taken: set[str] = set()
    for number, text in enumerate(texts, start=1):
        shown = text.text
        if len(shown) > MAX_STATEMENT_LENGTH:
            shown = f"{shown[: MAX_STATEMENT_LENGTH - 1].rstrip()}…"
        folded = fold(shown)[:MAX_STATEMENT_LENGTH]
        if folded in taken:  # here nobody may say the same twice; there somebody did
            mark = f" #{number}"
            folded = folded[: MAX_STATEMENT_LENGTH - len(mark)] + mark
        taken.add(folded)
        made[text.statement] = Statement(
            conversation=row,
            number=number,
            text=shown,
            folded=folded,
            origin=(Origin.SEED if text.is_seed else Origin.PARTICIPANT).value,
            state=StatementState.SHOWN.value,
            at=_moment(text.time, at),
        )
    Statement.objects.bulk_create(made.values(), batch_size=500)
    rows = {statement.number: statement for statement in row.statements.all()}
    return {name: rows[statement.number] for name, statement in made.items()}


def _seats(
    row: Conversation, voters: Sequence[str], joined: Mapping[str, datetime]
) -> dict[str, OpinionSeat]:
    nonce = secrets.token_hex(8)
    seats = [
        # No digest is of this form: nobody has a token for it.
        OpinionSeat(
            conversation=row, token_digest=f"gone-{nonce}-{number}", joined_at=joined[voter]
        )
        for number, voter in enumerate(voters)
    ]
    OpinionSeat.objects.bulk_create(seats, batch_size=1000)
    by_digest = {seat.token_digest: seat for seat in row.seats.all()}
    return {voter: by_digest[f"gone-{nonce}-{n}"] for n, voter in enumerate(voters)}


def _opinions(
    statements: Mapping[str, Statement],
    seats: Mapping[str, OpinionSeat],
    votes: Sequence[Vote],
    moments: Sequence[datetime],
) -> list[Opinion]:
    """Each opinion with its time; an earlier one ends when a new mind takes its place."""
    present: dict[tuple[str, str], Opinion] = {}
    opinions = []
    for (_, voter, statement, value), moment in zip(votes, moments, strict=True):
        before = present.get((voter, statement))
        if before is not None and before.value == value:
            continue
        if before is not None:
            before.until = moment
        opinion = Opinion(
            seat=seats[voter], statement=statements[statement], value=value, at=moment
        )
        present[voter, statement] = opinion
        opinions.append(opinion)
    return opinions
