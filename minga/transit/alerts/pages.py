"""Where officials write what passengers should know: list, write, change, close."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.ground.clock import now
from minga.ground.conflicts import Changed
from minga.ground.errors import BadInput
from minga.territory.models import City
from minga.territory.request import MingaRequest, signed_in
from minga.transit.alerts.actions.alerts import change_alert, close_alert, open_alert
from minga.transit.alerts.forms import blank, chosen, differences_of, filled, read_card
from minga.transit.alerts.present import alert_views
from minga.transit.alerts.queries.alerts import alert_named, alerts_kept
from minga.transit.feeds.queries.lines import (
    lines_by_code,
    search_lines,
    search_stops,
    stops_by_code,
)
from minga.transit.models import Alert
from minga.transit.phrases import CAUSES, EFFECTS
from minga.transit.rules import AlertSource
from minga.transit.service_days import day_of

SHOWN_EFFECTS = [code for code in EFFECTS if code != "unknown_effect"]


@require_safe
def alerts(request: MingaRequest) -> HttpResponse:
    """Every alert of the city: those that hold, then the latest that are over."""
    return _list(request)


def _list(request: MingaRequest, *, changed: bool = False) -> HttpResponse:
    city = request.city
    at = now()
    alerts = alerts_kept(city)
    views = alert_views(city, day_of(city, at), alerts, at=at)
    rows = list(zip(alerts, views, strict=True))
    held = [row for row in rows if row[0].state == "open"]
    shown = {"held": held, "over": rows[len(held) :], "changed": changed}
    return render(request, "transit/alerts.html", shown, status=409 if changed else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MingaRequest) -> HttpResponse:
    """A new alert."""
    city = request.city
    at = now()
    if request.method != "POST":
        return _form(request, blank(city, at=at), at)
    if "seek" in request.POST:
        return _form(request, request.POST, at)
    try:
        card = read_card(request.POST, city, day_of(city, at), at=at)
    except BadInput as trouble:
        return _form(request, request.POST, at, trouble)
    open_alert(city=city, card=card, at=at, by=signed_in(request))
    return _back(request)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MingaRequest, public_id: str) -> HttpResponse:
    """Say an alert differently."""
    city = request.city
    at = now()
    alert = _alert(city, public_id)
    if request.method != "POST":
        return _form(request, filled(alert, city), at, alert=alert)
    if "seek" in request.POST:
        return _form(request, request.POST, at, alert=alert)
    try:
        card = read_card(request.POST, city, day_of(city, at), at=at, held=alert)
    except BadInput as trouble:
        return _form(request, request.POST, at, trouble, alert)
    try:
        change_alert(
            alert=alert, card=card, at=at, by=signed_in(request), seen=request.POST.get("seen")
        )
    except Changed:
        return _form(request, request.POST, at, alert=_alert(city, public_id), changed=True)
    return _back(request)


@require_POST
def close(request: MingaRequest, public_id: str) -> HttpResponse:
    """What it warned of is over; one that says something else by now is shown first."""
    city = request.city
    try:
        close_alert(
            alert=_alert(city, public_id),
            at=now(),
            by=signed_in(request),
            seen=request.POST.get("seen"),
        )
    except Changed:
        return _list(request, changed=True)
    return _back(request)


def _alert(city: City, public_id: str) -> Alert:
    """An alert that is written here; those that a feed tells are the operator's to change."""
    alert = alert_named(city, public_id)
    if alert is None or alert.source == AlertSource.FEED:
        raise Http404
    return alert


def _back(request: MingaRequest) -> HttpResponse:
    named = request.GET.get("city", "")
    city = request.city
    return redirect(reverse("transit:alerts") + (f"?city={city.slug}" if named else ""))


def _form(
    request: MingaRequest,
    form: QueryDict,
    at: datetime,
    trouble: BadInput | None = None,
    alert: Alert | None = None,
    *,
    changed: bool = False,
) -> HttpResponse:
    city = request.city
    read_now = alert is not None and (changed or request.method != "POST")
    shown = {
        "form": form,
        "alert": alert,
        "changed": changed,
        "differences": differences_of(filled(alert, city), form) if changed and alert else [],
        "seen": alert.mark if alert and read_now else request.POST.get("seen", ""),
        "causes": CAUSES.items(),
        "effects": [(code, EFFECTS[code]) for code in SHOWN_EFFECTS],
        "faults": {fault.field: fault.message for fault in trouble.faults} if trouble else {},
        **_touched(city, day_of(city, at), form),
    }
    status = 409 if changed else trouble.status if trouble else 200
    return render(request, "transit/alert_form.html", shown, status=status)


def _touched(city: City, day: date, form: QueryDict) -> dict[str, Any]:
    """What is ticked, and what the search found besides."""
    lines, stops = chosen(form)
    query = form.get("seek_words", "")
    sought = query if "seek" in form else ""
    found_lines = [line for line in search_lines(city, day, sought) if line.code not in lines]
    found_stops = [stop for stop in search_stops(city, day, sought) if stop.code not in stops]
    return {
        "lines": lines_by_code(city, day, lines).values(),
        "stops": stops_by_code(city, day, stops).values(),
        "found_lines": found_lines,
        "found_stops": found_stops,
        "sought": sought,
    }
