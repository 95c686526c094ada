"""A stop: its page, and its board for the display of a shelter."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minga.territory.request import MingaRequest
from minga.transit.alerts.present import alert_views, by_weight
from minga.transit.alerts.queries.alerts import AHEAD, alerts_for
from minga.transit.day_folders import NoService
from minga.transit.feeds.queries.lines import lines_by_code
from minga.transit.lookup import CityMoment, city_moment, stop_or_404
from minga.transit.models import Stop
from minga.transit.timetables.compile_jobs import NotReady
from minga.transit.timetables.departures import departures_of

ON_PAGE, ON_BOARD = 20, 24
"""A display shows by turns the rows that it has no room for."""
ALERTS_ON_BOARD = 2


@require_safe
def place(request: MingaRequest, stop: str) -> HttpResponse:
    """A stop: what leaves now, lines, alerts. `?part=rows` answers the live part alone."""
    moment = city_moment(request)
    shown_stop = stop_or_404(moment, stop)
    alerts = alerts_for(
        moment.city, lines=shown_stop.lines, stops=[shown_stop.code], at=moment.at, ahead=AHEAD
    )
    lines = lines_by_code(moment.city, moment.day, shown_stop.lines)
    shown = {
        "stop": shown_stop,
        "lines": sorted(lines.values(), key=lambda line: (line.position, line.pk)),
        **by_weight(alert_views(moment.city, moment.day, alerts, at=moment.at)),
        **_leaving(moment, shown_stop, ON_PAGE),
    }
    part = request.GET.get("part") == "rows"
    return render(request, "transit/_departures.html" if part else "transit/stop.html", shown)


@require_safe
def board(request: MingaRequest, stop: str) -> HttpResponse:
    """The same for a display that people read from three metres. `?part=rows`: the rows alone."""
    moment = city_moment(request)
    shown_stop = stop_or_404(moment, stop)
    alerts = alerts_for(moment.city, lines=shown_stop.lines, stops=[shown_stop.code], at=moment.at)
    views = alert_views(moment.city, moment.day, alerts, at=moment.at)
    shown = {
        "stop": shown_stop,
        "alerts": [view for view in views if not view.is_lesser][:ALERTS_ON_BOARD],
        **_leaving(moment, shown_stop, ON_BOARD),
    }
    part = request.GET.get("part") == "rows"
    return render(request, "transit/_board_rows.html" if part else "transit/board.html", shown)


def _leaving(moment: CityMoment, stop: Stop, most: int) -> dict[str, Any]:
    try:
        return {
            "leaving": departures_of(moment.city, stop.code, at=moment.at, most=most),
            "at": moment.at,
        }
    except NoService as none:
        is_busy = isinstance(none, NotReady)
        return {"leaving": [], "at": moment.at, "is_busy": is_busy}
