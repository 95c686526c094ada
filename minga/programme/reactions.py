"""What the room does by itself after a fact."""

from datetime import datetime, timedelta

from minga.ground.worker import on
from minga.programme.citizen_tests.actions import forget_words
from minga.programme.events import TestAnswered
from minga.programme.models.citizen_tests import TestAnswer

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
