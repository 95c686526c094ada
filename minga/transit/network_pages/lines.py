"""Lines: all of them, and each with its ways, stops, hours, alerts and vehicles."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minga.territory.request import MingaRequest
from minga.transit.alerts.present import alert_views
from minga.transit.alerts.queries.alerts import AHEAD, alerts_for, open_alerts
from minga.transit.day_folders import NoService
from minga.transit.feeds.queries.lines import (
    lines_in_brief,
    spoken_ways,
    stop_beside,
    stops_by_code,
)
from minga.transit.lookup import CityMoment, city_moment, line_or_404
from minga.transit.models import Line, Stop
from minga.transit.phrases import VEHICLE_SOURCES, mode_name
from minga.transit.realtime.queries.vehicles import vehicles_now
from minga.transit.timetables.departures import Running, running_of

WAYS_SHOWN = 6


@require_safe
def lines(request: MingaRequest) -> HttpResponse:
    """Every line in service, those with an alert marked."""
    moment = city_moment(request)
    lines = lines_in_brief(moment.city, moment.day)
    alerts = list(open_alerts(moment.city, at=moment.at, ahead=AHEAD))
    informed = [row for alert in alerts for row in alert.informed.all()]
    warned = {row.line for row in informed if row.line}
    rows = [(line, mode_name(line.mode), line.code in warned) for line in lines]
    return render(request, "transit/lines.html", {"rows": rows})


@require_safe
def line(request: MingaRequest, line: str) -> HttpResponse:
    """One line. `?part=now` answers alerts, hours and vehicles alone."""
    moment = city_moment(request)
    shown_line = line_or_404(moment, line)
    ways = spoken_ways(shown_line)[:WAYS_SHOWN]
    stops = stops_by_code(
        moment.city, moment.day, {code for way in ways for code in way.get("stops", [])}
    )
    shown = {
        "line": shown_line,
        "mode": mode_name(shown_line.mode),
        **_now(moment, shown_line, ways, stops),
    }
    if request.GET.get("part") == "now":
        return render(request, "transit/_line_now.html", shown)
    return render(request, "transit/line.html", shown)


def _now(
    moment: CityMoment, line: Line, ways: list[dict[str, Any]], stops: dict[str, Stop]
) -> dict[str, Any]:
    alerts = alerts_for(moment.city, lines=[line.code], stops=stops, at=moment.at, ahead=AHEAD)
    try:
        running = running_of(moment.city, line, at=moment.at)
    except NoService:
        running = []
    return {
        "alerts": alert_views(moment.city, moment.day, alerts, at=moment.at),
        "ways": [_direction(way, stops, running) for way in ways],
        "vehicles": [
            (vehicle, stop_beside(vehicle, stops.values()), VEHICLE_SOURCES[vehicle.source])
            for vehicle in vehicles_now(moment.city, at=moment.at, line=line.code)
        ],
    }


def _direction(
    way: dict[str, Any], stops: dict[str, Stop], running: list[Running]
) -> dict[str, Any]:
    """A direction with its stops in order, and when it runs."""
    sign = way.get("headsign", "")
    named = [stops[code] for code in way.get("stops", []) if code in stops]
    end = named[-1].name if named else ""
    hours = next((row for row in running if row.headsign in (sign, sign or end)), None)
    return {"headsign": sign or end, "stops": named, "running": hours}
