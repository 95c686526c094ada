"""For everybody: the list, one statement after the other, the result, the log, the files."""

from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from pydantic import Field

from minga.ground.clock import now
from minga.ground.errors import BadInput, Text
from minga.ground.forms import Form, read
from minga.ground.rate_limit import TooMany
from minga.participation.conversations import actions, phrases, present, queries
from minga.participation.conversations.auth import (
    conversation_or_404,
    count_join,
    count_write,
    forget,
    remember,
    seat_of_cookie,
)
from minga.participation.conversations.exports import FILES, Export
from minga.participation.conversations.picture import picture
from minga.participation.conversations.rules import MIN_GROUP_SIZE, UNREPEATED, NotNow
from minga.participation.models import Conversation, OpinionSeat
from minga.participation.origins import origin_of
from minga.territory.request import MingaRequest

CARD = "X-Part"
"""A script that swaps the card in place says so with this header; nobody else does."""


Small = Annotated[int, Field(gt=-(10**9), lt=10**9)]


class AnswerForm(Form):
    """What one thinks of a statement; anything else answers none."""

    SENTENCES = dict.fromkeys(
        ("missing", "int_type", "greater_than", "less_than"), phrases.NO_STATEMENT
    )

    statement: Small
    value: Small


@require_safe
def conversations(request: MingaRequest) -> HttpResponse:
    """All conversations of the city."""
    shown = {"conversations": queries.conversations_of(request.city)}
    return render(request, "participation/opinions/list.html", shown)


@require_safe
def conversation(request: MingaRequest, slug: str) -> HttpResponse:
    """One statement at a time; `?statement=` comes back to one that was answered."""
    chosen = conversation_or_404(request, slug)
    return _asking(request, chosen, seat_of_cookie(request, chosen))


@require_POST
def answer(request: MingaRequest, slug: str) -> HttpResponse:
    """What one thinks of one statement. The first answer takes a seat."""
    conversation = conversation_or_404(request, slug)
    seat, token = seat_of_cookie(request, conversation), ""
    try:
        form = read(AnswerForm, request.POST)
        if seat is None:
            seat, token = _join(request, conversation)
        count_write(seat)
        actions.give_opinions(seat=seat, opinions=[(form.statement, form.value)], at=now())
    except (BadInput, NotNow, TooMany) as error:
        response = _asking(
            request, conversation, seat, trouble=_sentence(error), status=_status(error)
        )
    else:
        response = (
            _asking(request, conversation, seat)
            if request.headers.get(CARD)
            else _back(request, conversation)
        )
    if token:
        remember(response, token, conversation)
    return response


def _join(request: MingaRequest, conversation: Conversation) -> actions.Joined:
    """A seat for this browser. Raises NotNow and TooMany."""
    count_join(request)
    origin = origin_of(request, f"c{conversation.pk}")
    return actions.join_conversation(conversation=conversation, origin=origin, at=now())


@require_POST
def say(request: MingaRequest, slug: str) -> HttpResponse:
    """Propose a statement; it waits until somebody has read it."""
    conversation = conversation_or_404(request, slug)
    seat, token = seat_of_cookie(request, conversation), ""
    text = request.POST.get("text", "")
    try:
        if seat is None:
            seat, token = _join(request, conversation)
        count_write(seat)
        actions.add_statement(seat=seat, text=text, at=now())
    except (BadInput, NotNow, TooMany) as error:
        refused = {"said": text, "said_trouble": _sentence(error)}
        response = _asking(request, conversation, seat, status=_status(error), **refused)
    else:
        response = _back(request, conversation, said="1")
    if token:
        remember(response, token, conversation)
    return response


@require_POST
def erase(request: MingaRequest, slug: str) -> HttpResponse:
    """Take back everything one has answered in this conversation."""
    conversation = conversation_or_404(request, slug)
    seat = seat_of_cookie(request, conversation)
    if seat is not None:
        actions.erase_opinions(seat=seat, at=now())
    response = _back(request, conversation, erased="1")
    forget(response, conversation)
    return response


@require_safe
def result(request: MingaRequest, slug: str) -> HttpResponse:
    """What unites, what divides, and groups where there are stable ones."""
    conversation = conversation_or_404(request, slug)
    order = request.GET.get("order", "consensus")
    drawn = queries.map_of(conversation)
    shown = present.result(drawn, queries.shown_statements(conversation), order)
    title = _("Everybody who took part as a dot; who stands close together has answered alike")
    context = {
        "conversation": conversation,
        "result": shown,
        "order": order if order in present.ORDERS else "consensus",
        "picture": picture(drawn.drawn, title) if drawn and shown["told"] else "",
        "files": FILES,
        "uncounted": queries.uncounted_seats(conversation),
    }
    return render(request, "participation/opinions/result.html", context)


@require_safe
def log(request: MingaRequest, slug: str) -> HttpResponse:
    """What was shown and set aside, when and why: everybody may see how it was moderated."""
    conversation = conversation_or_404(request, slug)
    steps = [
        {
            "number": step.statement.number,
            "text": "" if step.statement.reason in UNREPEATED else step.statement.text,
            "state": phrases.STATES[step.state],
            "reason": phrases.REASONS.get(step.reason, ""),
            "at": step.at,
        }
        for step in queries.log_of(conversation)
    ]
    context = {
        "conversation": conversation,
        "steps": steps,
        "waiting": len(queries.waiting(conversation)),
    }
    return render(request, "participation/opinions/log.html", context)


@require_safe
def export(request: MingaRequest, slug: str, part: str) -> HttpResponse:
    """One of the five files; none before so many people took part that nobody stands alone."""
    conversation = conversation_or_404(request, slug)
    files = Export(conversation, queries.map_of(conversation))
    if part not in FILES or len(files.number_of) < MIN_GROUP_SIZE:
        raise Http404
    response = HttpResponse(files.file(part), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{conversation.slug}-{part}.csv"'
    )
    return response


def _asking(
    request: MingaRequest,
    conversation: Conversation,
    seat: OpinionSeat | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page that asks, or only its card when a script asks for that."""
    statements = queries.shown_statements(conversation)
    answers = queries.answers_of(seat)
    left = queries.still_open(conversation, statements, answers, seat)
    wanted = request.GET.get("statement", "")
    again = next((s for s in statements if s.pk in answers and str(s.number) == wanted), None)
    statement = again or (left[0] if left else None)
    shown = {
        "conversation": conversation,
        "asked": statement,
        "value": answers.get(statement.pk) if statement else None,
        "done": len(statements) - len(left),
        "total": len(statements),
        "answered": [(s, phrases.ANSWERS[answers[s.pk]]) for s in statements if s.pk in answers],
    }
    part = "_card" if request.headers.get(CARD) else "conversation"
    page = f"participation/opinions/{part}.html"
    return render(request, page, shown | more, status=status)


def _back(request: MingaRequest, conversation: Conversation, **query: str) -> HttpResponse:
    """To the next statement, in the same city."""
    city = {"city": request.GET["city"]} if request.GET.get("city") else {}
    return redirect(reverse("opinions:conversation", args=[conversation.slug], query=city | query))


def _sentence(error: BadInput | NotNow | TooMany) -> Text:
    if isinstance(error, BadInput):
        return error.faults[0].message
    return phrases.NOT_NOW[error.what] if isinstance(error, NotNow) else phrases.TOO_FAST


def _status(error: BadInput | NotNow | TooMany) -> int:
    if isinstance(error, BadInput):
        return error.status
    return 409 if isinstance(error, NotNow) else 429
