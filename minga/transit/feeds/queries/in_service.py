"""Which feeds serve a city on a day."""

from datetime import date, datetime

from django.db.models import QuerySet

from minga.territory.models import City
from minga.transit.models import FeedVersion, Line, Stop
from minga.transit.rules import may_pass_on
from minga.transit.service_days import day_of


def versions_on(city: City, day: date, *, coming: FeedVersion | None = None) -> list[FeedVersion]:
    """The version of each feed that is in service, by slug of the feed; one query.

    Demonstration feeds serve only as long as no other feed of the city does. `coming`: as if this
    one, which is not stored yet, were the latest of its feed.
    """
    rows = (
        FeedVersion.objects.filter(feed__city=city, withdrawn_at=None, starts_on__lte=day)
        .select_related("feed")
        .order_by("feed__slug", "starts_on", "number")
    )
    latest = {version.feed.slug: version for version in rows}
    if coming is not None:
        latest[coming.feed.slug] = coming
        latest = {slug: latest[slug] for slug in sorted(latest)}
    real = [version for version in latest.values() if not version.feed.is_demo]
    return real or list(latest.values())


def versions_to_pass_on(city: City, *, at: datetime) -> list[FeedVersion]:
    """The feeds in service that their licences let us hand on."""
    return [
        version
        for version in versions_on(city, day_of(city, at))
        if may_pass_on(version.feed.licence, version.feed.is_demo)
    ]


def lines_on(city: City, day: date) -> QuerySet[Line]:
    """The lines in service, in the feeds' order."""
    return Line.objects.filter(version__in=versions_on(city, day)).select_related("version__feed")


def stops_on(city: City, day: date) -> QuerySet[Stop]:
    """The stops in service."""
    return Stop.objects.filter(version__in=versions_on(city, day))
