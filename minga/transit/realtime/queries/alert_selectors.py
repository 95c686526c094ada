"""What an alert of a feed is about. A statement never touches more than it names: all that one
selector gives holds together, and what it names that we do not know is nobody.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from minga.transit.alerts.rules import Touched
from minga.transit.feeds.queries.lines import direction_along
from minga.transit.models import Line
from minga.transit.realtime.gtfs_rt.messages import EntitySelector, TripDescriptor
from minga.transit.realtime.queries.message_matching import FeedIndex

A_DAY = timedelta(days=1)
NOBODY: frozenset[Touched] = frozenset()


def touched_by(selectors: Iterable[EntitySelector], index: FeedIndex) -> frozenset[Touched]:
    """All that the selectors name, as we know it; empty where that is nothing."""
    return NOBODY.union(*(_touched(selector, index) for selector in selectors))


def _touched(selector: EntitySelector, index: FeedIndex) -> frozenset[Touched]:
    trip = selector.trip or TripDescriptor()
    directions = {way for way in (selector.direction, trip.direction) if way is not None}
    if len(directions) > 1 or directions - {0, 1}:
        return NOBODY
    part = Touched(direction="".join(map(str, directions)))
    narrowed = _lines_named(selector, trip, index)
    if trip.trip_id:
        day = _service_day(trip, index)
        if day is None:
            return NOBODY
        route = index.route_of(trip, day)
        narrowed = [line for line in _all(narrowed, index) if line.route_id == route]
        part = _trip_part(part, trip, day, narrowed, index)
    if selector.stop_id:
        if selector.stop_id not in index.stops:
            return NOBODY
        part = part._replace(stop=index.stops[selector.stop_id])
        if narrowed is None and not part.direction:
            return frozenset({part})
        if not (selector.route_id or trip.route_id or trip.trip_id):  # of a kind: those that stop
            here = set(index.stop_lines(selector.stop_id))
            narrowed = [line for line in _all(narrowed, index) if line.code in here]
    elif narrowed is None and not part.direction:
        return NOBODY  # names nothing at all
    return frozenset(part._replace(line=line.code) for line in _all(narrowed, index))


def _lines_named(
    selector: EntitySelector, trip: TripDescriptor, index: FeedIndex
) -> list[Line] | None:
    """The lines that fit all that is said of routes; None where nothing is."""
    routes = {route for route in (selector.route_id, trip.route_id) if route}
    if not routes and not selector.agency_id and selector.route_type is None:
        return None
    lines = list(index.lines.values())
    for route in routes:
        lines = [line for line in lines if line.route_id == route]
    if selector.agency_id:
        theirs = index.routes_of_agency(selector.agency_id)
        lines = [line for line in lines if line.route_id in theirs]
    if selector.route_type is not None:
        lines = [line for line in lines if line.mode == selector.route_type]
    return lines


def _all(lines: list[Line] | None, index: FeedIndex) -> list[Line]:
    return list(index.lines.values()) if lines is None else lines


def _service_day(trip: TripDescriptor, index: FeedIndex) -> date | None:
    """The day it is told of; a trip without a date is looked for on the days around today."""
    if trip.start_day is not None:
        return index.day_of(trip)
    around = (index.today, index.today + A_DAY, index.today - A_DAY)
    return next((day for day in around if index.has(trip, day)), None)


def _trip_part(
    part: Touched, trip: TripDescriptor, day: date, lines: list[Line], index: FeedIndex
) -> Touched:
    """One trip, with its direction where its stops tell it, and when it begins."""
    planned = index.planned(trip, day)
    starts_s, direction = trip.start_s, part.direction
    if planned is not None:
        starts_s = planned.departures[0]
        stops = [index.stops.get(stop, "") for stop in planned.stop_ids]
        if not direction and lines:
            direction = direction_along(lines[0].ways, stops)
    return part._replace(
        direction=direction,
        trip_id=f"{index.feed.slug}:{trip.trip_id}",
        day=trip.start_day,
        starts_s=starts_s,
    )
