"""What the room does by itself."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from minga.ground.worker import chore, for_each, on
from minga.reports.events import (
    ReportAcknowledged,
    ReportAssigned,
    ReportDismissed,
    ReportFact,
    ReportHidden,
    ReportPlaced,
    ReportReopened,
    ReportResolved,
    ReportStarted,
    ReportUnhidden,
)
from minga.territory.models import City
from minga.transit import networks
from minga.transit.actions import MOVED, clear_vehicles, riding, tracking
from minga.transit.actions.alerts import close_alert
from minga.transit.actions.incidents import follow_incident
from minga.transit.asking import ask_sources
from minga.transit.clock import day_of
from minga.transit.compiling import AHEAD, start_compiler
from minga.transit.feeding import start_readers
from minga.transit.incidents import INCIDENTS
from minga.transit.looking import is_looked_at
from minga.transit.models import Vehicle
from minga.transit.queries import hindrances, updates
from minga.transit.queries.alerts import over_alerts
from minga.transit.queries.changes import SOURCES
from minga.transit.queries.riding import rides_met_by, silent_rides
from minga.transit.queries.tracking import silent_trackers
from minga.transit.simulating import move_fleet

UNHEARD = timedelta(minutes=1)
SOURCES.extend([hindrances.changes_of_alerts, updates.changes_of_updates])


@chore
def keep_days_compiled(at: datetime) -> None:
    """Have today and tomorrow compiled before somebody waits for them; delete what is past."""
    start_compiler(at)
    for_each(
        City.objects.filter(feeds__isnull=False).distinct(),
        lambda city: networks.clear(city, before=day_of(city, at) - AHEAD),
    )


def concerns_passengers(fact: ReportFact) -> bool:
    """False for what never warns, and for rows of another system's export."""
    return fact.category in INCIDENTS and fact.source != "import"


@on(
    ReportAcknowledged,
    ReportAssigned,
    ReportStarted,
    ReportResolved,
    ReportDismissed,
    ReportReopened,
    ReportHidden,
    ReportUnhidden,
    ReportPlaced,
    name="transit.warn_passengers",
    formerly=("minga.transit.reactions.warn_passengers",),
    when=concerns_passengers,
)
def warn_passengers(fact: ReportFact, at: datetime) -> None:
    """Open, change or close the alert of a report, as its newest fact says."""
    city = City.objects.get(pk=fact.city_id)
    follow_incident(city=city, report=fact.report, at=at)


@chore
def read_what_was_sent(at: datetime) -> None:
    """Start a reader for a feed that an official sent."""
    start_readers(at)


@chore
def ask_what_moves(at: datetime) -> None:
    """Ask the addresses that officials switched on, each in its own time."""
    ask_sources(at)


@chore
def close_what_is_over(at: datetime) -> None:
    """End every alert whose time is past, so that open pages hear of it."""
    for_each(over_alerts(at=at), lambda alert: close_alert(alert=alert, at=at, by=None))


def tell_riders(vehicles: Sequence[Vehicle], at: datetime) -> None:
    """New positions: wake whom they concern."""
    rides = rides_met_by(vehicles, at=at)
    if rides:
        riding.follow_vehicles(vehicles=vehicles, rides=rides, at=at)


MOVED.append(tell_riders)


@chore
def look_after_rides(at: datetime) -> None:
    """Tell riders whose bus is not heard of any more; forget the rides whose time is over."""
    silent = silent_rides(before=at - UNHEARD, at=at)
    for_each(silent, lambda ride: riding.tell_silence(rides=[ride], at=at))
    riding.clear_rides(at=at)


@chore
def forget_what_moved(at: datetime) -> None:
    """End the sharing of phones that fell silent, and forget positions that nobody is shown."""
    silent = silent_trackers(at=at)
    if silent:
        tracking.forget_silent(trackers=silent)
    clear_vehicles(at=at)


@chore
def move_demonstration(at: datetime) -> None:
    """Move a few simulated vehicles in demonstration cities, while somebody looks."""
    for_each(
        City.objects.filter(is_demo=True, feeds__isnull=False).distinct(),
        lambda city: _move_where_looked_at(city, at),
    )


def _move_where_looked_at(city: City, at: datetime) -> None:
    if is_looked_at(city, at=at):
        with suppress(networks.NoService):
            move_fleet(city=city, at=at)
