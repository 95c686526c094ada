"""The API of the room for the facilitator: the link's secret as bearer, or May.FACILITATE."""

from collections.abc import Callable
from functools import partial
from typing import Any, BinaryIO, cast

from django.http import Http404, HttpResponse, JsonResponse
from ninja import File, Form, Header, Path, Router
from ninja.files import UploadedFile

from minga.ground import media_store
from minga.ground.clock import now
from minga.ground.http import Errors, read_key
from minga.participation.models import Board, Grouping, Round
from minga.participation.workshops import actions, present, queries, shapes
from minga.participation.workshops.api_seats import router as seats_router
from minga.participation.workshops.auth import (
    actor_of_request,
    facilitated_or_404,
    require_facilitator,
    workshop_or_404,
)
from minga.participation.workshops.minutes import MinutesOut
from minga.territory.request import MingaRequest

router = Router()
router.add_router("", seats_router)
Responses = dict[Any, Any]
E_READ = {frozenset({400, 404, 422, 503}): Errors}
E_WRITE = {frozenset({400, 401, 403, 404, 408, 409, 413, 422, 429, 503}): Errors}
Number = Path(..., ge=1, le=shapes.MAX_ID)


def _done(shape: Any) -> Responses:
    return {200: shape, **E_WRITE}


def _made(shape: Any) -> Responses:
    return {201: shape, **E_WRITE}


@router.post("/workshops", url_name="workshops", response=_made(shapes.OpenedOut))
def open_workshop(request: MingaRequest, words: shapes.WorkshopIn) -> HttpResponse:
    """Open a workshop in the city. Needs a person who facilitates there."""
    opened = actions.open_workshop(
        city=request.city,
        title=words.title,
        purpose=words.purpose,
        dots=words.dots,
        boards=words.boards,
        at=now(),
        by=request.person,
    )
    return JsonResponse(shapes.OpenedOut(code=opened.code, secret=opened.secret), status=201)


@router.post(
    "/workshops/{code}/close", url_name="workshop_close", response=_done(shapes.SummaryOut)
)
def close(request: MingaRequest, code: str) -> HttpResponse:
    """Close the workshop: nothing in it changes any more."""
    workshop, actor = require_facilitator(request, code)
    closed = actions.close_workshop(
        workshop=workshop, actor=actor, at=now(), by=request.person or None
    )
    return JsonResponse(present.summary(closed))


@router.post("/workshops/{code}/open", url_name="workshop_open", response=_done(shapes.SummaryOut))
def reopen(request: MingaRequest, code: str) -> HttpResponse:
    """Open it again."""
    workshop, actor = require_facilitator(request, code)
    opened = actions.reopen_workshop(
        workshop=workshop, actor=actor, at=now(), by=request.person or None
    )
    return JsonResponse(present.summary(opened))


@router.post(
    "/workshops/{code}/boards", url_name="workshop_boards", response=_made(shapes.BoardOut)
)
def add_board(request: MingaRequest, code: str, words: shapes.BoardIn) -> HttpResponse:
    """Hang one more board; `notes` of earlier boards are taken on to it as new notes."""
    workshop, actor = require_facilitator(request, code)
    board = actions.add_board(workshop=workshop, actor=actor, at=now(), **words.model_dump())
    return JsonResponse(present.board_out(board), status=201)


@router.post("/workshops/{code}/take", url_name="workshop_take", response=_done(shapes.BoardOut))
def take_notes(request: MingaRequest, code: str, taken: shapes.TakeIn) -> HttpResponse:
    """Take notes of other boards on to one that hangs already; each once."""
    workshop, actor = require_facilitator(request, code)
    board = actions.take_notes(
        workshop=workshop, board=taken.board, notes=taken.notes, actor=actor, at=now()
    )
    return JsonResponse(present.board_out(board))


BOARD_VERBS: dict[str, Callable[..., Board]] = {
    "open": actions.open_board,
    "close": actions.close_board,
    "earlier": partial(actions.shift_board, later=False),
    "later": partial(actions.shift_board, later=True),
}


@router.post(
    "/workshops/{code}/boards/{board}/{verb}",
    url_name="workshop_board",
    response=_done(shapes.BoardOut),
)
def move_board(request: MingaRequest, code: str, verb: str, board: int = Number) -> HttpResponse:
    """Let a board take contributions (`open`) or nothing more (`close`), or change places with
    the workshop before it (`earlier`) or after it (`later`).
    """
    workshop, actor = require_facilitator(request, code)
    if verb not in BOARD_VERBS or not workshop.boards.filter(pk=board).exists():
        raise Http404
    moved = BOARD_VERBS[verb](workshop=workshop, board=board, actor=actor, at=now())
    return JsonResponse(present.board_out(moved))


