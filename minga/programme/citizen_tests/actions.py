"""Take a citizen's answer to a test, show its words or not, and erase them in time."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError

from minga.ground.conflicts import refuse_unless_seen
from minga.ground.errors import BadInput, KeyReused
from minga.ground.fields import NO_CHOICE, Field, read, read_text
from minga.ground.secrets import digest, new_receipt
from minga.ground.work import action
from minga.people.models import Helix, Person
from minga.programme.access import ANSWER, Act
from minga.programme.citizen_tests.queries import is_open
from minga.programme.citizen_tests.rules import (
    AGE_BANDS,
    MAX_ANSWER_LENGTH,
    MAX_TOOK_S,
    Outcome,
    TestClosed,
    tasks_of,
)
from minga.programme.core.actions._writing import locked, tell
from minga.programme.core.actors import refuse_unless_granted, working_phase
from minga.programme.events import TestAnswered, TestWordsForgotten, TestWordsPublished
from minga.programme.models import Node
from minga.programme.models.citizen_tests import TestAnswer
from minga.programme.phrases import ANSWER_EMPTY, ANSWER_TASK

RATING = Field(code="rating", label="", kind="whole", least=1, most=5)
TOOK = Field(code="took_s", label="", kind="whole", least=0, most=MAX_TOOK_S)
FREE_TEXT = Field(code="text", label="", kind="text", most=MAX_ANSWER_LENGTH)
WHO = (
    Field(code="helix", label="", kind="choice", choices=tuple((one, one) for one in Helix.values)),
    Field(code="age_band", label="", kind="choice", choices=tuple((one, one) for one in AGE_BANDS)),
)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What somebody tells after trying, as it came in."""

    rating: Any = None
    tasks: Sequence[Mapping[str, Any]] = ()
    text: Any = ""
    helix: Any = ""
    age_band: Any = ""

    def digest(self) -> str:
        """The same for the same words."""
        content = [list(map(dict, self.tasks)), vars(self) | {"tasks": 0}]
        return digest(json.dumps(content, sort_keys=True))


@dataclass(frozen=True)
class _Read:
    values: dict[str, Any]
    tasks: list[dict[str, Any]] = field(default_factory=list)


class Taken(NamedTuple):
    """The answer, and whether this key had sent it before."""

    answer: TestAnswer
    again: bool


def answer_test(
    *,
    test: Node,
    tried: Tried,
    key: str,
    at: datetime,
    admit: Callable[[], None] = lambda: None,
    simulated: bool = False,
) -> Taken:
    """Store a citizen's answer once per key and record `test.answered`.

    A retry of a stored answer is told so even when the test is closed by now; `admit` is asked
    before a new one is stored and may refuse it by raising. Raises TestClosed, BadInput, and
    KeyReused when the content differs.
    """
    intake, content = digest(f"test {test.pk} {key}"), tried.digest()
    answered = _known(intake, content)
    if answered is not None:
        return Taken(answered, again=True)
    admit()
    try:
        return Taken(_store_answer(test, tried, intake, content, at, simulated), again=False)
    except IntegrityError:
        # The same key came in twice at once: the unique column let one of them in.
        answered = _known(intake, content)
        if answered is None:
            raise
        return Taken(answered, again=True)


def _known(intake: str, content: str) -> TestAnswer | None:
    answer = TestAnswer.objects.filter(intake_key=intake).first()
    if answer is not None and answer.intake_digest != content:
        raise KeyReused(answer.public_id)
    return answer


@action
def _store_answer(
    test: Node, tried: Tried, intake: str, content: str, at: datetime, simulated: bool
) -> TestAnswer:
    row = locked(test)
    if not is_open(row, at=at):
        raise TestClosed(row.public_id)
    reading = _read(row, tried)
    answer = TestAnswer.objects.create(
        test=row,
        public_id=new_receipt(),
        tasks=reading.tasks,
        rating=reading.values.get("rating"),
        text=reading.values.get("text", ""),
        helix=reading.values.get("helix", ""),
        age_band=reading.values.get("age_band", ""),
        intake_key=intake,
        intake_digest=content,
        answered_at=at,
        simulated=simulated,
    )
    tell(TestAnswered, row, at=at, by=None, answer=answer.public_id)
    return answer


def _read(test: Node, tried: Tried) -> _Read:
    values = read((RATING, FREE_TEXT, *WHO), vars(tried))
    askable = {*tasks_of(test.fields), *_earlier_tasks(test)}
    tasks: dict[str, dict[str, Any]] = {}
    for task in tried.tasks:
        wording, outcome = task.get("task"), task.get("outcome")
        if not outcome:
            continue
        if not isinstance(wording, str) or wording not in askable:
            raise BadInput.single("tasks", ANSWER_TASK)
        if outcome not in list(Outcome):
            raise BadInput.single("tasks", NO_CHOICE)
        took = read((TOOK,), {"took_s": task.get("took_s")}).get("took_s")
        tasks[wording] = {"task": wording, "outcome": str(outcome), "took_s": took}
    if "rating" not in values and not tasks and "text" not in values:
        raise BadInput.single("rating", ANSWER_EMPTY)
    return _Read(values, list(tasks.values()))


def _earlier_tasks(test: Node) -> set[str]:
    """Tasks that were worded otherwise when a phone without signal read them."""
    befores = test.steps.filter(verb="edit").values_list("before", flat=True)
    return {task for before in befores for task in tasks_of(before.get("fields", {}))}


@action
def publish_words(
    *, answer: TestAnswer, text: str, at: datetime, by: Person | None, seen: str | None = None
) -> TestAnswer:
    """Show free words to everybody, as they are or without what names somebody; "" takes them back.

    Raises Refused, BadInput, and Changed when they are not what whoever read `seen` saw.
    """
    row = TestAnswer.objects.select_for_update().get(pk=answer.pk)
    test = locked(row.test)
    if text:
        working_phase(Act.MOVE, ANSWER, test.programme, by, home=test.phase)
    else:
        refuse_unless_granted(Act.MOVE, ANSWER, test.programme, by, home=test.phase)
    refuse_unless_seen(seen, lambda: row.mark)
    row.published_text = read_text(FREE_TEXT, text)
    row.save(update_fields=["published_text"])
    details = {"answer": row.public_id, "shown": bool(row.published_text)}
    tell(TestWordsPublished, test, at=at, by=by, **details)
    return row


@action
def forget_words(*, answer: TestAnswer, at: datetime) -> None:
    """Erase what was written freely, and who it was said to come from. Twice does no harm."""
    row = TestAnswer.objects.select_for_update().get(pk=answer.pk)
    if row.forgotten_at is not None:
        return
    row.text = row.published_text = row.helix = row.age_band = ""
    row.forgotten_at = at
    row.save(update_fields=["text", "published_text", "helix", "age_band", "forgotten_at"])
    tell(TestWordsForgotten, locked(row.test), at=at, by=None, answer=row.public_id)
