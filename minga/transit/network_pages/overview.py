"""How to move now: one calm page of everything, and what is near somebody."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minga.ground.errors import BadInput
from minga.territory.atlas import atlas_of
from minga.territory.queries import areas_of, search_places
from minga.territory.request import MingaRequest
from minga.transit.alerts.present import AlertView, alert_views, by_weight
from minga.transit.alerts.queries.alerts import AHEAD, alerts_for, open_alerts, touches
from minga.transit.day_folders import NoService
from minga.transit.feeds.queries.lines import (
    lines_by_code,
    lines_in_brief,
    search_lines,
    search_stops,
    stops_around,
    stops_by_code,
)
from minga.transit.lookup import CityMoment, city_moment, search_text, spot_of
from minga.transit.realtime.queries.vehicles import vehicles_now
from minga.transit.timetables.compile_jobs import NotReady
from minga.transit.timetables.departures import departures_of

NEAR_M = 400.0
STOPS_SHOWN = 12
MAX_FOLLOWED = 40


@require_safe
def move(request: MingaRequest) -> HttpResponse:
    """Search, what happens now, lines. `?part=now` and `?part=followed` answer a piece alone."""
    moment = city_moment(request)
    if request.GET.get("part") == "followed":
        return render(request, "transit/_move_followed.html", _followed(request, moment))
    lines = lines_in_brief(moment.city, moment.day)
    shown = _now(moment)
    if request.GET.get("part") == "now":
        return render(request, "transit/_move_now.html", shown | {"lines": lines})
    query = search_text(request)
    results = _search_results(moment, query) if query else None
    shown |= {"lines": lines, "words": query, "found": results, "areas": areas_of(moment.city)}
    return render(request, "transit/move.html", shown)


@require_safe
def near(request: MingaRequest) -> HttpResponse:
    """What leaves around a position, hailed lines too. `?part=rows` answers the list alone."""
    moment = city_moment(request)
    shown: dict[str, Any] = {"words": search_text(request, "name")}
    try:
        spot = spot_of(request)
    except BadInput:
        return render(request, "transit/near.html", shown | {"is_nonsense": True}, status=400)
    if spot is not None:
        shown |= _departures_around(moment, spot)
    part = request.GET.get("part") == "rows" and spot is not None
    return render(request, "transit/_departures.html" if part else "transit/near.html", shown)


def _now(moment: CityMoment) -> dict[str, Any]:
    """Alerts, and the lines that are seen on the road."""
    alerts = open_alerts(moment.city, at=moment.at, ahead=AHEAD)
    views = alert_views(moment.city, moment.day, alerts, at=moment.at)
    vehicles = vehicles_now(moment.city, at=moment.at)
    return {
        **by_weight([view for view in views if not view.is_idle]),
        "vehicles": len(vehicles),
        "simulated": sum(vehicle.simulated for vehicle in vehicles),
        "newest": max((vehicle.at for vehicle in vehicles), default=None),
    }


def _search_results(moment: CityMoment, query: str) -> dict[str, Any]:
    return {
        "lines": search_lines(moment.city, moment.day, query, limit=12),
        "stops": search_stops(moment.city, moment.day, query, limit=12),
        "places": search_places(moment.city, query),
    }


def _departures_around(moment: CityMoment, spot: tuple[float, float]) -> dict[str, Any]:
    lat, lon = spot
    stops = stops_around(moment.city, moment.day, lat, lon, NEAR_M)[:STOPS_SHOWN]
    try:
        leaving, is_busy = departures_of(moment.city, spot, at=moment.at, most=24), False
    except NoService as none:
        leaving, is_busy = [], isinstance(none, NotReady)
    lines = {departure.line.code for departure in leaving if departure.line is not None}
    codes = [stop.code for stop, _ in stops]
    alerts = alerts_for(moment.city, lines=lines, stops=codes, at=moment.at, ahead=AHEAD)
    return {
        "spot": {"lat": round(lat, 5), "lon": round(lon, 5)},
        "is_outside": not moment.city.bounds.holds(lat, lon),
        "stops": [(stop, round(metres / 10) * 10) for stop, metres in stops],
        "leaving": leaving,
        "is_busy": is_busy,
        "at": moment.at,
        **by_weight(alert_views(moment.city, moment.day, alerts, at=moment.at)),
        "shows_place": True,
    }


def _followed(request: MingaRequest, moment: CityMoment) -> dict[str, Any]:
    """What this phone follows, with its alerts; nothing of it is kept here."""
    city = moment.city
    wanted = {
        name: list(dict.fromkeys(request.GET.getlist(name)))[:MAX_FOLLOWED]
        for name in ("line", "place", "area")
    }
    lines = lines_by_code(city, moment.day, wanted["line"])
    stops = stops_by_code(city, moment.day, wanted["place"])
    areas = {area.code: area for area in areas_of(city) if area.code in wanted["area"]}
    alerts = list(open_alerts(city, at=moment.at))
    pairs = list(zip(alerts, alert_views(city, moment.day, alerts, at=moment.at), strict=True))
    return {
        "lines": [
            (line, [said for alert, said in pairs if touches(alert, {line.code}, None)])
            for line in lines.values()
        ],
        "stops": [
            (stop, [said for alert, said in pairs if touches(alert, set(stop.lines), {stop.code})])
            for stop in stops.values()
        ],
        "areas": [
            (area, [said for _, said in pairs if _lies_in(said, moment, area.code)])
            for area in areas.values()
        ],
    }


def _lies_in(alert: AlertView, moment: CityMoment, area: str) -> bool:
    """True for what concerns everybody, and for what happens in this area."""
    if alert.is_wide:
        return True
    named = (atlas_of(moment.city).area_at(*spot)[0] for spot in alert.spots)
    return any(area_there is not None and area_there.code == area for area_there in named)
