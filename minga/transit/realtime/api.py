"""GTFS Realtime over the API: operators send it, other programs fetch ours."""

from typing import Annotated, Any

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from ninja import Router
from pydantic import Field
from typing_extensions import TypedDict

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.http import Errors, content
from minga.territory.request import MingaRequest, signed_in
from minga.transit.feeds.phrases import TROUBLES
from minga.transit.models import Feed
from minga.transit.realtime.actions.messages import take_message
from minga.transit.realtime.gtfs_rt.reading import MAX_BYTES, Unreadable
from minga.transit.realtime.gtfs_rt.writing import alerts_message, as_json, vehicles_message
from minga.transit.realtime.queries.outgoing import alerts_out, vehicles_out

router = Router(tags=["transit"])
PROTOBUF = "application/x-protobuf"
FRESH_S = 10
STATUSES = {"too_large": 413, "repeated": 409, "older": 409}


class HeardOut(TypedDict):
    """What came of a message: how much was used; how much was not, by reason, and a few names."""

    vehicles: int
    updates: int
    alerts: int
    refused: dict[str, int]
    examples: Annotated[list[str], Field(description="The first few refused, as `reason: id`.")]


ERRORS = {frozenset({400, 401, 403, 404, 408, 409, 413, 422, 503}): Errors}
E_READ = {frozenset({400, 404, 422, 503}): Errors}
BINARY = content(PROTOBUF, type="string", format="binary")


@router.post(
    "/transit/{slug}/realtime",
    url_name="transit_realtime",
    response={200: HeardOut, **ERRORS},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {PROTOBUF: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def realtime(request: MingaRequest, slug: str) -> HttpResponse:
    """Send a GTFS Realtime FeedMessage about a feed of the city (with an operator's token).

    A FULL_DATASET replaces what was sent before of the kinds that it holds (positions, updates,
    alerts: each may come in a file of its own), a DIFFERENTIAL adds to it. Messages older than
    90 seconds are refused. What cannot be used is counted and stops nothing else.
    """
    feed = Feed.objects.select_related("city").filter(city=request.city, slug=slug).first()
    if feed is None:
        raise Http404
    by = signed_in(request)
    data = request.read(MAX_BYTES + 1)
    try:
        heard = take_message(feed=feed, data=data, at=now(), by=by)
    except Unreadable as error:
        status = STATUSES.get(error.code, 422)
        raise BadInput.single("", TROUBLES[error.code], status=status) from error
    counts: HeardOut = {
        "vehicles": heard.vehicles,
        "updates": heard.updates,
        "alerts": heard.alerts,
        "refused": heard.refused,
        "examples": heard.examples,
    }
    return JsonResponse(counts)


@router.get(
    "/transit/alerts.pb",
    url_name="transit_alerts_pb",
    response={200: None, **E_READ},
    openapi_extra=BINARY,
)
def alerts_pb(request: MingaRequest) -> HttpResponse:
    """What we warn passengers of, as GTFS Realtime (protobuf)."""
    return _public(_alerts(request).SerializeToString(), PROTOBUF)


@router.get(
    "/transit/alerts.json",
    url_name="transit_alerts_json",
    response={200: dict[str, Any], **E_READ},
)
def alerts_json(request: MingaRequest) -> HttpResponse:
    """The same message as JSON."""
    return _public(as_json(_alerts(request)), "application/json")


@router.get(
    "/transit/vehicles.pb",
    url_name="transit_vehicles_pb",
    response={200: None, **E_READ},
    openapi_extra=BINARY,
)
def vehicles_pb(request: MingaRequest, simulated: bool = False) -> HttpResponse:
    """Where the buses are that share their position with us, as GTFS Realtime (protobuf).

    Simulated ones come only when asked for, and their label says so.
    """
    return _public(_vehicles(request, simulated).SerializeToString(), PROTOBUF)


@router.get(
    "/transit/vehicles.json",
    url_name="transit_vehicles_json",
    response={200: dict[str, Any], **E_READ},
)
def vehicles_json(request: MingaRequest, simulated: bool = False) -> HttpResponse:
    """The same message as JSON."""
    return _public(as_json(_vehicles(request, simulated)), "application/json")


def _alerts(request: MingaRequest) -> Any:
    city, at = request.city, now()
    address = request.build_absolute_uri(reverse("transit:move"))
    return alerts_message(alerts_out(city, at=at, address=address), at=at)


def _vehicles(request: MingaRequest, simulated: bool) -> Any:
    city, at = request.city, now()
    return vehicles_message(vehicles_out(city, at=at, simulated=simulated), at=at)


def _public(body: bytes | str, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = f"public, max-age={FRESH_S}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
