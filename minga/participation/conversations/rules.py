"""The lives of conversations and statements as tables; limits; why a statement is set aside."""

from collections.abc import Mapping
from enum import StrEnum


class ConversationState(StrEnum):
    """Where a conversation stands. The values are public codes."""

    OPEN = "open"
    CLOSED = "closed"


class StatementState(StrEnum):
    """Only shown statements are answered; one of a participant waits until somebody has read it."""

    PENDING = "pending"
    SHOWN = "shown"
    SET_ASIDE = "set_aside"


class Origin(StrEnum):
    """Who wrote a statement."""

    SEED = "seed"
    PARTICIPANT = "participant"


class Reason(StrEnum):
    """Why a statement is set aside."""

    DUPLICATE = "duplicate"
    OFF_TOPIC = "off_topic"
    UNCLEAR = "unclear"
    SEVERAL = "several"
    PERSONAL = "personal"
    INSULT = "insult"


UNREPEATED = frozenset({Reason.PERSONAL, Reason.INSULT})
"""Reasons for which the public log does not repeat the words."""

Moves = Mapping[str, tuple[frozenset[str], str]]
CONVERSATION_MOVES: Moves = {
    "close": (frozenset({ConversationState.OPEN}), ConversationState.CLOSED),
    "open": (frozenset({ConversationState.CLOSED}), ConversationState.OPEN),
}
STATEMENT_MOVES: Moves = {
    "show": (
        frozenset({StatementState.PENDING, StatementState.SET_ASIDE}),
        StatementState.SHOWN,
    ),
    "set_aside": (
        frozenset({StatementState.PENDING, StatementState.SHOWN}),
        StatementState.SET_ASIDE,
    ),
}
"""Verb → the states it starts from, and the one it leads to."""

VALUES = (1, 0, -1)
"""Agree, pass, disagree."""
MAX_TITLE_LENGTH, MAX_QUESTION_LENGTH, MAX_ABOUT_LENGTH, MAX_STATEMENT_LENGTH = 120, 200, 2000, 200
MAX_STATEMENTS, MAX_STATEMENTS_PER_SEAT, MAX_OPINIONS_AT_ONCE = 1000, 5, 100
MAX_SEATS, MAX_SEATS_OF_ADDRESS, MAX_SEATS_OF_DEVICE = 100_000, 2000, 200
"""Of a conversation; one client alone never fills it, whatever it calls itself."""
MIN_GROUP_SIZE = 5
"""No group smaller than this is shown, and nothing at all before so many people have answered."""


class NotNow(Exception):
    """What is asked does not fit the present state; `what` is a key of `phrases.NOT_NOW`."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def next_state(moves: Moves, verb: str, state: str) -> str:
    """The state a verb leads to. Raises NotNow."""
    before, after = moves[verb]
    if state not in before:
        raise NotNow("moved_on")
    return str(after)
