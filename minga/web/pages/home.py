"""The home page, and the fragment of it that changes by itself."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minga.ground.clock import now
from minga.programme.core.queries.programmes import programmes_of
from minga.reports.models import Report
from minga.reports.queries import active_categories, public_counts, public_reports
from minga.territory.models import City
from minga.territory.queries import answering_bodies
from minga.territory.request import MingaRequest

LATEST = 5
PROGRAMMES = 2
POINTS = 80
"""On the small map; the map's own page has them all."""


@require_safe
def home(request: MingaRequest) -> HttpResponse:
    """What one can do here, and the city alive. `?part=pulse` answers the live part alone."""
    city = request.city
    pulse = _pulse(city)
    if request.GET.get("part") == "pulse":
        return render(request, "web/_pulse.html", pulse)
    around = {
        "categories": active_categories(city),
        "bodies": answering_bodies(city),
        "programmes": programmes_of(city)[:PROGRAMMES],
    }
    return render(request, "web/home.html", pulse | around)


def _pulse(city: City) -> dict[str, Any]:
    newest = list(public_reports(city)[:POINTS])
    return {
        "counts": public_counts(city, at=now()),
        "latest": newest[:LATEST],
        "points": {
            "type": "FeatureCollection",
            "features": [_point(report) for report in newest if report.lat is not None],
        },
    }


def _point(report: Report) -> dict[str, Any]:
    """The same shape as a feature of reports.geojson, with what the map draws."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [report.lon, report.lat]},
        "properties": {
            "receipt": report.receipt,
            "category": report.category.code,
            "state": report.state,
        },
    }
