"""A programme of the small city, and how tests enter things in it."""

import pytest

from minga.people.actions import name_person
from minga.people.models import Organisation, Person
from minga.programme.models import Programme
from minga.territory.models import City
from tests.cast import Cast
from tests.programme.making import AT, begun
from tests.world import small_city


@pytest.fixture
def programme(city: City, cast: Cast) -> Programme:
    """An open-innovation programme about transport, led by Maite."""
    return begun(city, cast.maite, at=AT)


@pytest.fixture
def other_lead(city: City) -> Person:
    """Somebody who leads the programme of another city."""
    small_city(at=AT, slug="otra", name="Otra ciudad")
    return name_person(
        email="jefa@otra.invalid",
        name="Jefa",
        organisation=Organisation.objects.get(code="otra-centro"),
        role="programme_lead",
        at=AT,
    )
