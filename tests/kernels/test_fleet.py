"""A fleet on time: where vehicles are, drawn as text, and a slow twin that asks every second."""

import random
from pathlib import Path

import pytest

from minga.kernels.feedmaking import Days, Period, Way, make_feed
from minga.kernels.fleet import Running, fleet_at
from minga.kernels.planner import Network
from tests.kernels.feedmaking import ABOUT, ALL_DAY, DAY, STRAIGHT, line, spot
from tests.kernels.transit.drawn import at, network

WORLD = """
stop A 0 0
stop B 1000 0
stop C 1000 2000
shape S 0,0 1000,0 1000,2000
trip T1 R daily A 8:00 B 8:05/8:07 C 8:17 shape=S
trip T2 R daily A 8:10 B 8:15/8:17 C 8:27 shape=S
trip L Q daily C 9:00 A 9:30
every L 9:00 10:00 600 0
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return network(tmp_path_factory.mktemp("fleet"), WORLD)


def places(found: list[Running]) -> list[tuple[str, int, int]]:
    """(route, metres east, metres north) of each vehicle."""
    zero = spot(0, 0)
    one = spot(1, 1)
    return sorted(
        (bus.route_id, round((bus.lon - zero.lon) / (one.lon - zero.lon)),
         round((bus.lat - zero.lat) / (one.lat - zero.lat)))
        for bus in found
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("7:59:59", []),
        ("8:00", [("R", 0, 0)]),
        ("8:02:30", [("R", 500, 0)]),
        ("8:06", [("R", 1000, 0)]),
        ("8:12", [("R", 400, 0), ("R", 1000, 1000)]),
        ("8:16:59", [("R", 1000, 0), ("R", 1000, 1997)]),
        ("8:17", [("R", 1000, 0)]),
        ("8:27", []),
        ("9:00", [("Q", 1000, 2000)]),
        ("9:25", [("Q", 167, 333), ("Q", 500, 1000), ("Q", 833, 1667)]),
        ("10:19", [("Q", 33, 67)]),
        ("10:20", []),
    ],
)
def test_vehicles_are_where_the_timetable_says(
    world: Network, clock: str, expected: list[tuple[str, int, int]]
) -> None:
    found = places(fleet_at(world, at(clock)))
    assert [route for route, *_ in found] == [route for route, *_ in expected]
    for told, wanted in zip(found, expected, strict=True):
        assert told[1:] == pytest.approx(wanted[1:], abs=2)


def test_vehicle_looks_where_it_goes_and_says_how_fast(world: Network) -> None:
    [going] = fleet_at(world, at("8:02:30"))
    [standing] = fleet_at(world, at("8:06"))
    assert going.bearing == pytest.approx(90, abs=0.1)
    assert going.speed == pytest.approx(1000 / 300, rel=1e-3)
    assert going.left_s == at("8:17") - at("8:02:30")
    assert standing.speed == 0.0


def test_vehicle_keeps_its_key_while_it_runs(world: Network) -> None:
    keys = {
        bus.key for second in range(at("8:00"), at("8:10"), 7) for bus in fleet_at(world, second)
    }
    assert len(keys) == 1


def test_few_are_chosen_from_all_routes_and_stay_chosen(tmp_path: Path) -> None:
    lines = [line(code, periods=[ALL_DAY]) for code in "abcd"]
    (tmp_path / "feed.zip").write_bytes(make_feed(lines, ABOUT))
    Network.compile([tmp_path / "feed.zip"], DAY, tmp_path / "day")
    net = Network.open(tmp_path / "day")
    every = {bus.key for bus in fleet_at(net, at("9:05"))}
    few = fleet_at(net, at("9:05"), most=5)
    assert len(every) == 8
    assert len(few) == 5
    assert {bus.route_id for bus in few} == set("abcd")
    later = {bus.key for bus in fleet_at(net, at("9:06"), most=5)}
    assert {bus.key for bus in few if bus.left_s > 60} <= later
    only = fleet_at(net, at("9:05"), routes={"b"})
    assert {bus.route_id for bus in only} == {"b"}


@pytest.mark.parametrize("seed", range(6))
def test_headway_lines_run_as_a_slow_count_says(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    periods, start = [], 6 * 3600
    for _ in range(3):
        end = start + chance.randrange(600, 7200)
        periods.append(Period(Days.WEEKDAY, start, end, chance.randrange(60, 1500)))
        start = end + chance.choice([0, 900])
    drawn = line("a", Way("A", "B", STRAIGHT), periods=periods, speed_kmh=chance.uniform(8, 60))
    (tmp_path / "feed.zip").write_bytes(make_feed([drawn], ABOUT))
    Network.compile([tmp_path / "feed.zip"], DAY, tmp_path / "day")
    net = Network.open(tmp_path / "day")
    takes = round(6000 * 3.6 / drawn.speed_kmh)
    starts = [
        start
        for period in periods
        for start in range(period.from_s, period.until_s, period.headway_s)
    ]
    for _ in range(40):
        second = chance.randrange(5 * 3600, 14 * 3600)
        expected = sum(start + 2 <= second < start + takes - 2 for start in starts)
        edge = sum(abs(second - start) <= 2 or abs(second - start - takes) <= 2 for start in starts)
        assert abs(len(fleet_at(net, second)) - expected) <= edge
