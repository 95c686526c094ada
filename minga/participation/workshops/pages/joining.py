"""The phone's pages: type a code, take a seat, take part; with scripts and without."""

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from minga.ground import rate_limit
from minga.ground.clock import now
from minga.ground.errors import BadInput, KeyReused
from minga.ground.forms import Form, Id, read
from minga.ground.http import read_key
from minga.participation.models import Board, Seat, Workshop
from minga.participation.origins import origin_of
from minga.participation.workshops import actions, phrases, present, queries, text_fields
from minga.participation.workshops.auth import count_join, count_write
from minga.participation.workshops.board_kinds import kind_of
from minga.participation.workshops.pages import script_texts
from minga.participation.workshops.pages.auth import (
    PHONE,
    SEAT,
    proper_address,
    remember,
    seat_actor,
    workshop_or_404,
)
from minga.participation.workshops.rules import Actor, Door, NoteState, NotPossible, Shut
from minga.territory.request import MingaRequest

CODE_SIGNS = 6
MAX_SHOWN = 200


@require_safe
def enter(request: MingaRequest) -> HttpResponse:
    """Join by typing the code, however it was typed."""
    typed = request.GET.get("code", "").strip()[:40]
    code = queries.read_code(typed)
    workshop = queries.workshop_by_code(code) if code else None
    if workshop is not None:
        return redirect("participation:room", code=workshop.code)
    trouble = "" if not typed else "unknown" if len(code) == CODE_SIGNS else "unreadable"
    shown = {"typed": typed, "trouble": trouble}
    return render(request, "participation/enter.html", shown, status=404 if trouble else 200)


@require_safe
def room(request: MingaRequest, code: str) -> HttpResponse:
    """The workshop on a phone: a seat is taken first."""
    workshop = workshop_or_404(request, code)
    if elsewhere := proper_address(request, workshop, code):
        return elsewhere
    if "shell" in request.GET:
        # What a phone keeps to open without signal: as anybody sees it, without a seat.
        return _phone(request, workshop, None)
    actor = seat_actor(request, workshop)
    if actor.seat_id is None:
        return _joining(request, workshop)
    if "plain" in request.GET:
        return _plain(request, workshop, actor)
    seat = queries.acting_seat(workshop, actor, None)
    return _phone(request, workshop, seat)


def _phone(request: MingaRequest, workshop: Workshop, seat: Seat | None) -> HttpResponse:
    shown = {
        "workshop": workshop,
        "seat": seat,
        "words": script_texts.words_of_phone(request, workshop, seat),
    }
    return render(request, "participation/room.html", shown)


@require_POST
def join(request: MingaRequest, code: str) -> HttpResponse:
    """Take a seat: one press is enough, everything else is optional."""
    workshop = workshop_or_404(request, code)
    try:
        count_join(request, workshop)
        # A phone that comes back without its seat is the same person: the key it joined with.
        key = read_key(request.COOKIES.get(PHONE) or request.POST.get("key"))
        who = {field.code: request.POST.get(field.code, "") for field in text_fields.WHO}
        seated = actions.join_workshop(
            workshop=workshop,
            who=who,
            key=key,
            code=request.POST.get("code", "")[:40],
            origin=origin_of(request, workshop.code),
            at=now(),
        )
    except BadInput as error:
        return _joining(request, workshop, given=request.POST, faults=_by_field(error), status=422)
    except NotPossible as error:
        return _joining(request, workshop, trouble=phrases.NOT_POSSIBLE[error.what], status=409)
    except rate_limit.TooMany as many:
        answer = _joining(
            request, workshop, given=request.POST, trouble=script_texts.BUSY, status=429
        )
        answer.headers["Retry-After"] = str(many.retry_after_s)
        return answer
    response = redirect("participation:room", code=workshop.code)
    remember(response, SEAT, seated.token, workshop)
    remember(response, PHONE, key, workshop)
    return response


