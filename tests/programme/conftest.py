"""A programme of the small city, and how tests enter things in it."""

import pytest

from minga.people.actions import name_person
from minga.people.models import Organisation, Person
from minga.programme.kinds import KINDS
from minga.programme.models import Programme
from minga.territory.models import City
from tests.cast import Cast
from tests.programme.making import AT, begun, opened
from tests.world import small_city


@pytest.fixture
def programme(city: City, cast: Cast) -> Programme:
    """An open-innovation programme about transport, led by Maite."""
    return begun(city, cast.maite, at=AT)


@pytest.fixture
def every_phase_open(request: pytest.FixtureRequest) -> None:
    """Work goes on in all phases, if there is a programme: a test is about what lies behind."""
    if "programme" in request.fixturenames:
        opened(request.getfixturevalue("programme"), *KINDS)


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
