"""Sharing where a bus is, from a phone, without an account: the page, and the phone's messages.

The secret comes with `Authorization: Bearer …`; no cookie counts here.
"""

import math
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from minga.ground import rate_limit
from minga.ground.clock import now
from minga.territory.models import City
from minga.territory.request import MingaRequest
from minga.transit.feeds.queries.in_service import lines_on
from minga.transit.feeds.queries.lines import line_named
from minga.transit.models import Line, Tracker
from minga.transit.phone_requests import body_of, busy, count, text_in, wrong
from minga.transit.rules import Carrier
from minga.transit.service_days import day_of
from minga.transit.sharing.actions import NoConsent, begin_sharing, end_sharing, share_position
from minga.transit.sharing.queries import directions, tracker_of

MAX_BODY_BYTES = 2000
BEGUN_A_MINUTE = 10
POSITIONS_A_MINUTE = 40
EVERY_S = 5
"""A phone sends its position about so often."""


@require_safe
def share(request: MingaRequest) -> HttpResponse:
    """The page: what sharing means, which line, and the switch."""
    city = request.city
    day = day_of(city, now())
    rows = [(line, directions(line)) for line in lines_on(city, day)]
    context = {
        "lines": [(line, ways) for line, ways in rows if ways],
        "chosen": request.GET.get("line", "")[:120],
        "words": words(),
        "every_s": EVERY_S,
    }
    return render(request, "transit/share.html", context)


def words() -> dict[str, str]:
    """What the page says while it shares."""
    return {
        "asking": _("Asking your phone where it is…"),
        "shown": _("Shared. Others see your bus."),
        "off": _(
            "You are not on this line's way, so nothing is shown. It goes on by itself there."
        ),
        "vague": _("Your phone does not know well enough where it is. Trying again…"),
        "lost": _("No signal. Trying again…"),
        "denied": _("Your phone does not say where it is. Allow it in the browser's settings."),
        "ended": _("Ended. Nothing of it is kept."),
        "over": _("It ended by itself: nothing was heard for five minutes."),
        "busy": _("Too many at once from here. Try again in a minute."),
        "trouble": _("It did not work. Try again."),
        "awake": _("The screen stays on while you share."),
        "asleep": _("Keep this page open and the screen on: with the phone asleep sharing stops."),
    }


@csrf_exempt  # no session counts here: whoever asks is a phone without an account
@require_POST
def begin(request: MingaRequest) -> HttpResponse:
    """{"line", "direction", "carrier": "driver" | "passenger", "consents": true} → {"secret"}."""
    city = request.city
    try:
        body = body_of(request, most=MAX_BODY_BYTES)
        count("share", request.sender, BEGUN_A_MINUTE)
        line, direction = _ride(city, body)
        begun = begin_sharing(
            city=city, line=line, direction=direction, carrier=Carrier(str(body.get("carrier"))),
            consents=body.get("consents") is True, at=now(),
        )  # fmt: skip
    except rate_limit.TooMany as many:
        return busy(many)
    except NoConsent:
        return wrong("consents")
    except ValueError as trouble:
        return wrong(str(trouble)[:60])
    return JsonResponse({"secret": begun.secret, "every_s": EVERY_S}, status=HTTPStatus.CREATED)


@csrf_exempt
@require_POST
def here(request: MingaRequest) -> HttpResponse:
    """{"lat", "lon", "accuracy_m", "speed_m_s"?} → {"shown", "off_m"}; 404 once it has ended."""
    tracker = _tracker_or_404(request)
    at = now()
    try:
        body = body_of(request, most=MAX_BODY_BYTES)
        count("shared", str(tracker.pk), POSITIONS_A_MINUTE)
        lat, lon, accuracy = (_number(body, name) for name in ("lat", "lon", "accuracy_m"))
        if abs(lat) > 90 or abs(lon) > 180 or accuracy < 0:
            raise ValueError("lat")
        speed = None if body.get("speed_m_s") is None else _number(body, "speed_m_s")
    except rate_limit.TooMany as many:
        return busy(many)
    except ValueError as trouble:
        return wrong(str(trouble)[:60])
    line = line_named(tracker.city, day_of(tracker.city, at), tracker.line)
    if line is None:
        end_sharing(tracker=tracker)
        raise Http404
    shown = share_position(
        tracker=tracker, line=line, lat=lat, lon=lon, accuracy_m=accuracy, speed_m_s=speed, at=at
    )
    off = None if shown.off_m is None else round(shown.off_m)
    return JsonResponse({"shown": shown.is_shown, "off_m": off})


@csrf_exempt
@require_POST
def end(request: MingaRequest) -> HttpResponse:
    """Forget the sharing; the same answer where it has ended before."""
    tracker = tracker_of(request.bearer, at=now())
    if tracker is not None:
        end_sharing(tracker=tracker)
    return JsonResponse({})


def _tracker_or_404(request: MingaRequest) -> Tracker:
    tracker = tracker_of(request.bearer, at=now())
    if tracker is None:
        raise Http404
    return tracker


def _ride(city: City, body: dict[str, Any]) -> tuple[Line, int]:
    direction = body.get("direction")
    line = line_named(city, day_of(city, now()), text_in(body, "line"))
    if line is None:
        raise ValueError("line")
    if type(direction) is not int or direction not in dict(directions(line)):
        raise ValueError("direction")
    return line, direction


def _number(body: dict[str, Any], name: str) -> float:
    value = body.get(name)
    if type(value) not in (int, float) or not math.isfinite(float(value)):  # type: ignore[arg-type]
        raise ValueError(name)
    return float(value)  # type: ignore[arg-type]
