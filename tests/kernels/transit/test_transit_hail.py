"""Boarding and alighting anywhere along a shape, on loops too, without stops in between."""

from pathlib import Path

import pytest

from tests.kernels.transit.drawn import at, network, spot, told

pytestmark = pytest.mark.slow

# A bus takes ten minutes for 6 km, 10 m/s; the stops are its two ends.
STRAIGHT = """
stop A 0 0
stop B 6000 0
route R continuous_pickup=0 continuous_drop_off=0
shape S 0,0 6000,0
trip t1 R daily A 8:00 B 8:10 shape=S
trip t2 R daily A 8:20 B 8:30 shape=S
"""


def test_a_line_is_hailed_and_left_between_its_stops(tmp_path: Path) -> None:
    city = network(tmp_path, STRAIGHT)
    (journey,) = city.plan(spot(1500, 119), spot(4500, -239), at("7:55"))
    walk, ride, last = journey.legs
    assert (ride.departure_s, ride.arrival_s) == (at("8:02:30"), at("8:07:30"))
    assert ride.hailed
    assert ride.alighted_along
    assert (walk.arrival_s - walk.departure_s, last.arrival_s - last.departure_s) == (100, 200)
    assert ride.start.stop_id is None
    assert ride.start.lat == pytest.approx(spot(1500, 0)[0], abs=1e-5)
    assert ride.start.lon == pytest.approx(spot(1500, 0)[1], abs=1e-5)
    assert walk.end == ride.start
    # One walks 100 s: whoever leaves later than 8:00:50 takes the next one.
    (later,) = city.plan(spot(1500, 119), spot(4500, -239), at("8:00:51"))
    assert later.legs[1].trip_id == "t2"
    assert city.plan(spot(4500, 0), spot(1500, 0), at("7:55")) == []  # against its way


def test_arriving_by_a_time_hails_too(tmp_path: Path) -> None:
    city = network(tmp_path, STRAIGHT)
    (journey,) = city.plan(spot(1500, 119), spot(4500, -239), arrive_by_s=at("8:31"))
    ahead = city.plan(spot(1500, 119), spot(4500, -239), at("8:05"))
    assert [journey] == ahead
    assert journey.legs[1].trip_id == "t2"


def test_a_profile_knows_every_hailed_departure(tmp_path: Path) -> None:
    city = network(tmp_path, STRAIGHT)
    found = city.profile(spot(1500, 0), spot(4500, 0), at("7:55"), 3600)
    assert [journey.departure_s for journey in found] == [at("8:02:30"), at("8:22:30")]


def test_without_leave_to_hail_there_are_only_the_stops(tmp_path: Path) -> None:
    text = STRAIGHT.replace("continuous_pickup=0", "continuous_pickup=1")
    city = network(tmp_path, text)
    assert city.plan(spot(1500, 0), spot(4500, 0), at("7:55")) == []
    assert told(city.plan("A", spot(4500, 0), at("7:55"))) == [(1, "8:07:30")]


def test_a_whole_feed_can_be_hailed_on_request(tmp_path: Path) -> None:
    text = STRAIGHT.replace("continuous_pickup=0 continuous_drop_off=0", "")
    assert network(tmp_path, text).plan(spot(1500, 0), spot(4500, 0), at("7:55")) == []
    city = network(tmp_path, text, hail_anywhere=True)
    assert told(city.plan(spot(1500, 0), spot(4500, 0), at("7:55"))) == [(1, "8:07:30")]


def test_headway_lines_are_hailed_without_a_timetable(tmp_path: Path) -> None:
    city = network(tmp_path, STRAIGHT.replace("8:20", "9:00").replace("8:30", "9:10")
                   + "every t1 8:00 9:00 300 0\nevery t2 10:00 11:00 300 0")  # fmt: skip
    (journey,) = city.plan(spot(3000, 0), spot(4500, 0), at("8:04"))
    (ride,) = journey.legs
    assert (ride.departure_s, ride.arrival_s, ride.headway_s) == (at("8:05"), at("8:07:30"), 300)


def test_a_loop_is_hailed_where_it_comes_by_again(tmp_path: Path) -> None:
    # Out along y = 0 and back along y = 400: the rider between stands nearer to the way out.
    city = network(
        tmp_path,
        """
        stop A 0 0
        stop B 6000 200
        stop Z 0 400
        route R continuous_pickup=0 continuous_drop_off=0
        shape S 0,0 6000,0 6000,400 0,400
        trip t1 R daily A 8:00 B 8:10:20 Z 8:20:40 shape=S""",
    )
    # Towards A's side only the way back helps, although the way out is nearer.
    (back,) = city.plan(spot(3000, 119), spot(1000, 400), at("7:55"))
    ride = back.legs[1]
    assert ride.departure_s == pytest.approx(at("8:15:40"), abs=1)
    assert ride.start.lat == pytest.approx(spot(3000, 400)[0], abs=1e-5)
    (out,) = city.plan(spot(3000, 119), spot(5000, 0), at("7:55"))
    assert out.legs[1].departure_s == pytest.approx(at("8:05"), abs=1)
    assert back.rides == 1


def test_one_changes_from_a_hailed_line_to_another_at_stops(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        STRAIGHT
        + """
        stop C 6000 100
        stop D 6000 5000
        trip x X daily C 8:15 D 8:25""",
    )
    (journey,) = city.plan(spot(1500, 0), "D", at("7:55"))
    assert (journey.rides, journey.arrival_s) == (2, at("8:25"))
    assert [leg.kind for leg in journey.legs] == ["ride", "walk", "ride"]
