"""A stop: its page, and its board for the display of a shelter."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minga.territory.request import MingaRequest
from minga.transit.alerts.present import told_alerts, weighed
from minga.transit.alerts.queries.alerts import AHEAD, alerts_for
from minga.transit.day_folders import NoService
from minga.transit.feeds.queries.lines import lines_by_code
from minga.transit.lookup import Asked, asked, stop_or_404
from minga.transit.models import Stop
from minga.transit.timetables.departures import departures_of

ON_PAGE, ON_BOARD = 20, 24
"""A display shows by turns the rows that it has no room for."""
ALERTS_ON_BOARD = 2


@require_safe
def place(request: MingaRequest, stop: str) -> HttpResponse:
    """A stop: what leaves now, lines, alerts. `?part=rows` answers the live part alone."""
    where = asked(request)
    found = stop_or_404(where, stop)
    kept = alerts_for(where.city, lines=found.lines, stops=[found.code], at=where.at, ahead=AHEAD)
    lines = lines_by_code(where.city, where.day, found.lines)
    shown = {
        "stop": found,
        "lines": sorted(lines.values(), key=lambda line: (line.position, line.pk)),
        **weighed(told_alerts(where.city, where.day, kept, at=where.at)),
        **_leaving(where, found, ON_PAGE),
    }
    part = request.GET.get("part") == "rows"
    return render(request, "transit/_departures.html" if part else "transit/stop.html", shown)


@require_safe
def board(request: MingaRequest, stop: str) -> HttpResponse:
    """The same for a display that people read from three metres. `?part=rows`: the rows alone."""
    where = asked(request)
    found = stop_or_404(where, stop)
    kept = alerts_for(where.city, lines=found.lines, stops=[found.code], at=where.at)
    told = told_alerts(where.city, where.day, kept, at=where.at)
    shown = {
        "stop": found,
        "alerts": [one for one in told if not one.is_lesser][:ALERTS_ON_BOARD],
        **_leaving(where, found, ON_BOARD),
    }
    part = request.GET.get("part") == "rows"
    return render(request, "transit/_board_rows.html" if part else "transit/board.html", shown)


def _leaving(where: Asked, stop: Stop, most: int) -> dict[str, Any]:
    try:
        return {
            "leaving": departures_of(where.city, stop.code, at=where.at, most=most),
            "at": where.at,
        }
    except NoService:
        return {"leaving": [], "at": where.at, "no_service": True}
