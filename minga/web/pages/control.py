"""The control room: queue and map side by side, one report at a time in the panel.

Every update comes by the stream; a page then asks for its fragments with its usual permission.
"""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.ground.access import Refused
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.reports import actions, present, queries
from minga.reports.forms import filing_from_form
from minga.reports.intake import read_filing, read_key, settle
from minga.reports.models import Report, Source
from minga.reports.phrases import STATE_NAMES
from minga.reports.rules import (
    OPEN,
    MoveNotPossible,
    State,
    may_attend,
    may_dispatch,
    possible_verbs,
)
from minga.reports.verbs import VERBS, words_of
from minga.territory.queries import areas_of, bodies_with_crews

PAGE = 100
POINTS = 5000
MOST_ROWS = 100


@require_safe
def room(request: Any) -> HttpResponse:
    """The whole room. Without filters it shows what is open."""
    rows, following = _rows(request)
    shown = {
        **_room(request),
        "reports": rows,
        "following": following,
        "counts": queries.state_counts(queries.attended_reports(request.city, request.authority)),
    }
    part = request.GET.get("part") == "queue"
    return render(request, "control/_queue.html" if part else "control/room.html", shown)


def _rows(request: Any) -> tuple[list[Report], int | None]:
    after = request.GET.get("after", "")
    rows = _wanted(request).apply(queries.attended_reports(request.city, request.authority))
    return queries.page_of(rows, limit=PAGE, after=int(after) if after.isdecimal() else None)


def _wanted(request: HttpRequest) -> queries.Filter:
    chosen = {name: request.GET.getlist(name) for name in ("state", "category", "area", "body")}
    states = [state for state in chosen["state"] if state]
    if not states or states == ["open"]:
        states = [state.value for state in State if state in OPEN]
    elif states == ["all"]:
        states = []
    return queries.Filter(
        states=states,
        categories=[code for code in chosen["category"] if code],
        areas=[code for code in chosen["area"] if code],
        bodies=[code for code in chosen["body"] if code],
    )


def _room(request: Any) -> dict[str, Any]:
    return {
        "categories": queries.active_categories(request.city),
        "areas": areas_of(request.city),
        "bodies": bodies_with_crews(request.city),
        "states": list(STATE_NAMES.items()),
        "asked": {
            name: request.GET.get(name, "") for name in ("state", "category", "area", "body")
        },
    }


@require_safe
def rows(request: Any) -> HttpResponse:
    """The rows of named receipts, as far as they are one's own and fit the filter."""
    receipts = request.GET.get("receipts", "").split(",")[:MOST_ROWS]
    found = _wanted(request).apply(
        queries.attended_reports(request.city, request.authority).filter(receipt__in=receipts)
    )
    return render(request, "control/_rows.html", {"reports": list(found)})


@require_safe
def points(request: Any) -> HttpResponse:
    """The places of the filtered reports for the map, hidden ones too."""
    found = _wanted(request).apply(queries.attended_reports(request.city, request.authority))
    values = found.filter(lat__isnull=False).values_list(
        "receipt", "lat", "lon", "category__code", "state", "hidden"
    )[:POINTS]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"receipt": code, "category": kind, "state": state, "hidden": hidden},
        }
        for code, lat, lon, kind, state, hidden in values
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


@require_safe
def report(request: Any, receipt: str) -> HttpResponse:
    """One report with its private parts, its history and what can be done with it."""
    found = _attended(request, receipt)
    if request.GET.get("quiet") != "1":
        actions.open_privately(report=found, at=now(), by=request.person)
    return _panel(request, found, {})


def _panel(request: Any, found: Report, faults: dict[str, Any], status: int = 200) -> HttpResponse:
    person = request.person
    shown = {
        **_room(request),
        "report": found,
        "why": present.why(found),
        "history": queries.full_history(found),
        "attachments": present.attachments(found, viewer=f"{person.pk}.{person.epoch}"),
        "verbs": possible_verbs(found.state),
        "dispatches": may_dispatch(request.authority, found.held),
        "similar": _similar(found),
        "faults": faults,
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


@require_POST
def verb(request: Any, receipt: str, verb: str) -> HttpResponse:
    """One act on one report; the panel comes back as it is afterwards."""
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Http404
    found = _attended(request, receipt)
    faults: dict[str, Any] = {}
    try:
        given = _given(request)
        chosen.act(report=found, at=now(), by=request.person, **words_of(chosen, given))
    except BadInput as trouble:
        faults = {fault.field: fault.message for fault in trouble.faults}
    except MoveNotPossible:
        faults = {"state": _("Somebody was quicker: look at the report as it is now.")}
    except Refused:
        faults = {"state": _("This is not yours to do.")}
    if not request.htmx and not faults:
        return redirect("control:report", receipt=receipt)
    fresh = queries.report_by_receipt(receipt)
    if fresh is None or not may_attend(request.authority, fresh.held):
        return render(request, "control/_gone.html", {"receipt": receipt})
    return _panel(request, fresh, faults, status=422 if faults and not request.htmx else 200)


def _given(request: HttpRequest) -> dict[str, Any]:
    """The words of a form. Boxes come as `box-<attachment id>` = "left,top,width,height;…"."""
    given: dict[str, Any] = {
        name: request.POST[name]
        for name in ("body", "crew", "text", "reason")
        if name in request.POST
    }
    for name in ("lat", "lon"):
        try:
            given[name] = float(request.POST[name])
        except (KeyError, ValueError):
            given[name] = None
    photos: dict[str, list[list[str]]] = {
        key.removeprefix("box-"): [box.split(",") for box in value.split(";") if box]
        for key, value in request.POST.items()
        if key.startswith("box-") and key[4:].isdecimal()
    }
    chosen = set(request.POST.getlist("photo"))
    given["photos"] = {pk: boxes for pk, boxes in photos.items() if pk in chosen}
    return given


def _attended(request: Any, receipt: str) -> Report:
    found = queries.report_by_receipt(receipt)
    if found is None or not may_attend(request.authority, found.held):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: Any) -> HttpResponse:
    """An operator files for a caller, by keyboard; the source is marked."""
    faults: dict[str, Any] = {}
    if request.method == "POST":
        try:
            category, filing = settle(read_filing(filing_from_form(request.POST)), request.city)
            filed = actions.file_report(
                city=request.city,
                category=category,
                filing=filing,
                key=read_key(request.POST.get("key")),
                source=Source.CALL,
                at=now(),
                by=request.person,
            )
            return redirect("control:report", receipt=filed.report.receipt)
        except BadInput as trouble:
            faults = {fault.field: fault.message for fault in trouble.faults}
        except actions.KeyReused:
            faults = {"": _("This form has been sent already.")}
    shown = {
        **_room(request),
        "faults": faults,
        "given": request.POST,
        "key": secrets.token_urlsafe(18),
    }
    return render(request, "control/file.html", shown, status=422 if faults else 200)
