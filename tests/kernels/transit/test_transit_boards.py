"""What leaves next: of stops, of spots where lines are hailed, with realtime news."""

import datetime
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from minga.kernels.planner import Added, Cancelled, Delay, Departure, Network, PlaceUnknown
from tests.kernels.transit import naive
from tests.kernels.transit.drawn import DAY, at, clock_of, feed, network, spot

pytestmark = pytest.mark.slow

WORLD = """
stop A 0 0
stop B 5000 0
stop C 10000 0
trip t1 R daily A 8:00 B 8:10 C 8:20
trip t2 R daily A 8:30 B 8:40/8:42 C 8:50
trip t3 R daily A 9:00 B!p 9:10 C 9:20
trip s1 S daily B 8:41 A 8:55
"""


def board(found: list[Departure]) -> list[tuple[str, str]]:
    return [(clock_of(one.departure_s), one.trip_id) for one in found]


def test_a_stop_tells_what_leaves_it_in_order(tmp_path: Path) -> None:
    city = network(tmp_path, WORLD)
    # t3 takes nobody on at B, and nothing leaves the end of a line.
    assert board(city.departures("B", at("8:00"))) == [
        ("8:10", "t1"), ("8:41", "s1"), ("8:42", "t2"),
    ]  # fmt: skip
    assert board(city.departures("B", at("8:10:01"), most=1)) == [("8:41", "s1")]
    assert city.departures("C", at("7:00")) == []
    assert city.departures("B", at("9:30")) == []
    (first, *_) = city.departures("B", at("8:00"))
    assert (first.route_id, first.route_name, first.place.stop_id) == ("R", "R", "B")
    assert (first.delay_s, first.headway_s, first.hailed) == (None, 0, False)


def test_a_board_refuses_what_is_no_place_or_time(tmp_path: Path) -> None:
    city = network(tmp_path, WORLD)
    with pytest.raises(PlaceUnknown):
        city.departures("nowhere", 0)
    with pytest.raises(ValueError, match="no coordinates"):
        city.departures((99.0, 0.0), 0)
    with pytest.raises(ValueError, match="after_s=1000000000"):
        city.departures("A", 10**9)
    with pytest.raises(ValueError, match="wait='long'"):
        city.departures("A", 0, wait="long")
    assert city.departures((-80.0, 179.0), 0) == []  # the sea
    assert city.departures("A", 0, most=0) == []


def test_headways_are_told_by_the_step_the_expectation_or_the_worst(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        """
        stop A 0 0
        stop B 5000 0
        stop C 9000 0
        trip h R daily A 0:00 B 0:10 C 0:20
        every h 6:00 7:00 1200 0
        every h 7:00 8:00 1800 1""",
    )

    def times(**how: Any) -> list[tuple[str, int]]:
        found = city.departures("B", at("6:21"), **how)
        return [(clock_of(one.departure_s), one.headway_s) for one in found]

    exact = [("7:10", 0), ("7:40", 0)]
    assert times() == [("6:30", 1200), ("6:50", 1200), *exact]
    assert times(wait="expected") == [("6:31", 1200), ("6:51", 1200), ("7:10", 0), ("7:11", 1200),
                                      ("7:40", 0)]  # fmt: skip
    assert times(wait="worst", most=2) == [("6:41", 1200), ("7:01", 1200)]
    for wait in ("timetable", "expected", "worst"):
        (first, *_) = city.departures("B", at("6:21"), wait=wait)
        (leg,) = city.plan("B", "C", at("6:21"), wait=wait)[0].legs
        assert leg.departure_s == first.departure_s


STRAIGHT = """
stop A 0 0
stop B 6000 0
route R continuous_pickup=0 continuous_drop_off=0
shape S 0,0 6000,0
trip t1 R daily A 8:00 B 8:10 shape=S
trip t2 R daily A 8:20 B 8:30 shape=S
stop X 1500 150
stop Y 1500 2000
trip x1 X daily X 8:04 Y 8:09
"""


def test_a_spot_tells_what_can_be_hailed_and_what_leaves_the_stops_around(tmp_path: Path) -> None:
    city = network(tmp_path, STRAIGHT)
    found = city.departures(spot(1500, 100), at("8:00"))
    assert board(found) == [("8:02:30", "t1"), ("8:04", "x1"), ("8:22:30", "t2")]
    assert [one.hailed for one in found] == [True, False, True]
    assert [round(one.metres) for one in found] == [100, 50, 100]
    assert found[0].place.lon == pytest.approx(spot(1500, 0)[1], abs=1e-5)
    # Near its first stop the line comes by once, though it stops there as well.
    assert board(city.departures(spot(100, 0), at("8:00"))) == [
        ("8:00:09", "t1"), ("8:20:09", "t2"),
    ]  # fmt: skip
    assert board(city.departures("X", at("8:00"))) == [("8:04", "x1")]
    assert len(city.departures("X", at("8:00"), within_m=250)) == 3


