"""Changes along the way: from one hailed line to another, to a train and back, without stops."""

import math
from pathlib import Path
from random import Random

import pytest

from minga.kernels.planner import Delay, Network, WalkRules
from tests.kernels.transit.drawn import at, network, spot
from tests.kernels.transit.naive_hail import Drawn, earliest, meetings, stands_alone

pytestmark = pytest.mark.slow

# Two lines cross at (3000, 0); their stops are far away. Both run at 10 m/s.
CROSS = """
stop A 0 0
stop B 6000 0
stop C 3000 -3000
stop D 3000 3000
route R continuous_pickup=0 continuous_drop_off=0
route Q continuous_pickup=0 continuous_drop_off=0
shape SR 0,0 6000,0
shape SQ 3000,-3000 3000,3000
trip r1 R daily A 8:00 B 8:10 shape=SR
trip q1 Q daily C 8:00 D 8:10 shape=SQ
trip q2 Q daily C 8:02 D 8:12 shape=SQ
"""


def test_one_changes_where_two_lines_cross(tmp_path: Path) -> None:
    city = network(tmp_path, CROSS)
    (journey,) = city.plan("A", "D", at("7:50"))
    first, walk, second = journey.legs
    # Both first pass at 8:05; to change takes a minute, so it is the one at 8:07.
    assert (first.arrival_s, walk.arrival_s, second.departure_s) == (
        at("8:05"), at("8:06"), at("8:07"),
    )  # fmt: skip
    assert (second.trip_id, journey.arrival_s, journey.rides) == ("q2", at("8:12"), 2)
    assert first.alighted_along
    assert second.hailed
    assert (walk.start, walk.end) == (first.end, second.start)
    for point in (first.end, second.start):
        assert point.stop_id is None
        assert (point.lat, point.lon) == pytest.approx(spot(3000, 0), abs=1e-5)
    assert [call.place.name for call in city.calls(first)] == ["A", ""]
    assert [call.place.name for call in city.calls(second)] == ["", "D"]
    assert city.plan("A", "D", at("7:50"), max_rides=1) == []
    assert city.plan("A", "C", at("7:50")) == []  # against its way


def test_a_change_along_the_way_is_planned_backwards_and_in_profiles(tmp_path: Path) -> None:
    city = network(tmp_path, CROSS)
    ahead = city.plan("A", "D", at("7:50"))
    assert city.plan("A", "D", arrive_by_s=at("8:12")) == ahead
    assert city.plan("A", "D", arrive_by_s=at("8:11")) == []
    assert city.profile("A", "D", at("7:50"), 1800) == ahead
    assert city.reach("A", at("7:50"), 3600).stops()["D"] == at("8:12")
    both = city.plan(spot(1000, 50), spot(3050, 2000), at("7:50"))
    assert [(one.rides, one.arrival_s) for one in both] == [
        (2, pytest.approx(at("8:11:02"), abs=1))
    ]
    assert [leg.kind for leg in both[0].legs] == ["walk", "ride", "walk", "ride", "walk"]


def test_one_changes_only_where_one_may_alight_and_hail(tmp_path: Path) -> None:
    for old in ("R continuous_pickup=0 continuous_drop_off=0", "Q continuous_pickup=0"):
        new = old.replace("drop_off=0", "drop_off=1") if "R" in old else "Q continuous_pickup=1"
        text = CROSS.replace(f"route {old}", f"route {new}")
        assert network(tmp_path, text).plan("A", "D", at("7:50")) == []


def test_one_changes_no_farther_than_one_walks(tmp_path: Path) -> None:
    text = CROSS.replace("3000,-3000 3000,3000", "6240,-3000 6240,3000").replace(
        "stop C 3000", "stop C 6240").replace("stop D 3000", "stop D 6240")  # fmt: skip
    text += "trip q3 Q daily C 8:12 D 8:22 shape=SQ"
    (journey,) = network(tmp_path, text).plan("A", "D", at("7:50"))
    # To the stop B it is 240 m from the way of Q: 200 s and a minute, rounded up.
    assert (journey.legs[0].arrival_s, journey.legs[1].arrival_s) == (at("8:10"), at("8:15"))
    assert journey.legs[2].trip_id == "q3"
    assert network(tmp_path, text, walks=WalkRules(most_m=200)).plan("A", "D", at("7:50")) == []


def test_one_changes_between_a_train_with_stations_and_a_bus_without_stops(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        """
        stop A 0 0
        stop B 6000 0
        route R continuous_pickup=0 continuous_drop_off=0
        shape S 0,0 6000,0
        trip r1 R daily A 8:00 B 8:10 shape=S
        trip r2 R daily A 9:00 B 9:10 shape=S
        stop Z 2000 5000
        stop Y 2000 100
        stop X 4000 100
        trip t1 T daily Y 8:10 X 8:20 Z 8:40
        trip t2 T daily Z 8:30 Y 9:00""",
    )
    (journey,) = city.plan(spot(500, 0), "Z", at("7:50"))
    bus, walk, train = journey.legs
    # 2000 m are a third of ten minutes; 100 m are 144 s, rounded up to 180.
    assert bus.arrival_s == pytest.approx(at("8:03:20"), abs=1)
    assert (walk.arrival_s - bus.arrival_s, train.trip_id) == (180, "t1")
    assert (walk.end.stop_id, walk.start) == ("Y", bus.end)
    (back,) = city.plan("Z", spot(5000, 0), at("8:25"))
    assert [leg.trip_id for leg in back.legs if leg.kind == "ride"] == ["t2", "r2"]
    assert back.legs[-1].departure_s == pytest.approx(at("9:03:20"), abs=1)
    assert city.profile("Z", spot(5000, 0), at("8:25"), 600) == [back]
    (late,) = city.plan("Z", spot(5000, 0), arrive_by_s=at("9:30"))
    assert [leg.trip_id for leg in late.legs if leg.kind == "ride"] == ["t2", "r2"]


