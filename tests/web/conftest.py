"""What the tests of the shell share."""

import pytest

from minga.ground.clock import now
from minga.reports import geojson
from minga.territory.models import City
from tests.cast import Cast
from tests.web.scene import Scene


@pytest.fixture(autouse=True)
def _no_points_of_another_test() -> None:
    """The points are kept in memory for a second; the ids of cities return in every test."""
    geojson._made.clear()


@pytest.fixture
def scene(city: City, cast: Cast) -> Scene:
    """Two cities, their people and reports."""
    return Scene(city, cast, at=now())
