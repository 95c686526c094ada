"""The life of a report as a table, and who may do what, as pure predicates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    """Where a report stands. The values are public codes."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    STARTED = "started"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    REOPENED = "reopened"


OPEN = frozenset(
    {State.RECEIVED, State.ACKNOWLEDGED, State.ASSIGNED, State.STARTED, State.REOPENED}
)
CLOSED = frozenset(State) - OPEN

MOVES: dict[str, tuple[frozenset[State], State]] = {
    "acknowledge": (frozenset({State.RECEIVED, State.REOPENED}), State.ACKNOWLEDGED),
    "assign": (OPEN, State.ASSIGNED),
    "start": (OPEN - {State.STARTED}, State.STARTED),
    "resolve": (OPEN, State.RESOLVED),
    "dismiss": (OPEN, State.DISMISSED),
    "reopen": (CLOSED, State.REOPENED),
    "say_not_fixed": (CLOSED, State.REOPENED),
}
"""Action → the states it starts from, and the one it leads to. A councillor could read it."""

MAX_TEXT_LENGTH = 4000
MAX_REASON_LENGTH = 500
MAX_REPLIES = 30
SIMILAR_M = 50.0
SIMILAR_DAYS = 5
MAX_SIMILAR = 5
MAX_PHOTOS = 5
SEEN_WITHIN = timedelta(minutes=5)
"""An urgent report that nobody has seen by then rings again in the control room."""


class MoveNotPossible(Exception):
    """The report's state does not allow the action (somebody else may have been quicker)."""

    def __init__(self, action: str, state: str) -> None:
        super().__init__(f"{action} is not possible when {state}")
        self.action, self.state = action, state


class Reach(Protocol):
    """What `territory.Authority` offers here."""

    @property
    def dispatches(self) -> bool: ...

    def reaches(self, city_id: int, body_id: int | None) -> bool: ...


@dataclass(frozen=True)
class Held:
    """The two columns of a report that decide who attends it."""

    city_id: int
    body_id: int | None


def next_state(action: str, state: str) -> State:
    """The state an action leads to. Raises MoveNotPossible."""
    before, after = MOVES[action]
    if state not in before:
        raise MoveNotPossible(action, state)
    return after


def possible_actions(state: str) -> list[str]:
    """The moves that a report in this state allows, in the table's order."""
    return [action for action, (before, _) in MOVES.items() if state in before]


def is_overdue(state: str, *, urgent: bool, filed_at: datetime, at: datetime) -> bool:
    """True for an urgent report that nobody has seen in time."""
    return urgent and state == State.RECEIVED and at - filed_at >= SEEN_WITHIN


def may_attend(reach: Reach, report: Held) -> bool:
    """May read the private parts and answer: the control centre and the body itself."""
    return reach.reaches(report.city_id, report.body_id)


def may_dispatch(reach: Reach, report: Held) -> bool:
    """May assign to any body and pin the place: the control centre."""
    return reach.dispatches and reach.reaches(report.city_id, report.body_id)
