"""The facts of the room participation. The stream carries ids, codes and the revision only."""

from dataclasses import dataclass
from typing import ClassVar

from minga.ground.facts import Fact, fact


@dataclass(frozen=True, kw_only=True)
class WorkshopFact(Fact):
    """What every fact about a workshop holds: its code, and its revision after the change."""

    workshop_id: int
    workshop: str
    revision: int

    SUBJECT: ClassVar[str] = "workshop"
    STREAMED: ClassVar[tuple[str, ...]] = ("workshop", "revision")
    APART: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class BoardFact(WorkshopFact):
    """A fact about one board."""

    board: int

    STREAMED: ClassVar[tuple[str, ...]] = ("workshop", "revision", "board")


@dataclass(frozen=True, kw_only=True)
class NoteFact(BoardFact):
    """A fact about one note, by its public id."""

    note: str

    STREAMED: ClassVar[tuple[str, ...]] = ("workshop", "revision", "board", "note")


@dataclass(frozen=True, kw_only=True)
class RoundFact(NoteFact):
    """A fact about one round of consensus."""

    round: int

    STREAMED: ClassVar[tuple[str, ...]] = ("workshop", "revision", "board", "note", "round")


@dataclass(frozen=True, kw_only=True)
class TimerFact(WorkshopFact):
    """A fact about one timer."""

    timer: int

    STREAMED: ClassVar[tuple[str, ...]] = ("workshop", "revision", "timer")


@dataclass(frozen=True, kw_only=True)
class GroupingFact(WorkshopFact):
    """A fact about one draw of groups."""

    grouping: int

    STREAMED: ClassVar[tuple[str, ...]] = ("workshop", "revision", "grouping")


@fact("workshop.opened")
@dataclass(frozen=True, kw_only=True)
class WorkshopOpened(WorkshopFact):
    """A workshop was opened: people may join."""


@fact("workshop.closed")
@dataclass(frozen=True, kw_only=True)
class WorkshopClosed(WorkshopFact):
    """A workshop was closed: what was made in it stays as it is."""


@fact("workshop.forgotten")
@dataclass(frozen=True, kw_only=True)
class WorkshopForgotten(WorkshopFact):
    """The names of who took part were erased; what they made stays."""


@fact("door.changed")
@dataclass(frozen=True, kw_only=True)
class DoorChanged(WorkshopFact):
    """The facilitator chose how people come in, or invited more of them."""


@fact("seat.taken")
@dataclass(frozen=True, kw_only=True)
class SeatTaken(WorkshopFact):
    """Somebody joined a workshop, by phone or by paper."""


@fact("seat.left")
@dataclass(frozen=True, kw_only=True)
class SeatLeft(WorkshopFact):
    """Somebody left a workshop or came back, or the facilitator ended a seat."""


@fact("seats.weighed")
@dataclass(frozen=True, kw_only=True)
class SeatsWeighed(WorkshopFact):
    """Dots and stances of some seats count no more, or count again."""


@fact("board.added")
@dataclass(frozen=True, kw_only=True)
class BoardAdded(BoardFact):
    """A workshop has one more board."""


@fact("notes.taken")
@dataclass(frozen=True, kw_only=True)
class NotesTaken(BoardFact):
    """Notes of other boards were taken on to this one."""


@fact("board.opened")
@dataclass(frozen=True, kw_only=True)
class BoardOpened(BoardFact):
    """A board takes contributions again."""


@fact("board.shifted")
@dataclass(frozen=True, kw_only=True)
class BoardShifted(BoardFact):
    """A board changed places with its neighbour in the order of the boards."""


@fact("board.closed")
@dataclass(frozen=True, kw_only=True)
class BoardClosed(BoardFact):
    """A board takes no more contributions."""


@fact("board.photographed")
@dataclass(frozen=True, kw_only=True)
class BoardPhotographed(WorkshopFact):
    """A photo of a board was added or taken away."""


@fact("note.posted")
@dataclass(frozen=True, kw_only=True)
class NotePosted(NoteFact):
    """Somebody put a note on a board."""


@fact("note.edited")
@dataclass(frozen=True, kw_only=True)
class NoteEdited(NoteFact):
    """A note has a new text; the earlier one is kept."""


@fact("note.withdrawn")
@dataclass(frozen=True, kw_only=True)
class NoteWithdrawn(NoteFact):
    """A note was taken off the board; its dots were given back."""


@fact("note.merged")
@dataclass(frozen=True, kw_only=True)
class NoteMerged(NoteFact):
    """Several notes became this one; their dots followed."""


@fact("note.split")
@dataclass(frozen=True, kw_only=True)
class NoteSplit(NoteFact):
    """This note became several; its dots were given back."""


@fact("dot.placed")
@dataclass(frozen=True, kw_only=True)
class DotPlaced(NoteFact):
    """Somebody put a dot on a note."""


@fact("dot.lifted")
@dataclass(frozen=True, kw_only=True)
class DotLifted(NoteFact):
    """Somebody took a dot back from a note."""


@fact("round.opened")
@dataclass(frozen=True, kw_only=True)
class RoundOpened(RoundFact):
    """A round of consensus on a note has begun."""


@fact("round.answered")
@dataclass(frozen=True, kw_only=True)
class RoundAnswered(RoundFact):
    """Somebody took a stance in a round of consensus."""


@fact("round.closed")
@dataclass(frozen=True, kw_only=True)
class RoundClosed(RoundFact):
    """A round of consensus has ended; its outcome and objections are on record."""


@fact("timer.started")
@dataclass(frozen=True, kw_only=True)
class TimerStarted(TimerFact):
    """A timer runs."""


@fact("timer.extended")
@dataclass(frozen=True, kw_only=True)
class TimerExtended(TimerFact):
    """A timer was given more time."""


@fact("timer.stopped")
@dataclass(frozen=True, kw_only=True)
class TimerStopped(TimerFact):
    """A timer was stopped."""


@fact("groups.announced")
@dataclass(frozen=True, kw_only=True)
class GroupsAnnounced(GroupingFact):
    """A draw of groups was announced with the fingerprint of its seed."""


@fact("groups.turned")
@dataclass(frozen=True, kw_only=True)
class GroupsTurned(GroupingFact):
    """Tables turned to a round of their draw: the one that is sat now."""


@fact("groups.drawn")
@dataclass(frozen=True, kw_only=True)
class GroupsDrawn(GroupingFact):
    """Groups were drawn, or found impossible with a reason; the seed is public now."""
