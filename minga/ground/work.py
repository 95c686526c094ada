"""The unit of work: one transaction whose last statement is the insert of its facts.

Trap, reproduced on PostgreSQL: a sequence number is taken before the commit, so a reader with
the cursor "id > last seen" loses the events of a slow transaction that commits after a faster
one. Here `record` only collects. The outermost unit of work takes an advisory lock and inserts
the facts at its very end, so ids become visible in their own order and the cursor stays one
integer. On SQLite the single writer gives the same order; a lock shared by all processes of
the data folder lets writers queue in the kernel instead of polling each other's lock.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from minga.ground import notify
from minga.ground.facts import Fact
from minga.ground.fast_insert import insert
from minga.ground.models import Errand, Event
from minga.ground.write_lock import write_lock

# Any constant will do; it must only be the same in every process of one installation.
FACT_LOCK = 0x4D494E4741

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class _Ledger(threading.local):
    """The facts collected by this thread's outermost unit of work; None outside of one."""

    facts: list[tuple[Event, Fact]] | None = field(default=None)


_ledger = _Ledger()


class NoUnitOfWork(RuntimeError):
    """A fact was recorded outside a unit of work, where it could be lost."""


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Open a transaction, or join the one that is open as a savepoint.

    Facts recorded inside live or die with the rows written inside.
    """
    if _ledger.facts is not None:
        mark = len(_ledger.facts)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            del _ledger.facts[mark:]
            raise
        return
    _ledger.facts = []
    try:
        with write_lock(), transaction.atomic():
            yield
            recorded = len(_ledger.facts)
            _insert(_ledger.facts)
    finally:
        _ledger.facts = None
    if recorded:
        notify.send()


def is_working() -> bool:
    """Whether this thread is inside a unit of work, and so may hold the only write turn."""
    return _ledger.facts is not None


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a writer: its whole body is one unit of work."""

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        with unit_of_work():
            return function(*args, **kwargs)

    return inside


def record(fact: Fact, *, at: datetime, by: Any = None) -> None:
    """Collect a fact; it is written when the outermost unit of work ends.

    `by` is the acting person or None (an anonymous citizen, the platform itself).
    Raises NoUnitOfWork when no unit of work is open.
    """
    if _ledger.facts is None:
        raise NoUnitOfWork(f"{type(fact).__name__} recorded outside a unit of work")
    event = Event(
        name=fact.NAME,
        at=at,
        city_id=fact.city_id,
        by_id=getattr(by, "pk", None),
        subject=fact.subject(),
        official=fact.official(),
        data=fact.as_data(),
    )
    _ledger.facts.append((event, fact))


Wanted = Callable[[Any], bool]
_REACTIONS: dict[type[Fact], list[tuple[str, timedelta, Wanted]]] = {}
"""Which reactions a kind of fact calls for; filled by `minga.ground.worker.on`."""


def owe(kind: type[Fact], reaction: str, after: timedelta, when: Wanted) -> None:
    """From now on the facts of this kind that are wanted come with an errand."""
    _REACTIONS.setdefault(kind, []).append((reaction, after, when))


def _insert(facts: list[tuple[Event, Fact]]) -> None:
    if not facts:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FACT_LOCK])
    for event, _ in facts:
        insert(event)
    errands = [
        Errand(event=event, reaction=reaction, due_at=event.at + after)
        for event, fact in facts
        for reaction, after, when in _REACTIONS.get(type(fact), ())
        if when(fact)
    ]
    if errands:
        Errand.objects.bulk_create(errands)
