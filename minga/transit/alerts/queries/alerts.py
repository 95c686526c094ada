"""What passengers are warned of now."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from minga.territory.models import City
from minga.transit.alerts.rules import Ride, Touched
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.feeds.queries.lines import direction_stops
from minga.transit.models import Alert, Informed, Moving
from minga.transit.rules import AlertState
from minga.transit.service_days import day_of

UNTOLD_AFTER = timedelta(hours=24)
"""An alert without an end that nobody has told again for so long is over."""
AHEAD = timedelta(days=3)
"""So long before it begins, pages announce an alert."""
NOW_ONLY = timedelta(0)


def open_alerts(city: City, *, at: datetime, ahead: timedelta = NOW_ONLY) -> QuerySet[Alert]:
    """The alerts that hold now, or begin within `ahead`, with what they touch, newest first."""
    return (
        kept_open(city)
        .filter(starts_at__lte=at + ahead)
        .exclude(ends_at__lte=at)
        .exclude(ends_at=None, told_at__lte=at - UNTOLD_AFTER)
    )


def kept_open(city: City) -> QuerySet[Alert]:
    """The alerts that nobody has closed, whenever they hold, with what they touch."""
    rows = Alert.objects.filter(city=city, state=AlertState.OPEN)
    return rows.prefetch_related("informed").order_by("-told_at", "-pk")


def holds(alert: Alert, at: datetime) -> bool:
    """True for one that nobody has closed and that `open_alerts` would tell."""
    if alert.ends_at is None:
        return alert.starts_at <= at < alert.told_at + UNTOLD_AFTER
    return alert.starts_at <= at < alert.ends_at


def alerts_for(
    city: City,
    *,
    lines: Iterable[str] = (),
    stops: Iterable[str] = (),
    at: datetime,
    ahead: timedelta = NOW_ONLY,
) -> list[Alert]:
    """The alerts that whoever takes one of these lines or stops at this moment should know, or
    within `ahead` of it.

    Codes in, alerts out, those about the whole network included; two queries, and one more where
    an alert names a direction.
    """
    wanted_lines, wanted_stops = set(lines), set(stops)
    alerts = [
        alert
        for alert in open_alerts(city, at=at, ahead=ahead)
        if touches(alert, wanted_lines, wanted_stops)
    ]
    directed = {row.line for alert in alerts for row in alert.informed.all() if row.direction}
    if not directed:
        return alerts
    served = direction_stops(city, day_of(city, at), directed)

    def passes(row: Informed) -> bool:
        """False for the other direction of a line than the one that these stops lie at."""
        here = {
            way for way, at_stops in served.get(row.line, {}).items() if at_stops & wanted_stops
        }
        return not row.direction or not here or row.direction in here

    return [
        alert
        for alert in alerts
        if not (rows := alert.informed.all())
        or any(names(row, wanted_lines, wanted_stops) and passes(row) for row in rows)
    ]


def touches(
    alert: Alert, lines: set[str], stops: set[str] | None, ride: Ride | None = None
) -> bool:
    """True when an alert is about these lines at these stops, or about everything.

    `stops` None: wherever the lines stop. `ride`: only what is said of this ride of the line;
    without it an alert about one trip or direction is of interest to all who take the line.
    """
    informed = list(alert.informed.all())
    return not informed or any(names(row, lines, stops, ride) for row in informed)


def names(row: Informed, lines: set[str], stops: set[str] | None, ride: Ride | None = None) -> bool:
    """True where everything that the row gives fits (GTFS Realtime: EntitySelector)."""
    if row.line and row.line not in lines:
        return False
    if row.stop and not (bool(row.line) if stops is None else row.stop in stops):
        return False
    if ride is None:
        return True
    return (
        (not row.direction or not ride.direction or row.direction == ride.direction)
        and row.trip_id in ("", ride.trip_id)
        and row.day in (None, ride.day)
    )


def touched_of(row: Informed) -> Touched:
    """A row as the statement it was written from."""
    return Touched(row.line, row.stop, row.direction, row.trip_id, row.day, row.starts_s)


def are_matched(city: City, *, at: datetime) -> bool:
    """Whether what alerts name was looked for in the feeds that serve now."""
    matched_to = Moving.objects.filter(city=city).values_list("matched_to", flat=True).first()
    return matched_to in (None, serving_key(city, day_of(city, at)))


def serving_key(city: City, day: date) -> str:
    """The versions in service, as `Moving.matched_to` keeps them."""
    return " ".join(str(version.pk) for version in versions_on(city, day))


def over_alerts(*, at: datetime) -> list[Alert]:
    """Alerts that still say they are open although their time is past."""
    forgotten = Q(ends_at=None, told_at__lte=at - UNTOLD_AFTER)
    over = Q(ends_at__lte=at) | forgotten
    return list(Alert.objects.filter(over, state=AlertState.OPEN).order_by("pk")[:200])


def alert_named(city: City, public_id: str) -> Alert | None:
    """An alert of this city, open or over."""
    rows = Alert.objects.filter(city=city, public_id=public_id).prefetch_related("informed")
    return rows.first()


def alerts_kept(city: City, *, most: int = 60) -> list[Alert]:
    """For who writes them: open ones first, then the latest that are over."""
    rows = Alert.objects.filter(city=city).prefetch_related("informed").select_related("by")
    return sorted(rows.order_by("-told_at", "-pk")[:most], key=lambda alert: alert.state != "open")


def alert_of_report(city_id: int, report: str) -> Alert | None:
    """The alert that a report opened, its row held until the unit of work ends."""
    rows = Alert.objects.select_for_update(of=("self",)).filter(city_id=city_id, report=report)
    return rows.select_related("city").first()
