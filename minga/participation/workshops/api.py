"""The API of the room for everybody in a workshop: look, join, write, place dots, take a stance."""

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import get_language
from ninja import Header, Path, Query, Router

from minga.ground.clock import now
from minga.ground.http import Errors, read_key
from minga.participation.models import Workshop
from minga.participation.origins import origin_of
from minga.participation.workshops import (
    actions,
    board_cache,
    present,
    queries,
    seat_shapes,
    shapes,
)
from minga.participation.workshops.api_facilitator import router as facilitator_router
from minga.participation.workshops.auth import (
    actor_of_request,
    count_join,
    count_write,
    require_participant,
    require_seat,
    require_voter,
    workshop_or_404,
)
from minga.participation.workshops.rules import Actor, may_write
from minga.territory.request import MingaRequest

router = Router()
E_READ = {frozenset({400, 404, 422, 503}): Errors}
E_WRITE = {frozenset({400, 401, 403, 404, 408, 409, 413, 422, 429, 503}): Errors}
E_EDIT = {
    409: shapes.ConflictOut,
    frozenset({400, 401, 403, 404, 408, 413, 422, 429, 503}): Errors,
}
router.add_router("", facilitator_router)


@router.get("/workshops/{code}", url_name="workshop", response={200: shapes.WorkshopOut, **E_READ})
def workshop(
    request: MingaRequest, code: str, since: int = Query(0, ge=0, le=2**53)
) -> HttpResponse:
    """What a stranger may see of an open workshop, or what changed since a revision.

    Of a closed one a stranger sees that it is closed; who took part, and the facilitator, all.
    """
    row = queries.workshop_as_read(code)
    if row is None:
        raise Http404
    if not row.is_open and not actor_of_request(request, row).takes_part:
        shut: shapes.WorkshopOut = {"now": now().isoformat(), **present.shut(row)}
        return JsonResponse(shut)
    body = board_cache.answer_bytes(row, since=since, language=get_language(), at=now())
    return HttpResponse(body, content_type="application/json")


@router.post(
    "/workshops/{code}/join",
    url_name="workshop_join",
    response={201: shapes.JoinedOut, **E_WRITE},
)
def join(
    request: MingaRequest,
    code: str,
    words: seat_shapes.JoinIn | None = None,
    idempotency_key: str | None = Header(None, alias="Idempotency-Key"),
) -> HttpResponse:
    """Take a seat; no account is needed. With an Idempotency-Key a retry finds the same seat."""
    workshop = workshop_or_404(code)
    count_join(request, workshop)
    seated = actions.join_workshop(
        workshop=workshop,
        who=words.model_dump(exclude={"code"}) if words else {},
        code=words.code if words else "",
        key=read_key(idempotency_key) if idempotency_key else "",
        origin=origin_of(request, workshop.code),
        at=now(),
    )
    joined = shapes.JoinedOut(token=seated.token, seat=seated.seat.number)
    return JsonResponse(joined, status=201)


@router.get(
    "/workshops/{code}/mine", url_name="workshop_mine", response={200: shapes.MineOut, **E_READ}
)
def mine(request: MingaRequest, code: str) -> HttpResponse:
    """What one's own seat has: dots left, notes, stances, tables. Needs the seat's token."""
    workshop = workshop_or_404(code)
    return _mine(workshop, actor_of_request(request, workshop))


def _mine(workshop: Workshop, actor: Actor) -> HttpResponse:
    mine = queries.my_seat(workshop, actor)
    if mine is None:
        raise Http404
    return JsonResponse(mine)


@router.patch(
    "/workshops/{code}/mine", url_name="workshop_mine", response={200: shapes.MineOut, **E_WRITE}
)
def describe_me(request: MingaRequest, code: str, words: seat_shapes.SeatIn) -> HttpResponse:
    """Say who one is, or that one leaves or has come back (`here`)."""
    workshop, actor, seat = require_seat(request, code, None)
    given = words.model_dump(exclude_unset=True)
    here = given.pop("here", None)
    actions.describe_seat(
        workshop=workshop, number=seat.number, who=given, here=here, actor=actor, at=now()
    )
    return _mine(workshop, actor)


@router.post(
    "/workshops/{code}/forget",
    url_name="workshop_forget",
    response={200: shapes.MineOut, **E_WRITE},
)
def forget(request: MingaRequest, code: str) -> HttpResponse:
    """Erase one's name and organisation from one's own seat."""
    workshop = workshop_or_404(code)
    actor = actor_of_request(request, workshop)
    actions.forget_seat(workshop=workshop, actor=actor, at=now())
    return _mine(workshop, actor)


@router.post(
    "/workshops/{code}/notes",
    url_name="workshop_notes",
    response={201: shapes.PostedOut, **E_WRITE},
)
def post_note(
    request: MingaRequest,
    code: str,
    words: shapes.NoteIn,
    idempotency_key: str | None = Header(None, alias="Idempotency-Key"),
) -> HttpResponse:
    """Put a note on a board, once per seat and Idempotency-Key."""
    workshop, actor, seat = require_seat(request, code, words.seat)
    key = read_key(idempotency_key)
    count_write(actor)
    posted = actions.post_note(
        workshop=workshop,
        board=words.board,
        note=actions.NoteWords(text=words.text, column=words.column, fields=words.fields),
        actor=actor,
        seat=seat.pk,
        key=key,
        at=now(),
    )
    # A retry hears the same words as the first time, whatever became of the note since.
    return JsonResponse(shapes.PostedOut(note=posted.note.public_id, version=1), status=201)


