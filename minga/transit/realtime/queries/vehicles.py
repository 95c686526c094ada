"""Where vehicles are now: the last positions that have not expired."""

from datetime import datetime

from minga.territory.models import City
from minga.transit.models import Vehicle

MAX_VEHICLES = 3000


def vehicles_now(city: City, *, at: datetime, line: str = "") -> list[Vehicle]:
    """The vehicles of a city, or of one line of it, by name."""
    rows = Vehicle.objects.filter(city=city, expires_at__gt=at)
    if line:
        rows = rows.filter(line=line)
    return list(rows.order_by("line", "vehicle_id")[:MAX_VEHICLES])
