"""The planning API: plan, departures, reach and search, under the names of MOTIS."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.http import Errors
from minga.territory.models import City
from minga.territory.request import MingaRequest
from minga.transit.day_folders import NoService
from minga.transit.planning import motis_json
from minga.transit.planning import shapes as shapes
from minga.transit.planning.itinerary import NoRouteReason, Plan, Spot
from minga.transit.planning.no_route_sentences import trouble_words
from minga.transit.planning.queries.geocoding import matches, named, spot_of
from minga.transit.planning.queries.legs import Reader
from minga.transit.planning.queries.no_route import DAYS_AHEAD
from minga.transit.planning.queries.search import Busy, opened, plan_trip, where_of
from minga.transit.planning.question import Ask
from minga.transit.service_days import day_of, seconds_of
from minga.transit.timetables import days
from minga.transit.timetables.days import WAIT, CompiledDay
from minga.transit.timetables.serving import Serving, serving_of

router = Router(tags=["transit"])
ERRORS = {frozenset({404, 422, 503}): Errors}
NO_PLACE = _('There is no such stop in service. Send "lat,lon" or the code of a stop.')
NO_TIME = _("This should be a moment as in 2026-11-24T08:00:00-03:00.")
NO_SUCH_DAY = _("There are no timetables for that day.")
NO_CURSOR = _("This should be a cursor that an earlier answer gave.")
BUSY = _("The timetables of that day are being made ready. Please ask again in a few seconds.")
FIELDS = {
    NoRouteReason.ORIGIN_OUTSIDE: "fromPlace",
    NoRouteReason.DESTINATION_OUTSIDE: "toPlace",
    NoRouteReason.TOO_LATE: "time",
    NoRouteReason.TOO_SOON: "time",
    NoRouteReason.OUTSIDE_CALENDAR: "time",
}
"""Troubles that are faults of the question; the others are answers."""
POINT_M = 250.0


@router.get("/plan", url_name="plan", response={200: shapes.PlanOut, **ERRORS}, by_alias=True)
def plan(request: MingaRequest, asked: Query[shapes.PlanRequest]) -> HttpResponse:
    """Ways from door to door. Walks are straight lines; waits for headways are expected ones."""
    city, at = request.city, now()
    when, window = _page(asked, _moment(city, asked.time, at))
    question = Ask(
        city=city,
        origin=_spot(city, asked.from_place, "fromPlace", when),
        destination=_spot(city, asked.to_place, "toPlace", when),
        when=when,
        at=at,
        arrive_by=asked.arrive_by,
        step_free=asked.pedestrian_profile == "WHEELCHAIR",
        most_rides=asked.max_transfers + 1,
        window=window if asked.timetable_view else timedelta(),
        most=asked.num_itineraries,
        as_groups=False,
    )
    found = _planned(question)
    return JsonResponse(_told(found, question, window))


@router.get("/stoptimes", url_name="stoptimes", response={200: shapes.StopTimesOut, **ERRORS},
            by_alias=True)  # fmt: skip
def stoptimes(request: MingaRequest, asked: Query[shapes.StopTimesRequest]) -> HttpResponse:
    """What leaves a stop next, or passes near a point."""
    city, at = request.city, now()
    when = _moment(city, asked.time, at)
    spot = _spot(city, asked.stop_id, "stopId", when)
    serving, day = serving_of(city), day_of(city, when)
    held = _day(serving, when, at)
    network = days.running(held, serving, day, at=at)
    read, looks, where = Reader(network, held, serving, day), held.looks, where_of(held, spot)
    within_m = float(asked.radius) or (0.0 if isinstance(where, str) else POINT_M)
    found = network.departures(where, seconds_of(city, day, when), asked.n, within_m=within_m)
    told = [
        motis_json.departure(
            one, looks.get(one.route_id), read.spot(one.place), read.moment(one.departure_s)
        )
        for one in found
    ]
    here = motis_json.place(named(city, [spot])[0])
    return JsonResponse({"place": here, "stopTimes": told})


@router.get("/one-to-all", url_name="one_to_all", response={200: shapes.OneToAllOut, **ERRORS},
            by_alias=True)  # fmt: skip
def one_to_all(request: MingaRequest, asked: Query[shapes.OneToAllRequest]) -> HttpResponse:
    """Every stop that can be reached within so many minutes."""
    city, at = request.city, now()
    when = _moment(city, asked.time, at)
    spot = _spot(city, asked.one, "one", when)
    serving, day = serving_of(city), day_of(city, when)
    held = _day(serving, when, at)
    network = days.running(held, serving, day, at=at)
    leaves_s = seconds_of(city, day, when)
    reach = network.reach(
        where_of(held, spot), leaves_s, asked.max_travel_time * 60, asked.max_transfers + 1,
        wheelchair=asked.pedestrian_profile == "WHEELCHAIR", wait=WAIT,
    )  # fmt: skip
    read = Reader(network, held, serving, day)
    order = sorted(reach.stops().items(), key=lambda one: (one[1], one[0]))
    found = [
        (read.stop(stop), timedelta(seconds=arrives_s - leaves_s)) for stop, arrives_s in order
    ]
    here = motis_json.place(named(city, [spot])[0])
    return JsonResponse({"one": here, "all": motis_json.reachable(found)})


@router.get("/geocode", url_name="geocode", response={200: list[shapes.MatchOut], **ERRORS})
def geocode(request: MingaRequest, text: str = Query(..., max_length=160)) -> HttpResponse:
    """Places, stops and lines by name, however it is written."""
    city = request.city
    told = [
        {
            "type": one.kind.upper(),
            "name": one.name,
            "id": one.code,
            "lat": None if one.kind == "line" else round(one.lat, 6),
            "lon": None if one.kind == "line" else round(one.lon, 6),
            "area": one.area,
            "url": _line_url(one.code) if one.kind == "line" else None,
        }
        for one in matches(city, text, day_of(city, now()))
    ]
    return JsonResponse(told, safe=False)


def _line_url(code: str) -> str:
    return f"/move/lines/{code}/"


def _planned(question: Ask) -> Plan:
    try:
        found = plan_trip(question)
    except Busy as busy:
        raise BadInput.single("", BUSY, status=503) from busy
    if found.trouble in FIELDS:
        raise BadInput.single(FIELDS[found.trouble], _trouble(found, question))
    return found


def _trouble(found: Plan, question: Ask) -> str:
    return trouble_words(found, question.day, day_of(question.city, question.at))


def _told(found: Plan, question: Ask, window: timedelta) -> dict[str, Any]:
    direct = [motis_json.itinerary(one) for one in found.itineraries if not one.rides]
    rides = [motis_json.itinerary(one) for one in found.itineraries if one.rides]
    step = max(window, timedelta(minutes=1))
    told: dict[str, Any] = {
        "from": motis_json.place(found.origin),
        "to": motis_json.place(found.destination),
        "direct": direct,
        "itineraries": rides,
        "previousPageCursor": f"EARLIER|{int((question.when - step).timestamp())}",
        "nextPageCursor": f"LATER|{int((question.when + step).timestamp())}",
    }
    if found.trouble:
        told["trouble"] = {"code": str(found.trouble), "message": _trouble(found, question)}
    return told


def _page(asked: shapes.PlanRequest, when: datetime) -> tuple[datetime, timedelta]:
    """The moment and window of the page asked for."""
    window = timedelta(seconds=asked.search_window)
    if not asked.page_cursor:
        return when, window
    kind, _, number = asked.page_cursor.partition("|")
    if kind not in ("EARLIER", "LATER") or not number.isascii() or not number.isdigit():
        raise BadInput.single("pageCursor", NO_CURSOR)
    if len(number) > 10:
        raise BadInput.single("pageCursor", NO_CURSOR)
    return datetime.fromtimestamp(int(number), when.tzinfo), window


def _moment(city: City, text: str, at: datetime) -> datetime:
    """A moment as it was asked for, by the city's clock where it names no zone."""
    zone = ZoneInfo(city.timezone)
    if not text.strip():
        return at.astimezone(zone)
    try:
        when = datetime.fromisoformat(text.strip().replace(" ", "+"))
        when = when.astimezone(zone) if when.tzinfo else when.replace(tzinfo=zone)
    except (ValueError, OverflowError) as trouble:
        raise BadInput.single("time", NO_TIME) from trouble
    if abs(when - at) > timedelta(days=3660):
        raise BadInput.single("time", NO_SUCH_DAY)
    return when


def _spot(city: City, text: str, field: str, when: datetime) -> Spot:
    spot = spot_of(city, text, day_of(city, when))
    if spot is None:
        raise BadInput.single(field, NO_PLACE, status=404)
    return spot


def _day(serving: Serving, when: datetime, at: datetime) -> CompiledDay:
    """The day of a board. Raises BadInput where there is none."""
    if abs(when - at) > timedelta(days=DAYS_AHEAD):
        raise BadInput.single("time", NO_SUCH_DAY)
    try:
        return opened(serving, day_of(serving.city, when))
    except NoService as trouble:
        raise BadInput.single("time", NO_SUCH_DAY) from trouble
    except Busy as busy:
        raise BadInput.single("", BUSY, status=503) from busy
