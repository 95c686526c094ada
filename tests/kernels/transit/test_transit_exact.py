"""Real feeds: every answer equals the unpruned brute force; every leg can be ridden."""

import datetime
import itertools
import json
from pathlib import Path
from random import Random

import pytest

from minga.kernels.planner import Journey, Network
from tests.kernels.transit import naive

PAIRS = 30
FEEDS = {
    # name: zip, queries, day, departure
    "poa": ("poa_eptc.zip", "q_poa.json", datetime.date(2019, 5, 15), 13 * 3600),
    "cdmx": ("cdmx.zip", "q_cdmx.json", datetime.date(2022, 5, 18), 8 * 3600),
    "cochabamba": ("cochabamba.zip", "q_cocha.json", datetime.date(2026, 10, 14), 8 * 3600),
    "trujillo": ("trujillo_omus.zip", "", datetime.date(2026, 10, 14), 8 * 3600),
    "gran_concepcion": ("gran_concepcion.zip", "", datetime.date(2026, 10, 14), 8 * 3600),
}


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.parametrize("name", FEEDS)
def test_journeys_equal_brute_force(name: str, real_data: Path, tmp_path: Path) -> None:
    zipped, queries, day, at = FEEDS[name]
    path = real_data / "gtfs" / zipped
    world = naive.read_world(path, day)
    Network.compile([path], day, tmp_path / name)
    network = Network.open(tmp_path / name)
    if queries:
        pairs = json.loads((real_data / "gtfs" / queries).read_text())[:PAIRS]
    else:
        draw, stops = Random(42), sorted(world.stops)
        pairs = [draw.sample(stops, 2) for _ in range(PAIRS)]
    found = 0
    for origin, target in pairs:
        journeys = network.plan(origin, target, at)
        told = [(journey.rides, journey.arrival_s) for journey in journeys]
        assert told == naive.pareto(world, origin, target, at), (origin, target)
        for journey in journeys:
            hangs_together(journey, origin, target, at)
        found += bool(told)
    assert found > PAIRS // 2


def hangs_together(journey: Journey, origin: str, target: str, at: int) -> None:
    """Legs follow one another in place and time; no walk follows a walk."""
    legs = journey.legs
    assert (legs[0].start.stop_id, legs[-1].end.stop_id) == (origin, target)
    assert at <= journey.departure_s == legs[0].departure_s
    assert legs[-1].arrival_s == journey.arrival_s
    assert sum(leg.kind == "ride" for leg in legs) == journey.rides
    for before, after in itertools.pairwise(legs):
        assert before.end == after.start
        assert before.arrival_s <= after.departure_s
        assert "ride" in (before.kind, after.kind)


@pytest.mark.slow
@pytest.mark.real_data
def test_a_profile_is_never_worse_than_asking_again_and_again(
    real_data: Path, tmp_path: Path
) -> None:
    zipped, queries, day, at = FEEDS["cdmx"]
    Network.compile([real_data / "gtfs" / zipped], day, tmp_path / "city")
    network = Network.open(tmp_path / "city")
    for origin, target in json.loads((real_data / "gtfs" / queries).read_text())[:12]:
        found = network.profile(origin, target, at, 3600)
        for ready in range(at, at + 3600, 397):
            for journey in network.plan(origin, target, ready):
                if journey.departure_s > at + 3600 or not journey.rides:
                    continue
                assert any(
                    other.departure_s >= ready
                    and other.arrival_s <= journey.arrival_s
                    and other.rides <= journey.rides
                    for other in found
                )
