"""A report's own page: state, who answers and why, the timeline, and the answer."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from minga.ground.secrets import read_receipt
from minga.reports import present, queries
from minga.reports.models import Report
from minga.reports.pages.spoken import words_of_receipt
from minga.territory.request import MingaRequest


@require_safe
def receipt(request: MingaRequest, receipt: str) -> HttpResponse:
    """Public; the author's own acts go through the API with the token kept on the phone."""
    proper = read_receipt(receipt)
    report = queries.report_by_receipt(proper) if proper else None
    if report is None or report.hidden:
        raise Http404
    if proper != receipt:
        return redirect("reports:receipt", receipt=proper)
    _in_its_city(request, report)
    shown: dict[str, Any] = {
        "report": report,
        "why": present.why(report),
        "place": present.place(report),
        "timeline": queries.public_timeline(report),
        "photos": queries.published_photos(report),
    }
    if request.GET.get("part") == "live":
        return render(request, "reports/_receipt_live.html", shown)
    address = present.page_url(report.receipt)
    title = f"{report.category.name(get_language())} {report.receipt}"
    shown["categories"] = queries.active_categories(report.city)
    shown |= {"page_url": address, "share_text": f"{title}: {address}", "words": words_of_receipt()}
    return render(request, "reports/receipt.html", shown)


def _in_its_city(request: MingaRequest, report: Report) -> None:
    """A receipt is enough to find the page; name, map and hours are those of the report's city."""
    if request.city.pk != report.city_id:
        request.city = report.city
        timezone.activate(ZoneInfo(report.city.timezone))
