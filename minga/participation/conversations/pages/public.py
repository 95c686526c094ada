"""For everybody: the list, one statement after the other, the result, the log, the files."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.ground.clock import now
from minga.ground.errors import BadInput, Text
from minga.ground.rate_limit import TooMany
from minga.participation.conversations import actions, phrases, present, queries
from minga.participation.conversations.auth import (
    count_join,
    count_write,
    forget,
    found,
    remember,
    seat_of_cookie,
)
from minga.participation.conversations.exports import FILES, Export
from minga.participation.conversations.picture import picture
from minga.participation.conversations.rules import MIN_GROUP_SIZE, UNREPEATED, NotNow
from minga.participation.models import Conversation, OpinionSeat
from minga.territory.request import MingaRequest

CARD = "X-Part"
"""A script that swaps the card in place says so with this header; nobody else does."""


@require_safe
def conversations(request: MingaRequest) -> HttpResponse:
    """All conversations of the city."""
    shown = {"conversations": queries.conversations_of(request.city)}
    return render(request, "participation/opinions/list.html", shown)


@require_safe
def conversation(request: MingaRequest, slug: str) -> HttpResponse:
    """One statement at a time; `?statement=` comes back to one that was answered."""
    one = found(request, slug)
    return _asking(request, one, seat_of_cookie(request, one))


@require_POST
def answer(request: MingaRequest, slug: str) -> HttpResponse:
    """What one thinks of one statement. The first answer takes a seat."""
    one = found(request, slug)
    seat, token = seat_of_cookie(request, one), ""
    try:
        given = _number(request.POST.get("statement")), _number(request.POST.get("value"))
        if seat is None:
            count_join(request)
            seat, token = actions.join_conversation(conversation=one, at=now())
        count_write(seat)
        actions.give_opinions(seat=seat, opinions=[given], at=now())
    except (BadInput, NotNow, TooMany) as error:
        response = _asking(request, one, seat, trouble=_sentence(error), status=_status(error))
    else:
        response = _asking(request, one, seat) if request.headers.get(CARD) else _back(request, one)
    if token:
        remember(response, token, one)
    return response


@require_POST
def say(request: MingaRequest, slug: str) -> HttpResponse:
    """Propose a statement; it waits until somebody has read it."""
    one = found(request, slug)
    seat, token = seat_of_cookie(request, one), ""
    text = request.POST.get("text", "")
    try:
        if seat is None:
            count_join(request)
            seat, token = actions.join_conversation(conversation=one, at=now())
        count_write(seat)
        actions.add_statement(seat=seat, text=text, at=now())
    except (BadInput, NotNow, TooMany) as error:
        told = {"said": text, "said_trouble": _sentence(error)}
        response = _asking(request, one, seat, status=_status(error), **told)
    else:
        response = _back(request, one, said="1")
    if token:
        remember(response, token, one)
    return response


@require_POST
def erase(request: MingaRequest, slug: str) -> HttpResponse:
    """Take back everything one has answered in this conversation."""
    one = found(request, slug)
    seat = seat_of_cookie(request, one)
    if seat is not None:
        actions.erase_opinions(seat=seat, at=now())
    response = _back(request, one, erased="1")
    forget(response, one)
    return response


@require_safe
def result(request: MingaRequest, slug: str) -> HttpResponse:
    """What unites, what divides, and groups where there are stable ones."""
    one = found(request, slug)
    order = request.GET.get("order", "consensus")
    drawn = queries.map_of(one)
    shown = present.result(drawn, queries.shown_statements(one), order)
    title = _("Everybody who took part as a dot; who stands close together has answered alike")
    told = {
        "conversation": one,
        "result": shown,
        "order": order if order in present.ORDERS else "consensus",
        "picture": picture(drawn.drawn, title) if drawn and shown["told"] else "",
        "files": FILES,
    }
    return render(request, "participation/opinions/result.html", told)


@require_safe
def log(request: MingaRequest, slug: str) -> HttpResponse:
    """What was shown and set aside, when and why: everybody may see how it was moderated."""
    one = found(request, slug)
    steps = [
        {
            "number": step.statement.number,
            "text": "" if step.statement.reason in UNREPEATED else step.statement.text,
            "state": phrases.STATES[step.state],
            "reason": phrases.REASONS.get(step.reason, ""),
            "at": step.at,
        }
        for step in queries.log_of(one)
    ]
    told = {"conversation": one, "steps": steps, "waiting": len(queries.waiting(one))}
    return render(request, "participation/opinions/log.html", told)


@require_safe
def export(request: MingaRequest, slug: str, part: str) -> HttpResponse:
    """One of the five files; none before so many people took part that nobody stands alone."""
    one = found(request, slug)
    whole = Export(one, queries.map_of(one))
    if part not in FILES or len(whole.number_of) < MIN_GROUP_SIZE:
        raise Http404
    response = HttpResponse(whole.file(part), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{one.slug}-{part}.csv"'
    return response


def _asking(
    request: MingaRequest,
    one: Conversation,
    seat: OpinionSeat | None,
    *,
    status: int = 200,
    **told: Any,
) -> HttpResponse:
    """The page that asks, or only its card when a script asks for that."""
    statements = queries.shown_statements(one)
    answers = queries.answers_of(seat)
    left = queries.still_open(one, statements, answers, seat)
    wanted = request.GET.get("statement", "")
    again = next((s for s in statements if s.pk in answers and str(s.number) == wanted), None)
    asked = again or (left[0] if left else None)
    shown = {
        "conversation": one,
        "asked": asked,
        "value": answers.get(asked.pk) if asked else None,
        "done": len(statements) - len(left),
        "total": len(statements),
        "answered": [(s, phrases.ANSWERS[answers[s.pk]]) for s in statements if s.pk in answers],
    }
    part = "_card" if request.headers.get(CARD) else "conversation"
    page = f"participation/opinions/{part}.html"
    return render(request, page, shown | told, status=status)


def _back(request: MingaRequest, one: Conversation, **asked: str) -> HttpResponse:
    """To the next statement, in the same city."""
    city = {"city": request.GET["city"]} if request.GET.get("city") else {}
    return redirect(reverse("opinions:conversation", args=[one.slug], query=city | asked))


def _number(text: Any) -> int:
    """A small whole number as a form sends it; anything else answers no statement."""
    if not isinstance(text, str) or not text.removeprefix("-").isdecimal() or len(text) > 9:
        raise BadInput.single("statement", phrases.NO_STATEMENT)
    return int(text)


def _sentence(error: BadInput | NotNow | TooMany) -> Text:
    if isinstance(error, BadInput):
        return error.faults[0].message
    return phrases.NOT_NOW[error.what] if isinstance(error, NotNow) else phrases.TOO_FAST


def _status(error: BadInput | NotNow | TooMany) -> int:
    if isinstance(error, BadInput):
        return error.status
    return 409 if isinstance(error, NotNow) else 429
