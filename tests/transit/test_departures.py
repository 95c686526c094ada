"""What leaves a stop or passes a spot, as it runs, and what the pages make of it."""

import importlib.util
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from minga.territory.models import City
from minga.transit import lookup
from minga.transit.actions import raise_revision
from minga.transit.alerts.actions.alerts import AlertCard, open_alert
from minga.transit.day_folders import NoService
from minga.transit.models import Feed, Line, TripUpdate
from minga.transit.service_days import moment_of
from minga.transit.timetables import days
from minga.transit.timetables.departures import Leaving, departures_of, running_of
from tests.kernels.transit import drawn
from tests.transit.worlds import HAILED, PLAZA, TIMED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = date(2026, 11, 18)
HOUR = 3600


def at(city: City, hours: float, day: date = DAY) -> datetime:
    return moment_of(city, day, int(hours * HOUR))


def leaving(city: City, where: Any, hours: float = 8.0, most: int = 20) -> list[Leaving]:
    return departures_of(city, where, at=at(city, hours), most=most)


def clock(one: Leaving) -> str:
    return one.at.strftime("%H:%M")


@pytest.fixture
def eight(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' clock stands at 8:00 on the day of these tests."""
    monkeypatch.setattr(lookup, "now", lambda: at(city, 8).astimezone(UTC))


def page(path: str) -> str:
    answer = Client().get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


# ---------------------------------------------------------------- queries


def test_stop_tells_both_directions_in_order_of_time(feed: Feed, city: City) -> None:
    told = [
        (clock(departure), departure.headsign)
        for departure in leaving(city, "lineas-b")
        if not departure.headway_s
    ]
    assert told[:4] == [
        ("08:05", "Universidad"), ("08:15", "Terminal Poniente"),
        ("08:25", "Universidad"), ("08:35", "Terminal Poniente"),
    ]  # fmt: skip


def test_stop_beside_a_hailed_line_tells_it_once_a_direction(feed: Feed, city: City) -> None:
    hailed = [departure for departure in leaving(city, "lineas-c") if departure.hailed]
    assert sorted(departure.headsign for departure in hailed) == ["Norte", "Sur"]
    assert {
        (departure.headway_s, departure.line.code if departure.line else "") for departure in hailed
    } == {(600, HAILED)}


def test_nobody_hails_a_line_where_it_ends(feed: Feed, city: City) -> None:
    assert {departure.headsign for departure in leaving(city, "lineas-n")} == {"Sur"}
    assert {departure.headsign for departure in leaving(city, "lineas-e")} == {"Terminal Poniente"}


def test_spot_tells_stops_within_reach_and_lines_to_hail(feed: Feed, city: City) -> None:
    spot = drawn.spot(60, -3290)
    departures = leaving(city, spot)
    assert {one.name for one in departures} == {"62", "Bahías"}
    assert all(one.metres <= 400 for one in departures)
    assert leaving(city, drawn.spot(0, -2000))[0].hailed
    assert leaving(city, drawn.spot(2000, -2000)) == []


@pytest.mark.parametrize("where", ["lineas-404", "", "c", (0.0, 0.0), (-36.85, 170.0)])
def test_unknown_places_have_no_departures(feed: Feed, city: City, where: Any) -> None:
    assert leaving(city, where) == []


def test_late_trip_says_who_told_it_and_when(feed: Feed, city: City) -> None:
    reported_at = at(city, 7.95)
    TripUpdate.objects.create(
        feed=feed, trip_id="62-out-6", day=DAY, relation="scheduled", at=reported_at,
        expires_at=reported_at + timedelta(hours=1), calls=[{"position": 0, "delay_s": 180}],
    )  # fmt: skip

    raise_revision(city=city)
    [one] = [departure for departure in leaving(city, "lineas-b") if departure.delay_s is not None]
    assert (clock(one), one.delay_s, one.told_at, one.is_assumed) == (
        "08:08",
        180,
        reported_at,
        False,
    )


def test_a_process_without_reactions_tells_delays_too(
    feed: Feed, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has to be registered first: the module alone, loaded afresh, knows its sources."""
    monkeypatch.setitem(sys.modules, "minga.transit.reactions", None)  # importing it would raise
    spec = importlib.util.find_spec("minga.transit.timetables.live")
    assert spec is not None
    assert spec.loader is not None
    live = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(live)
    reported_at = at(city, 7.95)
    TripUpdate.objects.create(
        feed=feed, trip_id="62-out-6", day=DAY, relation="scheduled", at=reported_at,
        expires_at=reported_at + timedelta(hours=1), calls=[{"position": 0, "delay_s": 180}],
    )  # fmt: skip
    network = days.day_of_service(city, DAY).planned
    [late] = live.changes_of(city, DAY, network, reported_at)
    assert (late.trip_id, late.delay_s) == ("lineas:62-out-6", 180)
    card = AlertCard(
        starts_at=at(city, 8), ends_at=at(city, 9), lines=(TIMED,), delay_s=300,
    )  # fmt: skip
    open_alert(city=city, card=card, at=reported_at, by=None)
    assert len(live.changes_of(city, DAY, network, reported_at)) > 1


def test_delay_by_an_alert_is_said_to_be_assumed(feed: Feed, city: City) -> None:
    card = AlertCard(
        starts_at=at(city, 8), ends_at=at(city, 9), lines=(TIMED,), delay_s=300,
        lat=drawn.spot(-2500, -3300)[0], lon=drawn.spot(-2500, -3300)[1],
    )  # fmt: skip
    open_alert(city=city, card=card, at=at(city, 8), by=None)
    late = [departure for departure in leaving(city, "lineas-b") if departure.delay_s]
    assert clock(late[0]) == "08:10"
    assert all(departure.is_assumed for departure in late)


def test_cancelled_trip_is_told_and_marked(feed: Feed, city: City) -> None:
    card = AlertCard(
        starts_at=at(city, 8), ends_at=at(city, 9), lines=(TIMED,), is_cut=True,
        lat=drawn.spot(-2500, -3300)[0], lon=drawn.spot(-2500, -3300)[1],
    )  # fmt: skip
    open_alert(city=city, card=card, at=at(city, 8), by=None)
    gone = [departure for departure in leaving(city, "lineas-b") if departure.is_cancelled]
    assert [clock(departure) for departure in gone][:1] == ["08:05"]


def test_line_tells_first_last_and_how_often_now(feed: Feed, city: City) -> None:
    line = Line.objects.get(code=TIMED)
    out, back = sorted(running_of(city, line, at=at(city, 8.1)), key=lambda one: one.headsign)[::-1]
    assert (out.headsign, back.headsign) == ("Universidad", "Terminal Poniente")
    assert (out.first.strftime("%H:%M"), out.last.strftime("%H:%M")) == ("06:00", "22:20")
    assert out.following is not None
    assert (out.following.strftime("%H:%M"), out.headway_s, out.trips) == ("08:20", 1200, 50)
    [night, _] = running_of(city, line, at=at(city, 23))
    assert night.following is None
    hailed = running_of(city, Line.objects.get(code=HAILED), at=at(city, 8))
    assert {departure.headway_s for departure in hailed} == {600}


@pytest.mark.parametrize("hours", [3.7, 5.9])
def test_a_headway_is_only_told_in_the_hours_in_which_it_holds(
    feed: Feed, city: City, hours: float
) -> None:
    hailed = [departure for departure in leaving(city, "lineas-c", hours) if departure.hailed]
    # The first ones leave both ends at 6:00 and pass about halfway.
    assert sorted(clock(departure) for departure in hailed) == ["06:09", "06:10"]
    assert {(departure.is_first, departure.every_s) for departure in hailed} == {(True, 0)}
    running = running_of(city, Line.objects.get(code=HAILED), at=at(city, hours))
    timed = running_of(city, Line.objects.get(code=TIMED), at=at(city, hours))
    assert {way.headway_s for way in [*running, *timed]} == {0}
    assert {way.first.strftime("%H:%M") for way in running} == {"06:00"}


def test_a_headway_is_told_while_it_holds_and_not_after_the_last(feed: Feed, city: City) -> None:
    now_leaving = [bus for bus in leaving(city, "lineas-c", 6.5) if bus.hailed]
    assert {(bus.is_first, bus.every_s) for bus in now_leaving} == {(False, 600)}
    line = Line.objects.get(code=HAILED)
    headways = [
        {way.headway_s for way in running_of(city, line, at=at(city, h))} for h in (22.7, 23)
    ]
    assert headways == [{600}, {0}]


@pytest.mark.parametrize("path", ["/move/places/lineas-c/", "/move/board/lineas-c/"])
def test_pages_of_the_night_tell_the_first_of_the_morning(
    feed: Feed, city: City, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(lookup, "now", lambda: at(city, 3.7).astimezone(UTC))
    shown = page(path)
    assert "Nothing leaves now. The first leaves at 06:09." in shown
    assert "every 10 min" not in shown
    monkeypatch.setattr(lookup, "now", lambda: at(city, 8).astimezone(UTC))
    shown = page(path)
    assert "Nothing leaves now" not in shown
    assert "every 10 min" in shown


def test_city_without_feed_has_no_service(city: City) -> None:
    with pytest.raises(NoService):
        departures_of(city, PLAZA, at=at(city, 8))


# ---------------------------------------------------------------- pages


def test_stop_page_tells_times_lines_access_and_ways_on(
    feed: Feed, city: City, eight: None
) -> None:
    text = page("/move/places/lineas-b/")
    assert "Los Aromos" in text
    assert "Stop PB" in text
    assert ">5 min</strong>" in text
    assert "08:05" in text
    assert "by the timetable" in text
    assert 'href="/move/board/lineas-b/"' in text
    assert 'data-follow="place" data-code="lineas-b"' in text
    assert "fromPlace=lineas-b" in text
    assert "toPlace=lineas-b" in text


def test_hailed_line_says_so_and_tells_its_frequency(feed: Feed, city: City, eight: None) -> None:
    text = page("/move/places/lineas-c/")
    assert "Hail it in the street" in text
    assert "every 10 min" in text
    assert "by its frequency" in text


def test_near_tells_departures_distance_and_stops(feed: Feed, city: City, eight: None) -> None:
    lat, lon = drawn.spot(60, -3290)
    text = page(f"/move/near/?lat={lat}&lon={lon}")
    assert "What leaves within 400 metres" in text
    assert "m away" in text
    assert "/move/places/lineas-c/" in text


def test_line_page_tells_when_it_runs(feed: Feed, city: City, eight: None) -> None:
    text = page(f"/move/lines/{TIMED}/")
    assert "about every 20 min" in text
    assert "06:00" in text
    assert "22:20" in text


def test_stop_page_marks_what_is_assumed_and_what_does_not_run(
    feed: Feed, city: City, eight: None
) -> None:
    lat, lon = drawn.spot(-2500, -3300)
    card = AlertCard(
        starts_at=at(city, 7), ends_at=at(city, 10), lines=(TIMED,), delay_s=300, lat=lat, lon=lon,
        words={"es": {"header": "Árbol caído", "text": ""}},
    )  # fmt: skip
    open_alert(city=city, card=card, at=at(city, 7), by=None)
    text = page("/move/places/lineas-b/")
    assert "Árbol caído" in text
    assert "5 min late (assumed, by an alert)" in text
