"""What trips do instead of their timetable, as changes of a planned day.

The changes of alerts come first: what an operator tells of a trip speaks last.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from minga.territory.models import City
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import FeedVersion, Line, TripUpdate
from minga.transit.rules import Relation
from minga.transit.service_days import seconds_between

if TYPE_CHECKING:
    from minga.kernels.planner import Network
    from minga.kernels.transit.live.realtime import Change


def changes_of_updates(
    city: City, day: date, network: "Network", at: datetime
) -> Iterable["Change"]:
    """Delays, skipped stops, cancelled and added trips that still hold; three queries."""
    versions = {version.feed_id: version for version in versions_on(city, day)}
    near = day - timedelta(days=1), day + timedelta(days=1)
    rows = TripUpdate.objects.filter(feed__in=versions, day__range=near, expires_at__gt=at)
    updates = list(rows.order_by("feed_id", "trip_id"))
    added = {(row.feed_id, row.route_id) for row in updates if row.relation == Relation.ADDED}
    names = _names([versions[feed] for feed, _ in added], {route for _, route in added})
    for row in updates:
        slug = versions[row.feed_id].feed.slug
        line = names.get((row.feed_id, row.route_id), row.route_id)
        shift = seconds_between(city, day, row.day)
        yield from _changes(row, slug, line, (row.day - day).days, shift)


def _changes(row: TripUpdate, slug: str, line: str, day: int, shift: int) -> Iterator["Change"]:
    """`day` -1: of a trip that began the day before, and may run past midnight; 1: the next.

    `shift`: seconds from the network's day to the trip's.
    """
    from minga.kernels.transit.live.realtime import Added, Cancelled, Delay, Skipped

    name = f"{slug}:{row.trip_id}"
    if row.relation == Relation.CANCELED:
        yield Cancelled(name, day=day)
    elif row.relation == Relation.ADDED:
        calls = tuple(
            (
                f"{slug}:{call['stop_id']}",
                call["arrival_s"] + shift,
                call["departure_s"] + shift,
            )
            for call in row.calls
        )
        yield Added(name, calls, line)
    else:
        for call in row.calls:
            if call.get("skipped"):
                yield Skipped(name, call["position"], day)
            else:
                comes_s = call.get("arrival_delay_s")
                yield Delay(name, call["delay_s"], call["position"], day=day, arrival_s=comes_s)


def _names(versions: list[FeedVersion], routes: set[str]) -> dict[tuple[int, str], str]:
    """What stands on the bus, by feed and route id; no query where nothing is added."""
    if not routes:
        return {}
    rows = Line.objects.filter(version__in=versions, route_id__in=routes).select_related("version")
    return {(row.version.feed_id, row.route_id): row.name for row in rows.defer("ways")}
