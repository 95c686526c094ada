"""The API of conversations: look, join, say what one thinks, write a statement, take it back."""

from typing import Annotated, Any

from django.http import HttpResponse, JsonResponse
from ninja import Router
from pydantic import BaseModel, Field

from minga.ground.clock import now
from minga.ground.forms import Incoming
from minga.ground.http import Errors
from minga.participation.conversations import actions, present, queries
from minga.participation.conversations.auth import (
    conversation_or_404,
    count_join,
    count_write,
    seat_of_bearer,
)
from minga.territory.request import MingaRequest

router = Router()
E_READ = {frozenset({400, 404, 422, 503}): Errors}
E_WRITE = {frozenset({400, 401, 403, 404, 408, 409, 413, 422, 429, 503}): Errors}
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class OpinionIn(BaseModel):
    """What one thinks of one statement: 1 agree, 0 pass, -1 disagree."""

    statement: Number
    value: Annotated[int, Field(ge=-1, le=1)]


class OpinionsIn(BaseModel):
    """Several opinions at once; the last word on each statement counts."""

    opinions: Annotated[list[OpinionIn], Field(min_length=1, max_length=100)]


class StatementIn(Incoming):
    """A statement of one's own."""

    text: str


@router.get("/conversations", url_name="conversations", response={200: dict[str, Any], **E_READ})
def conversations(request: MingaRequest) -> HttpResponse:
    """The conversations of the city, open ones first."""
    rows = [
        {
            "slug": conversation.slug,
            "title": conversation.title,
            "question": conversation.question,
            "state": conversation.state,
        }
        for conversation in queries.conversations_of(request.city)
    ]
    return JsonResponse({"conversations": rows})


@router.get(
    "/conversations/{slug}", url_name="conversation", response={200: dict[str, Any], **E_READ}
)
def conversation(request: MingaRequest, slug: str) -> HttpResponse:
    """One conversation: what is asked, and the result as it was last counted."""
    chosen = conversation_or_404(request, slug)
    return JsonResponse(present.public(chosen, queries.shown_statements(chosen)))


@router.post(
    "/conversations/{slug}/join",
    url_name="conversation_join",
    response={201: dict[str, str], **E_WRITE},
)
def join(request: MingaRequest, slug: str) -> HttpResponse:
    """Take part: no account, no name. The token is shown once; keep it to change one's mind."""
    conversation = conversation_or_404(request, slug)
    count_join(request)
    joined = actions.join_conversation(conversation=conversation, at=now())
    return JsonResponse({"token": joined.token}, status=201)


@router.get(
    "/conversations/{slug}/mine",
    url_name="conversation_mine",
    response={200: dict[str, Any], **E_WRITE},
)
def mine(request: MingaRequest, slug: str) -> HttpResponse:
    """What the holder of the token has answered, and what is still open."""
    conversation = conversation_or_404(request, slug)
    seat = seat_of_bearer(request, conversation)
    answers = queries.answers_of(seat)
    statements = queries.shown_statements(conversation)
    given = [{"statement": s.number, "value": answers[s.pk]} for s in statements if s.pk in answers]
    left = queries.still_open(conversation, statements, answers, seat)
    return JsonResponse({"opinions": given, "open": [s.number for s in left]})


@router.post(
    "/conversations/{slug}/opinions",
    url_name="conversation_opinions",
    response={200: dict[str, int], **E_WRITE},
)
def opinions(request: MingaRequest, slug: str, words: OpinionsIn) -> HttpResponse:
    """Say what one thinks. A new mind takes the place of the old one; sending twice counts once."""
    conversation = conversation_or_404(request, slug)
    seat = seat_of_bearer(request, conversation)
    count_write(seat)
    given = [(opinion.statement, opinion.value) for opinion in words.opinions]
    return JsonResponse({"changed": actions.give_opinions(seat=seat, opinions=given, at=now())})


@router.post(
    "/conversations/{slug}/statements",
    url_name="conversation_statements",
    response={201: dict[str, Any], **E_WRITE},
)
def statements(request: MingaRequest, slug: str, words: StatementIn) -> HttpResponse:
    """Propose a statement. It is shown to others once somebody has read it."""
    conversation = conversation_or_404(request, slug)
    seat = seat_of_bearer(request, conversation)
    count_write(seat)
    made = actions.add_statement(seat=seat, text=words.text, at=now())
    return JsonResponse({"statement": made.number, "state": made.state}, status=201)


@router.post(
    "/conversations/{slug}/leave",
    url_name="conversation_leave",
    response={200: dict[str, bool], **E_WRITE},
)
def leave(request: MingaRequest, slug: str) -> HttpResponse:
    """Take back all one has answered; the token opens nothing more."""
    conversation = conversation_or_404(request, slug)
    actions.erase_opinions(seat=seat_of_bearer(request, conversation), at=now())
    return JsonResponse({"erased": True})
