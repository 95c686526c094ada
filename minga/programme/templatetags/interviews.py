"""Tags of guides and interviews: their plain text as questions, answers and versions."""

from collections.abc import Sequence
from typing import Any

from django import template

from minga.ground.fields import Field
from minga.programme.listening.interview_text import Answer, read_answers, read_questions
from minga.programme.models import Node
from minga.programme.phrases import QUESTION_WORDS

register = template.Library()


def _questions_in(written: Any) -> list[dict[str, Any]]:
    rows = read_questions(written if isinstance(written, str) else "")
    return [{"text": question.text, "words": QUESTION_WORDS[question.kind]} for question in rows]


@register.simple_tag
def questions_of(guide: Node) -> list[dict[str, Any]]:
    """The questions of a guide, each with the words for how it is answered."""
    return _questions_in(guide.value("questions"))


@register.simple_tag
def versions_of(guide: Node) -> list[dict[str, Any]]:
    """The versions of a guide before this one, newest first, and until when each held."""
    steps = list(guide.steps.order_by("pk"))
    versions = [
        {
            "number": place,
            "until": step.at,
            "questions": _questions_in(step.before.get("fields", {}).get("questions")),
        }
        for place, step in enumerate(steps, start=0)
        if step.verb == "edit"
    ]
    return versions[::-1]


@register.simple_tag
def answers_of(interview: Node) -> list[Answer]:
    """What was said, question by question."""
    return read_answers(interview.value("answers") or "")


@register.simple_tag
def statements_of(interview: Node) -> list[Node]:
    """The statements that were marked in an interview."""
    rows = Node.objects.current().filter(kind="statement", up__source=interview)
    return list(rows.order_by("pk"))


@register.simple_tag
def without_answers(fields: Sequence[Field]) -> list[Field]:
    """The fields that a page shows as a list: the answers have a place of their own."""
    return [field for field in fields if field.code != "answers"]
