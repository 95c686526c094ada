"""The small city and its cast, and the demonstration city: made by actions once in a process, laid
as rows into each test.

To make them takes hundreds of statements of application code, which most tests do not ask about.
What is laid is exactly what the actions wrote: times, secrets and facts among it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import models, router, transaction

from minga.people.models import Person
from minga.territory.models import City
from tests.cast import Cast
from tests.world import small_city

Rows = dict[type[models.Model], list[models.Model]]


@dataclass
class Kept:
    """What was made the first time."""

    at: datetime
    city: int
    city_rows: Rows
    people: dict[str, int]
    cast_rows: Rows


_kept: Kept | None = None
_town: tuple[int, Rows] | None = None


def lay_city(*, at: datetime) -> City:
    """The small city, in a database without any; made anew where something is there already."""
    global _kept
    if _found():
        return small_city(at=at)
    if _kept is None:
        _kept = _made(at)
    _lay(_kept.city_rows)
    return City.objects.get(pk=_kept.city)


def lay_cast(city: City, *, at: datetime) -> Cast:
    """The cast of the small city; made anew where the test has already added to it."""
    if _kept is None or city.pk != _kept.city or not _is_untouched(_kept):
        return Cast(city, at=at)
    _lay(_kept.cast_rows)
    cast = object.__new__(Cast)
    cast._at = _kept.at
    people = Person.objects.in_bulk(_kept.people.values())
    for name, key in _kept.people.items():
        setattr(cast, name, people[key])
    return cast


def lay_town(*, at: datetime) -> City:
    """The demonstration city, in a database without any."""
    from demo.town import build

    global _town
    if _town is None:
        with transaction.atomic():
            city = build(at=at)
            _town = (city.pk, _found())
            transaction.set_rollback(True)
    _lay(_town[1])
    return City.objects.get(pk=_town[0])


def _made(at: datetime) -> Kept:
    """Make both and take them back. Sequences of PostgreSQL stay advanced: no key comes twice."""
    with transaction.atomic():
        city = small_city(at=at)
        city_rows = _found()
        cast = Cast(city, at=at)
        cast_rows = _new(city_rows, _found())
        transaction.set_rollback(True)
    people = {name: one.pk for name, one in vars(cast).items() if isinstance(one, Person)}
    return Kept(at, city.pk, city_rows, people, cast_rows)


def _found() -> Rows:
    """Every row of Minga's own tables."""
    found = {model: list(model._base_manager.order_by("pk")) for model in _tables()}
    return {model: rows for model, rows in found.items() if rows}


def _tables() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("minga.") and router.db_for_write(model) == "default"
    ]


def _new(before: Rows, after: Rows) -> Rows:
    """What came; nothing of before may have changed or gone."""
    for model, rows in before.items():
        assert _values(rows) == _values(after[model])[: len(rows)], model
    added = {model: rows[len(before.get(model, [])) :] for model, rows in after.items()}
    return {model: rows for model, rows in added.items() if rows}


def _values(rows: list[models.Model]) -> list[dict[str, object]]:
    fields = rows[0]._meta.concrete_fields
    return [{field.attname: getattr(row, field.attname) for field in fields} for row in rows]


def _is_untouched(kept: Kept) -> bool:
    return all(
        model._base_manager.count() == len(kept.city_rows.get(model, []))
        for model in kept.cast_rows
    )


def _lay(rows: Rows) -> None:
    with transaction.atomic():
        for model, some in rows.items():
            model._base_manager.bulk_create(some)
