"""A simulated fleet: on time, on its line, and never taken for a real one."""

import io
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from minga.ground.clock import now
from minga.territory.actions import redraw
from minga.territory.models import City
from minga.transit import demand, reactions
from minga.transit.feeds.queries.lines import line_named
from minga.transit.models import Feed, Vehicle
from minga.transit.realtime import simulation
from minga.transit.realtime.actions.vehicles import clear_simulated
from minga.transit.realtime.simulation import move_fleet
from minga.transit.service_days import day_of, moment_of
from minga.transit.sharing.queries import on_line
from tests.transit.worlds import HAILED, TIMED

pytestmark = pytest.mark.slow


@pytest.fixture
def morning(city: City, feed: Feed) -> datetime:
    """Today, 8:05 by the city's clock."""
    return moment_of(city, day_of(city, now()), 8 * 3600 + 300)


def test_fleet_runs_on_its_lines_and_says_what_it_is(city: City, morning: datetime) -> None:
    moved = move_fleet(city=city, at=morning)
    assert {vehicle.line for vehicle in moved} == {TIMED, HAILED}
    assert all(vehicle.simulated and vehicle.source == "simulated" for vehicle in moved)
    assert all(vehicle.trip_id and ":" not in vehicle.trip_id for vehicle in moved)
    for bus in moved:
        line = line_named(city, day_of(city, morning), bus.line)
        assert line is not None
        assert bus.direction is not None
        place = on_line(line, bus.direction, bus.lat, bus.lon)
        assert place is not None
        assert place.off_m < 8
        assert bus.bearing == pytest.approx(place.bearing, abs=1)


def test_vehicle_goes_on_from_moment_to_moment(city: City, morning: datetime) -> None:
    first = {vehicle.vehicle_id: vehicle for vehicle in move_fleet(city=city, at=morning)}
    later = {
        vehicle.vehicle_id: vehicle
        for vehicle in move_fleet(city=city, at=morning + timedelta(seconds=20))
    }
    both = first.keys() & later.keys()
    assert len(both) >= 3
    assert {first[key].public_id for key in both} == {later[key].public_id for key in both}
    moved = [
        key for key in both if (first[key].lat, first[key].lon) != (later[key].lat, later[key].lon)
    ]
    assert len(moved) >= 3


def test_few_vehicles_and_one_line(city: City, morning: datetime) -> None:
    assert len(move_fleet(city=city, at=morning, most=2)) == 2
    clear_simulated(city=city)
    assert {vehicle.line for vehicle in move_fleet(city=city, at=morning, line=HAILED)} == {HAILED}
    with pytest.raises(LookupError):
        move_fleet(city=city, at=morning, line="no-such-line")


def test_simulated_positions_go_by_themselves(city: City, morning: datetime) -> None:
    move_fleet(city=city, at=morning)
    reactions.forget_what_moved(morning + simulation.KEPT + timedelta(seconds=1))
    assert not Vehicle.objects.exists()


def test_at_night_nothing_runs(city: City, feed: Feed) -> None:
    night = moment_of(city, day_of(city, now()), 3 * 3600)
    assert move_fleet(city=city, at=night) == []


def test_positions_stay_those_of_now_when_time_is_turned(city: City, morning: datetime) -> None:
    moved = move_fleet(city=city, at=now(), as_of=morning)
    assert moved
    assert all(abs(vehicle.at - now()) < timedelta(minutes=1) for vehicle in moved)


# ------------------------------------------------------------------ the demonstration


@pytest.fixture
def demo(city: City, morning: datetime) -> City:
    city.is_demo = True
    city.save()
    redraw(city=city, at=morning)  # what a process holds of the city is old
    return city


def test_demonstration_moves_only_while_somebody_looks(demo: City, morning: datetime) -> None:
    reactions.move_demonstration(morning)
    assert not Vehicle.objects.exists()
    demand.note_look(demo, at=morning)
    reactions.move_demonstration(morning + timedelta(seconds=5))
    assert Vehicle.objects.filter(simulated=True).exists()
    Vehicle.objects.all().delete()
    reactions.move_demonstration(morning + timedelta(minutes=3))
    assert not Vehicle.objects.exists()


def test_other_cities_never_move_by_themselves(city: City, morning: datetime) -> None:
    demand.note_look(city, at=morning)
    assert not demand.is_looked_at(city, at=morning)
    reactions.move_demonstration(morning)
    assert not Vehicle.objects.exists()


def test_map_that_asks_for_vehicles_is_a_look(demo: City) -> None:
    assert not demand.is_looked_at(demo, at=now())
    assert Client().get("/move/vehicles.geojson").status_code == 200
    assert demand.is_looked_at(demo, at=now())


def test_broken_note_is_no_look(demo: City, morning: datetime) -> None:
    demand.note_look(demo, at=morning)
    demand._file(demo).write_text("??")
    assert not demand.is_looked_at(demo, at=morning)
    demand.note_look(demo, at=morning)
    assert demand.is_looked_at(demo, at=morning)


# ------------------------------------------------------------------ the command


def test_keeper_moves_a_fleet_and_leaves_nothing(
    city: City, morning: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    real = simulation.move_fleet

    def at_eight(**told: Any) -> list[Vehicle]:
        moved = real(**(told | {"as_of": morning}))
        seen.append(Vehicle.objects.filter(simulated=True).count())
        return moved

    monkeypatch.setattr("minga.web.management.drawn.move_fleet", at_eight)
    out = io.StringIO()
    call_command("transit", "simulate", "--vehicles", "3", "--for", "1", stdout=out)
    assert seen == [3]
    assert "3 simulated vehicles" in out.getvalue()
    assert not Vehicle.objects.exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--line", "no-such-line", "--for", "1"], "No line"),
        (["--vehicles", "0"], "Between"),
        (["--speed", "x"], "no number"),
        (["--speed", "0"], "between"),
    ],
)
def test_command_says_what_it_cannot_do(
    city: City, feed: Feed, words: list[str], told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        call_command("transit", "simulate", *words, stdout=io.StringIO())


def test_city_without_service_is_told(city: City) -> None:
    with pytest.raises(CommandError, match="no service"):
        call_command("transit", "simulate", "--for", "1", stdout=io.StringIO())


def test_zone_of_the_city_counts(city: City, morning: datetime) -> None:
    assert morning.astimezone(ZoneInfo("America/Santiago")).hour == 8
