"""The alarm on drawn rides: what rings, when, how often, and what it refuses to believe."""

import math
import random
from dataclasses import replace
from itertools import pairwise

import pytest

from minga.kernels.alarm import (
    Course,
    Effect,
    Fix,
    Kind,
    Stage,
    State,
    begin,
    confirm,
    course_of,
    step,
    wait,
)  # fmt: skip
from minga.kernels.alarm.course import DEGREE_M, cosine
from tests.kernels.riding import ridden

STOP = (-36.83, -73.05)
EAST_M = DEGREE_M * cosine(STOP[0])
RINGS = (Kind.READY, Kind.NOW, Kind.PASSED)
Points = list[tuple[float, float]]


def at(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of metres east and north of the stop."""
    return (STOP[0] + y / DEGREE_M, STOP[1] + x / EAST_M)


def bus(points: Points, speed_ms: float = 10.0, every_s: float = 1.0, from_s: float = 0) -> list:
    """The positions of a bus that goes along points at one speed."""
    legs = [(a, b, math.dist(a, b)) for a, b in pairwise(points)]
    fixes, gone, base = [], 0.0, 0.0
    for (ax, ay), (bx, by), length in legs:
        while gone <= base + length:
            t = (gone - base) / length
            lat, lon = at(ax + (bx - ax) * t, ay + (by - ay) * t)
            fixes.append(Fix(from_s + gone / speed_ms, lat, lon, 5.0))
            gone += speed_ms * every_s
        base += length
    return fixes


def straight() -> Course:
    return course_of(STOP)


def along(points: Points, **told: float) -> Course:
    return course_of(STOP, [at(*point) for point in points], **told)  # type: ignore[arg-type]


def rung(course: Course, fixes: list[Fix], state: State | None = None) -> list[Kind]:
    return [effect.kind for _, effect, _ in ridden(course, fixes, state)]


STREET = [(-3000.0, 0.0), (1000.0, 0.0)]


@pytest.mark.parametrize("course", [straight(), along(STREET)], ids=["straight", "way"])
@pytest.mark.parametrize("speed", [5.0, 10.0, 20.0])
def test_each_stage_rings_once_in_order(course: Course, speed: float) -> None:
    told = ridden(course, bus(STREET, speed))
    assert [effect.kind for _, effect, _ in told] == [Kind.ARMED, *RINGS]
    ready, now = told[1][1].left_m or 0, told[2][1].left_m or 0
    assert ready == pytest.approx(max(300, 90 * speed), abs=2 * speed + 1)
    assert now == pytest.approx(max(200, 45 * speed), abs=speed + 1)


def test_slow_positions_ring_earlier_by_what_happens_between() -> None:
    told = ridden(along(STREET), bus(STREET, 10, every_s=15))
    lefts = {effect.kind: effect.left_m or 0 for _, effect, _ in told}
    assert 900 + 150 - 151 <= lefts[Kind.READY] <= 900 + 150
    assert 450 + 150 - 151 <= lefts[Kind.NOW] <= 450 + 150
    ten = ridden(along(STREET), bus(STREET, 10, every_s=10))
    assert {e.kind: e.left_m or 0 for _, e, _ in ten}[Kind.NOW] <= 451


def test_nothing_rings_at_the_boarding_point() -> None:
    waiting = [Fix(second, *at(-180, 0), 5.0) for second in range(600)]
    assert rung(straight(), waiting) == []
    assert rung(along(STREET), waiting) == []


def test_boarding_near_the_stop_rings_both_at_once_when_the_bus_has_left() -> None:
    told = ridden(straight(), bus([(-280, 0), (400, 0)], 8))
    assert [effect.kind for _, effect, _ in told] == [Kind.ARMED, *RINGS]
    assert told[0][0] == told[1][0] == told[2][0]
    assert told[2][1].left_m == pytest.approx(130, abs=9)


def test_boarding_point_that_is_known_counts_and_not_the_first_position() -> None:
    course = course_of(STOP, board=at(-3000, 0))
    assert rung(course, bus([(-600, 0), (0, 0)])) == [Kind.ARMED, Kind.READY, Kind.NOW]


def test_ride_begun_aboard_rings_without_leaving_anything() -> None:
    fixes = [Fix(0, *at(-150, 0), 5.0)]
    assert rung(straight(), fixes, begin(aboard=True)) == [Kind.READY, Kind.NOW]


def test_early_stage_wants_two_positions_and_the_last_one_only_one() -> None:
    aboard = begin(aboard=True)
    early = Fix(0, *at(-290, 0), 5.0)
    assert rung(straight(), [early], aboard) == []
    assert rung(straight(), [early, replace(early, at_s=1)], aboard) == [Kind.READY]
    far = replace(early, at_s=4, lat=at(0, 178)[0])
    again = replace(early, at_s=8)
    assert rung(straight(), [early, far, again], aboard) == []
    assert rung(straight(), [Fix(0, *at(-190, 0), 5.0)], aboard) == [Kind.READY, Kind.NOW]


def test_red_light_before_the_stop_does_not_shorten_the_warning() -> None:
    coming = bus([(-2000, 0), (-700, 0)], 12)
    held = [replace(coming[-1], at_s=coming[-1].at_s + second) for second in range(1, 21)]
    going = bus([(-700, 0), (200, 0)], 12, from_s=held[-1].at_s)
    told = ridden(straight(), coming + held + going)
    now = next(fix for fix, effect, _ in told if effect.kind is Kind.NOW)
    assert going[0].at_s + 700 / 12 - now.at_s >= 30


def test_street_of_both_directions_rings_on_the_right_side_only() -> None:
    there_and_back = [(-3000, 0), (3000, 0), (3000, 12), (-3000, 12)]
    told = ridden(along(there_and_back, about_m=9000), bus(there_and_back))
    rings = {effect.kind: fix.at_s for fix, effect, _ in told}
    assert list(rings) == [Kind.ARMED, *RINGS]
    assert rings[Kind.NOW] == pytest.approx((9012 - 450) / 10, abs=3)


def test_loop_is_followed_past_its_crossing() -> None:
    eight = [(-2000, -50), (1500, -50), (1500, 1500), (0, 1500), (0, -1500)]
    told = ridden(along(eight, about_m=8000), bus(eight))
    now = next(fix for fix, effect, _ in told if effect.kind is Kind.NOW)
    assert now.at_s == pytest.approx((3500 + 1550 + 1500 + 1500 - 450) / 10, abs=6)


def test_metres_are_of_the_way_and_not_of_the_air() -> None:
    hairpin = [(-200, 3000), (-200, -3000), (0, -3000), (0, 500)]
    told = ridden(along(hairpin), bus(hairpin))
    now = next(effect for _, effect, _ in told if effect.kind is Kind.NOW)
    assert now.left_m == pytest.approx(450, abs=12)
    assert len(told) == 4


def test_detour_falls_back_to_the_straight_line_and_finds_the_way_again() -> None:
    way = [(-4000.0, 0.0), (2000.0, 0.0)]
    detour: Points = [(-4000, 0), (-2500, 0), (-2500, 400), (-1500, 400), (-1500, 0), (300, 0)]
    states = [state for _, _, state in ridden(along(way), bus(detour))]
    assert rung(along(way), bus(detour)) == [Kind.ARMED, *RINGS]
    assert states[-1].tracks
    around: Points = [(-4000, 0), (-900, 0), (-900, 300), (700, 300)]
    assert rung(along(way), bus(around)) == [Kind.ARMED, Kind.READY, Kind.NOW]


def test_tunnel_across_the_stop_tells_all_at_its_end() -> None:
    fixes = [fix for fix in bus([(-3000, 0), (2000, 0)]) if not 120 < fix.at_s < 340]
    for course in (straight(), along([(-3000, 0), (2000, 0)])):
        assert rung(course, fixes) == [Kind.ARMED, *RINGS]


def test_stage_is_never_said_twice_whatever_comes_after() -> None:
    there = bus([(-1500, 0), (0, 0)])
    pacing = bus([(0, 0), (-1200, 0), (0, 0), (-1200, 0)], from_s=200)
    assert rung(straight(), there + pacing).count(Kind.NOW) == 1
    assert rung(straight(), there + pacing).count(Kind.READY) == 1


def test_walking_on_after_getting_off_is_not_passing_the_stop() -> None:
    there = bus([(-1500, 0), (0, 0)], 8)
    afoot = bus([(0, 0), (700, 0)], 1.3, from_s=there[-1].at_s + 5)
    assert rung(straight(), there + afoot) == [Kind.ARMED, Kind.READY, Kind.NOW]


def test_confirmed_ride_says_nothing_more() -> None:
    state = confirm(begin(aboard=True))
    assert rung(straight(), bus(STREET), state) == []
    assert wait(straight(), state, 1e6) == (state, ())


# What is not believed ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        Fix(50, *at(-10, 0), 100.1),
        Fix(50, *at(-10, 0), -1.0),
        Fix(50, math.nan, STOP[1], 5.0),
        Fix(50, STOP[0], math.inf, 5.0),
        Fix(50, 91.0, STOP[1], 5.0),
        Fix(50, STOP[0], 181.0, 5.0),
        Fix(50, *at(-10, 0), math.nan),
        Fix(5, *at(-10, 0), 5.0),
        Fix(10, *at(-10, 0), 5.0),
        Fix(math.nan, *at(-10, 0), 5.0),
        Fix(math.inf, *at(-10, 0), 5.0),
        Fix(12, *at(-10, 0), 5.0),
    ],
    ids=[
        "vague",
        "negative",
        "nan",
        "inf",
        "lat",
        "lon",
        "nan-m",
        "old",
        "same",
        "t",
        "ti",
        "jump",
    ],
)
def test_position_that_cannot_be_rings_nothing(bad: Fix) -> None:
    fixes = [Fix(second, *at(-2500 + 5 * second, 0), 5.0) for second in range(11)]
    assert rung(straight(), [*fixes, bad], begin(aboard=True)) == []


def test_two_positions_that_agree_are_believed_after_a_jump() -> None:
    first = Fix(0, *at(-9000, 0), 40.0)
    real = [Fix(1 + second, *at(-1000 + 10 * second, 0), 5.0) for second in range(120)]
    told = ridden(straight(), [first, *real])
    assert [effect.kind for _, effect, _ in told] == [Kind.ARMED, Kind.READY, Kind.NOW, Kind.PASSED]
    armed = told[0]
    assert armed[0].at_s >= 15, "the wild first position is not where boarding was"


def test_wild_speed_of_the_device_counts_for_little() -> None:
    fixes = bus([(-2600, 0), (-1000, 0)], 10)
    wild = [replace(fix, speed_ms=39.0 if i % 40 == 20 else 10.0) for i, fix in enumerate(fixes)]
    assert Kind.NOW not in rung(straight(), wild)


def test_standing_with_a_bad_receiver_is_not_moving() -> None:
    chance = random.Random(7)
    fixes = [
        Fix(second, *at(-700 + chance.gauss(0, 15), chance.gauss(0, 15)), 20.0)
        for second in range(900)
    ]
    assert rung(straight(), fixes, begin(aboard=True)) == []


# Silence, and the wrong bus ----------------------------------------------------------------------


def test_silence_is_said_once_and_its_end_too() -> None:
    course, state = straight(), begin(aboard=True)
    told: list[Effect] = []
    for fix in bus([(-9000, 0), (-7000, 0)]):
        state, effects = step(course, state, fix)
        told += effects
    assert told == []
    for second in range(200, 400):
        state, effects = wait(course, state, second)
        told += effects
    assert [effect.kind for effect in told] == [Kind.LOST]
    state, effects = step(course, state, bus([(-4900, 0), (-4880, 0)], from_s=410)[0])
    assert [effect.kind for effect in effects] == [Kind.FOUND]


def test_silence_says_when_the_stop_could_be_near() -> None:
    course, state = straight(), begin(aboard=True)
    for fix in bus([(-4000, 0), (-2500, 0)]):
        state, _ = step(course, state, fix)
    told = []
    for second in range(150, 500):
        state, effects = wait(course, state, second)
        told += [(second, effect.kind) for effect in effects]
    assert [kind for _, kind in told] == [Kind.LOST, Kind.BLIND]
    assert told[0][0] == 210
    assert told[1][0] == pytest.approx(150 + (2500 - 450) / 10, abs=2)


def test_silence_from_the_beginning_is_said() -> None:
    course, state = straight(), begin()
    state, first = wait(course, state, 1000.0)
    state, second = wait(course, state, 1059.0)
    state, third = step(course, state, Fix(1060.0, *STOP, 4000.0))
    assert (first, second) == ((), ())
    assert third == (Effect(Kind.LOST, None),)


def test_positions_too_vague_are_silence() -> None:
    vague = [Fix(second, *at(-3000 + 10 * second, 0), 300.0) for second in range(200)]
    assert rung(straight(), vague) == [Kind.LOST]


def test_bus_in_the_other_direction_is_said_once() -> None:
    other_way = bus([(900, 0), (-2900, 0)])
    told = rung(along([(-3000, 0), (3000, 0)]), other_way)
    assert told.count(Kind.BEHIND) + told.count(Kind.BACKWARDS) == 1
    back = bus([(-1200, 0), (-2900, 0)])
    assert rung(along([(-3000, 0), (3000, 0)]), back) == [Kind.ARMED, Kind.BACKWARDS]


def test_stage_only_moves_on() -> None:
    order = list(Stage)
    chance = random.Random(11)
    for _ in range(40):
        course = along([(-3000, 0), (chance.uniform(-500, 3000), chance.uniform(-500, 500))])
        state, second = begin(aboard=chance.random() < 0.5), 0.0
        seen = [state.stage]
        for _ in range(150):
            second += chance.choice([-1, 0, 1, 1, 1, 5, 70])
            point = at(chance.gauss(-500, 900), chance.gauss(0, 300))
            fix = Fix(
                second, *point, chance.choice([None, 5, 60, 99, 500]), chance.choice([None, 9])
            )
            state, _ = step(course, state, fix)
            seen.append(state.stage)
        assert [order.index(stage) for stage in seen] == sorted(order.index(s) for s in seen)


ODD = [0.0, -0.0, 1.0, -1.0, 90.0, -180.0, 1e-300, 1e300, -1e300, math.nan, math.inf, -math.inf]


@pytest.mark.slow
def test_machine_answers_whatever_it_is_given() -> None:
    chance = random.Random(13)
    for _ in range(300):
        odd = lambda: chance.choice([*ODD, chance.uniform(-90, 90)])  # noqa: E731
        real = lambda: chance.uniform(-90, 90)  # noqa: E731
        way = [(real(), real()) for _ in range(chance.randint(0, 6))]
        board = (real(), real()) if chance.random() < 0.5 else None
        course = course_of((real(), real()), way, board=board)
        state, told = begin(), []
        for second in range(60):
            at_s = odd() if chance.random() < 0.2 else float(second)
            maybe = chance.choice([odd(), None])
            state, effects = step(course, state, Fix(at_s, odd(), odd(), odd(), maybe))
            told += [effect.kind for effect in effects]
            state, effects = wait(course, state, odd())
            told += [effect.kind for effect in effects]
        for kind in RINGS:
            assert told.count(kind) <= 1
        rings = [kind for kind in told if kind in RINGS]
        assert rings == list(RINGS[: len(rings)])
