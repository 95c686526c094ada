"""What passengers are warned of now."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from minga.territory.models import City
from minga.transit.models import Alert
from minga.transit.rules import AlertState

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

    Codes in, alerts out, those about the whole network included; two queries.
    """
    wanted = (set(lines), set(stops))
    return [alert for alert in open_alerts(city, at=at, ahead=ahead) if touches(alert, *wanted)]


def touches(alert: Alert, lines: set[str], stops: set[str]) -> bool:
    """True when an alert is about one of these lines or stops, or about everything.

    One about a line at a stop touches whoever takes that line, or waits at that stop.
    """
    informed = list(alert.informed.all())
    return not informed or any(row.line in lines or row.stop in stops for row in informed)


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
