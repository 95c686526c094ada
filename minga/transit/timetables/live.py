"""What the plans of a day must know besides the timetable: late, cancelled, added and hindered
trips.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from minga.territory.models import City
from minga.transit.timetables.alert_delays import changes_of_alerts
from minga.transit.timetables.trip_delays import changes_of_updates

if TYPE_CHECKING:
    from minga.kernels.planner import Network
    from minga.kernels.transit.live.realtime import Change


def changes_of(city: City, day: date, network: "Network", at: datetime) -> list["Change"]:
    """Everything that is different from the timetable now; what operators tell speaks last."""
    assumed = changes_of_alerts(city, day, network, at)
    return [*assumed, *changes_of_updates(city, day, network, at)]
