"""What everybody may see of the reports: the map, its twin in words, and the way to one's own."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from minga.ground.forms import list_after
from minga.ground.secrets import read_receipt
from minga.reports.pages.spoken import words_of_mine
from minga.reports.phrases import STATE_NAMES
from minga.reports.queries import (
    Filter,
    active_categories,
    page_of,
    public_reports,
    report_by_receipt,
)
from minga.reports.rules import OPEN, State
from minga.territory.queries import areas_of
from minga.territory.request import MingaRequest

PAGE = 25
GROUPS = {"open": [state.value for state in State if state in OPEN]}
"""Names for several states at once, beside the states themselves."""


@require_safe
def report_map(request: MingaRequest) -> HttpResponse:
    """The live map; the points come from reports.geojson."""
    return render(request, "reports/map.html", _choices(request))


@require_safe
def report_list(request: MingaRequest) -> HttpResponse:
    """All that the map tells, as words: filtered, newest first, page by page."""
    city = request.city
    chosen = {name: request.GET.get(name, "") for name in ("state", "category", "area")}
    wanted = Filter(
        states=_states(chosen["state"]),
        categories=[chosen["category"]] if chosen["category"] else (),
        areas=[chosen["area"]] if chosen["area"] else (),
    )
    after = list_after(request.GET)
    rows, following = page_of(public_reports(city, wanted), limit=PAGE, after=after)
    later = after is not None
    shown = {"reports": rows, "following": following, "asked": chosen, "later": later}
    return render(request, "reports/list.html", shown | _choices(request))


@require_safe
def find(request: MingaRequest) -> HttpResponse:
    """Find my report by its receipt, however it was typed."""
    typed = request.GET.get("receipt", "").strip()
    receipt = read_receipt(typed) if typed else None
    report = report_by_receipt(receipt) if receipt else None
    if report is not None and not report.hidden:
        return redirect("reports:receipt", receipt=report.receipt)
    trouble = ("unknown" if receipt else "unreadable") if typed else ""
    shown = {"typed": typed[:40], "trouble": trouble, "words": words_of_mine()}
    return render(request, "reports/find.html", shown, status=404 if trouble else 200)


def _choices(request: MingaRequest) -> dict[str, Any]:
    city = request.city
    return {
        "states": [(state, str(name)) for state, name in STATE_NAMES.items()],
        "categories": active_categories(city),
        "areas": areas_of(city),
    }


def _states(choice: str) -> list[str]:
    """The states a choice stands for; an unknown word stands for itself and finds nothing."""
    return GROUPS.get(choice, [choice] if choice else [])
