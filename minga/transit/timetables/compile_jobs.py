"""Days are compiled by a process of their own: it takes seconds, and hundreds of megabytes that
neither the worker nor a web worker should keep.

Such a process holds a lifeline: it ends with whoever started it. Two at once take turns.
A process that serves, and the worker, say once at their start how they come by a day that lacks
(`ask_for_days`, `leave_to_compiler`); any other, such as a command, compiles it itself.
All servers of an installation together have one day made at a time: strangers may ask for many.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path

from minga.ground.worker import for_each
from minga.territory.models import City
from minga.transit.day_folders import (
    NoService,
    compile_day,
    folder_of,
    is_compiled,
    take_turn,
)
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import FeedVersion
from minga.transit.service_days import day_of

AHEAD = timedelta(days=1)
AGAIN_AFTER = timedelta(minutes=15)
"""So long after a try that failed the next one is made; a day without any service is one, too."""
LOOK_AGAIN_S = 0.2
WITHOUT_SERVICE = 3
"""What `minga transit day` ends with where no feed runs on the day."""

log = logging.getLogger("minga.transit")


class NotReady(NoService):
    """The day could not be compiled just now."""


class Lacking(Enum):
    """What this process does about a day that nobody has compiled."""

    COMPILE_HERE = 1
    ASK_COMPILER = 2
    """Have a process make it, and answer other questions meanwhile."""
    LEAVE = 3
    """Refuse: the worker has it made beside its other work."""


@dataclass
class Job:
    """A day that a server has made; `ended` is set when its process is over."""

    folder: Path
    ended: threading.Event = field(default_factory=threading.Event)


Compiler = subprocess.Popen[bytes]
_policy = Lacking.COMPILE_HERE
_running: list[tuple[Compiler, Path]] = []
_tried: dict[Path, datetime] = {}
_without: set[Path] = set()
"""Folders, named by what goes into them, that came to nothing once and always will."""
_asked: Job | None = None
_asking = threading.Lock()
_failed_s: dict[Path, float] = {}
"""When a server's compiler failed, by this process's own clock."""


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
    """The folder of a day, in this process's way where it lacks. Raises NoService and NotReady.

    Nobody waits in here: a server begins what lacks, and says that it is not ready.
    """
    folder = folder_of(city, day, versions)
    if is_compiled(folder):
        return folder
    if not versions or folder in _without:
        raise NoService(city.slug)
    if _policy is Lacking.COMPILE_HERE:
        return compile_day(city, day, versions)
    if _policy is Lacking.ASK_COMPILER:
        _ask_compiler(city, day, folder, lambda: None)
    raise NotReady(f"{city.slug} {day}")


def wait_for_day(
    city: City,
    day: date,
    versions: list[FeedVersion],
    *,
    patience_s: float,
    allow: Callable[[], None] = lambda: None,
) -> None:
    """Have a day made where it lacks, and wait so long at most; whoever asks for it then finds it
    or does not. `allow` is called before anything is begun, and may raise.
    """
    folder, until_s = folder_of(city, day, versions), time.monotonic() + patience_s
    if is_compiled(folder) or not versions:
        return
    if _policy is not Lacking.ASK_COMPILER:
        allow()
        return
    while not is_compiled(folder) and folder not in _without and not _has_failed(folder):
        left_s = until_s - time.monotonic()
        if left_s <= 0:
            return
        job = _ask_compiler(city, day, folder, allow)
        if job is None:
            time.sleep(min(LOOK_AGAIN_S, left_s))
        else:
            job.ended.wait(left_s)


def _ask_compiler(city: City, day: date, folder: Path, allow: Callable[[], None]) -> Job | None:
    """The process that makes this day, begun where none is at work; None while it makes another
    one, or where it has failed lately.
    """
    global _asked
    with _asking:
        if _asked is not None and not _asked.ended.is_set():
            return _asked if _asked.folder == folder else None
        if _has_failed(folder) or (turn := take_turn("asked")) is None:
            return None
        try:
            allow()
            compiler = _started(city, day)
        except BaseException:
            os.close(turn)
            raise
        _asked = Job(folder)
        watch = threading.Thread(target=_watch, args=(compiler, _asked, turn), daemon=True)
        watch.start()
        return _asked


def _watch(compiler: Compiler, job: Job, turn: int) -> None:
    """Note how a process ends; the next one may begin then."""
    try:
        with compiler:
            ended = compiler.wait()
        if ended == WITHOUT_SERVICE:
            _without.add(job.folder)
        elif not is_compiled(job.folder):
            _failed_s[job.folder] = time.monotonic()
            log.error("%s was not compiled: its process ended with %d", job.folder.name, ended)
    finally:
        os.close(turn)
        job.ended.set()


def _has_failed(folder: Path) -> bool:
    failed_s = _failed_s.get(folder)
    return failed_s is not None and time.monotonic() - failed_s < AGAIN_AFTER.total_seconds()


def ask_for_days() -> None:
    """This process serves pages: what lacks is made beside it, and nobody is kept waiting."""
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