@router.post(
    "/workshops/{code}/merge",
    url_name="workshop_merge",
    response=_made(shapes.NoteOut),
)
def merge(
    request: MingaRequest,
    code: str,
    words: shapes.MergeIn,
    idempotency_key: str | None = Header(None, alias="Idempotency-Key"),
) -> HttpResponse:
    """Several notes of one board become a new one; the dots on them follow, each once."""
    workshop, actor = require_facilitator(request, code)
    given = None
    if words.text is not None:
        given = actions.NoteWords(text=words.text, column=words.column, fields=words.fields)
    key = read_key(idempotency_key) if idempotency_key else ""
    made = actions.merge_notes(
        workshop=workshop, notes=words.notes, note=given, actor=actor, key=key, at=now()
    )
    return JsonResponse(present.note_out(made), status=201)


@router.post(
    "/workshops/{code}/notes/{note}/split",
    url_name="workshop_note_split",
    response=_made(list[shapes.NoteOut]),
)
def split(request: MingaRequest, code: str, note: str, words: shapes.SplitIn) -> HttpResponse:
    """One note becomes several; its dots are given back."""
    workshop, actor = require_facilitator(request, code)
    if queries.note_in(workshop, note) is None:
        raise Http404
    parts = [part.model_dump() for part in words.parts]
    made = actions.split_note(workshop=workshop, note=note, parts=parts, actor=actor, at=now())
    return JsonResponse([present.note_out(part) for part in made], safe=False, status=201)


@router.post(
    "/workshops/{code}/rounds", url_name="workshop_rounds", response=_made(shapes.RoundOut)
)
def open_round(request: MingaRequest, code: str, words: shapes.RoundIn) -> HttpResponse:
    """Ask everybody where they stand on a note."""
    workshop, actor = require_facilitator(request, code)
    changed = actions.open_round(workshop=workshop, note=words.note, actor=actor, at=now())
    return _round(changed, status=201)


@router.post(
    "/workshops/{code}/rounds/{round}/close",
    url_name="workshop_round_close",
    response=_done(shapes.RoundOut),
)
def close_round(request: MingaRequest, code: str, round: int = Number) -> HttpResponse:
    """End a round: counts, outcome and objections are on record."""
    workshop, actor = require_facilitator(request, code)
    if not queries.has_round(workshop, round):
        raise Http404
    changed = actions.close_round(workshop=workshop, round=round, actor=actor, at=now())
    return _round(changed)


def _round(round: Round, status: int = 200) -> HttpResponse:
    row = queries.rounds_in_full().get(pk=round.pk)
    return JsonResponse(present.round_out(row), status=status)


@router.post(
    "/workshops/{code}/timers", url_name="workshop_timers", response=_made(shapes.TimerOut)
)
def start_timer(request: MingaRequest, code: str, words: shapes.TimerIn) -> HttpResponse:
    """Start a timer that ends in so many seconds."""
    workshop, actor = require_facilitator(request, code)
    timer = actions.start_timer(
        workshop=workshop, seconds=words.seconds, label=words.label, actor=actor, at=now()
    )
    return JsonResponse(present.timer_out(timer), status=201)


@router.post(
    "/workshops/{code}/timers/{timer}/add",
    url_name="workshop_timer_add",
    response=_done(shapes.TimerOut),
)
def extend_timer(
    request: MingaRequest, code: str, words: shapes.TimerIn, timer: int = Number
) -> HttpResponse:
    """Give a timer more time."""
    workshop, actor = require_facilitator(request, code)
    _known_timer(workshop, timer)
    longer = actions.extend_timer(
        workshop=workshop, timer=timer, seconds=words.seconds, actor=actor, at=now()
    )
    return JsonResponse(present.timer_out(longer))


@router.post(
    "/workshops/{code}/timers/{timer}/stop",
    url_name="workshop_timer_stop",
    response=_done(shapes.TimerOut),
)
def stop_timer(request: MingaRequest, code: str, timer: int = Number) -> HttpResponse:
    """Stop a timer."""
    workshop, actor = require_facilitator(request, code)
    _known_timer(workshop, timer)
    stopped = actions.stop_timer(workshop=workshop, timer=timer, actor=actor, at=now())
    return JsonResponse(present.timer_out(stopped))


