"""The facts of the room transit. The live stream carries the fields named in STREAMED only."""

from dataclasses import dataclass
from typing import ClassVar

from minga.ground.facts import Fact, fact


@dataclass(frozen=True, kw_only=True)
class FeedFact(Fact):
    """What every fact about a feed holds: its slug and the number of the version."""

    feed: str
    version: int

    SUBJECT: ClassVar[str] = "feed"


@fact("feed.version_imported")
@dataclass(frozen=True, kw_only=True)
class FeedVersionImported(FeedFact):
    """A version of a feed was imported; it is in service from its switch-over date."""


@fact("feed.version_withdrawn")
@dataclass(frozen=True, kw_only=True)
class FeedVersionWithdrawn(FeedFact):
    """A version of a feed was taken out of service; the one before serves again."""


@dataclass(frozen=True, kw_only=True)
class LineFact(Fact):
    """What every fact about a drawn line holds: its code and its revision."""

    line: str
    revision: int

    SUBJECT: ClassVar[str] = "line"


@fact("line.drawn")
@dataclass(frozen=True, kw_only=True)
class LineDrawn(LineFact):
    """A line was drawn or changed; passengers see it when the lines are published."""


@fact("line.erased")
@dataclass(frozen=True, kw_only=True)
class LineErased(LineFact):
    """A drawn line was deleted."""


@dataclass(frozen=True, kw_only=True)
class AlertFact(Fact):
    """What every fact about an alert holds: its public id, and the report it came from."""

    alert: str
    report: str | None = None

    SUBJECT: ClassVar[str] = "alert"
    STREAMED: ClassVar[tuple[str, ...]] = ("alert", "report")


@fact("alert.opened")
@dataclass(frozen=True, kw_only=True)
class AlertOpened(AlertFact):
    """Passengers are warned of something."""


@fact("alert.changed")
@dataclass(frozen=True, kw_only=True)
class AlertChanged(AlertFact):
    """What an alert says, or what it touches, has changed."""


@fact("alert.closed")
@dataclass(frozen=True, kw_only=True)
class AlertClosed(AlertFact):
    """What an alert warned of is over."""
