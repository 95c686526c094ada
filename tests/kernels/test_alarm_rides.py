"""The alarm on recorded rides, as good and as bad as receivers are.

27 rides of OneBusAway's test resources (Apache-2.0); 18 come within 80 m of their stop.
"""

import random
from pathlib import Path

import pytest

from minga.kernels.alarm import Effect, Fix, Kind, Stage, State, course_of
from tests.kernels.riding import Recorded, broken, noisy, recorded, ridden, thinned

pytestmark = [pytest.mark.real_data, pytest.mark.slow]
EVERY_S = (1, 5, 15)
RECEIVERS = ("good", "noisy", "broken")
Told = list[tuple[Fix, Effect, State]]


@pytest.fixture(scope="module")
def rides() -> list[Recorded]:
    from tests.conftest import REAL_DATA

    found = recorded(Path(REAL_DATA) / "ride-traces")
    assert len(found) == 27
    assert sum(ride.arrival_s is not None for ride in found) == 18
    return found


def received(ride: Recorded, every_s: float, receiver: str) -> list[Fix]:
    """What a receiver makes of a ride: 15 m of noise; gaps, duplicates, late and wild ones."""
    chance = random.Random(f"{ride.name} {every_s} {receiver}")
    fixes = thinned(ride.fixes, every_s)
    if receiver != "good":
        fixes = noisy(fixes, chance, 15.0)
    return broken(fixes, chance) if receiver == "broken" else fixes


def replay(ride: Recorded, every_s: float, receiver: str) -> Told:
    return ridden(course_of(ride.stop), received(ride, every_s, receiver))


def rings(told: Told) -> list[Kind]:
    return [effect.kind for _, effect, _ in told if effect.kind in (Kind.READY, Kind.NOW)]


@pytest.mark.parametrize("receiver", RECEIVERS)
@pytest.mark.parametrize("every_s", EVERY_S)
def test_no_stop_is_missed_and_each_stage_rings_once_in_order(
    rides: list[Recorded], every_s: float, receiver: str
) -> None:
    arriving = [ride for ride in rides if ride.arrival_s is not None]
    told = {ride.name: rings(replay(ride, every_s, receiver)) for ride in arriving}
    assert told == {name: [Kind.READY, Kind.NOW] for name in told}


def test_now_comes_half_a_minute_before_the_stop(rides: list[Recorded]) -> None:
    warned = []
    for ride in rides:
        for every_s in EVERY_S:
            for receiver in RECEIVERS:
                if ride.arrival_s is None:
                    continue
                told = replay(ride, every_s, receiver)
                now = next(fix for fix, effect, _ in told if effect.kind is Kind.NOW)
                warned.append(ride.arrival_s - now.at_s)
    assert len(warned) == 162
    assert sum(before >= 30 for before in warned) >= 0.95 * len(warned)
    assert min(warned) >= 29


@pytest.mark.parametrize("receiver", RECEIVERS)
@pytest.mark.parametrize("every_s", EVERY_S)
def test_nothing_rings_before_its_distance(
    rides: list[Recorded], every_s: float, receiver: str
) -> None:
    """Held to the recording itself: its best speed of the last two minutes, its true distance."""
    for ride in rides:
        for fix, effect, state in replay(ride, every_s, receiver):
            least, seconds = {Kind.READY: (300, 90), Kind.NOW: (200, 45)}.get(effect.kind, (0, 0))
            if not seconds:
                continue
            assert state.stage is not Stage.WAITING
            recent = [one for one in ride.good if fix.at_s - 120 <= one.at_s <= fix.at_s + 1]
            best_ms = max(speed_around(ride, one) for one in recent)
            gap = sorted(state.gaps_s)[len(state.gaps_s) // 2] if state.gaps_s else 0
            allowed = max(least, seconds * best_ms) + (gap * best_ms if gap > 10 else 0)
            assert ride.metres(recent[-1]) <= allowed * 1.15 + 60, (ride.name, effect.kind)


def speed_around(ride: Recorded, fix: Fix) -> float:
    """The speed over the ten seconds about a position, from the recording."""
    near = [one for one in ride.good if abs(one.at_s - fix.at_s) <= 5]
    first, last = near[0], near[-1]
    told = fix.speed_ms or 0.0
    if last.at_s - first.at_s < 3:
        return told
    alike = Recorded("", (last.lat, last.lon), [])
    return max(told, alike.metres(first) / (last.at_s - first.at_s))


def test_some_of_the_rides_that_do_not_arrive_stay_silent(rides: list[Recorded]) -> None:
    """Those that end before the distance of a stage is reached must not ring it."""
    others = [ride for ride in rides if ride.arrival_s is None]
    assert len(others) == 9
    silent = [ride.name for ride in others if Kind.NOW not in rings(replay(ride, 1, "good"))]
    assert silent == ["nav_trip23c", "nav_trip7"]
