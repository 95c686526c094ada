"""Along a ride: the stops passed, the path ridden, and what passes a place."""

from pathlib import Path

import numpy as np
import pytest

from minga.kernels.planner import Added, Cancelled, Delay, Network
from minga.kernels.transit.compile.shapes import metres_along
from tests.kernels.transit.drawn import at, clock_of, network, spot

pytestmark = pytest.mark.slow

BEND = """
stop A 0 0
stop B 3000 100
stop C 3000 3000
stop D 6000 3000
shape S 0,0 3000,0 3000,3000 6000,3000
trip t1 R daily A 8:00 B 8:05/8:06 C 8:10 D 8:15 shape=S
trip t2 R daily A 9:00 B 9:05/9:06 C 9:10 D 9:15 shape=S
stop E 6000 6000
trip x1 X daily D 8:20 E 8:30
"""


def test_a_leg_names_the_stops_it_passes(tmp_path: Path) -> None:
    city = network(tmp_path, BEND)
    (journey,) = city.plan("B", "E", at("8:00"))
    first, second = journey.legs
    calls = city.calls(first)
    assert [
        (call.place.name, clock_of(call.arrival_s), clock_of(call.departure_s)) for call in calls
    ] == [("B", "8:05", "8:06"), ("C", "8:10", "8:10"), ("D", "8:15", "8:15")]
    assert [call.position for call in calls] == [1, 2, 3]
    assert [call.place.stop_id for call in city.calls(second)] == ["D", "E"]


def test_a_departure_names_the_stops_to_come(tmp_path: Path) -> None:
    city = network(tmp_path, BEND).changed([Cancelled("t2"), Delay("t1", 60, 2)])
    late, gone = city.departures("B", at("8:00"))
    assert [clock_of(call.arrival_s) for call in city.calls(late)] == ["8:05", "8:11", "8:16"]
    assert [clock_of(call.arrival_s) for call in city.calls(gone)] == ["9:05", "9:10", "9:15"]
    assert gone.is_cancelled
    assert city.shape(late) == city.shape(gone)


def test_a_leg_follows_its_shape_and_goes_straight_without_one(tmp_path: Path) -> None:
    city = network(tmp_path, BEND)
    first, second = city.plan("B", "E", at("8:00"))[0].legs
    # B lies beside the shape's first bend; the path begins on the shape.
    near(city.shape(first), [(3000, 100), (3000, 3000), (6000, 3000)])
    near(city.shape(second), [(6000, 3000), (6000, 6000)])
    (walk, *_) = city.plan(spot(0, 50), "B", at("7:50"))[0].legs
    assert city.calls(walk) == ()
    near(city.shape(walk), [(0, 50), (0, 0)])


def near(path: list[tuple[float, float]], metres: list[tuple[float, float]]) -> None:
    assert [value for point in path for value in point] == pytest.approx(
        [value for x, y in metres for value in spot(x, y)], abs=2e-5
    )


def test_a_hailed_leg_begins_and_ends_between_stops(tmp_path: Path) -> None:
    route = "route R continuous_pickup=0 continuous_drop_off=0\n"
    city = network(tmp_path, route + BEND)
    for journeys in (
        city.plan(spot(1000, 0), spot(4000, 3000), at("7:50")),
        city.plan(spot(1000, 0), spot(4000, 3000), arrive_by_s=at("8:30")),
        city.profile(spot(1000, 0), spot(4000, 3000), at("7:50"), 1800),
    ):
        (leg,) = journeys[0].legs
        calls = city.calls(leg)
        assert [call.place.name for call in calls] == ["", "B", "C", ""]
        assert (calls[0].place, calls[-1].place) == (leg.start, leg.end)
        assert (calls[0].departure_s, calls[-1].arrival_s) == (leg.departure_s, leg.arrival_s)
        assert [call.departure_s for call in calls] == sorted(call.departure_s for call in calls)
        near(city.shape(leg), [(1000, 0), (3000, 0), (3000, 3000), (4000, 3000)])
    (one, *_) = city.departures(spot(1000, 0), at("7:50"))
    near(city.shape(one), [(1000, 0), (3000, 0), (3000, 3000), (6000, 3000)])


