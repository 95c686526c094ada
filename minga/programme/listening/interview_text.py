"""Questions of a guide and answers of an interview as plain text that people can read too.

A guide has one question a line, `kind: the question`; an interview has `# the question` and the
answer below it. Both read back as they were written.
"""

from collections.abc import Iterable
from typing import NamedTuple

QUESTION_KINDS = ("text", "line", "scale", "yes_no")
MAX_QUESTIONS, MAX_QUESTION_LENGTH = 60, 300


class Question(NamedTuple):
    """One question: how it is answered, and its words."""

    kind: str
    text: str


class Answer(NamedTuple):
    """What was said to one question."""

    question: str
    text: str


def read_questions(written: str) -> list[Question]:
    """The questions of a guide, in order; a line without a known kind asks for a free answer."""
    questions = []
    for line in written.splitlines():
        kind, mark, text = line.strip().partition(":")
        if not mark or kind.strip() not in QUESTION_KINDS:
            kind, text = "text", line
        if text.strip():
            questions.append(Question(kind.strip(), " ".join(text.split())[:MAX_QUESTION_LENGTH]))
    return questions[:MAX_QUESTIONS]


def write_questions(questions: Iterable[Question]) -> str:
    """The questions as a guide keeps them."""
    return "\n".join(
        f"{question.kind}: {' '.join(question.text.split())}" for question in questions
    )


def write_answers(answers: Iterable[Answer]) -> str:
    """Questions and answers as an interview keeps them; what was not answered is left out."""
    return "\n\n".join(
        f"# {' '.join(answer.question.split())}\n{_guarded(answer.text)}"
        for answer in answers
        if answer.text.strip()
    )


def _guarded(text: str) -> str:
    lines = text.strip().replace("\r\n", "\n").split("\n")
    return "\n".join(f"\\{line}" if line.startswith(("#", "\\")) else line for line in lines)


def read_answers(written: str) -> list[Answer]:
    """Questions and answers back; words before the first question belong to none."""
    answers: list[Answer] = []
    question, lines = "", list[str]()
    for line in [*written.split("\n"), "# "]:
        if line.startswith("# "):
            text = "\n".join(lines).strip()
            if text:
                answers.append(Answer(question, text))
            question, lines = line[2:], []
        else:
            lines.append(line[1:] if line.startswith("\\") else line)
    return answers


STARTING = {
    "es": (
        Question("line", "¿Qué hace su equipo en un día común?"),
        Question("text", "¿Qué problema le quita más tiempo, y a quién más afecta?"),
        Question("text", "¿Dónde y cuándo ocurre? Cuénteme la última vez."),
        Question("text", "¿Qué han intentado ya, y qué pasó?"),
        Question("scale", "¿Cuánto pesa este problema en su trabajo? (1 poco, 5 mucho)"),
        Question("text", "¿Con qué datos o sistemas cuentan hoy?"),
        Question("yes_no", "¿Probaría su equipo una primera solución en pocos días?"),
        Question("text", "¿Con quién más deberíamos conversar?"),
    ),
    "en": (
        Question("line", "What does your team do on an ordinary day?"),
        Question("text", "Which problem takes most of your time, and whom else does it affect?"),
        Question("text", "Where and when does it happen? Tell me about the last time."),
        Question("text", "What have you tried, and what happened?"),
        Question("scale", "How much does this problem weigh in your work? (1 little, 5 much)"),
        Question("text", "Which data or systems do you have today?"),
        Question("yes_no", "Would your team try a first solution within days?"),
        Question("text", "Whom else should we talk to?"),
    ),
}


def starting_questions(language: str) -> tuple[Question, ...]:
    """A guide to begin with, in our own words."""
    return STARTING["es" if language.startswith("es") else "en"]
