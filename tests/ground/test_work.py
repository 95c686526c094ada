"""Facts live or die with their rows, and become visible in the order of their ids."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from minga.ground.clock import now
from minga.ground.models import Errand, Event
from minga.ground.work import NoUnitOfWork, action, record, unit_of_work
from minga.people.models import Organisation
from tests.ground.errands import LanternLit, light, reactions


def _lit(lantern: str = "l1") -> LanternLit:
    return LanternLit(city_id=1, city="prueba", lantern=lantern)


def _names() -> list[str]:
    return list(Event.objects.order_by("id").values_list("subject", flat=True))


def _row(code: str) -> None:
    Organisation.objects.create(code=code, name=code, helix="civil")


@action
def _write_and_fail(code: str) -> None:
    _row(code)
    record(_lit(code), at=now())
    raise ZeroDivisionError


@pytest.mark.django_db
class TestUnitOfWork:
    """One thread, one transaction."""

    def test_a_fact_needs_one(self) -> None:
        with pytest.raises(NoUnitOfWork):
            record(_lit(), at=now())
        light(at=now())
        with pytest.raises(NoUnitOfWork):
            record(_lit(), at=now())

    def test_keeps_fact_and_row_together(self) -> None:
        with unit_of_work():
            _row("a")
            record(_lit(), at=now())
        assert (_names(), Organisation.objects.count()) == (["l1"], 1)

    def test_drops_fact_and_row_together(self) -> None:
        with pytest.raises(ZeroDivisionError):
            _write_and_fail("a")
        assert (_names(), Organisation.objects.count()) == ([], 0)
        light(at=now(), lantern="after")
        assert _names() == ["after"]

    def test_an_inner_one_drops_only_its_own(self) -> None:
        with unit_of_work():
            record(_lit("outer"), at=now())
            with pytest.raises(ZeroDivisionError):
                _write_and_fail("inner")
            with unit_of_work():
                record(_lit("second"), at=now())
        assert (_names(), Organisation.objects.count()) == (["outer", "second"], 0)

    def test_inserts_facts_after_everything_else(self) -> None:
        with CaptureQueriesContext(connection) as seen, unit_of_work():
            record(_lit(), at=now())
            _row("a")
            with unit_of_work():
                record(_lit("l2"), at=now())
            _row("b")
        told = [query["sql"] for query in seen if "SAVEPOINT" not in query["sql"]]
        inserts = [sql for sql in told if sql.startswith("INSERT")]
        tables = [sql.split('"')[1] for sql in inserts]
        assert tables == ["people_organisation"] * 2 + ["ground_event"] * 2
        if connection.vendor == "postgresql":
            assert "pg_advisory_xact_lock" in told[told.index(inserts[2]) - 1]

    def test_writes_errands_with_the_fact(self) -> None:
        def react(fact: Any, at: Any) -> None:
            """Nothing."""

        nothing = (react, now() - now())
        with reactions(nothing, when=lambda fact: fact.bright):
            light(at=now())
            light(at=now(), bright=False)
            with pytest.raises(ZeroDivisionError):
                _write_and_fail("a")
        assert Errand.objects.count() == 1


class Tail:
    """A reader with the cursor "id > last seen", as the live stream is one."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self._last = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        while True:
            ending = self._ending.is_set()
            ids = (
                Event.objects.filter(pk__gt=self._last).order_by("pk").values_list("pk", flat=True)
            )
            for pk in ids:
                self.seen.append(pk)
                self._last = pk
            if ending:
                break
            time.sleep(0.001)
        connections.close_all()

    def end(self) -> list[int]:
        """Read once more, and tell what was seen."""
        self._ending.set()
        self._thread.join()
        return self.seen


def _in_threads(work: Callable[[int], None], *, threads: int, times: int) -> None:
    def once(number: int) -> None:
        try:
            work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(once, range(times)))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_cursor_loses_nothing_beside_eight_writers_with_slow_transactions() -> None:
    def write(number: int) -> None:
        with unit_of_work():
            record(_lit(f"l{number}"), at=now())
            if number % 10 == 0:
                time.sleep(0.02)

    tail = Tail()
    _in_threads(write, threads=8, times=1200)
    seen = tail.end()
    assert seen == sorted(seen)
    assert seen == list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert len(seen) == 1200


def _slow_then_fast(
    write: Callable[[str, Callable[[], None]], None], *, patience_s: float
) -> list[int]:
    """A slow writer numbers its fact, a fast one begins later; what a tailing reader saw.

    The slow one goes on when the fast one has been read, or when patience ends.
    """
    numbered, go_on = threading.Event(), threading.Event()

    def dawdle() -> None:
        numbered.set()
        go_on.wait(60)

    def slow() -> None:
        write("slow", dawdle)
        connections.close_all()

    def fast() -> None:
        write("fast", lambda: None)
        connections.close_all()

    first, second = threading.Thread(target=slow), threading.Thread(target=fast)
    tail = Tail()
    first.start()
    numbered.wait(60)
    second.start()
    deadline = time.monotonic() + patience_s
    while not tail.seen and time.monotonic() < deadline:
        time.sleep(0.01)
    go_on.set()
    first.join()
    second.join()
    return tail.end()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="on SQLite the second writer waits for the first"
)
def test_numbering_before_the_last_statement_would_lose_a_fact() -> None:
    """Why `unit_of_work` is as it is: the trap itself, on PostgreSQL."""
    from django.db import transaction

    def naively(lantern: str, meanwhile: Callable[[], None]) -> None:
        with transaction.atomic():
            Event.objects.create(name="lantern.lit", at=now(), subject=lantern, data={})
            meanwhile()

    def by_the_house(lantern: str, meanwhile: Callable[[], None]) -> None:
        with unit_of_work():
            record(_lit(lantern), at=now())
            meanwhile()

    assert len(_slow_then_fast(naively, patience_s=30)) == 1
    assert len(_slow_then_fast(by_the_house, patience_s=0.5)) == 2
