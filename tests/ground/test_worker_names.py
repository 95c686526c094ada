"""Errands that outlive names and shapes: kept, told, done as soon as somebody knows them again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from minga.ground import facts, worker
from minga.ground.facts import FactUnreadable, NameTaken, fact, rebuild
from minga.ground.models import Errand, Event
from minga.web import doctor
from tests.ground.errands import LanternLit, light, reactions

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
AT_ONCE = timedelta(0)
LONG = timedelta(days=400)


class Done:
    """A reaction that remembers for which lantern it ran."""

    def __init__(self) -> None:
        self.lanterns: list[str] = []

    def react(self, fact: Any, at: datetime) -> None:
        """Works."""
        self.lanterns.append(fact.lantern)


@pytest.fixture
def done() -> Done:
    """Nothing yet."""
    return Done()


def told(name: str) -> doctor.Finding:
    [finding] = [one for one in doctor.examine() if one.name == name]
    return finding


@pytest.mark.django_db
class TestUnknownNames:
    """A version that lacks a reaction, or a fact, that an errand names."""

    @pytest.mark.parametrize("lost", ["reaction", "fact"])
    def test_it_is_kept_and_told_and_costs_no_attempt(
        self, done: Done, monkeypatch: pytest.MonkeyPatch, lost: str
    ) -> None:
        with reactions((done.react, AT_ONCE)):
            light(at=AT)
            known = worker.REACTIONS if lost == "reaction" else facts.REGISTRY
            name = "lanterns.react" if lost == "reaction" else "lantern.lit"
            monkeypatch.delitem(known, name)  # type: ignore[call-overload]
            assert not told("names").fine
            at = AT
            for _ in range(worker.MAX_ATTEMPTS + 3):
                assert worker.run_due(at=at) == 1
                assert worker.run_due(at=at) == 0, "it is set aside, not tried again and again"
                at += worker.ASIDE
            errand = Errand.objects.get()
            assert (errand.attempts, errand.lease_until) == (0, None)
            assert errand.trouble == f"unknown {lost}"
            assert worker.unknown() == {name: 1}
            assert not worker.given_up(at=at)
            names = told("names")
            assert (names.fine, names.detail.endswith(f": 1: {name} × 1")) == (False, True)
            monkeypatch.undo()
            monkeypatch.setitem(facts.REGISTRY, "lantern.lit", LanternLit)
            monkeypatch.setitem(worker.REACTIONS, "lanterns.react", done.react)
            assert told("names").fine
            assert worker.run_due(at=AT) == 0
            assert worker.call_back(at=AT) == 1, "a new worker looks at once"
            assert worker.run_due(at=AT) == 1
        assert done.lanterns == ["l1"]
        assert not Errand.objects.exists()

    def test_one_that_is_due_in_a_year_is_told_today(self, done: Done) -> None:
        with reactions((done.react, LONG)):
            light(at=AT)
        with reactions():
            assert worker.run_due(at=AT) == 0
            assert told("names").detail.endswith(": 1: lanterns.react × 1")

    def test_a_predecessor_is_known(self, done: Done) -> None:
        with reactions((done.react, AT_ONCE)):
            light(at=AT)
            Errand.objects.update(reaction="minga.lanterns.reactions.look")
        with reactions((done.react, AT_ONCE), formerly=("minga.lanterns.reactions.look",)):
            assert told("names").fine
            assert worker.run_due(at=AT) == 1
        assert done.lanterns == ["l1"]

    def test_the_others_are_done(self, done: Done) -> None:
        with reactions((done.react, AT_ONCE)):
            for number in range(worker.BATCH + 2):
                light(at=AT, lantern=f"{number}")
            Errand.objects.filter(event__data__lantern="0").update(reaction="gone.away")
            while worker.run_due(at=AT):
                pass
        assert done.lanterns == [f"{number}" for number in range(1, worker.BATCH + 2)]
        assert [errand.reaction for errand in Errand.objects.all()] == ["gone.away"]


def test_no_two_reactions_share_a_name(done: Done) -> None:
    with reactions((done.react, AT_ONCE), formerly=("lanterns.look",)):
        for name, formerly in (("lanterns.look", ()), ("x.y", ("lanterns.react",))):
            with pytest.raises(NameTaken):
                worker.on(LanternLit, name=name, formerly=formerly)(done.react)
        with pytest.raises(NameTaken):
            worker.on(LanternLit, name="x" * (worker.LONGEST_NAME + 1))(done.react)


def test_no_two_facts_share_a_name_and_a_former_one_is_read() -> None:
    with reactions():
        with pytest.raises(NameTaken):
            fact("lantern.lit")(LanternLit)
        facts.REGISTRY.pop("lantern.lit")
        fact("lantern.lit", formerly=("lamp.lit",))(LanternLit)
        try:
            assert rebuild("lamp.lit", city_id=3, data={"city": "prueba"}) == LanternLit(
                city_id=3, city="prueba"
            )
        finally:
            facts.REGISTRY.pop("lamp.lit")


@pytest.mark.django_db
class TestUnreadableFacts:
    """A stored fact that lacks what its class asks for, or is no object at all."""

    @pytest.mark.parametrize(
        ("data", "why"),
        [
            ({"lantern": "bad"}, "lantern.lit lacks city"),
            ([], "lantern.lit is not an object"),
            ("Rosa", "lantern.lit is not an object"),
        ],
    )
    def test_it_harms_only_itself_and_is_given_up_loudly(
        self, done: Done, caplog: pytest.LogCaptureFixture, data: Any, why: str
    ) -> None:
        with reactions((done.react, AT_ONCE)):
            for lantern in ("bad", "good", "better"):
                light(at=AT, lantern=lantern)
            Event.objects.filter(data__lantern="bad").update(data=data)
            assert worker.run_due(at=AT) == 3
            errand = Errand.objects.get()
            assert (errand.trouble, errand.due_at) == (why, AT + timedelta(seconds=2))
            at = AT
            for _ in range(worker.MAX_ATTEMPTS):
                at += timedelta(hours=2)
                worker.run_due(at=at)
            assert worker.given_up(at=at) == {f"lanterns.react ({why})": 1}
        assert done.lanterns == ["good", "better"]
        assert "is given up" in caplog.text
        assert why in told("worker").detail

    def test_a_field_that_became_optional_is_no_trouble(self) -> None:
        with reactions():
            read = rebuild("lantern.lit", city_id=3, data={"city": "prueba"})
            assert read == LanternLit(city_id=3, city="prueba", lantern="l1", bright=True)
            with pytest.raises(FactUnreadable, match="lacks city"):
                rebuild("lantern.lit", city_id=3, data={"lantern": "l2"})


@pytest.mark.django_db
def test_an_errand_that_kills_its_worker_is_given_up_in_the_end(done: Done) -> None:
    with reactions((done.react, AT_ONCE)):
        light(at=AT)
        killed = {"attempts": worker.MAX_ATTEMPTS, "lease_until": AT}
        Errand.objects.update(**killed)
        assert worker.run_due(at=AT + timedelta(seconds=1)) == 1
        assert worker.given_up(at=AT) == {"lanterns.react (every worker that tried it died)": 1}
        assert done.lanterns == []
        # A person who mended the cause has it done: nobody died with this one.
        Errand.objects.update(due_at=AT, lease_until=None)
        assert worker.run_due(at=AT) == 1
    assert done.lanterns == ["l1"]


def test_a_row_that_fails_stands_in_the_way_of_no_other() -> None:
    seen = []

    def look(number: int) -> None:
        seen.append(10 // number)

    worker.for_each([5, 0, 2], look)
    assert seen == [2, 5]
