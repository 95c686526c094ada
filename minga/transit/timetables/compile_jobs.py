"""Days are compiled by a process of their own: it takes seconds, and hundreds of megabytes that
neither the worker nor a web worker should keep.

Such a process holds a lifeline: it ends with whoever started it. Two at once take turns.
A process that serves, and the worker, say once at their start how they come by a day that lacks
(`wait_for_compiler`, `leave_to_compiler`); any other, such as a command, compiles it itself.
"""

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path

from minga.ground.worker import for_each
from minga.territory.models import City
from minga.transit.day_folders import NoService, compile_day, folder_of, is_compiled
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import FeedVersion
from minga.transit.service_days import day_of

AHEAD = timedelta(days=1)
AGAIN_AFTER = timedelta(minutes=15)
"""So long after a try that failed the next one is made; a day without any service is one, too."""
WITHOUT_SERVICE = 3
"""What `minga transit day` ends with where no feed runs on the day."""

log = logging.getLogger("minga.transit")


class NotReady(NoService):
    """The day could not be compiled just now."""


class Lacking(Enum):
    """What this process does about a day that nobody has compiled."""

    COMPILE_HERE = 1
    ASK_COMPILER = 2
    """Wait for a process that makes it."""
    LEAVE = 3
    """Refuse: the worker has it made beside its other work."""


Compiler = subprocess.Popen[bytes]
_policy = Lacking.COMPILE_HERE
_running: list[tuple[Compiler, Path]] = []
_tried: dict[Path, datetime] = {}
_without: set[Path] = set()
"""Folders, named by what goes into them, that came to nothing once and always will."""


def start_compiler(at: datetime) -> bool:
    """Start a process for a day that is wanted soon and lacks; True where one was started.

    One at a time, and in the worker only (`leave_to_compiler`).
    """
    if _policy is not Lacking.LEAVE:
        return False
    if _running and not _has_ended(*_running[0]):
        return False
    _running.clear()
    for folder, city, day in _lacking(at):
        if folder not in _tried or at - _tried[folder] >= AGAIN_AFTER:
            _tried[folder] = at
            _running.append((_started(city, day), folder))
            return True
    return False


def come_by(city: City, day: date, versions: list[FeedVersion]) -> Path:
    """The folder of a day, in this process's way where it lacks. Raises NoService and NotReady."""
    folder = folder_of(city, day, versions)
    if is_compiled(folder):
        return folder
    if not versions or folder in _without:
        raise NoService(city.slug)
    if _policy is Lacking.COMPILE_HERE:
        return compile_day(city, day, versions)
    if _policy is Lacking.LEAVE:
        raise NotReady(f"{city.slug} {day}")
    return _compiled_apart(city, day, folder)


def _compiled_apart(city: City, day: date, folder: Path) -> Path:
    with _started(city, day) as compiler:
        ended = compiler.wait()
    if is_compiled(folder):
        return folder
    if ended == WITHOUT_SERVICE:
        _without.add(folder)
        raise NoService(city.slug)
    raise NotReady(f"{city.slug} {day}: the compiler ended with {ended}")


def wait_for_compiler() -> None:
    """This process serves pages: who asks for a day that lacks waits for one that makes it."""
    _come_by_days(Lacking.ASK_COMPILER)


def leave_to_compiler() -> None:
    """This process is the worker, which has other things to do than to wait."""
    _come_by_days(Lacking.LEAVE)


def _come_by_days(policy: Lacking) -> None:
    global _policy
    _policy = policy


def _lacking(at: datetime) -> list[tuple[Path, City, date]]:
    """Today and tomorrow of every city, where nobody has compiled them."""
    lacking: list[tuple[Path, City, date]] = []
    cities = City.objects.filter(feeds__isnull=False).distinct()
    for_each(cities, lambda city: lacking.extend(_lacking_in(city, at)))
    return lacking


def _lacking_in(city: City, at: datetime) -> Iterator[tuple[Path, City, date]]:
    today = day_of(city, at)
    for day in (today, today + AHEAD):
        versions = versions_on(city, day)
        folder = folder_of(city, day, versions)
        if versions and not is_compiled(folder):
            yield folder, city, day


def _started(city: City, day: date) -> Compiler:
    arguments = ["transit", "day", city.slug, day.isoformat(), "--lifeline"]
    command = [sys.executable, "-m", "minga", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)


def _has_ended(compiler: Compiler, folder: Path) -> bool:
    ended = compiler.poll()
    if ended not in (None, 0, WITHOUT_SERVICE):
        log.error("%s was not compiled: its process ended with %d", folder.name, ended)
    return ended is not None
