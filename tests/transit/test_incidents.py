"""What the control room confirms in the street warns the lines that pass there."""

from datetime import timedelta
from typing import Any

import pytest

from minga.ground import worker
from minga.ground.clock import now
from minga.ground.models import Event
from minga.reports import actions
from minga.reports.models import Report
from minga.territory.models import City
from minga.transit.alerts.actions.alerts import AlertCard, change_alert, close_alert
from minga.transit.alerts.actions.incidents import follow_incident
from minga.transit.alerts.rules import INCIDENTS, is_confirmed
from minga.transit.models import Alert
from tests.cast import Cast
from tests.transit.streets import CROSSING, EAST_OF_IT, NORTH_OF_IT, OFF_ALL, drawn
from tests.world import filed

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=10)


def heard() -> None:
    while worker.run_due(at=now() + timedelta(minutes=1)):
        pass


def crash(
    city: City, key: str = "k", place: tuple[float, float] = CROSSING, kind: str = "accident"
) -> Report:
    return filed(city, key=key, at=now(), category=kind, place=place)


def lines_of(alert: Alert) -> list[str]:
    return sorted(alert.informed.values_list("line", flat=True))


@pytest.mark.parametrize(
    ("state", "hidden", "by_official", "confirmed"),
    [
        ("received", False, True, False),
        ("acknowledged", False, False, True),
        ("assigned", False, True, True),
        ("started", False, True, True),
        ("started", True, True, False),
        ("resolved", False, True, False),
        ("dismissed", False, True, False),
        ("reopened", False, False, False),
        ("reopened", False, True, True),
        ("nonsense", False, True, False),
    ],
)
def test_report_is_confirmed_by_an_official_alone(
    state: str, hidden: bool, by_official: bool, confirmed: bool
) -> None:
    assert is_confirmed(state, hidden=hidden, by_official=by_official) is confirmed


