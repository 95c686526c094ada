"""Citizen tests as pure tables and predicates: tasks, addresses, when answers are taken."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from minga.programme.rules import Standing

MAX_TASKS, MAX_TASK_LENGTH = 20, 200
MAX_ANSWER_LENGTH = 2000
MAX_TOOK_S = 4 * 3600


class Outcome(StrEnum):
    """How a citizen fared with a task. The values are public codes."""

    DONE = "done"
    NOT_DONE = "not_done"
    TOO_HARD = "too_hard"


AGE_BANDS = ("under_18", "18_29", "30_44", "45_59", "60_74", "75_up")
SMALL = 5
"""Groups with fewer people are never shown apart."""


class TestClosed(Exception):
    """The test takes no answers: not yet, no more, or withdrawn."""

    __test__ = False  # its name begins like a test


def tasks_of(fields: Mapping[str, Any]) -> list[str]:
    """The tasks of a test, one a line, each once."""
    lines = (" ".join(line.split()) for line in str(fields.get("tasks", "")).splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def is_testable(address: str) -> bool:
    """A path of this platform, or https elsewhere; nothing that runs or leads astray."""
    if any(sign in address for sign in "\\\"'<>`") or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.scheme and not parts.netloc:
        return address.startswith("/") and not address.startswith("//")
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def takes_answers(
    state: str, standing: str, *, public: bool, due_on: date | None, today: date
) -> bool:
    """True while an open test of the programme takes answers; its last day counts."""
    is_due = due_on is None or today <= due_on
    return state == "open" and standing == Standing.CURRENT and public and is_due


def shown_groups(sizes: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """The groups that may be shown apart, and those that are pooled so that no small one shows.

    The pool is never small itself: the smallest of the others joins it until it is big enough,
    or nothing is left.
    """
    apart = sorted((code for code, n in sizes.items() if n >= SMALL), key=lambda code: sizes[code])
    pooled = [code for code, n in sizes.items() if 0 < n < SMALL]
    while apart and 0 < sum(sizes[code] for code in pooled) < SMALL:
        pooled.append(apart.pop(0))
    return sorted(apart), sorted(pooled)
