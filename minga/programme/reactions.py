"""What the room does by itself after a fact."""

from datetime import datetime, timedelta
from functools import partial

from minga.ground.worker import for_each, on, periodic
from minga.programme.citizen_tests.actions import forget_words
from minga.programme.core.actions.erasing import forget_fields
from minga.programme.core.queries.nodes import with_field
from minga.programme.events import TestAnswered
from minga.programme.models import Node
from minga.programme.models.citizen_tests import TestAnswer
from minga.programme.rules import RETENTION

KEEP_WORDS = timedelta(days=365)
"""How long the free words of an answer to a citizen test are kept."""


@on(
    TestAnswered,
    name="programme.forget_answer",
    formerly=("minga.programme.reactions.forget_answer",),
    after=KEEP_WORDS,
)
def forget_answer(fact: TestAnswered, at: datetime) -> None:
    """Erase the free words of an answer, a year after it came."""
    answer = TestAnswer.objects.filter(public_id=fact.answer).first()
    if answer is not None:
        forget_words(answer=answer, at=at)


@periodic
def forget_private_fields(at: datetime) -> None:
    """Erase answers of interviews and contacts whose time is over, in their history too."""
    if at.minute:  # seldom is enough: their time is counted in years
        return
    for (kind, code), keep in RETENTION.items():
        for_each(
            with_field(kind, code, before=at - keep),
            partial(_forget_field, code=code, at=at),
        )


def _forget_field(node: Node, *, code: str, at: datetime) -> None:
    forget_fields(node=node, codes=[code], at=at)
