"""A hall for the tests of workshops."""

import pytest

from minga.territory.models import City
from tests.participation.hall import Hall


@pytest.fixture
def hall(city: City) -> Hall:
    """An open workshop with an ideas board and 3 dots a person."""
    return Hall(city)
