"""One report: its private parts, its history, and what can be done with it."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from minga.ground.access import Refused
from minga.ground.clock import now
from minga.ground.conflicts import Changed
from minga.ground.errors import BadInput
from minga.ground.forms import read
from minga.ground.media import REFUSALS, MediaRefused
from minga.ground.signing import LASTS_S
from minga.reports import actions, present, queries
from minga.reports.answers import answers_for
from minga.reports.models import Report
from minga.reports.official_actions import OFFICIAL_ACTIONS, arguments_of
from minga.reports.rules import MoveNotPossible, may_attend, may_dispatch
from minga.territory.queries import bodies_with_crews
from minga.territory.request import MingaRequest, signed_in
from minga.web.pages.control.faces import faces_of
from minga.web.pages.control.given import SeenForm, given_words
from minga.web.pages.control.queue import room_context, with_places
from minga.web.phrases import MOVE_NOT_POSSIBLE, translated_refusal


class HtmxRequest(MingaRequest):
    """A request that says whether htmx sent it, which then swaps the panel alone."""

    htmx: HtmxDetails


@require_safe
def report(request: HtmxRequest, receipt: str) -> HttpResponse:
    """One report. Opening it is a fact of its own: who saw what is part of the audit trail."""
    report = attended(request, receipt)
    actions.open_privately(report=report, at=now(), by=signed_in(request))
    return _panel(request, report)


@require_POST
def verb(request: HtmxRequest, receipt: str, verb: str) -> HttpResponse:
    """One act on one report; the panel comes back as the report is afterwards."""
    chosen = OFFICIAL_ACTIONS.get(verb)
    if chosen is None:
        raise Http404
    report = attended(request, receipt)
    seen = read(SeenForm, request.POST).seen
    # A note for colleagues replaces nothing.
    report.seen_entry = seen if verb != "note" else None
    faults: dict[str, Any] = {}
    status = 422
    try:
        arguments = arguments_of(chosen, given_words(request.POST))
        chosen.act(report=report, at=now(), by=request.person, **arguments)
    except BadInput as error:
        faults = {fault.field: fault.message for fault in error.faults}
    except MediaRefused as error:
        faults = {"photos": translated_refusal(REFUSALS[error.code])}
    except (Changed, MoveNotPossible):
        faults, status = {"state": MOVE_NOT_POSSIBLE}, 409
    except Refused:
        faults, status = {"state": _("Only the control centre can do this.")}, 403
    fresh = queries.report_by_receipt(receipt)
    if fresh is None or not may_attend(request.authority, fresh.held):
        shown = {**room_context(request), "receipt": receipt, "report": fresh}
        return render(request, "control/_gone.html", shown)
    if not request.htmx and not faults:
        query = room_context(request)["city_query"]
        return redirect(reverse("control:report", args=[receipt]) + query)
    shown = {
        "faults": faults,
        "tried": verb if faults else "",
        "given": request.POST,
        "sent_photos": request.POST.getlist("photo"),
        "conflict": status == 409 and bool(faults),
        "seen": seen or 0,
    }
    # htmx shows only what it gets with 200; other clients get the status that fits.
    return _panel(request, fresh, shown, status=200 if request.htmx or not faults else status)


@require_safe
def links(request: MingaRequest, receipt: str) -> HttpResponse:
    """Fresh links to the files of a report that stays open. Only the opening itself is a fact."""
    files = _files(request, attended(request, receipt))
    return JsonResponse({"links": {str(file["id"]): file["url"] for file in files}})


def _files(request: MingaRequest, report: Report) -> list[dict[str, Any]]:
    person = signed_in(request)
    return present.attachments(report, viewer=f"{person.pk}.{person.epoch}")


def attended(request: MingaRequest, receipt: str) -> Report:
    """The report, if it is this official's; otherwise as if it did not exist."""
    report = queries.report_by_receipt(receipt)
    if report is None or not may_attend(request.authority, report.held):
        raise Http404
    return report


def _panel(
    request: HtmxRequest, report: Report, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    dispatches = may_dispatch(request.authority, report.held)
    faces = faces_of(report, dispatches=dispatches)
    files = _files(request, report)
    history = queries.full_history(report)
    shown = {
        **room_context(request),
        "report": with_places(request.city, [report])[0],
        "why": present.why(report),
        "history": history,
        "last_entry": history[-1].pk if history else 0,
        "photos": [file for file in files if file["kind"] == "photo"],
        "voices": [file for file in files if file["kind"] == "voice"],
        "lasts_s": LASTS_S,
        "faces": faces,
        "able": {face.verb for face in faces},
        "dispatches": dispatches,
        "bodies": [
            body
            for body in bodies_with_crews(request.city)
            if dispatches or body.pk == report.body_id
        ],
        "similar": _similar(report),
        "answers": answers_for(report.state),
        "endings": {state: answers_for(state) for state in ("resolved", "dismissed", "reopened")},
        "faults": {},
        "given": {},
        **(more or {}),
    }
    template = "control/_panel.html" if request.htmx else "control/report.html"
    return render(request, template, shown, status=status)


def _similar(report: Report) -> list[dict[str, Any]]:
    if report.lat is None or report.lon is None:
        return []
    close = queries.similar_to(
        category=report.category,
        lat=report.lat,
        lon=report.lon,
        accuracy_m=report.accuracy_m,
        at=report.filed_at,
    )
    return [neighbour for neighbour in close if neighbour["receipt"] != report.receipt]
