"""The alarm: the page that runs it on the phone, and the few answers of the server's own one.

On the phone nothing of destination or track is asked for: the page is the same for everybody, the
city's lines come whole, and a link from a plan carries its destination behind the `#`, which no
browser sends.
"""

import json
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from minga.ground import limits
from minga.ground.clock import now
from minga.ground.plain import is_storable
from minga.transit.actions import riding as verbs
from minga.transit.clock import day_of
from minga.transit.looking import note_look
from minga.transit.models import Line, Ride, Vehicle
from minga.transit.pages import riding_words
from minga.transit.queries import riding
from minga.transit.queries.feeds import lines_on
from minga.transit.queries.lines import line_named
from minga.transit.rules import Side, Told

SHARED_S = 600
MOST_BODY = 4000
BEGUN_A_MINUTE = 12
POLL_S, POLL_FAR_S = 3, 10
FAR_M = 3000.0


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The alarm itself; the same for everybody, so that a phone may keep it."""
    city: Any = request.city  # type: ignore[attr-defined]
    day = day_of(city, now())
    shown = {
        "words": riding_words.words(city),
        "has_lines": lines_on(city, day).exists(),
    }
    return render(request, "transit/ride_page.html", shown)


@require_safe
@gzip_page
def lines(request: HttpRequest) -> HttpResponse:
    """Every line and stop of the city, once."""
    city: Any = request.city  # type: ignore[attr-defined]
    return shared(riding.directory(city, day_of(city, now())))


@require_safe
@gzip_page
def line(request: HttpRequest, code: str) -> HttpResponse:
    """The ways of one line."""
    city: Any = request.city  # type: ignore[attr-defined]
    found = line_or_404(city, code)
    stops = riding.stops_of(found, city, day_of(city, now()))
    return shared({"code": found.code, "ways": riding.ways_in_metres(found, stops, city)})


@csrf_exempt  # no session counts here: whoever asks is a phone without an account
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Let the server follow the bus, as the person asked: {"line", "way", "stop": [lat, lon],
    "board": [lat, lon] or null, "vehicle": public id or "", "side"} → {"handle", …}.
    """
    city: Any = request.city  # type: ignore[attr-defined]
    try:
        told = asked(request)
        count(request)
        on = line_or_404(city, told["line"])
        if not 0 <= told["way"] < len(on.ways):
            raise ValueError("way")
    except ValueError as trouble:
        return JsonResponse({"trouble": str(trouble)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except limits.TooMany as many:
        status = HTTPStatus.TOO_MANY_REQUESTS
        wait = {"Retry-After": str(many.retry_after_s)}
        return JsonResponse({"trouble": "busy"}, status=status, headers=wait)
    at = now()
    vehicle = Vehicle.objects.filter(
        city=city, public_id=told["vehicle"], line=on.code, expires_at__gt=at
    ).first()
    if told["board"] is None and vehicle is None:
        return JsonResponse({"trouble": "vehicle"}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    begun = verbs.begin_ride(
        city=city, line=on, way=told["way"], stop=told["stop"], board=told["board"],
        vehicle=vehicle, side=told["side"], at=at,
    )  # fmt: skip
    answer = {"handle": begun.handle} | said(begun.ride)
    return JsonResponse(answer, status=HTTPStatus.CREATED)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What the rider of this handle (`Authorization: Bearer …`) has been told so far."""
    note_look(request.city, at=now())  # type: ignore[attr-defined]
    return JsonResponse(said(ride_or_404(request)))


@csrf_exempt
@require_POST
def verb(request: HttpRequest, verb: str) -> HttpResponse:
    """`board`: I am on it. `next`: it went without me. `end`: forget the ride."""
    ride = ride_or_404(request)
    if verb == "board":
        verbs.board_ride(ride=ride, at=now())
    elif verb == "next":
        verbs.await_next(ride=ride, at=now())
    elif verb == "end":
        verbs.end_ride(ride=ride)
        return JsonResponse({})
    else:
        raise Http404
    return JsonResponse(said(ride_or_404(request)))


def said(ride: Ride) -> dict[str, Any]:
    """A ride as its phone sees it. `heard_s`: seconds since the bus was heard; null before.
    `poll_s`: ask again after so long.
    """
    alarm = ride.state["alarm"]
    vehicle, left = ride.vehicle, alarm["left_m"]
    is_far = left is None or left > FAR_M
    rows = ride.notices.order_by("pk")
    return {
        "phase": ride.state["phase"],
        "left_m": left,
        "heard_s": max(0, round((now() - vehicle.at).total_seconds())) if vehicle else None,
        "bus": vehicle.label if vehicle else "",
        "simulated": vehicle.simulated if vehicle else False,
        "poll_s": POLL_FAR_S if is_far and vehicle else POLL_S,
        "expires_at": ride.expires_at,
        "notices": [
            {"id": row.pk, "kind": Told(row.kind).value, "at": row.at,
             "left_m": row.distance_m, "side": row.side}
            for row in rows
        ],
    }  # fmt: skip


def asked(request: HttpRequest) -> dict[str, Any]:
    """The body of `begin`, read. Raises ValueError with the field that is wrong."""
    try:
        body = json.loads(request.body[: MOST_BODY + 1])
    except ValueError:
        raise ValueError("body") from None
    if not isinstance(body, dict) or len(request.body) > MOST_BODY:
        raise ValueError("body")
    way, named = body.get("way"), {}
    for field in ("line", "vehicle", "side"):
        text = body.get(field, "")
        if not isinstance(text, str) or len(text) > 120 or not is_storable(text):
            raise ValueError(field)
        named[field] = text
    if type(way) is not int:
        raise ValueError("way")
    if named["side"] not in set(Side):
        raise ValueError("side")
    board = None if body.get("board") is None else point(body, "board")
    return {**named, "side": Side(named["side"]), "way": way, "stop": point(body, "stop"),
            "board": board}  # fmt: skip


def point(body: dict[str, Any], field: str) -> tuple[float, float]:
    """[latitude, longitude] of a body. Raises ValueError with the field."""
    pair = body.get(field)
    if not isinstance(pair, list) or len(pair) != 2:
        raise ValueError(field)
    if any(type(one) not in (int, float) for one in pair):
        raise ValueError(field)
    lat, lon = pair
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(field)
    return float(lat), float(lon)


def line_or_404(city: Any, code: str) -> Line:
    """A line in service. Raises Http404."""
    found = line_named(city, day_of(city, now()), code) if is_storable(code) else None
    if found is None:
        raise Http404
    return found


def ride_or_404(request: HttpRequest) -> Ride:
    """The ride whose handle came with the request. Raises Http404."""
    ride = riding.ride_of(request.bearer, at=now())  # type: ignore[attr-defined]
    if ride is None:
        raise Http404
    return ride


def count(request: HttpRequest) -> None:
    """One begun ride of this address. Raises TooMany."""
    if settings.MINGA_LIMIT_ADDRESS:
        key = f"ride:{request.sender}"[:80]  # type: ignore[attr-defined]
        limits.take(key, per_minute=BEGUN_A_MINUTE, at=now())


def shared(data: dict[str, Any]) -> JsonResponse:
    """The same for everybody, good for some minutes."""
    return JsonResponse(data, headers={"Cache-Control": f"public, max-age={SHARED_S}"})
