"""A long paper: the page that says how far the worker is, and the link once it is written."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from minga.ground.access import refuse_unless
from minga.ground.clock import now
from minga.ground.heartbeat import is_alive
from minga.participation.models import Note, Paper, Workshop
from minga.participation.workshops.actions.papers import ask_for_paper
from minga.participation.workshops.pages.auth import facilitator_actor, workshop_or_404
from minga.participation.workshops.rules import PaperState
from minga.territory.request import MingaRequest

LONG_NOTES = 300
"""Minutes of more notes are written by the worker: no page waits for them."""


def is_long(workshop: Workshop) -> bool:
    """True where writing the minutes takes longer than a page may."""
    return Note.objects.filter(board__workshop=workshop)[LONG_NOTES:].exists()


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: MingaRequest, code: str) -> HttpResponse:
    """How far the minutes are; POST asks for them. Raises Refused but for the facilitator."""
    workshop = workshop_or_404(request, code)
    actor = facilitator_actor(request, workshop)
    refuse_unless(actor.facilitates, "not the facilitator")
    language, at = get_language() or "es", now()
    if request.method == "POST":
        ask_for_paper(workshop=workshop, language=language, actor=actor, at=at)
        return redirect("participation:paper", workshop.code)
    row = _paper(workshop, language)
    is_waiting = row is not None and row.state in (PaperState.ASKED, PaperState.WRITING)
    context = {
        "workshop": workshop,
        "paper": row,
        "is_waiting": is_waiting,
        "is_old": row is not None and row.revision != workshop.revision,
        "percent": 100 * row.done // row.parts if row and row.parts else 0,
        "has_worker": is_alive("worker", at=at),
    }
    page = "participation/paper.html"
    answer = render(request, page, context)
    answer.headers["Cache-Control"] = "private, no-store"
    if is_waiting:
        answer.headers["Refresh"] = "2"
    return answer


@require_safe
def paper_file(request: MingaRequest, code: str) -> HttpResponse:
    """The minutes that the worker wrote. Raises Refused but for the facilitator."""
    workshop = workshop_or_404(request, code)
    refuse_unless(facilitator_actor(request, workshop).facilitates, "not the facilitator")
    row = _paper(workshop, get_language() or "es", with_file=True)
    if row is None or row.file is None:
        raise Http404
    response = HttpResponse(bytes(row.file), content_type="application/pdf")
    name = f"minga-{workshop.code}-{row.asked_at.date().isoformat()}.pdf"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _paper(workshop: Workshop, language: str, *, with_file: bool = False) -> Paper | None:
    rows = Paper.objects.filter(workshop=workshop, language=language)
    return (rows if with_file else rows.defer("file")).first()
