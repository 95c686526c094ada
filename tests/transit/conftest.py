"""The small city with a feed in service."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.models import Feed
from minga.transit.timetables import compile_jobs, days, serving
from minga.transit.timetables.compile_jobs import Lacking
from tests.transit.compilers import Started
from tests.transit.worlds import brought, crossing, written


@pytest.fixture(scope="session")
def drawn_feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip of `worlds.crossing`."""
    return written(tmp_path_factory.mktemp("feed") / "lineas.zip", crossing())


@pytest.fixture(scope="session")
def compiled_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Days that a test of this run has compiled already."""
    return tmp_path_factory.mktemp("days")


@pytest.fixture(autouse=True)
def _own_days() -> None:
    """No day of an earlier test's folder, and nothing of a feed that it changed by hand."""
    days._days.clear()
    serving._held.clear()


@pytest.fixture
def feed(city: City, drawn_feed: Path, compiled_days: Path, settings: Any) -> Iterator[Feed]:
    """Lines 62 and Bahías in service, as `tests.transit.worlds` draws them.

    Whatever day a test asks for is compiled once in a run.
    """
    here = Path(settings.MINGA_DATA) / "transit" / "days"
    shutil.copytree(compiled_days, here, dirs_exist_ok=True)
    yield brought(city, drawn_feed, at=now()).version.feed
    for about in here.glob("*/*/about.json"):
        kept = compiled_days / about.parent.relative_to(here)
        if not kept.exists():
            shutil.copytree(about.parent, kept)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Started]]:
    """Every process that is started, none of them real."""
    processes: list[Started] = []

    def start(command: list[str], **how: Any) -> Started:
        processes.append(Started(command, **how))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(compile_jobs, "_policy", Lacking.COMPILE_HERE)
    yield processes
    for process in processes:
        process.over.set()
    if compile_jobs._asked is not None:
        assert compile_jobs._asked.ended.wait(20)
    compile_jobs._asked = None
    for kept in (compile_jobs._running, compile_jobs._tried, compile_jobs._without):
        kept.clear()
    compile_jobs._failed_s.clear()