def _known_timer(workshop: Any, pk: int) -> None:
    if not workshop.timers.filter(pk=pk).exists():
        raise Http404


@router.post(
    "/workshops/{code}/groupings", url_name="workshop_groupings", response=_made(shapes.GroupingOut)
)
def announce_groups(request: MingaRequest, code: str, words: shapes.GroupingIn) -> HttpResponse:
    """Announce a draw with the fingerprint of its seed."""
    workshop, actor = require_facilitator(request, code)
    made = actions.announce_groups(workshop=workshop, actor=actor, at=now(), **words.model_dump())
    return _grouping(made, status=201)


@router.post(
    "/workshops/{code}/groupings/{grouping}/draw",
    url_name="workshop_draw",
    response=_done(shapes.GroupingOut),
)
def draw_groups(request: MingaRequest, code: str, grouping: int = Number) -> HttpResponse:
    """Draw who is here, and publish the seed with the result; or why it cannot be."""
    workshop, actor = require_facilitator(request, code)
    if not workshop.groupings.filter(pk=grouping).exists():
        raise Http404
    drawn = actions.draw_groups(workshop=workshop, grouping=grouping, actor=actor, at=now())
    return _grouping(drawn)


@router.post(
    "/workshops/{code}/groupings/{grouping}/turn",
    url_name="workshop_turn",
    response=_done(shapes.GroupingOut),
)
def turn_groups(
    request: MingaRequest, code: str, words: shapes.TurnIn, grouping: int = Number
) -> HttpResponse:
    """Say which round of a draw is sat now; wall and phones show its tables."""
    workshop, actor = require_facilitator(request, code)
    if not workshop.groupings.filter(pk=grouping).exists():
        raise Http404
    turned = actions.turn_groups(
        workshop=workshop, grouping=grouping, round=words.round, actor=actor, at=now()
    )
    return _grouping(turned)


def _grouping(grouping: Grouping, status: int = 200) -> HttpResponse:
    row = queries.groupings_in_full().get(pk=grouping.pk)
    return JsonResponse(present.grouping_out(row), status=status)


@router.post(
    "/workshops/{code}/photos", url_name="workshop_photos", response=_made(shapes.BoardPhotoOut)
)
def add_photo(
    request: MingaRequest,
    code: str,
    photo: UploadedFile = File(...),
    text: str = Form(""),
    board: int | None = Form(None, ge=1, le=shapes.MAX_ID),
    public: bool = Form(False),
) -> HttpResponse:
    """Add a photo of a board; place and device are taken out of it."""
    workshop, actor = require_facilitator(request, code)
    kept = actions.add_board_photo(
        workshop=workshop,
        source=cast(BinaryIO, photo.file),
        text=text,
        board=board,
        public=public,
        actor=actor,
        at=now(),
    )
    return JsonResponse(present.photo_out(kept), status=201)


@router.get(
    "/workshops/{code}/photos/{name}", url_name="workshop_photo", response={200: Any, **E_READ}
)
def photo(request: MingaRequest, code: str, name: str) -> HttpResponse:
    """A photo: a public one for everybody, others for those who take part."""
    workshop = workshop_or_404(code)
    kept = queries.board_photo(workshop, name, actor_of_request(request, workshop))
    if kept is None:
        raise Http404
    try:
        data = media_store.read(kept.name)
    except FileNotFoundError as reason:
        raise Http404 from reason
    headers = {
        "Cache-Control": "private, max-age=300",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return HttpResponse(data, content_type="image/jpeg", headers=headers)


@router.delete(
    "/workshops/{code}/photos/{name}", url_name="workshop_photo", response={204: None, **E_WRITE}
)
def remove_photo(request: MingaRequest, code: str, name: str) -> HttpResponse:
    """Delete a photo and its file for good."""
    workshop, actor = require_facilitator(request, code)
    actions.remove_board_photo(workshop=workshop, name=name, actor=actor, at=now())
    return HttpResponse(status=204)


@router.get(
    "/workshops/{code}/minutes", url_name="workshop_minutes", response={200: MinutesOut, **E_READ}
)
def minutes(request: MingaRequest, code: str) -> HttpResponse:
    """The minutes as data, with names: for the facilitator only."""
    workshop = facilitated_or_404(request, code)
    return JsonResponse(queries.minutes_of(workshop, with_names=True))
