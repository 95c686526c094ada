"""Compiled days on disk: one folder for each city and service day, mapped by every process.

A folder is named by what went into it, so it is made once, by whoever needs it first, and never
changed.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings

from minga.territory.models import City
from minga.transit.models import FeedVersion

try:
    import fcntl
except ImportError:  # Windows: two processes may compile the same day; the last one stays
    fcntl = None  # type: ignore[assignment]


class NoService(Exception):
    """No feed of the city runs on this day."""


def zip_of(version: FeedVersion) -> Path:
    """Where a version's file lies; its name is the feed's, as ids are told apart by it."""
    folder = Path(settings.MINGA_DATA) / "transit" / "feeds" / version.digest
    return folder / f"{version.feed.slug}.zip"


def folder_of(city: City, day: date, versions: list[FeedVersion]) -> Path:
    """Where the compiled day lies: named by what went into it."""
    from minga.kernels.transit.timetable import FORMAT

    inputs = [
        f"{FORMAT} {city.timezone} {settings.MINGA_CHANGE_S}",
        *(
            f"{version.feed.slug} {version.digest} {version.feed.hail_anywhere}"
            for version in versions
        ),
    ]
    key = hashlib.sha256("\n".join(inputs).encode()).hexdigest()[:16]
    return Path(settings.MINGA_DATA) / "transit" / "days" / city.slug / f"{day.isoformat()}-{key}"


def is_compiled(folder: Path) -> bool:
    """Whether somebody has made this folder."""
    return (folder / "about.json").exists()


def compile_day(city: City, day: date, versions: list[FeedVersion]) -> Path:
    """The folder of a day, made now if nobody has yet. Raises NoService."""
    folder = folder_of(city, day, versions)
    if is_compiled(folder):
        return folder
    if not versions:
        raise NoService(city.slug)
    from minga.kernels.planner import FeedRefused, Network, WalkRules

    folder.parent.mkdir(parents=True, exist_ok=True)
    with _compile_lock(folder.parent / "compile.lock"):
        if is_compiled(folder):
            return folder
        if fcntl is not None:  # nobody else compiles now: who began these was killed
            for left in folder.parent.glob("half-*"):
                shutil.rmtree(left, ignore_errors=True)
        half = Path(tempfile.mkdtemp(prefix="half-", dir=folder.parent))
        try:
            Network.compile(
                [zip_of(version) for version in versions],
                day,
                half,
                names=[version.feed.slug for version in versions],
                hail_anywhere=[version.feed.hail_anywhere for version in versions],
                tomorrow=True,
                zone=city.timezone,
                walks=WalkRules(change_s=settings.MINGA_CHANGE_S),
            )
            half.chmod(0o755)
            os.replace(half, folder)
        except FeedRefused as refused:
            raise NoService(city.slug) from refused
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return folder


def delete_days(city: City, *, before: date) -> int:
    """Delete the compiled days before one; how many there were."""
    folder = Path(settings.MINGA_DATA) / "transit" / "days" / city.slug
    old = [path for path in folder.glob("????-??-??-*") if path.name[:10] < before.isoformat()]
    for old_day in old:
        shutil.rmtree(old_day, ignore_errors=True)
    return len(old)


def take_turn(name: str) -> int | None:
    """A lock that one process of this installation holds, as a handle to be closed at its end;
    None where another one holds it. It ends with its process.
    """
    folder = Path(settings.MINGA_DATA) / "transit" / "days"
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


@contextmanager
def _compile_lock(path: Path) -> Iterator[None]:
    """One process compiles, the others wait for what it made."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