@require_POST
def note(request: MingaRequest, code: str) -> HttpResponse:
    """A note by plain form, for browsers without scripts; sent twice it is stored once."""
    workshop = workshop_or_404(request, code)
    actor = seat_actor(request, workshop)
    if actor.seat_id is None:
        return redirect("participation:room", code=workshop.code)
    try:
        _post(request, workshop, actor)
    except BadInput as error:
        return _plain(request, workshop, actor, faults=_by_field(error), status=422)
    except (NotPossible, KeyReused) as error:
        what = getattr(error, "what", "")
        sentence = phrases.NOT_POSSIBLE.get(what, phrases.KEY_REUSED)
        return _plain(request, workshop, actor, trouble=sentence, status=409)
    except rate_limit.TooMany:
        return _plain(request, workshop, actor, trouble=script_texts.BUSY, status=429)
    response = redirect("participation:room", code=workshop.code)
    response.headers["Location"] += "?plain=1"
    return response


class BoardForm(Form):
    """The board that a note is for."""

    board: Id = 0


def _post(request: MingaRequest, workshop: Workshop, actor: Actor) -> None:
    count_write(actor)
    board_row = workshop.boards.filter(pk=read(BoardForm, request.POST).board).first()
    if board_row is None:
        raise BadInput.single("board", phrases.NO_SUCH)
    fields = {field.code: request.POST.get(field.code) for field in kind_of(board_row.kind).fields}
    actions.post_note(
        workshop=workshop,
        board=board_row.pk,
        note=actions.NoteWords(
            text=request.POST.get("text", ""),
            column=request.POST.get("column", ""),
            fields=fields,
        ),
        actor=actor,
        seat=actor.seat_id or 0,
        key=read_key(request.POST.get("key")),
        at=now(),
    )


def _by_field(error: BadInput) -> dict[str, Any]:
    return {fault.field: fault.message for fault in error.faults}


def _joining(
    request: MingaRequest,
    workshop: Workshop,
    *,
    given: Any = None,
    faults: Any = None,
    trouble: Any = "",
    status: int = 200,
) -> HttpResponse:
    given = given or {}
    shown = {
        "workshop": workshop,
        "asked": [(field, given.get(field.code, "")) for field in text_fields.WHO],
        "faults": faults or {},
        "trouble": trouble,
        "many": queries.many_here(workshop),
        "needs_code": workshop.door != Door.OPEN,
        "code": given.get("code", "") or request.GET.get("code", "")[:40],
        # Made anew for each page: the phone that sends it twice keeps its seat.
        "key": secrets.token_urlsafe(24),
    }
    return render(request, "participation/join.html", shown, status=status)


def _plain(
    request: MingaRequest,
    workshop: Workshop,
    actor: Actor,
    *,
    faults: Any = None,
    trouble: Any = "",
    status: int = 200,
) -> HttpResponse:
    board = present_board(workshop)
    kind = kind_of(board.kind) if board else None
    given = request.POST
    shown = {
        "workshop": workshop,
        "seat": queries.acting_seat(workshop, actor, None),
        "board": present.board_out(board) if board else None,
        "notes": _standing(board) if board else [],
        "asked": [(field, given.get(field.code, "")) for field in kind.fields] if kind else [],
        "given": given,
        "faults": faults or {},
        "trouble": trouble,
        "key": secrets.token_urlsafe(24),
    }
    return render(request, "participation/plain.html", shown, status=status)


def present_board(workshop: Workshop) -> Board | None:
    """The board everybody works on: the last one that is open, or simply the last one."""
    boards = workshop.boards.order_by("position")
    return boards.filter(state=Shut.OPEN.value).last() or boards.last()


def _standing(board: Board) -> Any:
    names = dict(kind_of(board.kind).columns)
    notes = board.notes.filter(state=NoteState.STANDING.value).order_by("-id")[:MAX_SHOWN]
    return [
        {"text": note.text, "votes": note.votes, "column_name": names.get(note.column, "")}
        for note in notes
    ]
