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
from minga.ground.errors import BadInput
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
from minga.web.pages.control.given import given_words
from minga.web.pages.control.queue import surroundings, with_places
from minga.web.phrases import MOVE_NOT_POSSIBLE, translated_refusal


class HtmxRequest(MingaRequest):
    """A request that says whether htmx sent it, which then swaps the panel alone."""

    htmx: HtmxDetails


@require_safe
def report(request: HtmxRequest, receipt: str) -> HttpResponse:
    """One report. Opening it is a fact of its own: who saw what is part of the audit trail."""
    found = attended(request, receipt)
    actions.open_privately(report=found, at=now(), by=signed_in(request))
    return _panel(request, found)


@require_POST
def verb(request: HtmxRequest, receipt: str, verb: str) -> HttpResponse:
    """One act on one report; the panel comes back as the report is afterwards."""
    chosen = OFFICIAL_ACTIONS.get(verb)
    if chosen is None:
        raise Http404
    found = attended(request, receipt)
    faults: dict[str, Any] = {}
    status = 422
    try:
        words = arguments_of(chosen, given_words(request.POST))
        chosen.act(report=found, at=now(), by=request.person, **words)
    except BadInput as trouble:
        faults = {fault.field: fault.message for fault in trouble.faults}
    except MediaRefused as trouble:
        faults = {"photos": translated_refusal(REFUSALS[trouble.code])}
    except MoveNotPossible:
        faults, status = {"state": MOVE_NOT_POSSIBLE}, 409
    except Refused:
        faults, status = {"state": _("Only the control centre can do this.")}, 403
    fresh = queries.report_by_receipt(receipt)
    if fresh is None or not may_attend(request.authority, fresh.held):
        shown = {**surroundings(request), "receipt": receipt, "report": fresh}
        return render(request, "control/_gone.html", shown)
    if not request.htmx and not faults:
        query = surroundings(request)["city_query"]
        return redirect(reverse("control:report", args=[receipt]) + query)
    shown = {"faults": faults, "tried": verb if faults else "", "given": request.POST}
    # htmx shows only what it gets with 200; other clients get the status that fits.
    return _panel(request, fresh, shown, status=200 if request.htmx or not faults else status)


@require_safe
def links(request: MingaRequest, receipt: str) -> HttpResponse:
    """Fresh links to the files of a report that stays open. Only the opening itself is a fact."""
    files = _files(request, attended(request, receipt))
    return JsonResponse({"links": {str(one["id"]): one["url"] for one in files}})


def _files(request: MingaRequest, found: Report) -> list[dict[str, Any]]:
    person = signed_in(request)
    return present.attachments(found, viewer=f"{person.pk}.{person.epoch}")


def attended(request: MingaRequest, receipt: str) -> Report:
    """The report, if it is this official's; otherwise as if it did not exist."""
    found = queries.report_by_receipt(receipt)
    if found is None or not may_attend(request.authority, found.held):
        raise Http404
    return found


def _panel(
    request: HtmxRequest, found: Report, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    dispatches = may_dispatch(request.authority, found.held)
    faces = faces_of(found, dispatches=dispatches)
    files = _files(request, found)
    shown = {
        **surroundings(request),
        "report": with_places(request.city, [found])[0],
        "why": present.why(found),
        "history": queries.full_history(found),
        "photos": [one for one in files if one["kind"] == "photo"],
        "voices": [one for one in files if one["kind"] == "voice"],
        "lasts_s": LASTS_S,
        "faces": faces,
        "able": {face.verb for face in faces},
        "dispatches": dispatches,
        "bodies": [
            body
            for body in bodies_with_crews(request.city)
            if dispatches or body.pk == found.body_id
        ],
        "similar": _similar(found),
        "answers": answers_for(found.state),
        "endings": {state: answers_for(state) for state in ("resolved", "dismissed", "reopened")},
        "faults": {},
        "given": {},
        **(more or {}),
    }
    template = "control/_panel.html" if request.htmx else "control/report.html"
    return render(request, template, shown, status=status)


def _similar(found: Report) -> list[dict[str, Any]]:
    if found.lat is None or found.lon is None:
        return []
    close = queries.similar_to(
        category=found.category,
        lat=found.lat,
        lon=found.lon,
        accuracy_m=found.accuracy_m,
        at=found.filed_at,
    )
    return [one for one in close if one["receipt"] != found.receipt]
