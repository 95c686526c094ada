"""Drawing the opinion map: counts, consensus between groups, and groups where they are stable.

Drawn by the worker and kept as plain JSON, so that pages read it and need no mathematics:
`people`, `opinions`; `statements` [{number, all, groups, consensus}] with counts as [agree, pass,
disagree]; `groups` {shown, count, sizes, stability, clear, plane}; `distinct`, `points` [x, y,
group] from 0 to 1000, and `labels` [seat, group] — the last three only where groups are shown.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Q

from minga.ground.worker import for_each
from minga.kernels.opinions import (
    NO_GROUP,
    Groups,
    Tally,
    consensus_of,
    distinct_statements,
    find_groups,
    last_votes,
    tally,
)
from minga.kernels.opinions.consensus import Labels, Votes
from minga.participation.conversations import actions
from minga.participation.conversations.queries import current_opinions
from minga.participation.conversations.rules import MIN_GROUP_SIZE, StatementState
from minga.participation.models import Conversation, Statement

PLANE = 1000
SETTLES = timedelta(seconds=3)
"""A map is drawn so long after the first opinion it lacks: many come at once."""


def draw_stale_maps(at: datetime) -> None:
    """Draw the map of every conversation that has news, or whose worker died while drawing."""
    news = Q(stale_at__lte=at - SETTLES, drawing_until=None) | Q(drawing_until__lt=at)
    for_each(Conversation.objects.filter(news), lambda conversation: draw_map(conversation, at=at))


def draw_map(conversation: Conversation, *, at: datetime) -> bool:
    """Draw one map and keep it; False when another worker is at it."""
    if not actions.claim_map(conversation=conversation, at=at):
        return False
    drawn = drawn_map(conversation)
    actions.keep_map(conversation=conversation, drawn=drawn, at=at)
    return True


def drawn_map(conversation: Conversation) -> dict[str, Any]:
    """The map as plain JSON, from the opinions as they are now."""
    statements = list(
        conversation.statements.filter(state=StatementState.SHOWN.value).order_by("number")
    )
    place_of = {statement.pk: place for place, statement in enumerate(statements)}
    entries = [opinion for opinion in current_opinions(conversation) if opinion[1] in place_of]
    seats = list(dict.fromkeys(seat for seat, _, _ in entries))
    row_of = {seat: row for row, seat in enumerate(seats)}
    cast = [(row_of[seat], place_of[statement], value) for seat, statement, value in entries]
    votes = last_votes(cast, len(seats), len(statements))
    groups = find_groups(votes, conversation.seed, size_least=MIN_GROUP_SIZE)
    everybody = np.zeros(len(seats), dtype=np.int64)
    labels, count = (groups.labels, groups.count) if groups.are_shown else (everybody, 1)
    counted = tally(votes, labels, count)
    figures: dict[str, Any] = {
        "people": len(seats),
        "opinions": len(entries),
        "statements": _statements(statements, tally(votes, everybody, 1), counted),
        "groups": _groups(groups),
    }
    return figures | (
        _picture(groups, votes, counted, seats, statements) if groups.are_shown else {}
    )


def _statements(
    statements: Sequence[Statement], everybody: Tally, counted: Tally
) -> list[dict[str, Any]]:
    consensus = consensus_of(counted)
    return [
        {
            "number": statement.number,
            "all": _cell(everybody, 0, place),
            "groups": [_cell(counted, group, place) for group in range(len(counted.votes))],
            "consensus": float(consensus[place]),
        }
        for place, statement in enumerate(statements)
    ]


def _cell(counted: Tally, group: int, place: int) -> list[int]:
    agrees = int(counted.agrees[group, place])
    disagrees = int(counted.disagrees[group, place])
    return [agrees, int(counted.votes[group, place]) - agrees - disagrees, disagrees]


def _groups(groups: Groups) -> dict[str, Any]:
    return {
        "shown": groups.are_shown,
        "count": groups.count,
        "sizes": list(groups.sizes),
        "stability": round(groups.stability, 3),
        "clear": round(groups.clear, 3),
        "plane": round(groups.shown, 3),
    }


def _picture(
    groups: Groups,
    votes: Votes,
    counted: Tally,
    seats: Sequence[int],
    statements: Sequence[Statement],
) -> dict[str, Any]:
    """Where people stand, which group each seat is in, and what sets the groups apart."""
    return {
        "points": _points(groups.points, groups.labels),
        "labels": [
            [seat, int(group)]
            for seat, group in zip(seats, groups.labels, strict=True)
            if group != NO_GROUP
        ],
        "distinct": [
            {
                "group": distinct.group,
                "number": statements[distinct.statement].number,
                "agrees": distinct.agrees,
                "inside": list(distinct.inside),
                "outside": list(distinct.outside),
            }
            for distinct in distinct_statements(counted)
        ],
    }


def _points(points: np.ndarray, labels: Labels) -> list[list[int]]:
    """Whole numbers in a square of PLANE, in an order that tells nobody's seat."""
    own = points[labels != NO_GROUP]
    low, high = own.min(axis=0), own.max(axis=0)
    scale = float((high - low).max()) or 1.0
    placed = np.rint((own - (low + high) / 2) / scale * PLANE + PLANE / 2).astype(int)
    group_of_point = labels[labels != NO_GROUP].tolist()
    return sorted(
        [int(x), int(y), group] for (x, y), group in zip(placed, group_of_point, strict=True)
    )
