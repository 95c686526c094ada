"""What a city's tables say of its public transport, read once for each revision of it.

Every plan asks, and hardly ever does anything change: one statement tells whether it did.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import connection

from minga.ground.revisioned import Revisioned
from minga.territory.models import City
from minga.territory.rules import CITIES_KEPT
from minga.transit.alerts.queries.alerts import holds, kept_open
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import Alert, FeedVersion, Line


@dataclass
class Serving:
    """The tables at one revision. Only outside of a unit of work: others see what is in here."""

    city: City
    revision: int
    _versions: dict[date, list[FeedVersion]] = field(default_factory=dict)

    def versions(self, day: date) -> list[FeedVersion]:
        """As `versions_on`."""
        versions = self._versions.get(day)
        if versions is None:
            versions = self._versions[day] = versions_on(self.city, day)
        return versions

    def ways(self, day: date, code: str) -> list[dict[str, Any]]:
        """The ways of a line in service then; none of a stranger."""
        row = Line.objects.filter(version__in=self.versions(day), code=code).first()
        return list(row.ways) if row is not None else []

    def alerts(self, at: datetime) -> list[Alert]:
        """As `open_alerts`."""
        return [alert for alert in self._open if holds(alert, at)]

    @cached_property
    def _open(self) -> list[Alert]:
        return list(kept_open(self.city))


_held = Revisioned[int, Serving](most=CITIES_KEPT)


def serving_of(city: City) -> Serving:
    """What serves a city now; one statement where nothing has changed."""
    revision = revision_of(city)
    # A city that was made anew under an old number counts from the beginning again.
    return _held.get(city.pk, (revision, city.revision), lambda: Serving(city, revision))


def revision_of(city: City) -> int:
    """The number that rises with every change of what plans tell.

    Asked with every plan: to build this statement anew would take twenty times as long as to run
    it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT revision FROM transit_moving WHERE city_id = %s", [city.pk])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
