"""The lives of workshops, boards, notes and rounds as tables; who may do what, as predicates."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class WorkshopState(StrEnum):
    """Where a workshop stands. The values are public codes."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Shut(StrEnum):
    """A board, or a round of consensus, takes contributions or does so no more."""

    OPEN = "open"
    CLOSED = "closed"


class NoteState(StrEnum):
    """Only standing notes are worked with; the others stay, with edges to what became of them."""

    STANDING = "standing"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"


class PaperState(StrEnum):
    """How far a long paper is. The values are stored."""

    ASKED = "asked"
    WRITING = "writing"
    READY = "ready"
    FAILED = "failed"


class Arrival(StrEnum):
    """How somebody takes part: by phone, by a paper note that was typed in, or at the projector."""

    PHONE = "phone"
    PAPER = "paper"
    FACILITATOR = "facilitator"


class Door(StrEnum):
    """How people come in: with the workshop's code, or each with a code of their own."""

    OPEN = "open"
    CODES = "codes"
    NAMES = "names"


class Position(StrEnum):
    """What one says in a round of consensus."""

    AGREE = "agree"
    STAND_ASIDE = "stand_aside"
    OBJECT = "object"


class Outcome(StrEnum):
    """What a round of consensus came to."""

    CONSENSUS = "consensus"
    OBJECTIONS = "objections"
    NOBODY = "nobody"


class Became(StrEnum):
    """How one note comes from another. Source is the older note, target the newer one."""

    MERGED_INTO = "merged_into"
    SPLIT_FROM = "split_from"
    TAKEN_FROM = "taken_from"


class DrawState(StrEnum):
    """A draw is announced with the fingerprint of its seed, then drawn, or found impossible."""

    COMMITTED = "committed"
    DRAWN = "drawn"
    REFUSED = "refused"


Moves = Mapping[str, tuple[frozenset[str], str]]

WORKSHOP_MOVES: Moves = {
    "open": (frozenset({WorkshopState.DRAFT, WorkshopState.CLOSED}), WorkshopState.OPEN),
    "close": (frozenset({WorkshopState.OPEN}), WorkshopState.CLOSED),
}
BOARD_MOVES: Moves = {
    "open": (frozenset({Shut.CLOSED}), Shut.OPEN),
    "close": (frozenset({Shut.OPEN}), Shut.CLOSED),
}
NOTE_MOVES: Moves = {
    "merge": (frozenset({NoteState.STANDING}), NoteState.MERGED),
    "split": (frozenset({NoteState.STANDING}), NoteState.SPLIT),
    "withdraw": (frozenset({NoteState.STANDING}), NoteState.WITHDRAWN),
}
ROUND_MOVES: Moves = {"close": (frozenset({Shut.OPEN}), Shut.CLOSED)}
DRAW_MOVES: Moves = {
    "draw": (frozenset({DrawState.COMMITTED}), DrawState.DRAWN),
    "refuse": (frozenset({DrawState.COMMITTED}), DrawState.REFUSED),
}
"""Verb → the states it starts from, and the one it leads to."""

MAX_TITLE_LENGTH, MAX_LINE_LENGTH, MAX_NOTE_LENGTH, MAX_REASON_LENGTH = 160, 120, 2000, 1000
MAX_DOTS = 20
MAX_BOARDS, MAX_NOTES, MAX_SEATS, MAX_TIMERS, MAX_PHOTOS = 60, 10_000, 1000, 100, 60
MAX_SEATS_OF_ADDRESS, MAX_SEATS_OF_DEVICE = 500, 200
"""Of a hall's seats: one client alone never fills it, whatever it calls itself."""
MAX_PARTS = 20
MAX_GROUPINGS = 50
MAX_ROUNDS, MAX_TABLES = 12, 200
MAX_TIMER_S = 12 * 3600


class NotPossible(Exception):
    """What is asked does not fit the present state; `what` is a key of `phrases.NOT_POSSIBLE`."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def next_state(moves: Moves, verb: str, state: str) -> str:
    """The state a verb leads to. Raises NotPossible."""
    before, after = moves[verb]
    if state not in before:
        raise NotPossible("moved_on")
    return str(after)


@dataclass(frozen=True)
class Actor:
    """Who acts in one workshop: a seat, the facilitator, both or neither (a stranger).

    `seat_id` is None for who has none; a seat that was ended makes nobody an actor.
    """

    workshop_id: int
    seat_id: int | None = None
    facilitates: bool = False

    @property
    def takes_part(self) -> bool:
        """True for everybody but strangers."""
        return self.facilitates or self.seat_id is not None


def may_write(actor: Actor, workshop_id: int) -> bool:
    """Post notes, place dots, take a stance: every seat of this workshop, and the facilitator."""
    return actor.workshop_id == workshop_id and actor.takes_part


def may_facilitate(actor: Actor, workshop_id: int) -> bool:
    """Merge, split, open and close things, speak for paper, see names."""
    return actor.workshop_id == workshop_id and actor.facilitates


def may_edit(actor: Actor, workshop_id: int, author_id: int | None, *, is_shared: bool) -> bool:
    """Change a note: its author, everybody where the board is shared, the facilitator."""
    own = author_id is not None and actor.seat_id == author_id
    return may_write(actor, workshop_id) and (actor.facilitates or own or is_shared)


def may_withdraw(actor: Actor, workshop_id: int, author_id: int | None) -> bool:
    """Take a note off the board: its author and the facilitator."""
    return may_edit(actor, workshop_id, author_id, is_shared=False)


def outcome_of(agreed: int, objected: int) -> Outcome:
    """What a round came to: one objection is enough to have to talk again."""
    if objected:
        return Outcome.OBJECTIONS
    return Outcome.CONSENSUS if agreed else Outcome.NOBODY
