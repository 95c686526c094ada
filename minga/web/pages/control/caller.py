"""An operator files for a caller, by keyboard; the source is marked."""

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from minga.ground.clock import now
from minga.ground.errors import BadInput, KeyReused
from minga.ground.forms import read
from minga.ground.http import read_key
from minga.reports import actions, present, queries
from minga.reports.intake import FilingForm, settle
from minga.reports.models import Source
from minga.reports.rules import may_attend
from minga.territory.queries import areas_of
from minga.territory.request import MingaRequest
from minga.web.pages.control.queue import room_context
from minga.web.pages.control.spelling import spelled


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: MingaRequest) -> HttpResponse:
    """The form, and above it the receipt of the report just filed, to be read aloud."""
    faults: dict[str, Any] = {}
    around = room_context(request)
    if request.method == "POST":
        try:
            receipt = _filed(request)
        except BadInput as error:
            faults = {fault.field or "place": fault.message for fault in error.faults}
        except KeyReused:
            faults = {"key": _("This form has been sent already.")}
        else:
            joint = "&" if around["city_query"] else "?"
            address = reverse("control:file") + around["city_query"]
            return redirect(f"{address}{joint}filed={receipt}")
    shown = {
        **around,
        "categories": queries.active_categories(request.city),
        "areas": areas_of(request.city),
        "faults": faults,
        "given": request.POST,
        "filed": _just_filed(request),
        "key": secrets.token_urlsafe(18),
    }
    return render(request, "control/file.html", shown, status=422 if faults else 200)


def _filed(request: MingaRequest) -> str:
    """File what the form says; the receipt. Raises BadInput and KeyReused."""
    category, filing = settle(read(FilingForm, request.POST), request.city)
    filed = actions.file_report(
        city=request.city,
        category=category,
        filing=filing,
        key=read_key(request.POST.get("key")),
        source=Source.CALL,
        at=now(),
        by=request.person,
    )
    return filed.report.receipt


def _just_filed(request: MingaRequest) -> dict[str, Any] | None:
    named = request.GET.get("filed", "")
    report = queries.report_by_receipt(named) if named else None
    if report is None or not may_attend(request.authority, report.held):
        return None
    return {"report": report, "groups": spelled(report.receipt), "why": present.why(report)}
