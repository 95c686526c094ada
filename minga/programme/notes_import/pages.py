"""Choose notes of a workshop and take them over into the programme."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.forms import Form, Id, read
from minga.participation.models import Note, Seat
from minga.programme.access import WORKSHOP, Act
from minga.programme.core import lookup
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Programme, Session
from minga.programme.notes_import.actions import Wanted, bring_notes
from minga.programme.notes_import.drafts import BECOMES
from minga.programme.notes_import.queries import note_boards_of, session_of
from minga.territory.request import MingaRequest

MAX_NOTES = 200


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: MingaRequest, slug: str, code: str) -> HttpResponse:
    """The notes of a workshop by board; those that are ticked become nodes of the programme."""
    programme = lookup.programme_or_404(request, slug)
    by = lookup.writer(request, programme, Act.ADD, kind=WORKSHOP)
    session = session_of(programme, code.upper())
    if session is None:
        raise Http404
    if request.method != "POST":
        return _import_page(request, programme, session, {})
    try:
        done = bring_notes(
            session=session,
            wanted=_wanted(request, session),
            sources=lookup.given_nodes(request, programme, "up"),
            agreed=_agreed(request, session),
            at=now(),
            by=by,
        )
    except BadInput as error:
        extra = {"faults": lookup.by_field(error.faults)}
        return _import_page(request, programme, session, extra, error.status)
    return _import_page(request, programme, session, {"done": done})


def _wanted(request: MingaRequest, session: Session) -> list[Wanted]:
    ids = request.POST.getlist("notes")[:MAX_NOTES]
    notes = Note.objects.filter(public_id__in=ids, board__workshop=session.workshop)
    wanted = []
    for note in notes.select_related("board").order_by("pk"):
        proposed = BECOMES.get(note.board.kind, ("",))[0]
        kind = request.POST.get(f"kind-{note.public_id}") or proposed
        fields = {
            field.code: request.POST.get(f"{field.code}-{note.public_id}", "")
            for field in (KINDS[kind].fields if kind in KINDS else ())
        }
        wanted.append(Wanted(note, kind, fields))
    return wanted


class AgreedForm(Form):
    """The numbers of the seats that agreed to be named."""

    agreed: list[Id] = []


def _agreed(request: MingaRequest, session: Session) -> list[Seat]:
    numbers = read(AgreedForm, request.POST).agreed
    return list(Seat.objects.filter(workshop=session.workshop, number__in=numbers[:MAX_NOTES]))


def _import_page(
    request: MingaRequest,
    programme: Programme,
    session: Session,
    extra: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    kinds_to_add = {kind.code for kind in lookup.kinds_to_add(request, programme)}
    note_boards = note_boards_of(programme, session.workshop, kinds_to_add)
    kinds = {kind.code for note_board in note_boards for kind in note_board.kinds}
    upstream = frozenset().union(*(KINDS[kind].comes_from for kind in kinds))
    upstream -= {"interview", "vision"}  # heard in private, and made of these very notes
    sources = Node.objects.current().filter(programme=programme, kind__in=upstream)
    sources = sources.visible(lookup.seen(request, programme))
    context = {
        "programme": programme,
        "session": session,
        "walls": note_boards,
        "sources": sources.exclude(state="set_aside").order_by("kind", "-pk")[:300],
        "kind_table": KINDS,
        "examples": examples_of(programme),
        "faults": {},
    }
    return render(request, "programme/bring.html", context | extra, status=status)


def examples_of(programme: Programme) -> list[Node]:
    """The inspiration examples of a programme that everybody may see."""
    rows = Node.objects.current().of_kind("example").filter(programme=programme, public=True)
    return list(rows.order_by("-pk")[:12])
