"""What trips do instead of their timetable, as changes of a planned day.

The changes of alerts come first: what an operator tells of a trip speaks last.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from minga.territory.models import City
from minga.transit.models import FeedVersion, Line, TripUpdate
from minga.transit.queries.feeds import versions_on
from minga.transit.rules import Relation

if TYPE_CHECKING:
    from minga.kernels.planner import Network
    from minga.kernels.transit.realtime import Change


def changes_of_updates(
    city: City, day: date, network: "Network", at: datetime
) -> Iterable["Change"]:
    """Delays, skipped stops, cancelled and added trips that still hold; three queries."""
    versions = {one.feed_id: one for one in versions_on(city, day)}
    rows = TripUpdate.objects.filter(feed__in=versions, day=day, expires_at__gt=at)
    told = list(rows.order_by("feed_id", "trip_id"))
    added = {(row.feed_id, row.route_id) for row in told if row.relation == Relation.ADDED}
    names = _names([versions[feed] for feed, _ in added], {route for _, route in added})
    for row in told:
        slug = versions[row.feed_id].feed.slug
        yield from _changes(row, slug, names.get((row.feed_id, row.route_id), row.route_id))


def _changes(row: TripUpdate, slug: str, line: str) -> Iterator["Change"]:
    from minga.kernels.transit.realtime import Added, Cancelled, Delay, Skipped

    name = f"{slug}:{row.trip_id}"
    if row.relation == Relation.CANCELED:
        yield Cancelled(name)
    elif row.relation == Relation.ADDED:
        calls = tuple(
            (f"{slug}:{one['stop_id']}", one["arrival_s"], one["departure_s"]) for one in row.calls
        )
        yield Added(name, calls, line)
    else:
        for one in row.calls:
            if one.get("skipped"):
                yield Skipped(name, one["position"])
            else:
                yield Delay(name, one["delay_s"], one["position"])


def _names(versions: list[FeedVersion], routes: set[str]) -> dict[tuple[int, str], str]:
    """What stands on the bus, by feed and route id; no query where nothing is added."""
    if not routes:
        return {}
    rows = Line.objects.filter(version__in=versions, route_id__in=routes).select_related("version")
    return {(row.version.feed_id, row.route_id): row.name for row in rows.defer("ways")}
