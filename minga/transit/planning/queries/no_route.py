"""Why there is no way: what to say where a plan finds nothing."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from minga.ground.geo import distance_m
from minga.transit.planning.itinerary import NoRouteReason, Point
from minga.transit.planning.question import Ask
from minga.transit.service_days import day_of
from minga.transit.timetables.serving import serving_of

if TYPE_CHECKING:
    from minga.kernels.planner import Network

DAYS_AHEAD = 28
"""So far ahead a day is compiled for whoever asks; each day costs a compilation once."""
SAME_M = 25.0
LOOK_M = 20_000.0
NoRoute = tuple[NoRouteReason, dict[str, Any]]
"""The reason, and what there is to say of it."""


def misplaced(ask: Ask) -> NoRouteReason | None:
    """What is wrong with the question itself: places outside the city, days too far away."""
    if not ask.city.bounds.holds(*ask.origin.point):
        return NoRouteReason.ORIGIN_OUTSIDE
    if not ask.city.bounds.holds(*ask.destination.point):
        return NoRouteReason.DESTINATION_OUTSIDE
    if distance_m(*ask.origin.point, *ask.destination.point) < SAME_M:
        return NoRouteReason.SAME_PLACE
    today = day_of(ask.city, ask.at)
    if is_planned(ask.day, today):
        return None
    return NoRouteReason.TOO_LATE if ask.day > today else NoRouteReason.TOO_SOON


def is_planned(day: date, today: date) -> bool:
    """Whether a day is near enough to be compiled for whoever asks: what is past is deleted."""
    return today - timedelta(days=1) <= day <= today + timedelta(days=DAYS_AHEAD)


def without_service(ask: Ask) -> NoRoute:
    """No day could be compiled: there is no timetable at all, or none for this day."""
    calendar = _calendar(ask)
    return (NoRouteReason.OUTSIDE_CALENDAR, calendar) if calendar else (NoRouteReason.NO_FEED, {})


def nothing_then(ask: Ask) -> NoRoute:
    """The day is known, both ends are near a line, and yet nothing goes."""
    calendar = _calendar(ask)
    if calendar and not calendar["first_day"] <= ask.day <= calendar["last_day"]:
        return NoRouteReason.OUTSIDE_CALENDAR, calendar
    return NoRouteReason.NOTHING_THEN, {}


def is_far(network: "Network", where: Point, reach_m: float) -> bool:
    """True where no stop and no line that can be hailed is within reach."""
    near = network.stops_near(*where, metres=reach_m)
    return not near and not network.lines_near(*where, metres=reach_m)


def nearest(network: "Network", where: Point) -> dict[str, Any]:
    """The nearest stop, and how far it is in a straight line; empty in the middle of nowhere."""
    far = network.stops_near(*where, metres=LOOK_M)
    return {"stop": far[0][0].name, "metres": far[0][1]} if far else {}


def _calendar(ask: Ask) -> dict[str, Any]:
    versions = serving_of(ask.city).versions(ask.day)
    if not versions:
        return {}
    return {
        "first_day": min(version.first_day for version in versions),
        "last_day": max(version.last_day for version in versions),
    }
