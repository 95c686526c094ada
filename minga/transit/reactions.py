"""What the room does by itself."""

from datetime import datetime, timedelta

from minga.ground.worker import chore
from minga.territory.models import City
from minga.transit import networks
from minga.transit.clock import day_of
from minga.transit.queries.feeds import versions_on

AHEAD = timedelta(days=1)


@chore
def keep_days_compiled(at: datetime) -> None:
    """Compile today and tomorrow before somebody waits for them; delete what is past."""
    for city in City.objects.filter(feeds__isnull=False).distinct():
        today = day_of(city, at)
        for day in (today, today + AHEAD):
            versions = versions_on(city, day)
            if versions:
                networks.compiled(city, day, versions)
        networks.clear(city, before=today - AHEAD)
