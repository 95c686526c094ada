"""NOTIFY: a waiting reader hears of a commit soon, and of a lost signal a little later."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection, connections

from minga.ground import notify
from minga.ground.clock import now
from minga.ground.models import Event
from tests.ground.errands import light

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RING = notify.send
"""The real one; in other tests it is silent."""
PATIENCE_S = 40.0
"""So long a listener would wait if nobody woke it: beyond the doubt of a busy machine."""


@pytest.fixture(autouse=True)
def _bell(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hang the bell up, and take it down: its connection would keep the database."""
    monkeypatch.setattr(notify, "send", RING)
    yield
    notify.stop()


class Waiting:
    """A thread that listens, and how long it took until it saw the first fact."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.saw_after_s: float | None = None
        self.rounds = 0
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()
        self.ready.wait(5)

    def _listen(self) -> None:
        listener = notify.FactListener(patience_s=PATIENCE_S)
        # The first time an ear only begins to listen.
        listener.listen(PATIENCE_S)
        started = time.monotonic()
        self.ready.set()
        while time.monotonic() < started + PATIENCE_S:
            listener.listen(PATIENCE_S)
            self.rounds += 1
            if Event.objects.exists():
                self.saw_after_s = time.monotonic() - started
                break
        connections.close_all()

    def end(self) -> "Waiting":
        """Wait until it has seen something or lost patience."""
        self._thread.join(2 * PATIENCE_S)
        return self


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    """Somebody who waits on a connection of their own."""
    one = Waiting()
    yield one
    one.end()


def test_a_waiting_reader_is_woken_by_a_commit(waiting: Waiting) -> None:
    time.sleep(0.2)
    light(at=now())
    waiting.end()
    assert waiting.saw_after_s is not None
    assert waiting.saw_after_s < PATIENCE_S / 2


def test_a_reader_sleeps_while_nothing_happens(waiting: Waiting) -> None:
    time.sleep(0.5)
    assert waiting.rounds == 0
    light(at=now())


def test_a_bell_that_was_taken_down_rings_again() -> None:
    light(at=now())
    notify.stop()
    Event.objects.all().delete()
    waiting = Waiting()
    light(at=now())
    assert waiting.end().saw_after_s is not None


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite needs no bell")
def test_a_lost_ring_costs_one_turn_of_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notify, "send", lambda: None)
    listener = notify.FactListener(patience_s=0.3)
    listener.listen(PATIENCE_S)
    light(at=now())
    started = time.monotonic()
    listener.listen(PATIENCE_S)
    assert time.monotonic() - started < PATIENCE_S / 2
    assert Event.objects.exists()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite needs no bell")
def test_many_commits_ring_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """A NOTIFY takes a lock at commit: each process rings at most fifty times a second."""
    listener = connection.copy()
    try:
        with listener.cursor() as cursor:
            cursor.execute(f"LISTEN {notify.CHANNEL}")
        started = time.monotonic()
        for _ in range(200):
            notify.send()
            time.sleep(0.001)
        notify.stop()
        lasted = time.monotonic() - started
        heard = list(listener.connection.notifies(timeout=0.5))
    finally:
        listener.close()
    assert 1 <= len(heard) <= lasted * notify.MAX_SENDS_PER_S + 2
