"""Whether somebody looks at what moves, so that a demonstration moves nothing for nobody.

A small file for each city, written by the pages that show vehicles: asking costs one read.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from minga.territory.models import City

LATELY = timedelta(minutes=2)
NOT_AGAIN = timedelta(seconds=20)


def note_look(city: City, *, at: datetime) -> None:
    """Somebody looks. Only demonstration cities want to know."""
    if not city.is_demo or _since(city, at) < NOT_AGAIN:
        return
    path = _file(city)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(at.isoformat(), encoding="ascii")


def is_looked_at(city: City, *, at: datetime) -> bool:
    """Whether somebody looked lately."""
    return _since(city, at) < LATELY


def _since(city: City, at: datetime) -> timedelta:
    try:
        looked_at = datetime.fromisoformat(_file(city).read_text(encoding="ascii"))
        return abs(at - looked_at)
    except (OSError, ValueError, TypeError):
        return timedelta.max


def _file(city: City) -> Path:
    return Path(settings.MINGA_DATA) / "transit" / "looked" / city.slug
