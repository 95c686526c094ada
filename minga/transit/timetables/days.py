"""Compiled days as a process holds them, with their names.

What is late or cancelled now lies over a day as a snapshot in memory, made anew when the city's
revision of moving things has risen.
"""

import threading
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from minga.ground.revisioned import Revisioned
from minga.territory.models import City
from minga.transit.day_folders import folder_of
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import FeedVersion, Line, Stop
from minga.transit.timetables.compile_jobs import NotReady, come_by
from minga.transit.timetables.line_look import LineLook, look_of
from minga.transit.timetables.live import changes_of
from minga.transit.timetables.serving import Serving, serving_of

if TYPE_CHECKING:
    from minga.kernels.planner import Network
    from minga.kernels.transit.planned_trips import TimedTrips

WAIT = "expected"
"""Of a line with a headway one is told the middle of the wait."""
MAX_KEPT = 6
"""So many days a process holds at once; they are mapped, not read, and cost little."""
STALE_AFTER = timedelta(seconds=30)
"""A snapshot forgets what has expired after so long, even if nothing new was told."""


@dataclass
class CompiledDay:
    """A compiled day, what is known of it, each read once, and its latest snapshot."""

    planned: "Network"
    versions: list[FeedVersion]
    line_code: dict[str, str] = field(default_factory=dict)
    """Codes of lines by the network's route ids; `route_id` is the way back."""
    stop_code: dict[str, str] = field(default_factory=dict)
    """Codes of stops by the network's stop ids; `stop_id` is the way back."""
    route_id: dict[str, str] = field(default_factory=dict)
    stop_id: dict[str, str] = field(default_factory=dict)
    termini: dict[str, str] = field(default_factory=dict)
    """The last stop's name by trip id, for trips without a headsign that somebody asked about."""
    live: "Network | None" = None
    revision: int = -1
    made_at: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    @cached_property
    def looks(self) -> dict[str, LineLook]:
        """What passengers know of each line, by the network's route ids."""
        return {
            f"{version.feed.slug}:{line.route_id}": look_of(line, is_demo=version.feed.is_demo)
            for version in self.versions
            for line in Line.objects.filter(version=version).defer("ways")
        }

    @cached_property
    def timed(self) -> "TimedTrips":
        """Its trips by id, for messages that name them."""
        from minga.kernels.transit.planned_trips import TimedTrips

        return TimedTrips(self.planned)


_days = Revisioned[str, CompiledDay](most=MAX_KEPT)
"""By folder, whatever the city: the day that nobody has asked for longest is let go."""


def day_of_service(city: City, day: date, versions: list[FeedVersion] | None = None) -> CompiledDay:
    """A compiled day with its names, kept by this process. Raises NoService.

    `versions`: what serves then, where the caller knows.
    """
    serving = versions_on(city, day) if versions is None else versions
    key = str(folder_of(city, day, serving))
    return _days.get(key, None, lambda: _opened(city, day, serving))


def _opened(city: City, day: date, versions: list[FeedVersion]) -> CompiledDay:
    folder = come_by(city, day, versions)
    from minga.kernels.planner import Network, is_being_compiled

    if is_being_compiled():  # at a first start; this process would do it all once more
        raise NotReady(f"{city.slug} {day}")
    held = CompiledDay(Network.open(folder), versions)
    _name(held)
    return held


def network_of(city: City, day: date, *, at: datetime) -> "Network":
    """The day as it runs now: timetable and everything told since. Raises NoService."""
    return running(day_of_service(city, day), serving_of(city), day, at=at)


def running(held: CompiledDay, serving: Serving, day: date, *, at: datetime) -> "Network":
    """The snapshot of a day, made anew where something has changed or expired.

    One thread makes it; meanwhile the others go on with the one before.
    """
    if held.live is not None and _is_current(held, serving, at):
        return held.live
    if not held.lock.acquire(blocking=held.live is None):
        return held.live or held.planned
    try:
        if held.live is None or not _is_current(held, serving, at):  # else made while this waited
            changes = changes_of(serving.city, day, held.planned, at)
            held.live = held.planned.changed(changes) if changes else held.planned
            held.revision, held.made_at = serving.revision, at
        return held.live
    finally:
        held.lock.release()


def _is_current(held: CompiledDay, serving: Serving, at: datetime) -> bool:
    if held.revision != serving.revision or held.made_at is None:
        return False
    return abs(at - held.made_at) <= STALE_AFTER


def _name(held: CompiledDay) -> None:
    for version in held.versions:
        prefix = f"{version.feed.slug}:"
        lines = Line.objects.filter(version=version).values_list("route_id", "code")
        held.line_code |= {prefix + route: code for route, code in lines}
        stops = Stop.objects.filter(version=version).values_list("stop_id", "code")
        held.stop_code |= {prefix + stop: code for stop, code in stops}
    held.stop_id = {code: stop for stop, code in held.stop_code.items()}
    held.route_id = {code: route for route, code in held.line_code.items()}