def test_a_line_that_comes_by_twice_is_told_twice(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        """
        stop A 0 0
        stop B 6000 100
        stop Z 0 200
        route R continuous_pickup=0 continuous_drop_off=0
        shape S 0,0 6000,0 6000,200 0,200
        trip t1 R daily A 8:00 B 8:10:10 Z 8:20:20 shape=S""",
    )
    found = city.departures(spot(3000, 100), at("8:00"))
    assert [clock_of(one.departure_s) for one in found] == ["8:04:59", "8:15:20"]


def test_news_are_told_beside_the_timetable(tmp_path: Path) -> None:
    extra = Added("x1", (("A", at("8:45"), at("8:45")), ("C", at("8:58"), at("8:58"))), "X")
    # t1 becomes so late that t2 overtakes it; s1 does not run.
    news = [Delay("t1", 2400), Delay("t2", 0), Cancelled("s1"), extra]
    city = network(tmp_path, WORLD).changed(news)
    found = city.departures("A", at("8:00"))
    assert [(clock_of(one.departure_s), one.trip_id, one.delay_s) for one in found] == [
        ("8:30", "t2", 0), ("8:40", "t1", 2400), ("8:45", "x1", None), ("9:00", "t3", None),
    ]  # fmt: skip
    found = city.departures("B", at("8:30"))
    assert [(one.trip_id, one.is_cancelled) for one in found] == [
        ("s1", True), ("t2", False), ("t1", False),
    ]  # fmt: skip
    assert clock_of(found[0].departure_s) == "8:41"


def test_a_delayed_trip_is_hailed_when_it_comes(tmp_path: Path) -> None:
    city = network(tmp_path, STRAIGHT).changed([Delay("t1", 1800), Delay("t2", 60)])
    found = city.departures(spot(3000, 0), at("8:00"))
    assert [(clock_of(one.departure_s), one.trip_id, one.delay_s) for one in found] == [
        ("8:26", "t2", 60), ("8:35", "t1", 1800),
    ]  # fmt: skip
    # Overtaken, t1 runs as a line of its own; it is hailed as ever.
    (journey,) = city.plan(spot(1500, 0), spot(4500, 0), at("8:30"))
    assert [(leg.trip_id, leg.departure_s) for leg in journey.legs] == [("t1", at("8:32:30"))]
    (journey,) = city.plan(spot(1500, 0), spot(4500, 0), arrive_by_s=at("8:40"))
    assert journey.legs[0].trip_id == "t1"
    assert [leg.start.lon for leg in journey.legs] == [pytest.approx(spot(1500, 0)[1], abs=1e-5)]


def test_two_feeds_tell_their_own_names(tmp_path: Path) -> None:
    bus = feed(tmp_path / "one.zip", "stop A 0 0\nstop B 900 0\ntrip t R daily A 8:00 B 8:10")
    rail = feed(tmp_path / "two.zip", "stop A 0 90\nstop C 900 0\ntrip t R daily A 8:05 C 8:10")

    def ids(**how: Any) -> list[tuple[str | None, str, str]]:
        Network.compile([bus, rail], DAY, tmp_path / "both", **how)
        both = Network.open(tmp_path / "both")
        found = both.departures(spot(0, 0), at("8:00"))
        for one in found:  # what one is told, one may ask with
            assert both.trips_through(one.route_id)[0].trip_id == one.trip_id
            assert both.changed([Delay(one.trip_id, 60)]).change_counts.used == 1
        return [(one.place.stop_id, one.route_id, one.trip_id) for one in found]

    assert ids() == [("one:A", "one:R", "one:t"), ("two:A", "two:R", "two:t")]
    assert ids(names=["bus", "rail"]) == [
        ("bus:A", "bus:R", "bus:t"), ("rail:A", "rail:R", "rail:t"),
    ]  # fmt: skip
    Network.compile([bus], DAY, tmp_path / "bus", names=["bus"])
    assert Network.open(tmp_path / "bus").plan("bus:A", "bus:B", at("8:00"))
    for names in (["bus"], ["bus", "bus"], ["bus", ""], ["bus", "a:b"]):
        with pytest.raises(ValueError, match="one name"):
            Network.compile([bus, rail], DAY, tmp_path / "no", names=names)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("zipped", "queries", "day", "after"),
    [
        ("poa_eptc.zip", "q_poa.json", datetime.date(2019, 5, 15), "13:00"),
        ("cdmx.zip", "q_cdmx.json", datetime.date(2022, 5, 18), "8:00"),
    ],
)
def test_boards_of_a_city_equal_its_slow_twin(
    real_data: Path, tmp_path: Path, zipped: str, queries: str, day: datetime.date, after: str
) -> None:
    path = real_data / "gtfs" / zipped
    world = naive.read_world(path, day)
    Network.compile([path], day, tmp_path / "city")
    city = Network.open(tmp_path / "city")
    stops = [pair[0] for pair in json.loads((real_data / "gtfs" / queries).read_text())]
    for stop in Random(1).sample(stops, 25):
        told = [
            (departure.departure_s, departure.trip_id)
            for departure in city.departures(stop, at(after))
        ]
        slow = naive.board(world, stop, at(after))
        assert [time for time, _ in told] == [time for time, _ in slow[:20]]
        assert set(told) <= set(slow)
