"""File a report from a page. With scripts the phone does it through the API and its queue;
this form serves everybody else."""

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from minga.ground import limits
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.reports import actions, queries
from minga.reports.forms import filing_from_form
from minga.reports.intake import read_filing, read_key, settle
from minga.reports.models import Source
from minga.territory.queries import areas_of


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: Any) -> HttpResponse:
    """The page, or one report filed without scripts."""
    faults: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            return _file(request)
        except BadInput as trouble:
            faults = {fault.field: fault.message for fault in trouble.faults}
            status = trouble.status
        except limits.TooMany as many:
            faults, status = {"": "too_many"}, 429
            response = _page(request, faults, status)
            response.headers["Retry-After"] = str(many.retry_after_s)
            return response
    return _page(request, faults, status)


def _file(request: Any) -> HttpResponse:
    at, city = now(), request.city
    key = read_key(request.POST.get("key"))
    category, filing = settle(read_filing(filing_from_form(request.POST)), city)
    limits.take(f"a:{request.sender}", per_minute=settings.MINGA_LIMIT_ADDRESS, at=at)
    report = actions.file_report(
        city=city, category=category, filing=filing, key=key, source=Source.WEB, at=at
    ).report
    return redirect("reports:receipt", receipt=report.receipt)


def _page(request: HttpRequest, faults: dict[str, Any], status: int) -> HttpResponse:
    city: Any = request.city  # type: ignore[attr-defined]
    shown = {
        "categories": queries.active_categories(city),
        "areas": areas_of(city),
        "key": secrets.token_urlsafe(18),
        "faults": faults,
        "given": request.POST,
    }
    return render(request, "reports/file.html", shown, status=status)