@router.patch(
    "/workshops/{code}/notes/{note}",
    url_name="workshop_note",
    response={200: shapes.NoteOut, **E_EDIT},
)
def edit_note(request: MingaRequest, code: str, note: str, words: shapes.NotePatch) -> HttpResponse:
    """Change a note of this `version`; if it has another one by now, 409 with the present note."""
    workshop, actor, seat = require_seat(request, code, words.seat)
    count_write(actor)
    changed = actions.edit_note(
        workshop=workshop,
        note=known_note(workshop, note),
        version=words.version,
        text=words.text,
        column=words.column,
        fields=words.fields,
        actor=actor,
        seat=seat.pk,
        at=now(),
    )
    return JsonResponse(present.note_out(changed))


@router.get(
    "/workshops/{code}/notes/{note}",
    url_name="workshop_note",
    response={200: shapes.NoteHistoryOut, **E_READ},
)
def note(request: MingaRequest, code: str, note: str) -> HttpResponse:
    """A note with every text it ever had, for those who take part."""
    workshop = workshop_or_404(code)
    actor = actor_of_request(request, workshop)
    row = queries.note_in(workshop, note) if may_write(actor, workshop.pk) else None
    if row is None:
        raise Http404
    history: shapes.NoteHistoryOut = {**present.note_out(row), "texts": queries.texts_of(row)}
    return JsonResponse(history)


@router.post(
    "/workshops/{code}/notes/{note}/withdraw",
    url_name="workshop_note_withdraw",
    response={200: shapes.NoteOut, **E_WRITE},
)
def withdraw_note(request: MingaRequest, code: str, note: str) -> HttpResponse:
    """Take one's own note off the board; its dots are given back."""
    workshop, actor = require_participant(request, code)
    gone = actions.withdraw_note(
        workshop=workshop, note=known_note(workshop, note), actor=actor, at=now()
    )
    return JsonResponse(present.note_out(gone))


@router.post(
    "/workshops/{code}/votes",
    url_name="workshop_votes",
    response={201: shapes.NoteOut, **E_WRITE},
)
def place_dot(
    request: MingaRequest,
    code: str,
    words: shapes.VoteIn,
    idempotency_key: str | None = Header(None, alias="Idempotency-Key"),
) -> HttpResponse:
    """Place a dot; 409 when this seat's dots on the board are spent."""
    workshop, actor, seat = require_voter(request, code, words.seat)
    count_write(actor)
    key = read_key(idempotency_key) if idempotency_key else ""
    voted = actions.place_dot(
        workshop=workshop, note=words.note, actor=actor, seat=seat.pk, key=key, at=now()
    )
    return JsonResponse(present.note_out(voted), status=201)


@router.delete(
    "/workshops/{code}/votes/{note}",
    url_name="workshop_vote",
    response={200: shapes.NoteOut, **E_WRITE},
)
def lift_dot(
    request: MingaRequest,
    code: str,
    note: str,
    seat: int | None = Query(None, ge=0, le=shapes.MAX_ID),
    stay: int | None = Query(None, ge=0, le=shapes.MAX_ID),
) -> HttpResponse:
    """Take one of this seat's dots back from a note. With `stay`, the number of its dots that are
    to stay there, a second asking changes nothing: for answers that got lost.
    """
    workshop, actor, whose = require_voter(request, code, seat)
    count_write(actor)
    lifted = actions.lift_dot(
        workshop=workshop,
        note=known_note(workshop, note),
        actor=actor,
        seat=whose.pk,
        stay=stay,
        at=now(),
    )
    return JsonResponse(present.note_out(lifted))


@router.post(
    "/workshops/{code}/rounds/{round}/stance",
    url_name="workshop_stance",
    response={201: shapes.StanceOut, **E_WRITE},
)
def take_stance(
    request: MingaRequest,
    code: str,
    words: shapes.StanceIn,
    round: int = Path(..., ge=1, le=shapes.MAX_ID),
) -> HttpResponse:
    """Agree, stand aside or object with a reason; saying it again replaces it."""
    workshop, actor, seat = require_voter(request, code, words.seat)
    count_write(actor)
    stored = actions.take_stance(
        workshop=workshop,
        round=known_round(workshop, round),
        stance=words.stance,
        reason=words.reason,
        actor=actor,
        seat=seat.pk,
        at=now(),
    )
    return JsonResponse(shapes.StanceOut(stance=stored.stance, reason=stored.reason), status=201)


def known_note(workshop: Workshop, public_id: str) -> str:
    """The id of a path, when there is such a note; otherwise 404."""
    if queries.note_in(workshop, public_id) is None:
        raise Http404
    return public_id


def known_round(workshop: Workshop, pk: int) -> int:
    """The id of a path, when there is such a round; otherwise 404."""
    if not queries.has_round(workshop, pk):
        raise Http404
    return pk
