"""What the room does by itself."""

from contextlib import suppress
from datetime import datetime, timedelta

from minga.ground.worker import for_each, on, periodic
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
from minga.transit.alarm.actions import rides as riding
from minga.transit.alarm.queries import silent_rides
from minga.transit.alerts.actions.alerts import close_alert
from minga.transit.alerts.actions.incidents import follow_incident
from minga.transit.alerts.actions.rematching import rematch_alerts
from minga.transit.alerts.queries.alerts import are_matched, over_alerts
from minga.transit.alerts.rules import INCIDENTS
from minga.transit.day_folders import NoService, delete_days
from minga.transit.demand import is_looked_at
from minga.transit.feeds.import_jobs import start_readers
from minga.transit.realtime.actions.vehicles import clear_vehicles
from minga.transit.realtime.polling import ask_sources
from minga.transit.realtime.simulation import move_fleet
from minga.transit.service_days import day_of
from minga.transit.sharing import actions
from minga.transit.sharing.queries import silent_trackers
from minga.transit.timetables.compile_jobs import AHEAD, start_compiler

UNHEARD = timedelta(minutes=1)


@periodic
def keep_days_compiled(at: datetime) -> None:
    """Have today and tomorrow compiled before somebody waits for them; delete what is past."""
    start_compiler(at)
    for_each(
        City.objects.filter(feeds__isnull=False).distinct(),
        lambda city: delete_days(city, before=day_of(city, at) - AHEAD),
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


@periodic
def read_what_was_sent(at: datetime) -> None:
    """Start a reader for a feed that an official sent."""
    start_readers(at)


@periodic
def ask_what_moves(at: datetime) -> None:
    """Ask the addresses that officials switched on, each in its own time."""
    ask_sources(at)


@periodic
def follow_switch_overs(at: datetime) -> None:
    """Match open alerts to the feeds that serve from today on."""
    for_each(
        City.objects.filter(feeds__isnull=False).distinct(),
        lambda city: are_matched(city, at=at) or rematch_alerts(city=city, at=at),
    )


@periodic
def close_what_is_over(at: datetime) -> None:
    """End every alert whose time is past, so that open pages hear of it."""
    for_each(over_alerts(at=at), lambda alert: close_alert(alert=alert, at=at, by=None))


@periodic
def look_after_rides(at: datetime) -> None:
    """Tell riders whose bus is not heard of any more; forget the rides whose time is over."""
    silent = silent_rides(before=at - UNHEARD, at=at)
    for_each(silent, lambda ride: riding.tell_silence(rides=[ride], at=at))
    riding.clear_rides(at=at)


@periodic
def forget_what_moved(at: datetime) -> None:
    """End the sharing of phones that fell silent, and forget positions that nobody is shown."""
    silent = silent_trackers(at=at)
    if silent:
        actions.forget_silent(trackers=silent)
    clear_vehicles(at=at)


@periodic
def move_demonstration(at: datetime) -> None:
    """Move a few simulated vehicles in demonstration cities, while somebody looks."""
    for_each(
        City.objects.filter(is_demo=True, feeds__isnull=False).distinct(),
        lambda city: _move_where_looked_at(city, at),
    )


def _move_where_looked_at(city: City, at: datetime) -> None:
    if is_looked_at(city, at=at):
        with suppress(NoService):
            move_fleet(city=city, at=at)
