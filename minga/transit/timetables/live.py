"""What the plans of a day must know besides the timetable: late, cancelled, added and hindered
trips.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from minga.territory.models import City

if TYPE_CHECKING:
    from minga.kernels.planner import Network
    from minga.kernels.transit.live.realtime import Change

Source = Callable[[City, date, "Network", datetime], Iterable["Change"]]
SOURCES: list[Source] = []
"""Each tells its changes; a later one speaks last of the same trip."""


def changes_of(city: City, day: date, network: "Network", at: datetime) -> list["Change"]:
    """Everything that is different from the timetable now."""
    return [change for source in SOURCES for change in source(city, day, network, at)]
