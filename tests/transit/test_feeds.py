"""Feeds in and out of service."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from minga.ground.access import Refused
from minga.ground.clock import now
from minga.kernels.planner import FeedRefused
from minga.territory.models import City
from minga.transit.day_folders import zip_of
from minga.transit.feeds.actions.feeds import import_feed, switch_over, withdraw_version
from minga.transit.feeds.queries.in_service import lines_on, versions_on
from minga.transit.models import Feed, FeedVersion, Line, Moving, Stop
from minga.transit.service_days import day_of
from minga.transit.timetables import days
from tests.cast import Cast
from tests.conftest import FactsSeen
from tests.transit.worlds import HAILED, PLAZA, TIMED, brought, crossing, written

pytestmark = pytest.mark.slow


def test_feed_imported_has_its_lines_and_stops(city: City, feed: Feed) -> None:
    version = feed.versions.get()
    timed, hailed = (Line.objects.get(code=code) for code in (TIMED, HAILED))
    assert (timed.name, timed.operator, timed.hailed, timed.mode) == ("62", "Buses Inés", False, 3)
    assert (hailed.name, hailed.hailed, hailed.colour) == ("Bahías", True, "1D4ED8")
    assert [(way["direction"], way["headsign"]) for way in timed.ways] == [
        (0, "Universidad"),
        (1, "Terminal Poniente"),
    ]
    assert timed.ways[0]["stops"] == ["lineas-a", "lineas-b", "lineas-c", "lineas-e"]
    # A straight street is drawn by its ends.
    assert len(timed.ways[0]["path"]) == 2
    plaza = Stop.objects.get(code="lineas-c")
    assert (plaza.name, plaza.folded, plaza.stop_code) == ("Plaza Norte", "plaza norte", "PC")
    assert plaza.lines == [TIMED]
    assert version.counts == {
        "agencies": 1, "lines": 2, "stops": 6, "trips": 102, "stop_times": 404,
        "frequencies": 2, "shapes": 4, "notices": 0,
    }  # fmt: skip
    assert (version.first_day, version.last_day) == (date(2020, 1, 1), date(2099, 12, 31))
    kept = zip_of(version).parent
    assert {path.name for path in kept.iterdir()} == {"lineas.zip", "lineas.sequences.json"}


def test_feed_imported_can_be_planned_on(city: City, feed: Feed) -> None:
    at = now()
    network = days.network_of(city, day_of(city, at), at=at)
    journeys = network.plan(PLAZA, "lineas:E", 12 * 3600)
    assert [journey.rides for journey in journeys] == [1]
    assert journeys[0].legs[-1].route_id == "lineas:62"


def test_feed_imported_is_told(city: City, facts: FactsSeen, drawn_feed: Path, cast: Cast) -> None:
    before = FactsSeen()
    import_feed(
        city=city, slug="otra", path=drawn_feed, name="Otra", starts_on=date(2026, 1, 1),
        by=cast.olga, at=now(),
    )  # fmt: skip
    event = before.events.get()
    assert (event.name, event.by_id) == ("feed.version_imported", cast.olga.pk)
    assert event.data["feed"] == "otra"
    assert Moving.objects.filter(city=city).exists()  # who planned before reads anew
    assert FeedVersion.objects.get().by == cast.olga


def test_feed_twice_is_one_version(city: City, feed: Feed, drawn_feed: Path) -> None:
    before = FactsSeen()
    again = brought(city, drawn_feed, at=now(), name="Buses de Inés")
    assert (again.is_new, again.version.number) == (False, 1)
    later = brought(city, drawn_feed, at=now(), starts_on=date(2030, 1, 1), name="Otro nombre")
    assert (later.is_new, later.version.number) == (False, 1)
    assert FeedVersion.objects.count() == 1
    assert Line.objects.count() == 2
    assert before.names == []
    feed.refresh_from_db()
    assert feed.name == "Otro nombre"


def test_feed_withdrawn_may_come_again(city: City, feed: Feed, drawn_feed: Path) -> None:
    withdraw_version(version=feed.versions.get(), by=None, at=now())
    again = brought(city, drawn_feed, at=now())
    assert (again.is_new, again.version.number) == (True, 2)


def test_feed_refused_leaves_nothing(
    city: City, tmp_path: Path, facts: FactsSeen, settings: Any
) -> None:
    tables = crossing()
    for row in tables["stop_times"][7:30]:  # more than one in twenty
        row["arrival_time"] = "47:99:00"
    tables["stop_times"][40]["stop_id"] = "nowhere"
    with pytest.raises(FeedRefused) as refused:
        brought(city, written(tmp_path / "bad.zip", tables), at=now())
    notices = refused.value.notices
    assert [(notice.code, notice.row) for notice in notices] == [
        *(("time_invalid", row) for row in range(9, 32)),
        ("stop_unknown", 42),
    ]
    assert [notice.is_error for notice in notices] == [True] * 23 + [False]
    assert facts.names == []
    assert not Feed.objects.exists()
    kept = Path(settings.MINGA_DATA) / "transit"
    assert [path for path in kept.rglob("*") if path.is_file()] == []


def test_feed_refused_leaves_the_old_one_in_service(city: City, feed: Feed, tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"no zip at all")
    with pytest.raises(FeedRefused):
        brought(city, bad, at=now())
    today = day_of(city, now())
    assert versions_on(city, today) == [feed.versions.get()]


def test_feed_over_is_refused(city: City, drawn_feed: Path) -> None:
    with pytest.raises(FeedRefused) as refused:
        brought(city, drawn_feed, at=now(), starts_on=date(2100, 1, 1))
    assert [notice.code for notice in refused.value.notices] == ["calendar_over"]


def test_feed_of_a_stranger_is_refused(city: City, cast: Cast, drawn_feed: Path) -> None:
    for nobody in (cast.stranger, cast.tito):
        with pytest.raises(Refused):
            import_feed(
                city=city, slug="x", path=drawn_feed, name="x", starts_on=date(2026, 1, 1),
                by=nobody, at=now(),
            )  # fmt: skip
    assert not Feed.objects.exists()


def test_version_serves_from_its_day(city: City, feed: Feed, tmp_path: Path) -> None:
    tables = crossing()
    tables["routes"][0]["route_short_name"] = "62 nueva"
    path = written(tmp_path / "next.zip", tables)
    today = day_of(city, now())
    switch = today + timedelta(days=10)
    new = brought(city, path, at=now(), starts_on=switch).version

    def names(day: date) -> list[str]:
        return [line.name for line in lines_on(city, day)]

    assert names(switch - timedelta(days=1)) == ["62", "Bahías"]
    assert names(switch) == ["62 nueva", "Bahías"]
    # Addresses of lines stay.
    assert {line.code for line in lines_on(city, switch)} == {TIMED, HAILED}
    switch_over(version=new, starts_on=today, by=None, at=now())
    assert names(today) == ["62 nueva", "Bahías"]
    withdraw_version(version=new, by=None, at=now())
    assert names(switch) == ["62", "Bahías"]


def test_real_feed_takes_the_place_of_a_demonstration(
    city: City, drawn_feed: Path, feed: Feed
) -> None:
    today = day_of(city, now())
    Feed.objects.filter(pk=feed.pk).update(is_demo=True)
    assert [version.feed.slug for version in versions_on(city, today)] == ["lineas"]
    real = brought(city, drawn_feed, at=now(), slug="oficial").version
    brought(city, drawn_feed, at=now(), slug="satelite")
    assert [version.feed.slug for version in versions_on(city, today)] == ["oficial", "satelite"]
    withdraw_version(version=real, by=None, at=now())
    withdraw_version(version=FeedVersion.objects.get(feed__slug="satelite"), by=None, at=now())
    assert [version.feed.slug for version in versions_on(city, today)] == ["lineas"]


def test_two_feeds_with_the_same_ids_are_planned_together(
    city: City, drawn_feed: Path, feed: Feed
) -> None:
    brought(city, drawn_feed, at=now(), slug="otra")
    at = now()
    day = days.day_of_service(city, day_of(city, at))
    assert set(day.line_code.values()) == {TIMED, HAILED, "otra-62", "otra-bahias"}
    assert day.stop_id["otra-c"] == "otra:C"
    assert len(day.planned.departures("otra:C", 12 * 3600, 4)) == 4
