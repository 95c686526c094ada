"""For those who run workshops of the city: open a conversation, read statements, close it."""

from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import Field

from minga.ground.clock import now
from minga.ground.conflicts import Changed
from minga.ground.errors import BadInput, Text
from minga.ground.forms import Form, or_else, read
from minga.participation.conversations import actions, phrases, queries
from minga.participation.conversations.auth import conversation_or_404
from minga.participation.conversations.rules import NotNow, Reason, StatementState
from minga.participation.models import Conversation
from minga.territory.request import MingaRequest, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MingaRequest) -> HttpResponse:
    """Open a conversation: a question, what it is for, the first statements one a line."""
    if request.method != "POST":
        return render(request, "participation/opinions/new.html", {"faults": {}, "given": {}})
    given = request.POST
    lines = [line.strip() for line in given.get("statements", "").splitlines()]
    try:
        made = actions.open_conversation(
            city=request.city,
            title=given.get("title", ""),
            question=given.get("question", ""),
            about=given.get("about", ""),
            statements=[line for line in lines if line],
            takes_statements=bool(given.get("takes_statements")),
            by=signed_in(request),
            at=now(),
        )
    except BadInput as error:
        faults = {fault.field: fault.message for fault in error.faults}
        context = {"faults": faults, "given": given}
        return render(request, "participation/opinions/new.html", context, status=422)
    return redirect(_address(request, "moderation", made))


@require_safe
def moderation(request: MingaRequest, slug: str) -> HttpResponse:
    """Statements that wait to be read, and those that are shown or were set aside."""
    return _desk(request, conversation_or_404(request, slug))


@require_POST
def verb(request: MingaRequest, slug: str, verb: str) -> HttpResponse:
    """Show, set aside, add a statement; close the conversation or open it again."""
    conversation = conversation_or_404(request, slug)
    acting: dict[str, Any] = {"by": request.person, "at": now()}
    try:
        if verb == "seed":
            text = request.POST.get("text", "")
            actions.seed_statement(conversation=conversation, text=text, **acting)
        elif verb in WEIGHING:
            _weigh(request, conversation, verb, acting)
        elif verb == "close":
            actions.close_conversation(conversation=conversation, **acting)
        elif verb == "open":
            actions.reopen_conversation(conversation=conversation, **acting)
        else:
            _move(request, conversation, verb, acting)
    except BadInput as error:
        return _desk(request, conversation, trouble=error.faults[0].message, status=422)
    except Changed:
        return _desk(request, conversation, trouble=phrases.NOT_NOW["moved_on"], status=409)
    except NotNow as error:
        return _desk(request, conversation, trouble=phrases.NOT_NOW[error.what], status=409)
    return redirect(_address(request, "moderation", conversation))


WEIGHING = {"uncount": False, "count": True}
"""Verb → whether what a crowd of seats answered counts."""


def _weigh(
    request: MingaRequest, conversation: Conversation, verb: str, acting: dict[str, Any]
) -> None:
    """Seats that joined as one client would, all but the first of them."""
    handle = request.POST.get("handle", "")
    burst = next((b for b in queries.bursts_in(conversation) if b.handle == handle), None)
    if burst is None:
        raise NotNow("moved_on")
    seats = [seat.pk for seat in burst.seats[1:]]
    counts = WEIGHING[verb]
    actions.weigh_opinions(conversation=conversation, seats=seats, counts=counts, **acting)


class StatementForm(Form):
    """The number of the statement that is shown or set aside."""

    statement: Annotated[int, Field(ge=0, lt=10**9), or_else(0)] = 0


def _move(
    request: MingaRequest, conversation: Conversation, verb: str, acting: dict[str, Any]
) -> None:
    if verb not in ("show", "set_aside"):
        raise Http404
    number = read(StatementForm, request.POST).statement
    statement = conversation.statements.filter(number=number).first()
    if statement is None:
        raise Http404
    acting = {**acting, "seen": request.POST.get("seen")}
    if verb == "show":
        actions.show_statement(statement=statement, **acting)
    else:
        reason = request.POST.get("reason", "")
        actions.set_aside_statement(statement=statement, reason=reason, **acting)


def _desk(
    request: MingaRequest, conversation: Conversation, trouble: Text = "", status: int = 200
) -> HttpResponse:
    aside = conversation.statements.filter(state=StatementState.SET_ASIDE.value).order_by("-number")
    context = {
        "conversation": conversation,
        "waiting": queries.waiting(conversation),
        "shown": queries.shown_statements(conversation),
        "aside": [(s, phrases.REASONS.get(s.reason, "")) for s in aside],
        "bursts": queries.bursts_in(conversation),
        "reasons": [(reason.value, phrases.REASONS[reason]) for reason in Reason],
        "trouble": trouble,
        "given": request.POST,
    }
    return render(request, "participation/opinions/moderation.html", context, status=status)


def _address(request: MingaRequest, page: str, conversation: Conversation) -> str:
    city = {"city": request.GET["city"]} if request.GET.get("city") else {}
    return reverse(f"opinions:{page}", args=[conversation.slug], query=city)
