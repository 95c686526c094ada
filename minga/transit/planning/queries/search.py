"""Plans from door to door: a question asked of a compiled day, and its answer in the same words."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings

from minga.ground import rate_limit
from minga.territory.models import City
from minga.transit.day_folders import NoService, folder_of, is_compiled
from minga.transit.planning.itinerary import Itinerary, NoRouteReason, Plan, Spot
from minga.transit.planning.queries import no_route
from minga.transit.planning.queries.geocoding import with_names
from minga.transit.planning.queries.legs import Reader
from minga.transit.planning.queries.ranking import (
    grouped,
    has_no_timetable,
    missed_s,
    reasons,
    unrepeated,
)
from minga.transit.planning.question import Ask
from minga.transit.service_days import day_of
from minga.transit.timetables import days
from minga.transit.timetables.compile_jobs import AHEAD, NotReady, wait_for_day
from minga.transit.timetables.days import WAIT, CompiledDay
from minga.transit.timetables.serving import Serving, serving_of

if TYPE_CHECKING:
    from minga.kernels.planner import Journey, Network, Where

REACHES_M = {"soon": (800.0,), "walk_less": (800.0, 450.0, 250.0), "change_less": (800.0,)}
"""How far one walks to the first and from the last vehicle; who would rather not is also shown
what is nearer."""
EARLIER, LATER = 3, 5
"""So often at most a plan is asked for what arrives before, or leaves after."""
MIN_STEP_S = 60
"""So much later it is asked again at least: buses that follow each other closely are one."""


PATIENCE_S = 6.0
"""So long one asker of a city waits for a day that is made for the first time."""
NEW_DAYS, NEW_DAYS_WINDOW_S = 3, 900.0
"""So many days later than tomorrow that nobody asked for yet one sender may have made within so
long: each costs half a minute of a processor, once."""


class Busy(Exception):
    """The day is being compiled for somebody else, or could not be; ask again soon."""


_compiling: dict[int, threading.Lock] = {}
"""By city: while one waits for its day, another is answered."""


def plan_trip(ask: Ask) -> Plan:
    """The itineraries, the best first, or why there are none. Raises Busy."""
    origin, destination = with_names(ask.city, [ask.origin, ask.destination])
    ask = replace(ask, origin=origin, destination=destination)
    reason = no_route.misplaced(ask)
    if reason:
        return Plan(origin=origin, destination=destination, trouble=reason)
    serving = serving_of(ask.city)
    try:
        held = open_or_compile_day(serving, ask.day, at=ask.at, sender=ask.sender)
    except NoService:
        reason, details = no_route.without_service(ask)
        return Plan(origin=origin, destination=destination, trouble=reason, known=details)
    network = days.running(held, serving, ask.day, at=ask.at)
    journeys = list(_distinct(_journeys(network, held, ask)))
    if not journeys:
        reason, details = _why_none(network, held, ask)
        return Plan(origin=origin, destination=destination, trouble=reason, known=details)
    read = Reader(network, held, serving, ask.day, [origin, destination])
    itineraries = read.dated(_chosen(ask, journeys, read), ask.at)
    return Plan(origin=origin, destination=destination, itineraries=itineraries)


def open_or_compile_day(
    serving: Serving, day: date, *, at: datetime, sender: str = ""
) -> CompiledDay:
    """The compiled day; one thread of a process waits a little for a city's, others do not.

    `sender`: the stranger for whom a day is made that nobody has asked for yet; "" is trusted.
    Raises NoService, Busy, and TooMany where the sender has had its share of new days.
    """
    city, versions = serving.city, serving.versions(day)
    if not versions:
        raise NoService(city.slug)
    if is_compiled(folder_of(city, day, versions)):
        return days.day_of_service(city, day, versions)
    turn = compile_lock(city)
    if not turn.acquire(blocking=False):
        raise Busy
    try:
        wait_for_day(
            city,
            day,
            versions,
            patience_s=PATIENCE_S,
            allow=lambda: _count_new_day(city, day, at=at, sender=sender),
        )
        return days.day_of_service(city, day, versions)
    except NotReady as trouble:
        raise Busy from trouble
    finally:
        turn.release()


def _count_new_day(city: City, day: date, *, at: datetime, sender: str) -> None:
    """One of the sender's new days; today and tomorrow are everybody's. Raises TooMany."""
    is_near = day <= day_of(city, at) + AHEAD
    if sender and not is_near and settings.MINGA_LIMIT_ADDRESS:
        key = f"days:{sender}"[:80]
        rate_limit.take_within(key, most=NEW_DAYS, window_s=NEW_DAYS_WINDOW_S, at=at)


def compile_lock(city: City) -> threading.Lock:
    """Held by the thread that compiles a day of the city."""
    return _compiling.setdefault(city.pk, threading.Lock())


def to_endpoint(held: CompiledDay, spot: Spot) -> "Where":
    """A place as the network takes it."""
    return held.stop_id.get(spot.stop, spot.point)


def _journeys(network: "Network", held: CompiledDay, ask: Ask) -> "Iterator[Journey]":
    """What the network finds for each length of walks: the best, then those of the window."""
    from minga.kernels.planner import OnFoot

    ends = to_endpoint(held, ask.origin), to_endpoint(held, ask.destination)
    window_s = int(ask.window.total_seconds())
    for reach_m in REACHES_M[ask.prefer]:
        how: dict[str, Any] = {
            "max_rides": ask.most_rides,
            "wheelchair": ask.step_free,
            "wait": WAIT,
            "on_foot": OnFoot(reach_m=reach_m),
        }
        if ask.arrive_by:
            yield from _before(network, ends, ask.when_s, window_s, how)
            continue
        yield from _after(network, ends, ask, how)


def _after(
    network: "Network", ends: "tuple[Where, Where]", ask: Ask, how: dict[str, Any]
) -> "Iterator[Journey]":
    """The best that leave from then on, then those that leave after these, until there are as
    many as wanted that nothing found later could come before.

    Not the network's `profile`: where lines have headways it tells each of their steps, hundreds
    of journeys that say the same, and takes seconds to find them.
    """
    at_s, journeys = ask.when_s, list["Journey"]()
    last_s = at_s + int(ask.window.total_seconds())
    for turn in range(LATER if ask.window else 1):
        latest = network.plan(*ends, at_s, **how)
        journeys += [journey for journey in latest if not turn or journey.departure_s <= last_s]
        timed = [journey for journey in latest if journey.rides and not has_no_timetable(journey)]
        again_s = min((missed_s(journey, at_s) for journey in timed), default=last_s)
        at_s = max(again_s, at_s + MIN_STEP_S)
        sure = [
            journey for journey in unrepeated(_distinct(journeys)) if journey.departure_s < at_s
        ]
        if again_s >= last_s or (len(sure) >= ask.most and not ask.as_groups):
            break
    yield from journeys


def _before(
    network: "Network", ends: "tuple[Where, Where]", by_s: int, window_s: int, how: dict[str, Any]
) -> "Iterator[Journey]":
    """The latest that arrive in time, and some that arrive before those."""
    last_s = by_s
    for _ in range(EARLIER if window_s else 1):
        latest = network.plan(*ends, arrive_by_s=by_s, **how)
        yield from latest
        arrivals = [journey.arrival_s for journey in latest if journey.rides]
        if not arrivals or last_s - min(arrivals) > window_s:
            break
        by_s = min(arrivals) - 60


def _distinct(journeys: "Iterable[Journey]") -> "Iterator[Journey]":
    """Each way once, and walking all the way once, whenever one leaves."""
    seen = set()
    for journey in journeys:
        key = tuple((leg.line, leg.run, leg.start, leg.end) for leg in journey.legs)
        if key and key not in seen:
            seen.add(key)
            yield journey


def _chosen(ask: Ask, journeys: "Sequence[Journey]", read: Reader) -> list[Itinerary]:
    if not ask.as_groups:
        order = sorted(
            unrepeated(journeys), key=lambda journey: (journey.departure_s, journey.arrival_s)
        )
        return [read.itinerary(journey) for journey in order[: ask.most]]
    groups = grouped(journeys, ask.prefer, backwards=ask.arrive_by)[: ask.most]
    itineraries = [
        read.itinerary(first, later=[read.moment(journey.departure_s) for journey in later])
        for first, later in groups
    ]
    whys = reasons(itineraries, backwards=ask.arrive_by)
    return [replace(itinerary, why=why) for itinerary, why in zip(itineraries, whys, strict=True)]


def _why_none(network: "Network", held: CompiledDay, ask: Ask) -> no_route.NoRoute:
    """The likeliest reason: nothing near, no day of theirs, no ramp, or not at that time."""
    reach_m = REACHES_M[ask.prefer][0]
    ends = {
        NoRouteReason.ORIGIN_FAR: to_endpoint(held, ask.origin),
        NoRouteReason.DESTINATION_FAR: to_endpoint(held, ask.destination),
    }
    for reason, where in ends.items():
        if not isinstance(where, str) and no_route.is_far(network, where, reach_m):
            return reason, no_route.nearest(network, where)
    anybody = replace(ask, step_free=False, window=timedelta())
    if ask.step_free and any(journey.rides for journey in _journeys(network, held, anybody)):
        return NoRouteReason.NOT_STEP_FREE, {}
    return no_route.nothing_then(ask)
