"""What alerts do to plans: trips that pass there meanwhile are late by what is assumed, or do not
run; of lines with headways, the runs that would.

A trip of which the operator tells itself keeps what was told.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from minga.ground.revisioned import Revisioned
from minga.territory.models import City
from minga.transit.alerts.queries.alerts import open_alerts
from minga.transit.alerts.rules import REACH_M
from minga.transit.feeds.queries.in_service import lines_on, stops_on
from minga.transit.models import Alert, TripUpdate
from minga.transit.service_days import seconds_of

if TYPE_CHECKING:
    from minga.kernels.planner import Network
    from minga.kernels.transit.boards.proximity import Through
    from minga.kernels.transit.live.realtime import Change

A_DAY = timedelta(days=1)
UNDER_WAY_S = 2 * 3600
"""A trip that left its first stop so long before an alert begins may still be on its way."""
MAX_TRIPS = 100_000
NO_END_S = 4 * 86_400

MAX_KEPT = 12

Spot = tuple[float, float] | None
Which = tuple[str, int | None, int]
"""A trip, or of a line with headways its template and when a run starts; the day it began."""
_kept = Revisioned[str, list["Change"]](most=MAX_KEPT)
"""What the same alerts did to the same compiled day: snapshots are made every half minute."""


def changes_of_alerts(
    city: City, day: date, network: "Network", at: datetime
) -> Iterable["Change"]:
    """What the alerts that hold now or soon change on a service day; four queries at most."""
    alerts = [
        alert for alert in open_alerts(city, at=at, ahead=A_DAY) if alert.delay_s or alert.is_cut
    ]
    if not alerts:
        return []
    said = tuple(_cache_key(alert) for alert in alerts)
    changes = _kept.get(str(network.folder), said, lambda: _changes(city, day, network, alerts))
    reported = _reported_trips(city, day, at)
    return [change for change in changes if not _is_reported(change, reported)]


def _changes(city: City, day: date, network: "Network", alerts: list[Alert]) -> list["Change"]:
    changes: dict[Which, Change] = {}
    reach = _Reach(city, day, alerts)
    for alert in alerts:
        for spot, routes in reach.of(alert).items():
            for trip in _through(network, routes, spot, _window(city, day, alert)):
                _worst(changes, trip, alert, trip.after_position if spot else 0)
    return list(changes.values())


def _is_reported(change: "Change", reported: set[tuple[str, int]]) -> bool:
    """Whether the operator itself tells how late the trip is."""
    from minga.kernels.transit.live.realtime import Delay

    return isinstance(change, Delay) and (change.trip_id, change.day) in reported


def _cache_key(alert: Alert) -> tuple[object, ...]:
    """All of an alert that changes a plan: the same again, and nothing has to be looked up."""
    touched = tuple(sorted((row.line, row.stop) for row in alert.informed.all()))
    held = (alert.starts_at, alert.ends_at, alert.delay_s, alert.is_cut, alert.lat, alert.lon)
    return (alert.pk, *held, touched)


def _worst(changes: dict[Which, "Change"], trip: "Through", alert: Alert, position: int) -> None:
    """Of several alerts on a trip's way the worst counts: delays are guesses, not sums."""
    from minga.kernels.transit.live.realtime import Cancelled, Delay

    which = trip.trip_id, trip.start_s, trip.day
    before = changes.get(which)
    if alert.is_cut:
        changes[which] = Cancelled(*which)
    elif before is None or (isinstance(before, Delay) and before.delay_s < alert.delay_s):
        changes[which] = Delay(trip.trip_id, alert.delay_s, position, *which[1:])


def _window(city: City, day: date, alert: Alert) -> tuple[int, int]:
    """When the alert holds, in seconds of the service day."""
    first = seconds_of(city, day, alert.starts_at)
    if alert.ends_at is None:
        return first, NO_END_S
    return first, min(seconds_of(city, day, alert.ends_at), NO_END_S)


def _through(
    network: "Network", routes: set[str], spot: Spot, window: tuple[int, int]
) -> list["Through"]:
    """Trips of the routes that pass the spot meanwhile, or with no spot are under way then."""
    first, last = max(window[0], -NO_END_S), window[1]
    if last <= first:
        return []
    if spot is None:
        first -= UNDER_WAY_S
    return network.around.trips_through(frozenset(routes), spot, REACH_M, first, last, MAX_TRIPS)


class _Reach:
    """Which routes an alert touches, and where: read once for all alerts of a day."""

    def __init__(self, city: City, day: date, alerts: list[Alert]) -> None:
        informed = [row for alert in alerts for row in alert.informed.all()]
        stops = stops_on(city, day).filter(code__in={row.stop for row in informed if row.stop})
        self.stop = {
            code: ((lat, lon), lines)
            for code, lat, lon, lines in stops.values_list("code", "lat", "lon", "lines")
        }
        wanted = {row.line for row in informed if row.line}
        wanted |= {line for _, lines in self.stop.values() for line in lines}
        everything = any(not list(alert.informed.all()) for alert in alerts)
        lines = lines_on(city, day)
        rows = lines if everything else lines.filter(code__in=wanted)
        self.route = {
            code: f"{slug}:{route}"
            for code, slug, route in rows.values_list("code", "version__feed__slug", "route_id")
        }

    def of(self, alert: Alert) -> dict[Spot, set[str]]:
        """Route ids of the network by the spot where they are held up (None: all the way)."""
        routes_by_spot: dict[Spot, set[str]] = defaultdict(set)
        place = (alert.lat, alert.lon) if alert.lat is not None and alert.lon is not None else None
        informed = list(alert.informed.all())
        if not informed:
            routes_by_spot[place] |= set(self.route.values())
        for row in informed:
            spot, passing = self.stop.get(row.stop, (place, []))
            for code in [row.line] if row.line else passing:
                if code in self.route and not (row.stop and row.stop not in self.stop):
                    routes_by_spot[spot].add(self.route[code])
        return routes_by_spot


def _reported_trips(city: City, day: date, at: datetime) -> set[tuple[str, int]]:
    """Ids, as the network has them, and days of the trips of which a feed tells itself now."""
    rows = TripUpdate.objects.filter(feed__city=city, expires_at__gt=at)
    trips = rows.values_list("feed__slug", "trip_id", "day")
    return {(f"{slug}:{trip}", (began - day).days) for slug, trip, began in trips}
