"""The small city and its cast, and the demonstration city: made by actions once in a process, laid
as rows into each test.

To make them takes hundreds of statements of application code, which most tests do not ask about.
What is laid is exactly what the actions wrote: times, secrets and facts among it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models, router, transaction

from minga.people.models import Person
from minga.territory.models import City
from tests.cast import Cast
from tests.world import small_city

Rows = dict[type[models.Model], list[models.Model]]


@dataclass
class Laid:
    """Rows, and the statements that write them, once they have been written."""

    rows: Rows
    statements: list[tuple[str, Any]] = field(default_factory=list)

    def lay(self) -> None:
        """Write the rows. Django composes the statements once: that takes longer than they do."""
        with transaction.atomic():
            if self.statements:
                with connection.cursor() as cursor:
                    for statement, values in self.statements:
                        cursor.execute(statement, values)
                return
            with connection.execute_wrapper(self._remember):
                for model, some in self.rows.items():
                    model._base_manager.bulk_create(some)

    def _remember(self, execute: Any, statement: str, values: Any, *more: Any) -> Any:
        if statement.startswith("INSERT"):
            self.statements.append((statement, values))
        return execute(statement, values, *more)


@dataclass
class Kept:
    """What was made the first time."""

    at: datetime
    city: int
    city_rows: Laid
    people: dict[str, int]
    cast_rows: Laid


_kept: Kept | None = None
_town: tuple[int, Laid] | None = None


def lay_city(*, at: datetime) -> City:
    """The small city, in a database without any; made anew where something is there already."""
    global _kept
    if any(_counts().values()):
        return small_city(at=at)
    if _kept is None:
        _kept = _made(at)
    _kept.city_rows.lay()
    return City.objects.get(pk=_kept.city)


def lay_cast(city: City, *, at: datetime) -> Cast:
    """The cast of the small city; made anew where the test has already added to it."""
    if _kept is None or city.pk != _kept.city or not _is_untouched(_kept):
        return Cast(city, at=at)
    _kept.cast_rows.lay()
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
            _town = (city.pk, Laid(_found()))
            transaction.set_rollback(True)
    _town[1].lay()
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
    return Kept(at, city.pk, Laid(city_rows), people, Laid(cast_rows))


def _found() -> Rows:
    """Every row of Minga's own tables."""
    found = {model: list(model._base_manager.order_by("pk")) for model in _tables()}
    return {model: rows for model, rows in found.items() if rows}


@cache
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
    counts, before = _counts(), kept.city_rows.rows
    return all(counts[model] == len(before.get(model, [])) for model in kept.cast_rows.rows)


def _counts() -> dict[type[models.Model], int]:
    """How many rows each of Minga's own tables has, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_counting())
        return dict(zip(_tables(), cursor.fetchone(), strict=True))


@cache
def _counting() -> str:
    names = [connection.ops.quote_name(model._meta.db_table) for model in _tables()]
    counts = [f"(SELECT count(*) FROM {name})" for name in names]  # noqa: S608 -- our own tables
    return f"SELECT {', '.join(counts)}"
