"""The one writer of vehicles' positions, and who is woken by it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minga.territory.models import City
from minga.transit.models import Vehicle
from minga.transit.realtime.actions import vehicles
from minga.transit.realtime.actions.vehicles import Position, clear_vehicles, place_vehicles
from minga.transit.rules import VehicleSource

AT = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
FEED = VehicleSource.FEED


def bus(name: str = "a", *, after_s: float = 0, lat: float = -36.85) -> Position:
    return Position(vehicle_id=name, lat=lat, lon=-73.0, at=AT + timedelta(seconds=after_s))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    told: list[list[str]] = []

    def wake(*, vehicles: Sequence[Vehicle], at: datetime) -> None:
        told.append([vehicle.vehicle_id for vehicle in vehicles])

    monkeypatch.setattr(vehicles, "wake_riders", wake)
    return told


def test_vehicle_keeps_its_last_position_and_its_public_name(city: City) -> None:
    [first] = place_vehicles(city=city, source=FEED, positions=[bus()], at=AT)
    [second] = place_vehicles(city=city, source=FEED, positions=[bus(after_s=9, lat=-36.8)], at=AT)
    assert (second.pk, second.public_id) == (first.pk, first.public_id)
    assert (second.lat, second.expires_at) == (-36.8, AT + timedelta(seconds=9) + vehicles.KEPT)
    assert Vehicle.objects.count() == 1


def test_vehicle_does_not_go_back_in_time(city: City, heard: list[list[str]]) -> None:
    place_vehicles(city=city, source=FEED, positions=[bus(after_s=9)], at=AT)
    again = [bus(after_s=9, lat=-36.7), bus(after_s=3, lat=-36.7), bus("b")]
    place_vehicles(city=city, source=FEED, positions=again, at=AT)
    assert heard == [["a"], ["b"]]
    assert {vehicle.vehicle_id: vehicle.lat for vehicle in Vehicle.objects.all()} == {
        "a": -36.85,
        "b": -36.85,
    }


def test_newest_of_one_message_stays(city: City) -> None:
    positions = [bus(after_s=5, lat=-36.81), bus(after_s=8, lat=-36.82), bus(after_s=6, lat=-36.83)]
    [moved] = place_vehicles(city=city, source=FEED, positions=positions, at=AT)
    assert moved.lat == -36.82


def test_sources_do_not_share_names(city: City) -> None:
    place_vehicles(city=city, source=FEED, positions=[bus()], at=AT)
    [made] = place_vehicles(
        city=city, source=VehicleSource.SIMULATED, positions=[bus(after_s=-60)], at=AT
    )
    assert made.simulated
    assert Vehicle.objects.filter(simulated=False).count() == 1


def test_riders_that_cannot_be_told_take_no_position_away(
    city: City, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*, vehicles: Sequence[Vehicle], at: datetime) -> None:
        raise ValueError("on purpose")

    monkeypatch.setattr(vehicles, "wake_riders", fail)
    [placed] = place_vehicles(city=city, source=FEED, positions=[bus()], at=AT)
    assert Vehicle.objects.get() == placed
    assert [record.getMessage() for record in caplog.records] == [
        "riders were not told of 1 vehicles"
    ]


def test_nothing_new_calls_nobody(city: City, heard: list[list[str]]) -> None:
    assert place_vehicles(city=city, source=FEED, positions=[], at=AT) == []
    assert heard == []


def test_old_positions_are_forgotten(city: City) -> None:
    place_vehicles(city=city, source=FEED, positions=[bus(), bus("b", after_s=60)], at=AT)
    assert clear_vehicles(at=AT + vehicles.KEPT + timedelta(seconds=30)) == 1
    assert [vehicle.vehicle_id for vehicle in Vehicle.objects.all()] == ["b"]


def test_positions_cost_the_same_queries_however_many(city: City) -> None:
    counts = []
    for many in (3, 30):
        positions = [bus(f"{many}-{number}") for number in range(many)]
        with CaptureQueriesContext(connection) as asked:
            place_vehicles(city=city, source=FEED, positions=positions, at=AT)
        counts.append(len(asked))
    assert counts[0] == counts[1]
