"""The table of moves, walked."""

from datetime import UTC, datetime, timedelta

import pytest

from minga.reports.rules import (
    CLOSED,
    MOVES,
    OPEN,
    Held,
    MoveNotPossible,
    State,
    is_overdue,
    may_attend,
    may_dispatch,
    next_state,
    possible_actions,
)
from minga.territory.authority import Authority

# Written out by hand, so that a change of the table has to be meant.
ALLOWED = {
    "acknowledge": {"received", "reopened"},
    "assign": {"received", "acknowledged", "assigned", "started", "reopened"},
    "start": {"received", "acknowledged", "assigned", "reopened"},
    "resolve": {"received", "acknowledged", "assigned", "started", "reopened"},
    "dismiss": {"received", "acknowledged", "assigned", "started", "reopened"},
    "reopen": {"resolved", "dismissed"},
    "say_not_fixed": {"resolved", "dismissed"},
}
LEADS_TO = {
    "acknowledge": "acknowledged",
    "assign": "assigned",
    "start": "started",
    "resolve": "resolved",
    "dismiss": "dismissed",
    "reopen": "reopened",
    "say_not_fixed": "reopened",
}


def test_states_are_the_public_codes() -> None:
    assert [state.value for state in State] == [
        "received", "acknowledged", "assigned", "started", "resolved", "dismissed", "reopened",
    ]  # fmt: skip
    assert set(State) == OPEN | CLOSED
    assert not OPEN & CLOSED


@pytest.mark.parametrize("state", [state.value for state in State])
@pytest.mark.parametrize("verb", list(MOVES))
def test_every_move_is_allowed_or_refused_as_the_table_says(verb: str, state: str) -> None:
    if state in ALLOWED[verb]:
        assert next_state(verb, state) == LEADS_TO[verb]
        assert verb in possible_actions(state)
    else:
        with pytest.raises(MoveNotPossible, match=verb):
            next_state(verb, state)
        assert verb not in possible_actions(state)


def test_every_state_can_be_left_and_every_state_but_the_first_be_reached() -> None:
    assert all(possible_actions(state) for state in State)
    assert {after for _, after in MOVES.values()} == set(State) - {State.RECEIVED}


@pytest.mark.parametrize(
    ("reach", "attends", "dispatches"),
    [
        (Authority(1), False, False),
        (Authority(1, answers=frozenset({7})), True, False),
        (Authority(1, answers=frozenset({8})), False, False),
        (Authority(1, dispatches=True), True, True),
        (Authority(2, dispatches=True), False, False),
        (Authority(2, answers=frozenset({7})), False, False),
        (Authority(1, leads=frozenset({7})), False, False),
    ],
)
def test_reach_is_the_city_and_the_body(reach: Authority, attends: bool, dispatches: bool) -> None:
    report = Held(city_id=1, body_id=7)
    assert may_attend(reach, report) is attends
    assert may_dispatch(reach, report) is dispatches


def test_report_without_a_body_is_the_centres() -> None:
    assert not may_attend(Authority(1, answers=frozenset({7})), Held(1, None))
    assert may_attend(Authority(1, dispatches=True), Held(1, None))


@pytest.mark.parametrize(
    ("state", "urgent", "minutes", "overdue"),
    [
        ("received", True, 5, True),
        ("received", True, 4.9, False),
        ("received", False, 60, False),
        ("acknowledged", True, 60, False),
        ("resolved", True, 60, False),
    ],
)
def test_urgent_report_is_overdue_until_seen(
    state: str, urgent: bool, minutes: float, overdue: bool
) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    filed_at = at - timedelta(minutes=minutes)
    assert is_overdue(state, urgent=urgent, filed_at=filed_at, at=at) is overdue
