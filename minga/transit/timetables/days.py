"""Compiled timetables: one folder for each city and service day, mapped by every process.

A folder is named by what went into it, so it is made once, by whoever needs it first, and never
changed. What is late or cancelled now lies over it as a snapshot in memory, made anew when the
city's revision of moving things has risen.
"""

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from minga.territory.models import City
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import FeedVersion, Line, Stop
from minga.transit.planning.itinerary import LineLook
from minga.transit.timetables.live import changes_of
from minga.transit.timetables.serving import Serving, serving_of

try:
    import fcntl
except ImportError:  # Windows: two processes may compile the same day; the last one stays
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from minga.kernels.planner import Network
    from minga.kernels.transit.live.timed import TimedTrips

MOST_KEPT = 6
"""So many days a process holds at once; they are mapped, not read, and cost little."""
STALE_AFTER = timedelta(seconds=30)
"""A snapshot forgets what has expired after so long, even if nothing new was told."""


class NoService(Exception):
    """No feed of the city runs on this day."""


class NotReady(NoService):
    """The day could not be compiled just now."""


@dataclass
class Day:
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
    now: "Network | None" = None
    revision: int = -1
    made_at: datetime | None = None
    turn: threading.Lock = field(default_factory=threading.Lock)

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
        from minga.kernels.transit.live.timed import TimedTrips

        return TimedTrips(self.planned)


def look_of(line: Line, *, is_demo: bool) -> LineLook:
    """A line of the table as passengers know it."""
    return LineLook(
        code=line.code,
        name=line.name,
        long_name=line.long_name,
        mode=line.mode,
        colour=line.colour,
        text_colour=line.text_colour,
        operator=line.operator,
        hailed=line.hailed,
        is_demo=is_demo,
    )


_days: dict[str, Day] = {}
_lock = threading.Lock()


def zip_of(version: FeedVersion) -> Path:
    """Where a version's file lies; its name is the feed's, as ids are told apart by it."""
    folder = Path(settings.MINGA_DATA) / "transit" / "feeds" / version.digest
    return folder / f"{version.feed.slug}.zip"


def folder_of(city: City, day: date, versions: list[FeedVersion]) -> Path:
    """Where the compiled day lies: named by what went into it."""
    from minga.kernels.transit.timetable import FORMAT

    told = [
        f"{FORMAT}",
        *(f"{one.feed.slug} {one.digest} {one.feed.hail_anywhere}" for one in versions),
    ]
    key = hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
    return Path(settings.MINGA_DATA) / "transit" / "days" / city.slug / f"{day.isoformat()}-{key}"


def is_compiled(folder: Path) -> bool:
    """Whether somebody has made this folder."""
    return (folder / "about.json").exists()


def compiled(city: City, day: date, versions: list[FeedVersion]) -> Path:
    """The folder of a day, made now if nobody has yet. Raises NoService."""
    folder = folder_of(city, day, versions)
    if is_compiled(folder):
        return folder
    if not versions:
        raise NoService(city.slug)
    from minga.kernels.planner import FeedRefused, Network

    folder.parent.mkdir(parents=True, exist_ok=True)
    with _turn(folder.parent / "compile.lock"):
        if is_compiled(folder):
            return folder
        if fcntl is not None:  # nobody else compiles now: who began these was killed
            for left in folder.parent.glob("half-*"):
                shutil.rmtree(left, ignore_errors=True)
        half = Path(tempfile.mkdtemp(prefix="half-", dir=folder.parent))
        try:
            Network.compile(
                [zip_of(one) for one in versions],
                day,
                half,
                names=[one.feed.slug for one in versions],
                hail_anywhere=[one.feed.hail_anywhere for one in versions],
                tomorrow=True,
            )
            half.chmod(0o755)
            os.replace(half, folder)
        except FeedRefused as refused:
            raise NoService(city.slug) from refused
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return folder


making: list[Callable[[City, date, list[FeedVersion]], Path]] = [compiled]
"""How this process comes by a day that lacks; servers put another way here (`compiling`)."""


def day_of_service(city: City, day: date, versions: list[FeedVersion] | None = None) -> Day:
    """A compiled day with its names, kept by this process. Raises NoService.

    `versions`: what serves then, where the caller knows.
    """
    versions = versions_on(city, day) if versions is None else versions
    key = str(folder_of(city, day, versions))
    held = _days.get(key)
    if held is None:
        folder = making[0](city, day, versions)
        from minga.kernels.planner import Network

        held = Day(Network.open(folder), versions)
        _name(held)
        with _lock:
            held = _days.setdefault(key, held)
            for old in list(_days)[:-MOST_KEPT]:
                del _days[old]
    return held


def network_of(city: City, day: date, *, at: datetime) -> "Network":
    """The day as it runs now: timetable and everything told since. Raises NoService."""
    return running(day_of_service(city, day), serving_of(city), day, at=at)


def running(held: Day, serving: Serving, day: date, *, at: datetime) -> "Network":
    """The snapshot of a day, made anew where something has changed or expired.

    One thread makes it; meanwhile the others go on with the one before.
    """
    old = held.made_at is None or abs(at - held.made_at) > STALE_AFTER
    if held.now is not None and held.revision == serving.revision and not old:
        return held.now
    if not held.turn.acquire(blocking=held.now is None):
        return held.now or held.planned
    try:
        changes = changes_of(serving.city, day, held.planned, at)
        held.now = held.planned.changed(changes) if changes else held.planned
        held.revision, held.made_at = serving.revision, at
        return held.now
    finally:
        held.turn.release()


def clear(city: City, *, before: date) -> int:
    """Delete the compiled days before one; how many there were."""
    folder = Path(settings.MINGA_DATA) / "transit" / "days" / city.slug
    old = [one for one in folder.glob("????-??-??-*") if one.name[:10] < before.isoformat()]
    for one in old:
        shutil.rmtree(one, ignore_errors=True)
    return len(old)


def _name(held: Day) -> None:
    for version in held.versions:
        prefix = f"{version.feed.slug}:"
        lines = Line.objects.filter(version=version).values_list("route_id", "code")
        held.line_code |= {prefix + route: code for route, code in lines}
        stops = Stop.objects.filter(version=version).values_list("stop_id", "code")
        held.stop_code |= {prefix + stop: code for stop, code in stops}
    held.stop_id = {code: stop for stop, code in held.stop_code.items()}
    held.route_id = {code: route for route, code in held.line_code.items()}


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    """One process compiles, the others wait for what it made."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
