"""The facts of conversations. None is streamed: pages of a conversation are read, not watched."""

from dataclasses import dataclass
from typing import ClassVar

from minga.ground.facts import Fact, fact


@dataclass(frozen=True, kw_only=True)
class ConversationFact(Fact):
    """What every fact about a conversation holds: its slug."""

    conversation_id: int
    conversation: str

    SUBJECT: ClassVar[str] = "conversation"
    APART: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class StatementFact(ConversationFact):
    """A fact about one statement, by its number in the conversation."""

    statement: int


@fact("conversation.opened")
@dataclass(frozen=True, kw_only=True)
class ConversationOpened(ConversationFact):
    """A conversation takes opinions, for the first time or again."""


@fact("conversation.closed")
@dataclass(frozen=True, kw_only=True)
class ConversationClosed(ConversationFact):
    """A conversation takes no more opinions; its result stays."""


@fact("conversation.forgotten")
@dataclass(frozen=True, kw_only=True)
class ConversationForgotten(ConversationFact):
    """The tokens of who took part were erased: no answer can be changed any more."""


@fact("opinion.given")
@dataclass(frozen=True, kw_only=True)
class OpinionGiven(ConversationFact):
    """Somebody said what they think of some statements."""

    opinions: int


@fact("opinion.erased")
@dataclass(frozen=True, kw_only=True)
class OpinionErased(ConversationFact):
    """Somebody took back all that they had answered."""


@fact("opinions.weighed")
@dataclass(frozen=True, kw_only=True)
class OpinionsWeighed(ConversationFact):
    """What so many seats answered counts no more, or counts again."""

    seats: int


@fact("statement.proposed")
@dataclass(frozen=True, kw_only=True)
class StatementProposed(StatementFact):
    """A participant wrote a statement; somebody has to read it before it is shown."""


@fact("statement.shown")
@dataclass(frozen=True, kw_only=True)
class StatementShown(StatementFact):
    """A statement is shown to everybody."""


@fact("statement.set_aside")
@dataclass(frozen=True, kw_only=True)
class StatementSetAside(StatementFact):
    """A statement was set aside, with a reason that is public."""

    reason: str
