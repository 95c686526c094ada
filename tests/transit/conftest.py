"""The small city with a feed in service."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.models import Feed
from minga.transit.timetables import days, serving
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
