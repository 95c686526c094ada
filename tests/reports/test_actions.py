"""Every act on a report: who may, what it changes, which fact it leaves."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from minga.ground.access import Refused
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.people.models import Person
from minga.reports import actions, reactions
from minga.reports.events import ReportFact
from minga.reports.models import Entry, Report
from minga.reports.rules import MoveNotPossible
from minga.territory.models import City
from tests.cast import Cast
from tests.world import IN_NORTE, IN_SUR, NOWHERE, filed

pytestmark = pytest.mark.django_db

WORDS = "Palabras que no van en ningún hecho"
Act = Callable[..., Any]
ACTS: dict[str, tuple[Act, dict[str, Any], str]] = {
    "acknowledge": (actions.acknowledge, {}, "report.acknowledged"),
    "assign": (actions.assign, {"body": "prueba-norte", "crew": "luz"}, "report.assigned"),
    "start": (actions.start, {}, "report.started"),
    "resolve": (actions.resolve, {"text": WORDS}, "report.resolved"),
    "dismiss": (actions.dismiss, {"reason": WORDS}, "report.dismissed"),
    "answer": (actions.answer, {"text": WORDS}, "report.answered"),
    "note": (actions.note, {"text": WORDS}, "report.noted"),
    "hide": (actions.hide, {"reason": WORDS}, "report.hidden"),
    "unhide": (actions.unhide, {"reason": WORDS}, "report.unhidden"),
    "publish": (actions.publish, {"text": WORDS}, "report.published"),
    "open_privately": (actions.open_privately, {}, "report.opened_privately"),
    "place": (actions.place, {"lat": IN_SUR[0], "lon": IN_SUR[1]}, "report.placed"),
}
DISPATCH = {"place"}


def test_every_verb_of_the_control_room_is_tried_here() -> None:
    from minga.reports.official_actions import OFFICIAL_ACTIONS

    assert set(OFFICIAL_ACTIONS) - {"reopen"} <= set(ACTS)


@pytest.mark.parametrize("name", list(ACTS))
def test_act_leaves_one_fact_without_words(city: City, cast: Cast, facts: Any, name: str) -> None:
    act, words, fact = ACTS[name]
    report = filed(city, key="k", at=now(), text=WORDS)
    at = now() + timedelta(minutes=3)
    act(report=report, at=at, by=cast.tito, **words)
    event = list(facts.events)[-1]
    assert facts.names == ["report.filed", fact]
    assert (event.at, event.by_id, event.city_id) == (at, cast.tito.pk, city.pk)
    assert event.subject == report.receipt
    assert WORDS not in json.dumps(event.data, ensure_ascii=False)


@pytest.mark.parametrize("who", ["stranger", "rosa", "ines", "paz", "nahuel", "sergio"])
@pytest.mark.parametrize("name", [*ACTS, "reopen"])
def test_who_does_not_attend_is_refused_and_nothing_happens(
    city: City, cast: Cast, facts: Any, name: str, who: str
) -> None:
    act, words, _ = {**ACTS, "reopen": (actions.reopen, {}, "")}[name]
    report = filed(city, key="k", at=now())
    with pytest.raises(Refused):
        act(report=report, at=now(), by=getattr(cast, who), **words)
    assert facts.names == ["report.filed"]
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("name", list(ACTS))
def test_the_bodys_own_officer_does_all_but_dispatching(city: City, cast: Cast, name: str) -> None:
    act, words, _ = ACTS[name]
    report = filed(city, key="k", at=now())
    if name in DISPATCH:
        with pytest.raises(Refused):
            act(report=report, at=now(), by=cast.norma, **words)
    else:
        act(report=report, at=now(), by=cast.norma, **words)


def test_closed_account_is_a_stranger(city: City, cast: Cast) -> None:
    report = filed(city, key="k", at=now())
    Person.objects.filter(pk=cast.norma.pk).update(is_active=False)
    with pytest.raises(Refused):
        actions.acknowledge(report=report, at=now(), by=Person.objects.get(pk=cast.norma.pk))


def test_officer_may_not_give_it_away_but_names_a_crew(city: City, cast: Cast) -> None:
    report = filed(city, key="k", at=now())
    with pytest.raises(Refused):
        actions.assign(report=report, body="prueba-sur", at=now(), by=cast.norma)
    row = actions.assign(report=report, body="", crew="luz", at=now(), by=cast.norma)
    assert (row.body.code, row.crew.code if row.crew else "") == ("prueba-norte", "luz")


def test_assignment_moves_the_report_to_another_desk(city: City, cast: Cast) -> None:
    report = filed(city, key="k", at=now())
    row = actions.assign(report=report, body="prueba-sur", at=now(), by=cast.tito)
    assert (row.body.code, row.state, row.why["dispatched"]) == ("prueba-sur", "assigned", True)
    actions.start(report=report, at=now(), by=cast.sergio)
    with pytest.raises(Refused):
        actions.resolve(report=report, at=now(), by=cast.norma)


def test_another_crew_is_dropped_when_the_body_changes(city: City, cast: Cast) -> None:
    report = filed(city, key="k", at=now())
    actions.assign(report=report, body="prueba-norte", crew="luz", at=now(), by=cast.tito)
    row = actions.assign(report=report, body="prueba-sur", at=now(), by=cast.tito)
    assert row.crew is None
    with pytest.raises(BadInput):
        actions.assign(report=report, body="prueba-sur", crew="luz", at=now(), by=cast.tito)


def test_not_fixed_returns_it_to_the_body_that_closed_it(city: City, cast: Cast) -> None:
    report = filed(city, key="k", at=now())
    actions.assign(report=report, body="prueba-sur", at=now(), by=cast.tito)
    actions.resolve(report=report, at=now(), by=cast.sergio)
    row = actions.say_not_fixed(report=report, text="sigue", at=now())
    assert (row.state, row.body.code) == ("reopened", "prueba-sur")
    entry = Entry.objects.latest("pk")
    assert (entry.from_reporter, entry.by, entry.text) == (True, None, "sigue")


def test_pin_changes_the_area_and_keeps_the_body(city: City, cast: Cast) -> None:
    report = filed(city, key="k", at=now(), place=None, address="Calle 1")
    row = actions.place(report=report, lat=IN_NORTE[0], lon=IN_NORTE[1], at=now(), by=cast.tito)
    assert (row.area.code if row.area else None, row.body.code) == ("N", "prueba-centro")
    row = actions.place(report=report, lat=NOWHERE[0], lon=NOWHERE[1], at=now(), by=cast.tito)
    assert row.area is None
    with pytest.raises(BadInput):
        actions.place(report=report, lat=0.0, lon=0.0, at=now(), by=cast.tito)
    fresh = Report.objects.get()
    assert (fresh.lat, fresh.lon, fresh.cell is None) == (*NOWHERE, False)


def test_a_move_that_somebody_else_made_first_is_refused(city: City, cast: Cast) -> None:
    report = filed(city, key="k", at=now())
    stale = Report.objects.get(pk=report.pk)
    actions.resolve(report=report, at=now(), by=cast.norma)
    with pytest.raises(MoveNotPossible):
        actions.start(report=stale, at=now(), by=cast.tito)
    assert Report.objects.get().state == "resolved"


def test_a_failing_act_leaves_neither_line_nor_fact(city: City, cast: Cast, facts: Any) -> None:
    report = filed(city, key="k", at=now())
    with pytest.raises(BadInput):
        actions.assign(report=report, body="", crew="none", at=now(), by=cast.norma)
    with pytest.raises(BadInput):
        actions.dismiss(report=report, reason=" ", at=now(), by=cast.norma)
    assert facts.names == ["report.filed"]
    assert Entry.objects.count() == 1


def test_history_is_only_ever_added_to(city: City, cast: Cast) -> None:
    report = filed(city, key="k", at=now())
    seen: list[Any] = []
    for name, (act, words, _) in ACTS.items():
        if name in ("resolve", "dismiss"):
            continue
        act(report=report, at=now(), by=cast.tito, **words)
        lines = list(Entry.objects.order_by("pk").values())
        assert lines[: len(seen)] == seen, name
        seen = lines


def test_words_are_forgotten_a_year_after_the_report_stayed_closed(city: City, cast: Cast) -> None:
    at = now()
    report = filed(city, key="k", at=at, text=WORDS, contact={"phone": "1"})
    actions.resolve(report=report, at=at, by=cast.norma)
    fact = _fact_of(report)
    year = reactions.KEEP_WORDS
    reactions.forget_words(fact, at + year - timedelta(seconds=1))
    assert Report.objects.get().text == WORDS
    actions.say_not_fixed(report=report, text="sigue", at=at + timedelta(days=100))
    reactions.forget_words(fact, at + year)
    assert Report.objects.get().text == WORDS  # open again: nothing is forgotten
    actions.resolve(report=report, at=at + timedelta(days=200), by=cast.norma)
    reactions.forget_words(fact, at + year + timedelta(days=200))
    assert Report.objects.get().text == ""
    assert not Entry.objects.exclude(text="").filter(from_reporter=True).exists()


def _fact_of(report: Report) -> ReportFact:
    return ReportFact(
        city_id=report.city_id, city="prueba", report_id=report.pk, report=report.receipt,
        category="street_light", state="resolved", area="N", body="prueba-norte",
    )  # fmt: skip


def test_urgent_report_rings_again_while_nobody_has_seen_it(
    city: City, cast: Cast, facts: Any
) -> None:
    report = filed(city, key="k", at=now(), category="fire")
    assert actions.remind(report=report, at=now()) is True
    actions.acknowledge(report=report, at=now(), by=cast.tito)
    assert actions.remind(report=report, at=now()) is False
    assert facts.names == ["report.filed", "report.overdue", "report.acknowledged"]
