"""What a plan is asked: moments and places, and what somebody likes best."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from minga.territory.models import City
from minga.transit.planning.itinerary import Spot
from minga.transit.service_days import day_of, seconds_of

MAX_RIDES = 5


class Prefer(StrEnum):
    """What somebody likes best; a table of weights is in `ranking`."""

    SOON = "soon"
    WALK_LESS = "walk_less"
    CHANGE_LESS = "change_less"


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A question. `when`: to leave, or with `arrive_by` to be there; `at`: the present.

    `window`: with alternatives that leave so long after (or arrive so long before) the best.
    `as_groups`: the same lines a little later are told with the first, not each by itself.
    `sender`: the address it comes from, which may have so many new days made; "" is trusted.
    """

    city: City
    origin: Spot
    destination: Spot
    when: datetime
    at: datetime
    arrive_by: bool = False
    step_free: bool = False
    prefer: Prefer = Prefer.SOON
    most_rides: int = MAX_RIDES
    window: timedelta = timedelta(hours=1)
    most: int = 5
    as_groups: bool = True
    sender: str = ""

    @property
    def day(self) -> date:
        """The service day asked about, by the city's calendar."""
        return day_of(self.city, self.when)

    @property
    def when_s(self) -> int:
        """`when` as seconds of that day."""
        return seconds_of(self.city, self.day, self.when)
