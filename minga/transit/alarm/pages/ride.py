"""The alarm: the page that runs it on the phone, and the few answers of the server's own one.

On the phone nothing of destination or track is asked for: the page is the same for everybody, the
city's lines come whole, and a link from a plan carries its destination behind the `#`, which no
browser sends.
"""

from http import HTTPStatus
from typing import Annotated, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe
from pydantic import Field

from minga.ground import rate_limit
from minga.ground.clock import now
from minga.ground.forms import Form, read_partly
from minga.territory.request import MingaRequest
from minga.transit.alarm import queries
from minga.transit.alarm.actions import rides as verbs
from minga.transit.alarm.pages import script_texts
from minga.transit.demand import note_look
from minga.transit.feeds.queries.in_service import lines_on
from minga.transit.lookup import city_moment, line_or_404
from minga.transit.models import Ride, Vehicle
from minga.transit.phone_requests import body_of, busy, count, text_in, wrong
from minga.transit.rules import RideNoticeKind, Side

SHARED_S = 600
MAX_BODY_BYTES = 4000
BEGUN_A_MINUTE = 12
POLL_S, POLL_FAR_S = 3, 10
FAR_M = 3000.0


class WayQuery(Form):
    """Which way of the line is meant."""

    way: Annotated[int | None, Field(ge=0)] = None


@require_safe
def page(request: MingaRequest) -> HttpResponse:
    """The alarm itself; the same for everybody, so that a phone may keep it."""
    moment = city_moment(request)
    shown = {
        "words": script_texts.words(moment.city),
        "has_lines": lines_on(moment.city, moment.day).exists(),
    }
    return render(request, "transit/ride_page.html", shown)


@require_safe
@gzip_page
def lines(request: MingaRequest) -> HttpResponse:
    """Every line and stop of the city, once."""
    moment = city_moment(request)
    return shared(queries.directory(moment.city, moment.day))


@require_safe
@gzip_page
def line(request: MingaRequest, code: str) -> HttpResponse:
    """The ways of one line."""
    moment = city_moment(request)
    line = line_or_404(moment, code)
    stops = queries.stops_of(line, moment.city, moment.day)
    return shared({"code": line.code, "ways": queries.ways_in_metres(line, stops, moment.city)})


@require_safe
def buses(request: MingaRequest, code: str) -> HttpResponse:
    """The buses that go a line's `?way=` now, for somebody who is on one: where, how long ago."""
    moment = city_moment(request)
    line = line_or_404(moment, code)
    way = read_partly(WayQuery, request.GET)[0].way
    if way is None or way >= len(line.ways):
        return wrong("way")
    note_look(moment.city, at=moment.at)
    stops = queries.stops_of(line, moment.city, moment.day)
    buses = [
        {
            "id": bus.public_id,
            "label": bus.label,
            "near": stop.name if stop else "",
            "metres": round(metres),
            "heard_s": max(0, round((moment.at - bus.at).total_seconds())),
            "simulated": bus.simulated,
        }
        for bus, metres, stop in queries.buses_on(moment.city, line, way, stops, at=moment.at)
    ]
    return JsonResponse({"buses": buses}, headers={"Cache-Control": "no-store"})


@csrf_exempt  # no session counts here: whoever asks is a phone without an account
@require_POST
def begin(request: MingaRequest) -> HttpResponse:
    """Let the server follow the bus, as the person asked: {"line", "way", "stop": [lat, lon],
    "board": [lat, lon] or null, "vehicle": public id or "", "side"} → {"handle", …}.
    """
    moment = city_moment(request)
    city, at = moment.city, moment.at
    try:
        fields = _ride_request(request)
        count("ride", request.sender, BEGUN_A_MINUTE)
        line = line_or_404(moment, fields["line"])
        if not 0 <= fields["way"] < len(line.ways):
            raise ValueError("way")
    except ValueError as trouble:
        return wrong(str(trouble))
    except rate_limit.TooMany as many:
        return busy(many)
    vehicle = Vehicle.objects.filter(
        city=city, public_id=fields["vehicle"], line=line.code, expires_at__gt=at
    ).first()
    if fields["board"] is None and vehicle is None:
        return wrong("vehicle")
    begun = verbs.begin_ride(
        city=city, line=line, way=fields["way"], stop=fields["stop"], board=fields["board"],
        vehicle=vehicle, side=fields["side"], at=at,
    )  # fmt: skip
    answer = {"handle": begun.handle} | ride_json(begun.ride)
    return JsonResponse(answer, status=HTTPStatus.CREATED)


@require_safe
def notices(request: MingaRequest) -> HttpResponse:
    """What the rider of this handle (`Authorization: Bearer …`) has been told so far."""
    note_look(request.city, at=now())
    return JsonResponse(ride_json(ride_or_404(request)))


@csrf_exempt
@require_POST
def verb(request: MingaRequest, verb: str) -> HttpResponse:
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
    return JsonResponse(ride_json(ride_or_404(request)))


def ride_json(ride: Ride) -> dict[str, Any]:
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
            {"id": row.pk, "kind": RideNoticeKind(row.kind).value, "at": row.at,
             "left_m": row.distance_m, "side": row.side}
            for row in rows
        ],
    }  # fmt: skip


def _ride_request(request: MingaRequest) -> dict[str, Any]:
    """The body of `begin`, read. Raises ValueError with the field that is wrong."""
    body = body_of(request, most=MAX_BODY_BYTES)
    way = body.get("way")
    named = {field: text_in(body, field) for field in ("line", "vehicle", "side")}
    if type(way) is not int:
        raise ValueError("way")
    if named["side"] not in set(Side):
        raise ValueError("side")
    board = None if body.get("board") is None else coordinates(body, "board")
    return {**named, "side": Side(named["side"]), "way": way, "stop": coordinates(body, "stop"),
            "board": board}  # fmt: skip


def coordinates(body: dict[str, Any], field: str) -> tuple[float, float]:
    """[latitude, longitude] of a body. Raises ValueError with the field."""
    pair = body.get(field)
    if not isinstance(pair, list) or len(pair) != 2:
        raise ValueError(field)
    if any(type(coordinate) not in (int, float) for coordinate in pair):
        raise ValueError(field)
    lat, lon = pair
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(field)
    return float(lat), float(lon)


def ride_or_404(request: MingaRequest) -> Ride:
    """The ride whose handle came with the request. Raises Http404."""
    ride = queries.ride_of(request.bearer, at=now())
    if ride is None:
        raise Http404
    return ride


def shared(data: dict[str, Any]) -> JsonResponse:
    """The same for everybody, good for some minutes."""
    return JsonResponse(data, headers={"Cache-Control": f"public, max-age={SHARED_S}"})
