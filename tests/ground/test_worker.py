"""Errands: done once in effect, retried when they fail, never by two workers at a time."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from minga.ground import worker
from minga.ground.facts import rebuild
from minga.ground.models import Errand, Event
from minga.people.models import Organisation
from minga.web import doctor
from tests.ground.errands import LanternLit, light, reactions

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AT_ONCE = timedelta(0)
SECOND = timedelta(seconds=1)


class Done:
    """Reactions that remember for which lantern they ran; each is a function of its own."""

    def __init__(self) -> None:
        self.well: list[str] = []
        self.badly: list[str] = []

    def react_well(self, fact: Any, at: datetime) -> None:
        """Works."""
        self.well.append(fact.lantern)

    def react_badly(self, fact: Any, at: datetime) -> None:
        """Writes, then fails."""
        self.badly.append(fact.lantern)
        Organisation.objects.create(code="half", name="half", helix="civil")
        raise RuntimeError("a name that stays out of the table: Rosa")


@pytest.fixture
def done() -> Done:
    """Nothing yet."""
    return Done()


@pytest.mark.django_db
class TestOneWorker:
    """One thread doing errands."""

    def test_does_what_is_due_once(self, done: Done) -> None:
        with reactions((done.react_well, AT_ONCE)):
            light(at=AT)
            assert worker.run_due(at=AT) == 1
            assert worker.run_due(at=AT) == 0
        assert done.well == ["l1"]
        assert not Errand.objects.exists()

    def test_waits_until_an_errand_is_due(self, done: Done) -> None:
        with reactions((done.react_well, timedelta(days=90))):
            light(at=AT)
            assert worker.run_due(at=AT + timedelta(days=90) - SECOND) == 0
            assert worker.run_due(at=AT + timedelta(days=90)) == 1

    def test_one_failing_reaction_does_not_stop_the_others(self, done: Done) -> None:
        with reactions((done.react_badly, AT_ONCE), (done.react_well, AT_ONCE)):
            light(at=AT, lantern="a")
            light(at=AT, lantern="b")
            worker.run_due(at=AT)
        assert (sorted(done.well), sorted(done.badly)) == (["a", "b"], ["a", "b"])
        assert Errand.objects.count() == 2

    def test_a_failed_reaction_leaves_no_half_effect_and_no_private_word(self, done: Done) -> None:
        with reactions((done.react_badly, AT_ONCE)):
            light(at=AT)
            worker.run_due(at=AT)
        assert not Organisation.objects.exists()
        assert [errand.trouble for errand in Errand.objects.all()] == ["RuntimeError"]

    def test_tries_again_after_longer_and_longer_waits(self, done: Done) -> None:
        with reactions((done.react_badly, AT_ONCE)):
            light(at=AT)
            waits = []
            at = AT
            for _ in range(worker.MAX_ATTEMPTS - 1):
                worker.run_due(at=at)
                errand = Errand.objects.get()
                waits.append((errand.due_at - at).total_seconds())
                assert worker.run_due(at=errand.due_at - SECOND) == 0
                at = errand.due_at
        assert waits == sorted(waits)
        assert (waits[0], waits[-1]) == (2, 2048)

    def test_gives_up_in_the_end_and_the_doctor_counts_it(self, done: Done) -> None:
        with reactions((done.react_badly, AT_ONCE)):
            light(at=AT)
            at = AT
            for _ in range(worker.MAX_ATTEMPTS + 5):
                worker.run_due(at=at)
                at += timedelta(hours=2)
        assert len(done.badly) == worker.MAX_ATTEMPTS
        assert worker.given_up(at=at) == {"lanterns.react_badly (RuntimeError)": 1}
        [finding] = [one for one in doctor.examine() if one.name == "worker"]
        assert not finding.fine
        assert finding.detail.endswith(": 1: lanterns.react_badly (RuntimeError) × 1")

    def test_a_leased_errand_is_left_alone_until_the_lease_ends(self, done: Done) -> None:
        with reactions((done.react_well, AT_ONCE)):
            light(at=AT)
            Errand.objects.update(lease_until=AT + worker.LEASE, attempts=1)
            assert worker.run_due(at=AT + worker.LEASE) == 0
            assert worker.run_due(at=AT + worker.LEASE + SECOND) == 1
        assert done.well == ["l1"]

    def test_does_the_oldest_first_and_few_at_a_time(self, done: Done) -> None:
        with reactions((done.react_well, AT_ONCE)):
            for number in range(worker.BATCH + 5):
                light(at=AT, lantern=f"{number:02}")
            assert worker.run_due(at=AT) == worker.BATCH
            assert done.well == [f"{number:02}" for number in range(worker.BATCH)]
            assert worker.run_due(at=AT) == 5


def test_a_fact_written_by_another_version_is_still_understood() -> None:
    with reactions():
        told = {"city": "prueba", "lantern": "l9", "since_removed": 1}
        assert rebuild("lantern.lit", city_id=3, data=told) == LanternLit(
            city_id=3, city="prueba", lantern="l9", bright=True
        )
        assert rebuild("lantern.stolen", city_id=3, data=told) is None


class Crowd:
    """A reaction that notices when two do the same errand."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self._guard = threading.Lock()
        self._busy: set[str] = set()

    def react(self, fact: Any, at: datetime) -> None:
        """Count and write a row."""
        with self._guard:
            assert fact.lantern not in self._busy, "two workers at once"
            self._busy.add(fact.lantern)
            self.counted[fact.lantern] += 1
        Organisation.objects.create(code=fact.lantern, name="x", helix="civil")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_workers_never_do_one_errand_at_once_nor_twice() -> None:
    crowd = Crowd()

    def work_until_done(_: int) -> None:
        try:
            while worker.run_due(at=AT):
                pass
        finally:
            connections.close_all()

    with reactions((crowd.react, AT_ONCE)):
        for number in range(60):
            light(at=AT, lantern=f"l{number}")
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(work_until_done, range(20)))
    assert Event.objects.count() == 60
    assert set(crowd.counted.values()) == {1}
    assert len(crowd.counted) == 60 == Organisation.objects.count()
    assert not Errand.objects.exists()
