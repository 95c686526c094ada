"""The way of a ride: metres, passes and windows, beside a slow twin."""

import random
from math import cos, hypot, radians

import pytest

from minga.kernels.alarm import course_of
from minga.kernels.alarm.course import DEGREE_M, Course, advance, cosine, passes, point_at
from tests.kernels.naive_alarm import cheapest, nearest

STOP = (-36.83, -73.05)
EAST_M = DEGREE_M * cosine(STOP[0])


def at(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of metres east and north of the stop."""
    return (STOP[0] + y / DEGREE_M, STOP[1] + x / EAST_M)


def drawn(*points: tuple[float, float], **told: float) -> Course:
    """A course along points in metres from the stop."""
    return course_of(STOP, [at(*point) for point in points], **told)  # type: ignore[arg-type]


def wandering(chance: random.Random) -> Course:
    """A way of some kilometres that turns and crosses itself."""
    x, y = chance.uniform(-2000, 2000), chance.uniform(-2000, 2000)
    points = [(x, y)]
    for _ in range(chance.randint(2, 25)):
        x += chance.uniform(-500, 500)
        y += chance.uniform(-500, 500)
        points.append((x, y))
    return drawn(*points)


@pytest.mark.parametrize("degrees", range(-90, 91, 5))
def test_cosine_is_true(degrees: int) -> None:
    assert cosine(degrees) == pytest.approx(max(cos(radians(degrees)), 1e-6), abs=1e-11)


def test_metres_are_true_near_the_stop() -> None:
    x, y = drawn((0, 0), (1000, 0)).point(*at(300, -400))
    assert (x, y) == pytest.approx((300, -400), abs=1e-6)


def test_date_line_is_crossed_by_the_short_way() -> None:
    course = course_of((-18.0, 179.999))
    x, _ = course.point(-18.0, -179.999)
    assert x == pytest.approx(0.002 * course.east_m, rel=1e-6)


@pytest.mark.slow
def test_window_gives_what_the_slow_twin_gives() -> None:
    chance = random.Random(4)
    for _ in range(20):
        course = wandering(chance)
        on = point_at(course, chance.uniform(0, course.at_m[-1]))
        point = (on[0] + chance.gauss(0, 25), on[1] + chance.gauss(0, 25))
        low = chance.uniform(-50, course.at_m[-1] - 20)
        window = (low, low + chance.uniform(30, 2500))
        expected = chance.uniform(low - 200, window[1] + 200)
        here = advance(course, point, window, expected, 1e9)
        assert here is not None
        assert window[0] <= here[1] <= window[1]
        # The twin looks at every point, the kernel at the nearest one of each segment.
        off, _ = nearest(course, point, window)
        weighs = here[0] + 0.1 * abs(here[1] - expected)
        assert here[0] >= off - 0.5
        assert cheapest(course, point, window, expected) - 0.5 <= weighs
        assert weighs <= off + 0.1 * abs(nearest(course, point, window)[1] - expected) + 0.6


@pytest.mark.slow
def test_pass_is_found_wherever_the_twin_finds_a_nearest_point() -> None:
    chance = random.Random(5)
    for _ in range(20):
        course = wandering(chance)
        off, along = nearest(course, (0.0, 0.0), (0.0, course.at_m[-1]))
        found = passes(course, (0.0, 0.0), None)
        best = min(found)
        assert best[0] == pytest.approx(off, abs=0.5)
        # Another pass may be as near; else it is this one.
        assert any(abs(one[1] - along) < 1.5 for one in found if one[0] <= off + 0.5)
        assert [one[1] for one in found] == sorted(one[1] for one in found)


def test_street_of_both_directions_is_passed_twice() -> None:
    course = drawn((-2000, 0), (3000, 0), (3000, 10), (-2000, 10))
    assert [round(along) for _, along in passes(course, (0.0, 0.0), 100)] == [2000, 8010]
    assert course.stop_m == pytest.approx(2000)


def test_timetable_says_which_pass_is_meant() -> None:
    there_and_back = [(-2000, 0), (3000, 0), (3000, 10), (-2000, 10)]
    assert round(drawn(*there_and_back, about_m=7700).stop_m) == 8010
    assert round(drawn(*there_and_back, about_m=2200).stop_m) == 2000


def test_first_pass_after_boarding_is_meant() -> None:
    points = [at(-2000, 0), at(3000, 0), at(3000, 10), at(-2000, 10)]
    before = course_of(STOP, points, board=at(-1000, 0))
    assert (round(before.stop_m), round(before.board_m or 0)) == (2000, 1000)
    after = course_of(STOP, points, board=at(2000, 60))
    assert (round(after.stop_m), round(after.board_m or 0)) == (8010, 6010)


def test_stop_off_the_way_is_its_nearest_point() -> None:
    course = drawn((-1000, 80), (1000, 80))
    assert course.stop == pytest.approx((0, 80), abs=0.01)


@pytest.mark.parametrize("way", [[], [STOP], [STOP, STOP, STOP]])
def test_way_that_is_none_leaves_the_straight_line(way: list[tuple[float, float]]) -> None:
    assert course_of(STOP, way).way == ()


def test_points_that_repeat_change_nothing() -> None:
    once = drawn((-500, 0), (0, 0), (0, 500))
    again = drawn((-500, 0), (-500, 0), (0, 0), (0, 0), (0, 500))
    assert once == again
    assert hypot(*once.stop) < 1e-6
