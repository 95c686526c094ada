"""Where vehicles are now: the last positions that have not expired."""

from collections.abc import Iterable
from datetime import datetime

from minga.ground.geo import distance_m
from minga.territory.models import City
from minga.transit.models import Stop, Vehicle

VEHICLES_MOST = 3000
NEAR_STOP_M = 600.0


def vehicles_now(city: City, *, at: datetime, line: str = "") -> list[Vehicle]:
    """The vehicles of a city, or of one line of it, by name."""
    rows = Vehicle.objects.filter(city=city, expires_at__gt=at)
    if line:
        rows = rows.filter(line=line)
    return list(rows.order_by("line", "vehicle_id")[:VEHICLES_MOST])


def stop_beside(vehicle: Vehicle, stops: Iterable[Stop]) -> Stop | None:
    """The nearest of these stops, to say a position in words; None where all are far."""
    away = [(distance_m(vehicle.lat, vehicle.lon, one.lat, one.lon), one.pk, one) for one in stops]
    least = min(away, default=None)
    return least[2] if least is not None and least[0] <= NEAR_STOP_M else None
