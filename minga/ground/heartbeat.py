"""Signs of life of long-running parts, so that `/healthz` can tell the truth."""

from datetime import datetime

from minga.ground.models import Pulse
from minga.ground.write_lock import write_lock

BEAT_S = 5.0
STILL_ALIVE_S = 20.0


def beat(name: str, *, at: datetime) -> None:
    """Say that this part is alive."""
    with write_lock("counters"):
        Pulse.objects.update_or_create(name=name, defaults={"at_s": at.timestamp()})


def is_alive(name: str, *, at: datetime) -> bool:
    """True when the part has beaten lately."""
    return Pulse.objects.filter(name=name, at_s__gte=at.timestamp() - STILL_ALIVE_S).exists()
