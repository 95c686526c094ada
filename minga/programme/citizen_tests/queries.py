"""Citizen tests: whether they take answers, and what the answers come to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from minga.programme.access import ANSWER, phases_for
from minga.programme.access import is_open as is_phase_open
from minga.programme.citizen_tests.rules import (
    AGE_BANDS,
    SMALL,
    Outcome,
    shown_groups,
    takes_answers,
    tasks_of,
)
from minga.programme.core.actors import phases_of
from minga.programme.models import Node
from minga.programme.models.citizen_tests import TestAnswer

RATINGS = (5, 4, 3, 2, 1)
MAX_KEYWORDS = 500


@dataclass(frozen=True)
class Bar:
    """How many chose one of the possible answers, of how many."""

    value: int
    count: int
    of: int

    @property
    def share(self) -> int:
        """Whole per cents."""
        return round(100 * self.count / self.of) if self.of else 0


@dataclass(frozen=True)
class TaskResult:
    """How people fared with one task. `median_s` needs enough who took the time."""

    task: str
    done: int
    not_done: int
    too_hard: int
    median_s: int | None

    @property
    def tried(self) -> int:
        """Who said something about this task."""
        return self.done + self.not_done + self.too_hard


@dataclass(frozen=True)
class GroupResult:
    """A group of those who said which they belong to; `code` "" is everybody in no such group."""

    code: str
    count: int
    mean: float | None


@dataclass(frozen=True)
class Results:
    """Everything a test came to, without anybody's words."""

    count: int
    rated: int
    mean: float | None
    bars: list[Bar]
    tasks: list[TaskResult]
    helices: list[GroupResult]
    ages: list[GroupResult]


class Row(NamedTuple):
    """What is counted of one answer."""

    rating: int | None
    tasks: list[dict[str, Any]]
    helix: str
    age_band: str


def is_open(test: Node, *, at: datetime) -> bool:
    """True while the test takes answers, by the city's own calendar and behind its open gate."""
    today = at.astimezone(ZoneInfo(test.programme.city.timezone)).date()
    takes = test.kind == "test" and takes_answers(
        test.state, test.standing, public=test.public, due_on=test.due_on, today=today
    )
    if not takes:
        return False
    places = phases_for(phases_of(test.programme), ANSWER, test.phase_id)
    return any(is_phase_open(phase) for phase in places)


def results_of(test: Node) -> Results:
    """What the answers come to. One statement."""
    answers = TestAnswer.objects.filter(test=test).order_by("pk")
    rows = [Row(*values) for values in answers.values_list("rating", "tasks", "helix", "age_band")]
    ratings = Counter(row.rating for row in rows if row.rating)
    rated = ratings.total()
    return Results(
        count=len(rows),
        rated=rated,
        mean=_mean(row.rating for row in rows),
        bars=[Bar(value, ratings[value], rated) for value in RATINGS],
        tasks=_tasks(test, rows),
        helices=_groups([(row.helix, row.rating) for row in rows]),
        ages=sorted(_groups([(row.age_band, row.rating) for row in rows]), key=_by_age),
    )


def _by_age(group: GroupResult) -> int:
    return AGE_BANDS.index(group.code) if group.code in AGE_BANDS else len(AGE_BANDS)


def _mean(ratings: Iterable[int | None]) -> float | None:
    ratings_given = [rating for rating in ratings if rating]
    return sum(ratings_given) / len(ratings_given) if ratings_given else None


def _tasks(test: Node, rows: list[Row]) -> list[TaskResult]:
    """The present tasks first, then those that were worded otherwise when they were answered."""
    answers = [answer for row in rows for answer in row.tasks]
    wordings = dict.fromkeys([*tasks_of(test.fields), *(answer["task"] for answer in answers)])
    outcomes = Counter((answer["task"], answer["outcome"]) for answer in answers)
    times: dict[str, list[int]] = {}
    for answer in answers:
        if answer.get("took_s") is not None and answer["outcome"] == Outcome.DONE:
            times.setdefault(answer["task"], []).append(answer["took_s"])
    return [
        TaskResult(
            task,
            outcomes[task, Outcome.DONE],
            outcomes[task, Outcome.NOT_DONE],
            outcomes[task, Outcome.TOO_HARD],
            round(median(times[task])) if len(times.get(task, ())) >= SMALL else None,
        )
        for task in wordings
    ]


def _groups(rows: list[tuple[str, int | None]]) -> list[GroupResult]:
    sizes = Counter(code for code, _ in rows)
    apart, _pooled = shown_groups(sizes)
    apart = [code for code in apart if code]
    if not apart:
        return []
    groups = [_group(code, [row for row in rows if row[0] == code]) for code in apart]
    rest = [row for row in rows if row[0] not in apart]
    return [*groups, _group("", rest)] if rest else groups


def _group(code: str, rows: list[tuple[str, int | None]]) -> GroupResult:
    ratings = [rating for _, rating in rows if rating]
    return GroupResult(code, len(rows), _mean(ratings) if len(ratings) >= SMALL else None)


def worded_answers(test: Node, *, everything: bool = False) -> list[TestAnswer]:
    """Answers with words, newest first: the published ones, or all for who runs the test."""
    rows = TestAnswer.objects.filter(test=test)
    rows = (
        rows.exclude(text="", published_text="") if everything else rows.exclude(published_text="")
    )
    return list(rows.order_by("-pk")[:MAX_KEYWORDS])


def answer_named(test: Node, public_id: str) -> TestAnswer | None:
    """The answer of this test with this id."""
    return TestAnswer.objects.filter(test=test, public_id=public_id).first()


def sheet_of(test: Node) -> list[list[Any]]:
    """The results as rows of a table: question, answer, how many, of how many."""
    results = results_of(test)
    rows: list[list[Any]] = [["question", "answer", "count", "of"]]
    rows.append(["answers", "", results.count, results.count])
    rows += [["rating", bar.value, bar.count, bar.of] for bar in results.bars]
    for task in results.tasks:
        for outcome in Outcome:
            rows.append([task.task, outcome.value, getattr(task, outcome.value), task.tried])
    for name, groups in (("helix", results.helices), ("age", results.ages)):
        rows += [[name, group.code or "other", group.count, results.count] for group in groups]
    rows += [["words", answer.published_text, 1, results.count] for answer in worded_answers(test)]
    return rows