def test_incident_is_silent_until_it_is_confirmed(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    report = crash(city)
    heard()
    assert not Alert.objects.exists()
    actions.acknowledge(report=report, at=now(), by=cast.tito)
    heard()
    alert = Alert.objects.get()
    assert (alert.report, alert.category, alert.cause) == (report.receipt, "accident", "accident")
    assert (alert.delay_s, alert.source) == (INCIDENTS["accident"].delay_s, "report")
    assert lines_of(alert) == ["micros-10", "micros-62"]
    assert alert.ends_at == alert.starts_at + INCIDENTS["accident"].lasts


def test_incident_touches_only_the_lines_that_pass_there(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    for key, place in (("e", EAST_OF_IT), ("n", NORTH_OF_IT), ("o", OFF_ALL)):
        actions.acknowledge(report=crash(city, key, place), at=now(), by=cast.tito)
    heard()
    told = sorted(lines_of(alert) for alert in Alert.objects.all())
    assert told == [["micros-10"], ["micros-62"]]


def test_line_forty_metres_away_is_touched_and_one_farther_is_not(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    for key, metres in (("near", 38), ("far", 43)):
        place = (-36.85 + metres / 111_195, -72.95)
        actions.acknowledge(report=crash(city, key, place), at=now(), by=cast.tito)
    heard()
    assert [lines_of(alert) for alert in Alert.objects.all()] == [["micros-10"]]


def test_other_kinds_and_places_unknown_warn_nobody(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    litter = crash(city, "r", kind="rubbish")
    nowhere = filed(city, key="w", at=now(), category="accident", place=None, address="por ahí")
    for report in (litter, nowhere):
        actions.acknowledge(report=report, at=now(), by=cast.tito)
    heard()
    assert not Alert.objects.exists()


def test_broken_stop_touches_the_stop_and_delays_nobody(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    actions.acknowledge(report=crash(city, kind="bus_stop"), at=now(), by=cast.tito)
    heard()
    alert = Alert.objects.get()
    assert list(alert.informed.values_list("line", "stop")) == [("", "micros-cruce")]
    assert alert.delay_s == 0


@pytest.mark.parametrize("end", ["resolve", "dismiss", "hide"])
def test_alert_ends_with_its_report(city: City, cast: Cast, facts: Any, end: str) -> None:
    drawn(city, at=now())
    report = crash(city)
    actions.acknowledge(report=report, at=now(), by=cast.tito)
    heard()
    extra = {} if end == "resolve" else {"reason": "nada"}
    getattr(actions, end)(report=report, at=now(), by=cast.tito, **extra)
    heard()
    assert Alert.objects.get().state == "closed"
    assert [name for name in facts.names if name.startswith("alert.")] == [
        "alert.opened", "alert.closed",
    ]  # fmt: skip


def test_alert_returns_when_the_report_is_shown_again(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    report = crash(city)
    actions.acknowledge(report=report, at=now(), by=cast.tito)
    actions.hide(report=report, reason="nada", at=now(), by=cast.tito)
    heard()
    assert not Alert.objects.exists()
    actions.unhide(report=report, reason="sí", at=now(), by=cast.tito)
    heard()
    assert Alert.objects.get().state == "open"


def test_reopening_warns_when_an_official_does_it_not_when_the_reporter_does(
    city: City, cast: Cast
) -> None:
    drawn(city, at=now())
    reports = [crash(city, key) for key in ("theirs", "ours")]
    for report in reports:
        actions.acknowledge(report=report, at=now(), by=cast.tito)
        actions.resolve(report=report, text="", at=now(), by=cast.tito)
    actions.say_not_fixed(report=reports[0], text="sigue", at=now())
    actions.reopen(report=reports[1], at=now(), by=cast.tito)
    heard()
    assert list(Alert.objects.values_list("report", "state")) == [(reports[1].receipt, "open")]


def test_moved_incident_touches_other_lines(city: City, cast: Cast, facts: Any) -> None:
    drawn(city, at=now())
    report = crash(city, place=EAST_OF_IT)
    actions.acknowledge(report=report, at=now(), by=cast.tito)
    heard()
    lat, lon = NORTH_OF_IT
    actions.place(report=report, lat=lat, lon=lon, at=now(), by=cast.tito)
    heard()
    alert = Alert.objects.get()
    assert (lines_of(alert), alert.lat, alert.state) == (["micros-62"], lat, "open")
    assert facts.names[-1] == "alert.changed"
    actions.place(report=report, lat=OFF_ALL[0], lon=OFF_ALL[1], at=now(), by=cast.tito)
    heard()
    assert Alert.objects.get().state == "closed"


def test_hearing_a_fact_twice_changes_nothing(city: City, cast: Cast, facts: Any) -> None:
    drawn(city, at=now())
    report = crash(city)
    actions.acknowledge(report=report, at=now(), by=cast.tito)
    for _ in range(3):
        follow_incident(city=city, report=report.receipt, at=now())
    heard()
    assert Alert.objects.count() == 1
    assert facts.names.count("alert.opened") == 1
    assert "alert.changed" not in facts.names


def test_a_fact_heard_late_does_not_undo_a_newer_one(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    report = crash(city)
    actions.acknowledge(report=report, at=now(), by=cast.tito)
    actions.resolve(report=report, text="", at=now(), by=cast.tito)
    follow_incident(city=city, report=report.receipt, at=now())  # the acknowledgement, late
    heard()
    assert not Alert.objects.exists()


def test_official_word_renews_and_silence_ends(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    report = crash(city)
    start = now()
    actions.acknowledge(report=report, at=start, by=cast.tito)
    heard()
    actions.start(report=report, at=start + LATER, by=cast.tito)
    follow_incident(city=city, report=report.receipt, at=start + LATER)
    alert = Alert.objects.get()
    lasts = INCIDENTS["accident"].lasts
    assert (alert.starts_at, alert.ends_at) == (start, start + LATER + lasts)
    worker.run_periodic_jobs(at=start + lasts)
    assert Alert.objects.get().state == "open"
    worker.run_periodic_jobs(at=start + LATER + lasts)
    assert Alert.objects.get().state == "closed"
    follow_incident(city=city, report=report.receipt, at=start + LATER + lasts)
    assert Alert.objects.get().state == "closed"


def test_what_an_official_wrote_into_the_alert_stays(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    report = crash(city)
    actions.acknowledge(report=report, at=now(), by=cast.tito)
    heard()
    alert = Alert.objects.get()
    card = AlertCard(
        starts_at=alert.starts_at, ends_at=now() + timedelta(days=1), is_cut=True,
        words={"es": {"header": "Ruta cortada"}}, lines=("micros-10",), lat=alert.lat,
        lon=alert.lon,
    )  # fmt: skip
    change_alert(alert=alert, card=card, at=now(), by=cast.olga)
    actions.start(report=report, at=now(), by=cast.tito)
    heard()
    kept = Alert.objects.get()
    assert (kept.is_cut, kept.words, kept.ends_at) == (True, card.words, card.ends_at)
    assert lines_of(kept) == ["micros-10"]


def test_what_an_official_closed_opens_only_when_confirmed_anew(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    report = crash(city)
    actions.acknowledge(report=report, at=now(), by=cast.tito)
    heard()
    close_alert(alert=Alert.objects.get(), at=now(), by=cast.tito)
    actions.start(report=report, at=now(), by=cast.tito)
    heard()
    assert Alert.objects.get().state == "closed"
    actions.resolve(report=report, text="", at=now(), by=cast.tito)
    actions.reopen(report=report, at=now(), by=cast.tito)
    heard()
    assert Alert.objects.get().state == "open"


def test_report_of_another_city_touches_no_line_here(city: City, cast: Cast) -> None:
    from tests.world import small_city

    drawn(city, at=now())
    other = small_city(at=now(), slug="otra", name="Otra ciudad")
    report = crash(other)
    Event.objects.filter(subject=report.receipt).update(name="report.acknowledged")
    follow_incident(city=city, report=report.receipt, at=now())
    follow_incident(city=other, report=report.receipt, at=now())
    assert not Alert.objects.exists()
