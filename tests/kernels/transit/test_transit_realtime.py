"""Delays, cancellations and added trips: a snapshot beside the timetable, exact as ever."""

import json
from pathlib import Path
from random import Random

import pytest

from minga.kernels.planner import Added, Cancelled, Delay, Network
from tests.kernels.transit import naive
from tests.kernels.transit.drawn import THREE_TRIPS, at, network, told
from tests.kernels.transit.test_transit_exact import FEEDS

pytestmark = pytest.mark.slow


def legs(city: Network, when: str) -> list[tuple[str, int]]:
    return [(leg.trip_id, leg.arrival_s) for j in city.plan("A", "C", at(when)) for leg in j.legs]


def test_a_delay_moves_a_trip_and_leaves_the_timetable_alone(tmp_path: Path) -> None:
    city = network(tmp_path, THREE_TRIPS)
    late = city.changed([Delay("t1", 300), Delay("t2", 120, 1)])
    assert legs(late, "8:05") == [("t1", at("8:25"))]
    assert legs(late, "8:30") == [("t2", at("8:52"))]
    assert legs(city, "8:05") == [("t2", at("8:50"))]
    assert late.change_counts.used == 2


def test_a_trip_so_late_that_it_is_overtaken_still_runs(tmp_path: Path) -> None:
    late = network(tmp_path, THREE_TRIPS).changed([Delay("t1", 2400)])
    assert legs(late, "8:00") == [("t2", at("8:50"))]
    assert legs(late, "8:35") == [("t1", at("9:00"))]
    assert legs(late, "8:41") == [("t3", at("9:20"))]


def test_a_trip_may_arrive_late_and_leave_in_time(tmp_path: Path) -> None:
    late = network(tmp_path, THREE_TRIPS).changed([Delay("t2", 60, 1, arrival_s=300)])
    calls = late.calls(late.plan("A", "C", at("8:25"))[0].legs[0])
    # It comes five minutes late to B, waits no longer than it must, and is one minute late at C.
    assert [call.arrival_s for call in calls] == [at("8:30"), at("8:45"), at("8:51")]
    early = network(tmp_path, THREE_TRIPS).changed([Delay("t2", 0, 1, arrival_s=-540)])
    assert [j.arrival_s for j in early.plan("A", "B", at("8:25"))] == [at("8:31")]
    far = network(tmp_path, THREE_TRIPS).changed([Delay("t2", 0, 1, arrival_s=10**9)])
    assert far.change_counts.refused == 1


def test_an_early_trip_is_not_lost_to_the_bounds(tmp_path: Path) -> None:
    early = network(tmp_path, THREE_TRIPS).changed([Delay("t2", 0), Delay("t2", -540, 1)])
    assert legs(early, "8:30") == [("t2", at("8:41"))]


def test_a_cancelled_trip_is_skipped_even_the_last(tmp_path: Path) -> None:
    city = network(tmp_path, THREE_TRIPS)
    assert legs(city.changed([Cancelled("t1"), Cancelled("t2")]), "7:50") == [("t3", at("9:20"))]
    gone = city.changed([Cancelled("t3")])
    assert legs(gone, "8:31") == []
    assert gone.plan("A", "C", arrive_by_s=at("10:00"))[0].legs[0].trip_id == "t2"


def test_an_added_trip_is_ridden(tmp_path: Path) -> None:
    extra = Added(
        "x1", (("A", at("8:05"), at("8:05")), ("C", at("8:08"), at("8:08"))), "X", "Centre"
    )
    city = network(tmp_path, THREE_TRIPS).changed([extra])
    (leg,) = city.plan("A", "C", at("8:01"))[0].legs
    assert (leg.trip_id, leg.route_name, leg.headsign, leg.arrival_s) == (
        "x1", "X", "Centre", at("8:08"),
    )  # fmt: skip


def test_what_is_unknown_or_absurd_is_counted_and_passed_over(tmp_path: Path) -> None:
    city = network(tmp_path, THREE_TRIPS)
    odd = city.changed([
        Delay("ghost", 60), Cancelled("ghost"), Delay("t1", 10**9), Added("x", (("A", 5, 4),)),
        Added("y", (("A", 9, 9), ("C", 5, 5))), Added("z", (("A", 9, 9), ("nowhere", 10, 10))),
        Delay("t2", 60, 99),
    ])  # fmt: skip
    assert (odd.change_counts.unknown, odd.change_counts.refused, odd.change_counts.used) == (
        2,
        4,
        1,
    )
    assert told(odd.plan("A", "C", at("8:00"))) == [(1, "8:20")]


@pytest.mark.real_data
def test_a_changed_city_equals_brute_force(real_data: Path, tmp_path: Path) -> None:
    zipped, queries, day, leave = FEEDS["poa"]
    path = real_data / "gtfs" / zipped
    Network.compile([path], day, tmp_path / "poa")
    city = Network.open(tmp_path / "poa")
    world, draw = naive.read_world(path, day), Random(7)
    changes: list[Delay | Cancelled] = []
    for trip in draw.sample(sorted(world.trips), 800):
        a, b = world.ofs[world.trips[trip]], world.ofs[world.trips[trip] + 1]
        if draw.random() < 0.2:
            changes.append(Cancelled(trip))
            world.may[a:b] = 0
        else:
            first, late = draw.randrange(b - a), draw.randrange(-120, 900)
            changes.append(Delay(trip, late, first))
            before = -naive.NONE
            for i in range(a, b):
                shift = late if i - a >= first else 0
                world.arrive[i] = max(world.arrive[i] + shift, before)
                before = world.depart[i] = max(world.depart[i] + shift, world.arrive[i])
    now = city.changed(changes)
    assert len(now.tt.line_trips) > len(city.tt.line_trips)
    pairs = json.loads((real_data / "gtfs" / queries).read_text())[:30]
    differ = 0
    for origin, target in pairs:
        found = [(j.rides, j.arrival_s) for j in now.plan(origin, target, leave)]
        assert found == naive.pareto(world, origin, target, leave), (origin, target)
        differ += found != [(j.rides, j.arrival_s) for j in city.plan(origin, target, leave)]
    assert differ > 5
