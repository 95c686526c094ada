"""What is laid into a test is what the actions made."""

from typing import Any

import pytest

from minga.ground.clock import now
from tests import kept
from tests.cast import Cast
from tests.world import small_city

pytestmark = pytest.mark.django_db


def shapes(rows: kept.Rows) -> dict[str, list[set[str]]]:
    """Of each table, the columns that hold something, row by row."""
    return {
        model._meta.label: [
            {name for name, told in row.items() if told} for row in kept._values(some)
        ]
        for model, some in rows.items()
    }


def test_laid_rows_are_those_that_actions_write() -> None:
    city = small_city(at=now())
    Cast(city, at=now())
    made = shapes(kept._found())
    for rows in reversed(kept._found().values()):
        type(rows[0])._base_manager.all().delete()
    assert kept._found() == {}
    laid = kept.lay_cast(kept.lay_city(at=now()), at=now())
    assert shapes(kept._found()) == made
    assert laid.tito.check_password("una clave larga y buena")
    assert sorted(vars(laid)) == sorted(vars(Cast(small_city(at=now(), slug="otra"), at=now())))


def test_city_with_something_added_is_made_anew(city: Any) -> None:
    kept.Person.objects.create(email="alguien@prueba.invalid", name="Alguien")
    cast = kept.lay_cast(city, at=now())
    assert cast.rosa.pk != cast.tito.pk
