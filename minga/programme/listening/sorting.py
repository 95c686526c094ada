"""Concrete or abstract: the stated rule that sorts challenges, and where each sort goes.

A challenge is concrete when it has an owner, a place or moment to point at, and a first version
of an answer could be tried within days. Concrete ones go to codesign with those who have the
problem, abstract ones to the open competition. Source: World Bank, Gran Concepción activity
2013-14, component 1 (the two kinds of challenge); the three questions are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

QUESTIONS = ("has_owner", "has_place", "is_testable")
ROUTES = {"concrete": "codesign", "abstract": "competition"}
OFFERED, SAME = 0.2, 0.35
"""Likeness at which a challenge is offered while somebody writes, and listed as perhaps the same.

On the labelled set of the tests: 11 of 13 true pairs offered with 2 false; 9 listed, none false.
"""


@dataclass(frozen=True)
class Sorting:
    """What the rule says: `nature` ("" until it can say), and the answers that decided it."""

    nature: str
    decided_by: tuple[str, ...]
    unanswered: tuple[str, ...]


def sort_challenge(fields: Mapping[str, Any]) -> Sorting:
    """Apply the rule to a challenge's answers. One "no" decides, all three "yes" decide."""
    unanswered = tuple(
        question for question in QUESTIONS if fields.get(question) not in ("yes", "no")
    )
    against = tuple(question for question in QUESTIONS if fields.get(question) == "no")
    if against:
        return Sorting("abstract", against, unanswered)
    if unanswered:
        return Sorting("", (), unanswered)
    return Sorting("concrete", QUESTIONS, ())


def route_of(nature: str) -> str:
    """Where challenges of this nature go."""
    return ROUTES[nature]