def test_a_headway_ride_is_timed_by_its_run(tmp_path: Path) -> None:
    city = network(tmp_path, BEND + "every t1 7:00 8:00 600 0\nevery t2 10:00 10:01 60 1")
    for journeys in (
        city.plan("B", "D", at("7:07")), city.plan("B", "D", arrive_by_s=at("7:30")),
    ):  # fmt: skip
        (leg,) = journeys[0].legs
        assert [clock_of(call.arrival_s) for call in city.calls(leg)] == ["7:15", "7:20", "7:25"]
    (leg,) = city.plan("B", "D", at("7:07"), wait="worst")[0].legs
    assert city.calls(leg)[-1].arrival_s == leg.arrival_s == at("7:26")


def test_news_move_the_calls_and_a_leg_of_another_network_is_refused(tmp_path: Path) -> None:
    city = network(tmp_path, BEND)
    extra = Added("x", (("A", at("8:01"), at("8:01")), ("D", at("8:04"), at("8:04"))), "X")
    now = city.changed([Delay("t1", 3700), extra])
    (leg,) = now.plan("A", "D", at("8:30"), max_rides=1)[0].legs
    assert (leg.trip_id, leg.arrival_s) == ("t2", at("9:15"))
    (late,) = now.plan("A", "D", at("9:01"))[0].legs
    assert [clock_of(call.departure_s) for call in now.calls(late)] == [
        "9:01:40", "9:07:40", "9:11:40", "9:16:40",
    ]  # fmt: skip
    assert now.shape(late) == city.shape(city.plan("A", "D", at("8:00"))[0].legs[0])
    (added,) = now.plan("A", "D", at("8:00"))[0].legs
    near(now.shape(added), [(0, 0), (6000, 3000)])
    for leg in (late, added):
        with pytest.raises(ValueError, match="no ride of this network"):
            city.calls(leg)


def passing(city: Network, x: float, y: float, metres: float) -> list[tuple[str, str, str, int]]:
    found = city.lines_near(*spot(x, y), metres)
    return [(one.route_id, one.before.name, one.after.name, round(one.metres)) for one in found]


def test_an_incident_finds_the_routes_it_touches(tmp_path: Path) -> None:
    city = network(tmp_path, BEND)
    assert passing(city, 1500, 20, 30) == [("R", "A", "B", 20)]
    assert passing(city, 1500, 40, 30) == []
    assert passing(city, 3000, 50, 60) == [("R", "A", "C", 0)]  # the stop B lies in it
    assert passing(city, 6010, 3200, 250) == [("X", "D", "E", 10), ("R", "C", "D", 200)]
    assert passing(city, 100_000, 0, 500) == []  # the sea
    with pytest.raises(ValueError, match="no coordinates"):
        city.lines_near(0, 999)


def test_a_way_out_and_back_is_touched_twice(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        """
        stop A 0 0
        stop B 5000 0
        shape S 0,0 5000,0 5000,40 0,40
        trip t R daily A 8:00 B 8:10 A 8:20 shape=S""",
    )
    assert passing(city, 2000, 20, 30) == [("R", "A", "B", 20), ("R", "B", "A", 20)]
    through = city.trips_through("R", near=spot(2000, 20), metres=30)
    assert [one.passes_s for one in through] == pytest.approx([at("8:04"), at("8:16")], abs=1)


