"""The small city with a feed in service."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit import networks
from minga.transit.models import Feed
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
    """No day of an earlier test's folder."""
    networks._days.clear()


@pytest.fixture
def feed(city: City, drawn_feed: Path, compiled_days: Path, settings: Any) -> Feed:
    """Lines 62 and Bahías in service, as `tests.transit.worlds` draws them."""
    here = Path(settings.MINGA_DATA) / "transit" / "days"
    shutil.copytree(compiled_days, here, dirs_exist_ok=True)
    version = brought(city, drawn_feed, at=now()).version
    shutil.copytree(here, compiled_days, dirs_exist_ok=True)
    return version.feed
