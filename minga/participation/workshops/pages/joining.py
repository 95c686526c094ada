"""The phone's pages: type a code, take a seat, take part; with scripts and without."""

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from minga.ground import rate_limit
from minga.ground.clock import now
from minga.ground.errors import BadInput, KeyReused
from minga.ground.http import read_key
from minga.participation.models import Board, Seat, Workshop
from minga.participation.workshops import actions, phrases, present, queries, text_fields
from minga.participation.workshops.auth import count_join, count_write
from minga.participation.workshops.board_kinds import kind_of
from minga.participation.workshops.pages import script_texts
from minga.participation.workshops.pages.auth import (
    SEAT,
    proper_address,
    remember,
    seat_hand,
    workshop_or_404,
)
from minga.participation.workshops.rules import Hand, NoteState, NotPossible, Shut
from minga.territory.request import MingaRequest

CODE_SIGNS = 6
MAX_SHOWN = 200


@require_safe
def enter(request: MingaRequest) -> HttpResponse:
    """Join by typing the code, however it was typed."""
    typed = request.GET.get("code", "").strip()[:40]
    code = queries.read_code(typed)
    one = queries.workshop_by_code(code) if code else None
    if one is not None:
        return redirect("participation:room", code=one.code)
    trouble = "" if not typed else "unknown" if len(code) == CODE_SIGNS else "unreadable"
    shown = {"typed": typed, "trouble": trouble}
    return render(request, "participation/enter.html", shown, status=404 if trouble else 200)


@require_safe
def room(request: MingaRequest, code: str) -> HttpResponse:
    """The workshop on a phone: a seat is taken first."""
    one = workshop_or_404(request, code)
    if elsewhere := proper_address(request, one, code):
        return elsewhere
    if "shell" in request.GET:
        # What a phone keeps to open without signal: as anybody sees it, without a seat.
        return _phone(request, one, None)
    hand = seat_hand(request, one)
    if hand.seat_id is None:
        return _joining(request, one)
    if "plain" in request.GET:
        return _plain(request, one, hand)
    seat = queries.acting_seat(one, hand, None)
    return _phone(request, one, seat)


def _phone(request: MingaRequest, one: Workshop, seat: Seat | None) -> HttpResponse:
    shown = {
        "workshop": one,
        "seat": seat,
        "words": script_texts.words_of_phone(request, one, seat),
        "modules": script_texts.PHONE_MODULES,
    }
    return render(request, "participation/room.html", shown)


@require_POST
def join(request: MingaRequest, code: str) -> HttpResponse:
    """Take a seat: one press is enough, everything else is optional."""
    one = workshop_or_404(request, code)
    try:
        count_join(request, one)
        key = read_key(request.POST.get("key"))
        who = {field.code: request.POST.get(field.code, "") for field in text_fields.WHO}
        seated = actions.join_workshop(workshop=one, who=who, key=key, at=now())
    except BadInput as error:
        return _joining(request, one, given=request.POST, faults=_by_field(error), status=422)
    except NotPossible as error:
        return _joining(request, one, trouble=phrases.NOT_POSSIBLE[error.what], status=409)
    except rate_limit.TooMany as many:
        answer = _joining(request, one, given=request.POST, trouble=script_texts.BUSY, status=429)
        answer.headers["Retry-After"] = str(many.retry_after_s)
        return answer
    response = redirect("participation:room", code=one.code)
    remember(response, SEAT, seated.token, one)
    return response


@require_POST
def note(request: MingaRequest, code: str) -> HttpResponse:
    """A note by plain form, for browsers without scripts; sent twice it is stored once."""
    one = workshop_or_404(request, code)
    hand = seat_hand(request, one)
    if hand.seat_id is None:
        return redirect("participation:room", code=one.code)
    try:
        _post(request, one, hand)
    except BadInput as error:
        return _plain(request, one, hand, faults=_by_field(error), status=422)
    except (NotPossible, KeyReused) as error:
        what = getattr(error, "what", "")
        told = phrases.NOT_POSSIBLE.get(what, phrases.KEY_REUSED)
        return _plain(request, one, hand, trouble=told, status=409)
    except rate_limit.TooMany:
        return _plain(request, one, hand, trouble=script_texts.BUSY, status=429)
    response = redirect("participation:room", code=one.code)
    response.headers["Location"] += "?plain=1"
    return response


def _post(request: MingaRequest, one: Workshop, hand: Hand) -> None:
    count_write(hand)
    board = request.POST.get("board", "")
    found = one.boards.filter(pk=int(board)).first() if board.isdecimal() else None
    if found is None:
        raise BadInput.single("board", phrases.NO_SUCH)
    fields = {field.code: request.POST.get(field.code) for field in kind_of(found.kind).fields}
    actions.post_note(
        workshop=one,
        board=found.pk,
        note=actions.NoteWords(
            text=request.POST.get("text", ""),
            column=request.POST.get("column", ""),
            fields=fields,
        ),
        hand=hand,
        seat=hand.seat_id or 0,
        key=read_key(request.POST.get("key")),
        at=now(),
    )


def _by_field(error: BadInput) -> dict[str, Any]:
    return {fault.field: fault.message for fault in error.faults}


def _joining(
    request: MingaRequest,
    one: Workshop,
    *,
    given: Any = None,
    faults: Any = None,
    trouble: Any = "",
    status: int = 200,
) -> HttpResponse:
    given = given or {}
    shown = {
        "workshop": one,
        "asked": [(field, given.get(field.code, "")) for field in text_fields.WHO],
        "faults": faults or {},
        "trouble": trouble,
        "many": queries.many_here(one),
        # Made anew for each page: the phone that sends it twice keeps its seat.
        "key": secrets.token_urlsafe(24),
    }
    return render(request, "participation/join.html", shown, status=status)


def _plain(
    request: MingaRequest,
    one: Workshop,
    hand: Hand,
    *,
    faults: Any = None,
    trouble: Any = "",
    status: int = 200,
) -> HttpResponse:
    board = present_board(one)
    kind = kind_of(board.kind) if board else None
    given = request.POST
    shown = {
        "workshop": one,
        "seat": queries.acting_seat(one, hand, None),
        "board": present.board_out(board) if board else None,
        "notes": _standing(board) if board else [],
        "asked": [(field, given.get(field.code, "")) for field in kind.fields] if kind else [],
        "given": given,
        "faults": faults or {},
        "trouble": trouble,
        "key": secrets.token_urlsafe(24),
    }
    return render(request, "participation/plain.html", shown, status=status)


def present_board(one: Workshop) -> Board | None:
    """The board everybody works on: the last one that is open, or simply the last one."""
    boards = one.boards.order_by("position")
    return boards.filter(state=Shut.OPEN.value).last() or boards.last()


def _standing(board: Board) -> Any:
    names = dict(kind_of(board.kind).columns)
    notes = board.notes.filter(state=NoteState.STANDING.value).order_by("-id")[:MAX_SHOWN]
    return [
        {"text": note.text, "votes": note.votes, "column_name": names.get(note.column, "")}
        for note in notes
    ]
