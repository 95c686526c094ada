"""The API of conversations: look, join, say what one thinks, write a statement, take it back."""

from typing import Annotated

from django.http import HttpResponse, JsonResponse
from ninja import Router
from pydantic import Field

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
from minga.participation.conversations.shapes import (
    ConversationBrief,
    ConversationJoined,
    ConversationList,
    ConversationOut,
    OpinionsChanged,
    OpinionsErased,
    OpinionShown,
    OwnOpinions,
    StatementMade,
)
from minga.participation.origins import origin_of
from minga.territory.request import MingaRequest

router = Router()
E_READ = {frozenset({400, 404, 422, 503}): Errors}
E_WRITE = {frozenset({400, 401, 403, 404, 408, 409, 413, 422, 429, 503}): Errors}
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class OpinionIn(Incoming):
    """What one thinks of one statement: 1 agree, 0 pass, -1 disagree."""

    statement: Number
    value: Annotated[int, Field(ge=-1, le=1)]


class OpinionsIn(Incoming):
    """Several opinions at once; the last word on each statement counts."""

    opinions: Annotated[list[OpinionIn], Field(min_length=1, max_length=100)]


class StatementIn(Incoming):
    """A statement of one's own."""

    text: str


@router.get("/conversations", url_name="conversations", response={200: ConversationList, **E_READ})
def conversations(request: MingaRequest) -> HttpResponse:
    """The conversations of the city, open ones first."""
    rows: list[ConversationBrief] = [
        {
            "slug": conversation.slug,
            "title": conversation.title,
            "question": conversation.question,
            "state": conversation.state,
        }
        for conversation in queries.conversations_of(request.city)
    ]
    answer: ConversationList = {"conversations": rows}
    return JsonResponse(answer)


@router.get(
    "/conversations/{slug}", url_name="conversation", response={200: ConversationOut, **E_READ}
)
def conversation(request: MingaRequest, slug: str) -> HttpResponse:
    """One conversation: what is asked, and the result as it was last counted."""
    chosen = conversation_or_404(request, slug)
    return JsonResponse(present.public(chosen, queries.shown_statements(chosen)))


@router.post(
    "/conversations/{slug}/join",
    url_name="conversation_join",
    response={201: ConversationJoined, **E_WRITE},
)
def join(request: MingaRequest, slug: str) -> HttpResponse:
    """Take part: no account, no name. The token is shown once; keep it to change one's mind."""
    conversation = conversation_or_404(request, slug)
    count_join(request)
    origin = origin_of(request, f"c{conversation.pk}")
    joined = actions.join_conversation(conversation=conversation, origin=origin, at=now())
    answer: ConversationJoined = {"token": joined.token}
    return JsonResponse(answer, status=201)


@router.get(
    "/conversations/{slug}/mine",
    url_name="conversation_mine",
    response={200: OwnOpinions, **E_WRITE},
)
def mine(request: MingaRequest, slug: str) -> HttpResponse:
    """What the holder of the token has answered, and what is still open."""
    conversation = conversation_or_404(request, slug)
    seat = seat_of_bearer(request, conversation)
    answers = queries.answers_of(seat)
    statements = queries.shown_statements(conversation)
    given: list[OpinionShown] = [
        {"statement": statement.number, "value": answers[statement.pk]}
        for statement in statements
        if statement.pk in answers
    ]
    left = queries.still_open(conversation, statements, answers, seat)
    answer: OwnOpinions = {"opinions": given, "open": [statement.number for statement in left]}
    return JsonResponse(answer)


@router.post(
    "/conversations/{slug}/opinions",
    url_name="conversation_opinions",
    response={200: OpinionsChanged, **E_WRITE},
)
def opinions(request: MingaRequest, slug: str, words: OpinionsIn) -> HttpResponse:
    """Say what one thinks. A new mind takes the place of the old one; sending twice counts once."""
    conversation = conversation_or_404(request, slug)
    seat = seat_of_bearer(request, conversation)
    count_write(seat)
    given = [(opinion.statement, opinion.value) for opinion in words.opinions]
    changed = actions.give_opinions(seat=seat, opinions=given, at=now())
    answer: OpinionsChanged = {"changed": changed}
    return JsonResponse(answer)


@router.post(
    "/conversations/{slug}/statements",
    url_name="conversation_statements",
    response={201: StatementMade, **E_WRITE},
)
def statements(request: MingaRequest, slug: str, words: StatementIn) -> HttpResponse:
    """Propose a statement. It is shown to others once somebody has read it."""
    conversation = conversation_or_404(request, slug)
    seat = seat_of_bearer(request, conversation)
    count_write(seat)
    made = actions.add_statement(seat=seat, text=words.text, at=now())
    answer: StatementMade = {"statement": made.number, "state": made.state}
    return JsonResponse(answer, status=201)


@router.post(
    "/conversations/{slug}/leave",
    url_name="conversation_leave",
    response={200: OpinionsErased, **E_WRITE},
)
def leave(request: MingaRequest, slug: str) -> HttpResponse:
    """Take back all one has answered; the token opens nothing more."""
    conversation = conversation_or_404(request, slug)
    actions.erase_opinions(seat=seat_of_bearer(request, conversation), at=now())
    answer: OpinionsErased = {"erased": True}
    return JsonResponse(answer)