def test_an_incident_finds_the_trips_it_touches_and_when(tmp_path: Path) -> None:
    text = BEND.replace("trip x1 X", "trip x1 Xh") + "every x1 7:00 8:00 600 0"
    city = network(tmp_path, text).changed([Delay("t1", 4000), Cancelled("t2")])
    here = spot(1500, 0)
    told = [
        (one.trip_id, clock_of(one.passes_s), one.delay_s, one.is_cancelled)
        for one in city.trips_through("R", near=here)
    ]
    assert told == [("t2", "9:02:25", None, True), ("t1", "9:09:05", 4000, False)]
    assert [one.before.name for one in city.trips_through("R", near=here)] == ["A", "A"]
    assert city.trips_through("R", near=here, until_s=at("9:02:25")) == []
    assert len(city.trips_through("R", near=here, from_s=at("9:02:25"))) == 2
    assert city.trips_through("nothing", near=here) == []
    runs = city.trips_through("Xh", from_s=at("7:15"), until_s=at("7:40"))
    assert [(clock_of(one.passes_s), one.headway_s) for one in runs] == [
        ("7:20", 600),
        ("7:30", 600),
    ]
    half = city.trips_through("Xh", near=spot(6000, 4500), from_s=at("7:15"), until_s=at("7:40"))
    assert [clock_of(one.passes_s) for one in half] == ["7:15", "7:25", "7:35"]


def test_distances_that_the_feed_states_are_believed_where_they_fit(tmp_path: Path) -> None:
    # Out and back along one street: only stated distances tell which pass B's stop is on.
    way = np.array([[0.0, 0.0], [5000.0, 0.0], [0.0, 0.0]])
    places = np.array([[0.0, 0.0], [2000.0, 0.0], [0.0, 0.0]])
    ofs, stop = np.array([0, 3], np.int32), np.array([0, 1, 2], np.int32) * 4
    shape, shape_ofs = np.array([0], np.int32), np.array([0, 3], np.int32)

    def along(dist: list[float], shape_dist: list[float]) -> list[float]:
        told = metres_along(ofs, stop, np.array(dist), shape, shape_ofs, np.array(shape_dist), way,
                            places)  # fmt: skip
        return [round(value) for value in told]

    assert along([0, 8.0, 10.0], [0, 5.0, 10.0]) == [0, 8000, 10000]
    assert along([np.nan] * 3, [np.nan] * 3) == [0, 2000, 10000]
    assert along([0, 1.0, 10.0], [0, 5.0, 10.0]) == [0, 2000, 10000]  # a kilometre astray
    assert along([0, 8.0, 7.0], [0, 5.0, 10.0]) == [0, 2000, 10000]


def test_the_network_knows_its_bounds_and_the_stops_near(tmp_path: Path) -> None:
    city = network(tmp_path, BEND)
    bounds = city.bounds
    assert bounds.has(*spot(3000, 1000))
    assert not bounds.has(*spot(-500, 1000))
    assert (bounds.south, bounds.west) == pytest.approx(spot(0, 0), abs=1e-9)
    found = city.stops_near(*spot(3000, 0), 500)
    assert [(place.name, round(far)) for place, far in found] == [("B", 100)]
    assert city.stops_near(*spot(-50_000, 0)) == []


def test_the_sea_gives_empty_answers(tmp_path: Path) -> None:
    city, sea = network(tmp_path, BEND), (-36.8, -170.0)
    assert city.plan(sea, "A", at("8:00")) == []
    assert city.plan("A", sea, at("8:00")) == []
    assert city.plan(sea, sea, at("8:00"))[0].rides == 0  # one is there already
    assert city.plan(sea, "A", arrive_by_s=at("8:00")) == []
    assert city.profile(sea, "A", at("8:00")) == []
    assert city.reach(sea, at("8:00")).stops() == {}
    assert city.departures(sea, at("8:00")) == []
    for nowhere in ((91.0, 0.0), (0.0, 181.0), (0.0, float("inf")), (float("nan"), 0.0)):
        with pytest.raises(ValueError, match="no coordinates"):
            city.plan(nowhere, "A", at("8:00"))
