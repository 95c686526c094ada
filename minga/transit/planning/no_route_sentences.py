"""Why there is no way, in plain sentences: each says what may help."""

from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext_lazy

from minga.transit.planning.itinerary import NoRouteReason, Plan
from minga.transit.planning.queries.no_route import DAYS_AHEAD
from minga.transit.planning.sentences import day_words, distance


def no_route_sentence(plan: Plan, day: date, today: date) -> str:
    """Why there is no way, and what may help; "" where there is one."""
    if plan.trouble is None:
        return ""
    values: dict[str, Any] = {"day": day_words(day, today), "days": DAYS_AHEAD}
    for key, value in plan.known.items():
        values[key] = formats.date_format(value, "j F Y") if isinstance(value, date) else value
    if "metres" in values:
        values["metres"] = distance(values["metres"])
    sentence = TROUBLES[plan.trouble]
    if "stop" not in values:
        sentence = NOWHERE.get(plan.trouble, sentence)
    return str(sentence) % values


TROUBLES: dict[NoRouteReason, Any] = {
    NoRouteReason.ORIGIN_OUTSIDE: gettext_lazy(
        "The start is outside the city this service covers."
    ),
    NoRouteReason.DESTINATION_OUTSIDE: gettext_lazy(
        "The destination is outside the city this service covers."
    ),
    NoRouteReason.SAME_PLACE: gettext_lazy("You are there already: both places are the same."),
    NoRouteReason.ORIGIN_FAR: gettext_lazy(
        "No line passes near the start. The nearest stop is %(stop)s, %(metres)s away in a straight"
        " line."
    ),
    NoRouteReason.DESTINATION_FAR: gettext_lazy(
        "No line passes near the destination. The nearest stop is %(stop)s, %(metres)s away in a"
        " straight line."
    ),
    NoRouteReason.TOO_LATE: gettext_lazy(
        "We plan at most %(days)s days ahead. Choose an earlier day."
    ),
    NoRouteReason.TOO_SOON: gettext_lazy("That day is over. Choose today or a later day."),
    NoRouteReason.NO_FEED: gettext_lazy("This city has no timetables in Minga yet."),
    NoRouteReason.OUTSIDE_CALENDAR: gettext_lazy(
        "There are no timetables for that day: they go from %(first_day)s to %(last_day)s."
    ),
    NoRouteReason.NOT_STEP_FREE: gettext_lazy(
        "We know of no step-free way: no vehicle or stop there is stated to be accessible. There"
        " are ways with steps."
    ),
    NoRouteReason.NOTHING_THEN: gettext_lazy(
        "We found no way at that time (%(day)s). Try another time, or places nearer to a line."
    ),
}
NOWHERE: dict[NoRouteReason, Any] = {
    NoRouteReason.ORIGIN_FAR: gettext_lazy("No line passes near the start."),
    NoRouteReason.DESTINATION_FAR: gettext_lazy("No line passes near the destination."),
}
