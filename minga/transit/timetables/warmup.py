"""A process that will plan makes itself ready before somebody asks: opening a day and loading the
compiled kernels takes most of a second, once.
"""

import logging
import threading
from datetime import datetime

from django.db import connections

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.day_folders import NoService
from minga.transit.service_days import day_of
from minga.transit.timetables import days
from minga.transit.timetables.compile_jobs import ask_for_days, wait_for_day
from minga.transit.timetables.days import WAIT, CompiledDay
from minga.transit.timetables.serving import serving_of

log = logging.getLogger("minga.transit")
NOON_S = 12 * 3600
PATIENCE_S = 600.0
"""So long a process that has nothing else to do waits for a day."""


def begin_warming() -> threading.Thread:
    """Make ready beside whatever else this process does. Days that lack are compiled apart."""
    ask_for_days()
    thread = threading.Thread(target=_warm, name="warming", daemon=True)
    thread.start()
    return thread


def warm(at: datetime) -> int:
    """Open today for every city with timetables, and ask each kind of question once.

    How many days are open. A city without feeds costs nothing: no kernel is even imported.
    """
    many = 0
    for city in City.objects.filter(feeds__isnull=False).distinct().order_by("-is_default", "pk"):
        day, serving = day_of(city, at), serving_of(city)
        if many == days.MAX_KEPT or not serving.versions(day):
            continue
        from minga.kernels.planner import wait_until_compiled

        wait_until_compiled()
        wait_for_day(city, day, serving.versions(day), patience_s=PATIENCE_S)
        try:
            held = days.day_of_service(city, day, serving.versions(day))
            _ask(held)
            days.running(held, serving, day, at=at)
        except NoService:
            continue
        many += 1
    return many


def _ask(held: CompiledDay) -> None:
    network, bounds = held.planned, held.planned.bounds
    centre = (bounds.south + bounds.north) / 2, (bounds.west + bounds.east) / 2
    near = [place.stop_id for place, _ in network.stops_near(*centre, metres=1e6)]
    first, last = near[0] if near else centre, near[-1] if near else centre
    for ends in ((first or centre, last or centre), (centre, (bounds.south, bounds.west))):
        network.plan(*ends, NOON_S, wait=WAIT)
        network.plan(*ends, arrive_by_s=NOON_S, wait=WAIT)
    network.reach(centre, NOON_S, 600, wait=WAIT)
    network.departures(centre, NOON_S, 1)
    _ = held.looks


def _warm() -> None:
    try:
        warm(now())
    except Exception:  # whatever it is, the first traveller finds it again and is told
        log.exception("the planner is not warm")
    finally:
        connections.close_all()