def test_a_late_trip_that_is_overtaken_is_changed_from_and_to(tmp_path: Path) -> None:
    text = CROSS + "trip r2 R daily A 8:10 B 8:20 shape=SR\ntrip q3 Q daily C 8:20 D 8:30 shape=SQ"
    city = network(tmp_path, text).changed([Delay("r1", 900), Delay("q1", 1800)])
    (journey,) = city.plan("A", "D", at("8:11"))
    # r1 passes at 8:20, q3 at 8:25 and the late q1 at 8:35.
    assert [leg.trip_id for leg in journey.legs if leg.kind == "ride"] == ["r1", "q3"]
    later = city.changed([Delay("r1", 1300), Delay("q1", 1800)])
    (journey,) = later.plan("A", "D", at("8:11"))
    assert [leg.trip_id for leg in journey.legs if leg.kind == "ride"] == ["r1", "q1"]
    assert later.plan("A", "D", arrive_by_s=at("8:45")) == [journey]


def test_lines_that_run_side_by_side_are_changed_where_they_meet_and_part(tmp_path: Path) -> None:
    city = network(
        tmp_path,
        """
        stop A 0 0
        stop B 9000 3000
        stop C 0 3000
        stop D 9000 -3000
        route R continuous_pickup=0 continuous_drop_off=0
        route Q continuous_pickup=0 continuous_drop_off=0
        shape SR 0,0 6000,0 9000,3000
        shape SQ 0,3000 3000,0 6000,0 9000,-3000
        trip r1 R daily A 8:00 B 8:20 shape=SR
        trip q1 Q daily C 8:10 D 8:30 shape=SQ""",
    )
    lengths = 6000 + math.hypot(3000, 3000), 3000 + 2 * math.hypot(3000, 3000)
    rows = [row for row in city.tt.hop.tolist() if row[0] == 0]
    metres = sorted((row[2] / 4096 * lengths[0], row[6] / 4096 * lengths[1]) for row in rows)
    assert metres == [
        pytest.approx((3000, math.hypot(3000, 3000)), abs=4),
        pytest.approx((6000, 3000 + math.hypot(3000, 3000)), abs=4),
    ]


def drawn_lines(draw: Random) -> list[Drawn]:
    """Lines of two straight stretches that cross a town of 8 km, their ends far from each other."""
    while True:
        lines = []
        for name in "ABCDE":
            way = [(draw.uniform(-4000, 4000), draw.uniform(-4000, 4000)) for _ in range(3)]
            starts, pace = sorted(draw.sample(range(8 * 3600, 10 * 3600), 9)), draw.uniform(6, 12)
            line = Drawn(name, way, [])
            span = round(line.metres / pace)
            lines.append(Drawn(name, way, [(start, span) for start in starts]))
        if stands_alone(lines, 500.0):
            return lines


def in_order(city: Network, lines: list[Drawn]) -> list[Drawn]:
    """The lines by the network's numbers."""
    by_name = {line.name: line for line in lines}
    return [by_name[city.names.trip(first)[0]] for first in city.tt.trip_ofs[:-1].tolist()]


@pytest.mark.parametrize("seed", range(4))
def test_the_nearest_points_are_those_found_by_sampling(tmp_path: Path, seed: int) -> None:
    drawn = drawn_lines(Random(seed))
    rules = WalkRules(most_m=200.0, round_s=1, extra_s=0)
    city = network(tmp_path, "".join(line.text() for line in drawn), walks=rules)
    lines, met = in_order(city, drawn), 0
    for one, a in enumerate(lines):
        for other, b in enumerate(lines):
            rows = [row for row in city.tt.hop.tolist() if row[0] == one and row[4] == other]
            slow = meetings(a, b, 200.0, 20.0) if a is not b else []
            fast = [
                (row[2] / 4096 * a.metres, row[6] / 4096 * b.metres, row[3] * 1.2) for row in rows
            ]
            for near in slow:  # one or two for each time they meet, as near as can be
                same = [one for one in fast if math.dist(one[:2], near[:2]) < 40]
                assert any(abs(one[2] - near[2]) < 15 for one in same)
            assert len(slow) <= len(fast) <= 2 * len(slow)
            met += len(slow)
    assert met > 1


@pytest.mark.parametrize("seed", range(6))
def test_journeys_with_changes_along_the_way_equal_brute_force(tmp_path: Path, seed: int) -> None:
    draw = Random(100 + seed)
    while True:
        drawn = drawn_lines(draw)
        city = network(tmp_path, "".join(line.text() for line in drawn))
        if len(city.tt.hop) > 7:
            break
    lines, hops, changes = in_order(city, drawn), city.tt.hop.tolist(), 0
    for _ in range(16):
        origin, target = f"{draw.choice(lines).name}0", f"{draw.choice(lines).name}1"
        leave = draw.randrange(8 * 3600, 9 * 3600)
        slow = earliest(lines, hops, origin, target, leave, 6)
        plans = city.plan(origin, target, leave, 6)
        assert [(one.rides, one.arrival_s) for one in plans] == slow
        changes += sum(rides > 1 for rides, _ in slow)
        for journey in plans:
            back = city.plan(origin, target, arrive_by_s=journey.arrival_s)
            assert any(
                one.rides <= journey.rides and one.departure_s >= journey.departure_s
                for one in back
            )
    assert changes > 1
