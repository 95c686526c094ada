"""The planning API: plan, departures, reach and search, under the names of MOTIS."""

from datetime import date, datetime, timedelta
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
from minga.transit.planning import motis_json, shapes
from minga.transit.planning.itinerary import NoRouteReason, Plan, Spot
from minga.transit.planning.no_route_sentences import no_route_sentence
from minga.transit.planning.queries.geocoding import matches, spot_of, with_names
from minga.transit.planning.queries.legs import Reader
from minga.transit.planning.queries.no_route import is_planned
from minga.transit.planning.queries.search import Busy, open_or_compile_day, plan_trip, to_endpoint
from minga.transit.planning.question import Ask
from minga.transit.service_days import day_of, seconds_of
from minga.transit.timetables import days
from minga.transit.timetables.days import WAIT, CompiledDay
from minga.transit.timetables.serving import Serving, serving_of

router = Router(tags=["transit"])
ERRORS = {frozenset({400, 404, 422, 429, 503}): Errors}
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


@router.get("/plan", url_name="plan", response={200: shapes.PlanOut, **ERRORS})
def plan(request: MingaRequest, query: Query[shapes.PlanRequest]) -> HttpResponse:
    """Ways from door to door. Walks are straight lines; waits for headways are expected ones."""
    city, at = request.city, now()
    when, window = _page(query, _moment(city, query.time, at))
    ask = Ask(
        city=city,
        origin=_spot(city, query.from_place, "fromPlace", when),
        destination=_spot(city, query.to_place, "toPlace", when),
        when=when,
        at=at,
        arrive_by=query.arrive_by,
        step_free=query.pedestrian_profile == "WHEELCHAIR",
        most_rides=query.max_transfers + 1,
        window=window if query.timetable_view else timedelta(),
        most=query.num_itineraries,
        as_groups=False,
        sender=request.sender,
    )
    return JsonResponse(_plan_out(_plan_or_refuse(ask), ask, window))


@router.get("/stoptimes", url_name="stoptimes", response={200: shapes.StopTimesOut, **ERRORS})
def stoptimes(request: MingaRequest, query: Query[shapes.StopTimesRequest]) -> HttpResponse:
    """What leaves a stop next, or passes near a point."""
    city, at = request.city, now()
    when = _moment(city, query.time, at)
    spot = _spot(city, query.stop_id, "stopId", when)
    serving, day = serving_of(city), day_of(city, when)
    held = _day(serving, day, at, request.sender)
    network = days.running(held, serving, day, at=at)
    read, looks, where = Reader(network, held, serving, day), held.looks, to_endpoint(held, spot)
    within_m = float(query.radius) or (0.0 if isinstance(where, str) else POINT_M)
    departures = network.departures(where, seconds_of(city, day, when), query.n, within_m=within_m)
    board: shapes.StopTimesOut = {
        "place": motis_json.place(with_names(city, [spot])[0]),
        "stopTimes": [
            motis_json.departure(
                departure,
                looks.get(departure.route_id),
                read.spot(departure.place),
                read.moment(departure.departure_s),
            )
            for departure in departures
        ],
    }
    return JsonResponse(board)


@router.get("/one-to-all", url_name="one_to_all", response={200: shapes.OneToAllOut, **ERRORS})
def one_to_all(request: MingaRequest, query: Query[shapes.OneToAllRequest]) -> HttpResponse:
    """Every stop that can be reached within so many minutes."""
    city, at = request.city, now()
    when = _moment(city, query.time, at)
    spot = _spot(city, query.one, "one", when)
    serving, day = serving_of(city), day_of(city, when)
    held = _day(serving, day, at, request.sender)
    network = days.running(held, serving, day, at=at)
    leaves_s = seconds_of(city, day, when)
    reach = network.reach(
        to_endpoint(held, spot), leaves_s, query.max_travel_time * 60, query.max_transfers + 1,
        wheelchair=query.pedestrian_profile == "WHEELCHAIR", wait=WAIT,
    )  # fmt: skip
    read = Reader(network, held, serving, day)
    nearest_first = sorted(reach.stops().items(), key=lambda arrival: (arrival[1], arrival[0]))
    stops = [
        (read.stop(stop), timedelta(seconds=arrives_s - leaves_s))
        for stop, arrives_s in nearest_first
    ]
    reached: shapes.OneToAllOut = {
        "one": motis_json.place(with_names(city, [spot])[0]),
        "all": motis_json.reachable(stops),
    }
    return JsonResponse(reached)


@router.get("/geocode", url_name="geocode", response={200: list[shapes.MatchOut], **ERRORS})
def geocode(request: MingaRequest, text: str = Query(..., max_length=160)) -> HttpResponse:
    """Places, stops and lines by name, however it is written."""
    city = request.city
    found = matches(city, text, day_of(city, now()))
    return JsonResponse([motis_json.match(match) for match in found], safe=False)


def _plan_or_refuse(ask: Ask) -> Plan:
    """The plan. Raises BadInput where the question itself is at fault."""
    try:
        plan = plan_trip(ask)
    except Busy as busy:
        raise BadInput.single("", BUSY, status=503) from busy
    if plan.trouble in FIELDS:
        raise BadInput.single(FIELDS[plan.trouble], _no_route_sentence(plan, ask))
    return plan


def _no_route_sentence(plan: Plan, ask: Ask) -> str:
    return no_route_sentence(plan, ask.day, day_of(ask.city, ask.at))


def _plan_out(plan: Plan, ask: Ask, window: timedelta) -> shapes.PlanOut:
    walks = [itinerary for itinerary in plan.itineraries if not itinerary.rides]
    rides = [itinerary for itinerary in plan.itineraries if itinerary.rides]
    step = max(window, timedelta(minutes=1))
    answer: shapes.PlanOut = {
        "from": motis_json.place(plan.origin),
        "to": motis_json.place(plan.destination),
        "direct": [motis_json.itinerary(itinerary) for itinerary in walks],
        "itineraries": [motis_json.itinerary(itinerary) for itinerary in rides],
        "previousPageCursor": f"EARLIER|{int((ask.when - step).timestamp())}",
        "nextPageCursor": f"LATER|{int((ask.when + step).timestamp())}",
    }
    if plan.trouble:
        answer["trouble"] = {"code": str(plan.trouble), "message": _no_route_sentence(plan, ask)}
    return answer


def _page(query: shapes.PlanRequest, when: datetime) -> tuple[datetime, timedelta]:
    """The moment and window of the page asked for."""
    window = timedelta(seconds=query.search_window)
    if not query.page_cursor:
        return when, window
    kind, _, number = query.page_cursor.partition("|")
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
    except (ValueError, OverflowError) as error:
        raise BadInput.single("time", NO_TIME) from error
    if abs(when - at) > timedelta(days=3660):
        raise BadInput.single("time", NO_SUCH_DAY)
    return when


def _spot(city: City, text: str, field: str, when: datetime) -> Spot:
    spot = spot_of(city, text, day_of(city, when))
    if spot is None:
        raise BadInput.single(field, NO_PLACE, status=404)
    return spot


def _day(serving: Serving, day: date, at: datetime, sender: str) -> CompiledDay:
    """The day of a board. Raises BadInput where there is none, and TooMany."""
    if not is_planned(day, day_of(serving.city, at)):
        raise BadInput.single("time", NO_SUCH_DAY)
    try:
        return open_or_compile_day(serving, day, at=at, sender=sender)
    except NoService as error:
        raise BadInput.single("time", NO_SUCH_DAY) from error
    except Busy as busy:
        raise BadInput.single("", BUSY, status=503) from busy
