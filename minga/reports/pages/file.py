"""File a report from a page. With scripts the phone does it through the API and its queue;
this form serves everybody else."""

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from minga.ground import rate_limit
from minga.ground.clock import now
from minga.ground.errors import BadInput, KeyReused
from minga.ground.forms import read
from minga.ground.http import read_key
from minga.ground.secrets import digest
from minga.reports import actions, queries
from minga.reports.intake import FilingForm, settle
from minga.reports.models import Source
from minga.reports.pages.spoken import words_of_filing
from minga.territory.queries import areas_of
from minga.territory.request import MingaRequest

TOO_MANY = _("Many reports are coming from here. Your words are kept: please send again soon.")
SENT_BEFORE = _("This form has sent a report already. Send again to make a second one. The first:")
# Fields of the API that one part of the form stands for.
PARTS = {"lon": "lat", "accuracy_m": "lat"}
SHOWN = {"category", "lat", "address", "area", "text", "contact"}


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: MingaRequest) -> HttpResponse:
    """The page, or one report filed without scripts."""
    if request.method != "POST":
        return _page(request, {}, given={"category": request.GET.get("category", "")})
    try:
        return _file(request)
    except BadInput as error:
        return _page(request, _by_part(error), status=error.status, given=request.POST)
    except KeyReused:
        # The way back in the browser brings the form with its old key and other words.
        sent = queries.report_of_key(digest(request.POST["key"]))
        faults = {"all": SENT_BEFORE}
        return _page(request, faults, status=409, given=request.POST, already=sent)
    except rate_limit.TooMany as many:
        response = _page(request, {"all": TOO_MANY}, status=429, given=request.POST)
        response.headers["Retry-After"] = str(many.retry_after_s)
        return response


def _file(request: MingaRequest) -> HttpResponse:
    at, city = now(), request.city
    key = read_key(request.POST.get("key"))
    category, filing = settle(read(FilingForm, request.POST), city)
    rate_limit.take(f"a:{request.sender}", per_minute=settings.MINGA_LIMIT_ADDRESS, at=at)
    report = actions.file_report(
        city=city, category=category, filing=filing, key=key, source=Source.WEB, at=at
    ).report
    return redirect("reports:receipt", receipt=report.receipt)


def _by_part(error: BadInput) -> dict[str, Any]:
    """Each fault under the part of the page that shows it; what has no part stands on top."""
    faults: dict[str, Any] = {}
    for fault in error.faults:
        part = PARTS.get(fault.field, fault.field)
        faults.setdefault(part if part in SHOWN else "all", fault.message)
    return faults


def _page(
    request: MingaRequest,
    faults: dict[str, Any],
    *,
    given: Any,
    status: int = 200,
    already: Any = None,
) -> HttpResponse:
    city = request.city
    shown = {
        "categories": queries.active_categories(city),
        "areas": areas_of(city),
        "key": secrets.token_urlsafe(18),
        "faults": faults,
        "given": given,
        "already": already.receipt if already else "",
        "words": words_of_filing(),
    }
    return render(request, "reports/file.html", shown, status=status)
