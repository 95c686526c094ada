"""Rides that the server follows: who is told what, when, once, and that nothing stays."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from minga.ground.geo import distance_m
from minga.kernels.alarm import course_of
from minga.territory.models import City, Place
from minga.transit import privacy, reactions
from minga.transit.alarm.actions import rides
from minga.transit.alarm.kerb_side import side_of
from minga.transit.alarm.queries import directory, metres_of, ride_of, stops_of, ways_in_metres
from minga.transit.models import Line, Ride, RideNotice, Vehicle
from minga.transit.realtime.actions.vehicles import Position, place_vehicles
from minga.transit.rules import Phase, Side, VehicleSource
from tests.conftest import FactsSeen
from tests.transit.streets import drawn

AT = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
BOARD = (-36.85, -73.02)
STOP = (-36.85, -72.95)
SPEED_MS = 12.0
pytestmark = pytest.mark.slow
Lon = float


@pytest.fixture
def line(city: City) -> Line:
    """Line 10, west to east along latitude -36.85."""
    return drawn(city, at=AT).lines.get(route_id="10")


def drive(
    city: City, lons: tuple[Lon, ...], *, after_s: float = 0, name: str = "a", every_s: float = 10,
    lat: float = -36.85, **told: object,
) -> float:  # fmt: skip
    """A bus of line 10 along some longitudes, told every few seconds; the second it arrives."""
    second = after_s
    for west, east in pairwise(lons):
        many = max(1, round(distance_m(lat, west, lat, east) / SPEED_MS / every_s))
        for k in range(many):
            put(city, west + (east - west) * k / many, second, name, lat, **told)
            second += every_s
    return second


def put(
    city: City, lon: float, second: float, name: str = "a", lat: float = -36.85, **told: object
) -> None:
    at = AT + timedelta(seconds=second)
    about = {"line": "micros-10", "direction": 0, "bearing": 90.0} | told
    position = Position(vehicle_id=name, lat=lat, lon=lon, at=at, **about)  # type: ignore[arg-type]
    place_vehicles(city=city, source=VehicleSource.FEED, positions=[position], at=at)


def begun(city: City, line: Line, *, side: Side = Side.UNKNOWN, **told: object) -> rides.Begun:
    wish = {"board": BOARD, "stop": STOP} | told
    return rides.begin_ride(city=city, line=line, way=0, side=side, at=AT, **wish)  # type: ignore[arg-type]


def kinds(ride: Ride) -> list[str]:
    return list(ride.notices.values_list("kind", flat=True))


def test_rider_is_told_of_the_bus_and_of_the_stop_in_order(city: City, line: Line) -> None:
    ride, handle = begun(city, line, side=Side.RIGHT)
    assert kinds(ride) == []
    second = drive(city, (-73.07, -73.0))
    assert kinds(ride) == ["coming", "near", "arriving", "gone"]
    drive(city, (-73.0, -72.92), after_s=second)
    assert kinds(ride) == ["coming", "near", "arriving", "gone", "ready", "now", "passed"]
    by_kind = {notice.kind: notice for notice in ride.notices.all()}
    assert by_kind["arriving"].side == "left"
    assert {one.side for one in by_kind.values() if one.kind != "arriving"} == {""}
    again = ride_of(handle, at=AT)
    assert again is not None
    assert again.state["phase"] == Phase.ABOARD


def test_notices_come_in_time(city: City, line: Line) -> None:
    """Of a bus that tells its place every five seconds, "now" is told half a minute before."""
    ride, _ = begun(city, line)
    drive(city, (-73.07, -72.92), every_s=5)
    by_kind = {notice.kind: notice for notice in ride.notices.all()}
    for kind, lon in (("arriving", BOARD[1]), ("now", STOP[1])):
        arrives_s = distance_m(-36.85, -73.07, -36.85, lon) / SPEED_MS
        warned_s = arrives_s - (by_kind[kind].at - AT).total_seconds()
        assert 30 <= warned_s <= 60, (kind, warned_s)
    assert by_kind["ready"].at < by_kind["now"].at


def test_bus_that_is_known_already_is_told_at_once(city: City, line: Line) -> None:
    put(city, -73.04, 0)
    ride, _ = begun(city, line)
    assert kinds(ride) == ["coming"]
    assert ride.notices.get().distance_m == pytest.approx(1780, rel=0.02)


def test_nearest_bus_before_the_stop_is_meant(city: City, line: Line) -> None:
    put(city, -73.06, 0, "far")
    put(city, -73.0, 0, "beyond")
    put(city, -73.035, 0, "near")
    put(city, -73.03, 0, "other way", direction=1)
    put(city, -73.025, 0, "other line", line="micros-62")
    ride, _ = begun(city, line)
    assert ride.state["bus"] == "feed:near"


def test_bus_that_turns_out_to_go_the_other_way_is_let_go(city: City, line: Line) -> None:
    put(city, -73.03, 0, "empty", direction=None, bearing=None)
    ride, _ = begun(city, line)
    assert ride.state["bus"] == "feed:empty"
    second = drive(city, (-73.03, -73.06), name="empty", direction=None, bearing=None)
    ride.refresh_from_db()
    assert ride.state["bus"] == ""
    assert kinds(ride) == []
    put(city, -73.05, second, "right one")
    ride.refresh_from_db()
    assert ride.state["bus"] == "feed:right one"


def test_next_bus_can_be_waited_for(city: City, line: Line) -> None:
    ride, handle = begun(city, line)
    second = drive(city, (-73.05, -73.0))
    assert kinds(ride)[-1] == "gone"
    rides.await_next(ride=ride, at=AT + timedelta(seconds=second))
    again = ride_of(handle, at=AT)
    assert again is not None
    assert (kinds(again), again.state["phase"], again.state["bus"]) == ([], "waiting", "")
    put(city, -72.99, second + 5)
    drive(city, (-73.06, -73.03), after_s=second, name="b")
    again.refresh_from_db()
    assert again.state["bus"] == "feed:b"


def test_rider_aboard_is_woken_by_the_chosen_vehicle_only(city: City, line: Line) -> None:
    put(city, -73.01, 0)
    vehicle = Vehicle.objects.get()
    ride, _ = begun(city, line, board=None, vehicle=vehicle)
    drive(city, (-73.06, -72.92), name="b")
    assert kinds(ride) == []
    drive(city, (-73.01, -72.94), after_s=5)
    assert kinds(ride) == ["ready", "now", "passed"]


def test_rider_who_got_on_early_is_woken_too(city: City, line: Line) -> None:
    ride, _ = begun(city, line)
    second = drive(city, (-73.05, -73.025))
    rides.board_ride(ride=ride, at=AT + timedelta(seconds=second))
    assert "gone" not in kinds(ride)
    drive(city, (-73.025, -72.94), after_s=second)
    assert kinds(ride)[-3:] == ["ready", "now", "passed"]


def test_each_notice_is_given_once_however_often_the_bus_comes_by(city: City, line: Line) -> None:
    ride, _ = begun(city, line)
    second = drive(city, (-73.07, -72.93))
    before = kinds(ride)
    drive(city, (-73.07, -72.93), after_s=second + 5)
    assert kinds(ride) == before
    assert len(before) == len(set(before))


def test_silence_of_the_bus_is_told_once(city: City, line: Line) -> None:
    ride, _ = begun(city, line)
    second = drive(city, (-73.07, -73.05))
    for later in (30, 70, 75, 400):
        reactions.look_after_rides(AT + timedelta(seconds=second + later))
    assert kinds(ride) == ["coming", "lost"]


def test_vehicle_whose_row_was_made_anew_is_known_again(city: City, line: Line) -> None:
    ride, _ = begun(city, line)
    second = drive(city, (-73.05, -73.0))
    Vehicle.objects.all().delete()
    ride.refresh_from_db()
    assert ride.vehicle is None
    drive(city, (-73.0, -72.94), after_s=second)
    assert kinds(ride)[-2:] == ["now", "passed"]


def test_side_is_the_persons_word_then_the_maps_then_unknown() -> None:
    path = [(-36.85, -73.1), (-36.85, -72.9)]
    south, north = (-36.8502, -73.0), (-36.8498, -73.0)
    kerb = (-36.85003, -73.0)
    sides = {
        (south, None): Side.LEFT, (north, None): Side.RIGHT, (kerb, None): Side.UNKNOWN,
        (south, 270.0): Side.RIGHT,
    }  # fmt: skip
    for (place, bearing), side in sides.items():
        course = course_of(place, path)
        assert side_of(course, bearing=bearing, stands=Side.UNKNOWN) is side
    course = course_of(south, path)
    assert side_of(course, bearing=90.0, stands=Side.LEFT) is Side.RIGHT
    assert side_of(course_of(south), bearing=90.0, stands=Side.UNKNOWN) is Side.UNKNOWN


def test_nothing_is_kept_but_what_the_bus_is_followed_by(city: City, line: Line) -> None:
    _, handle = begun(city, line)
    drive(city, (-73.07, -73.0))
    row = Ride.objects.values().get()
    assert handle not in str(row)
    assert set(row) == {
        "id", "city_id", "digest", "vehicle_id", "line", "direction", "board_lat", "board_lon",
        "lat", "lon", "state", "began_at", "expires_at",
    }  # fmt: skip
    assert set(row["state"]) == {
        "phase", "way", "side", "metres", "bus", "left", "alarm",
    }  # fmt: skip


def test_ride_leaves_no_fact_and_no_row_when_it_ends(
    city: City, line: Line, facts: FactsSeen
) -> None:
    ride, _ = begun(city, line)
    drive(city, (-73.07, -73.0))
    rides.end_ride(ride=ride)
    assert not Ride.objects.exists()
    assert not RideNotice.objects.exists()
    assert facts.names == []


def test_ride_is_forgotten_when_its_time_is_over(city: City, line: Line) -> None:
    ride, handle = begun(city, line)
    assert ride.expires_at - AT == privacy.RETENTION == rides.MAX_RIDE
    other, _ = begun(city, line)
    drive(city, (-73.07, -72.93))
    after = AT + timedelta(minutes=30)
    assert ride_of(handle, at=after) is None, "it passed its stop ten minutes ago"
    put(city, -73.07, 3600)
    reactions.look_after_rides(AT + timedelta(hours=5))
    assert not Ride.objects.filter(pk__in=[ride.pk, other.pk]).exists()


def test_position_that_concerns_nobody_costs_one_question(
    city: City, line: Line, django_assert_num_queries: object
) -> None:
    put(city, -73.0, 0)
    vehicles = list(Vehicle.objects.all())
    with django_assert_num_queries(1):  # type: ignore[operator]
        rides.wake_riders(vehicles=vehicles, at=AT)


def test_directory_names_every_line_and_stop_once(city: City, line: Line) -> None:
    whole_directory = directory(city, AT.date())
    assert [one["name"] for one in whole_directory["lines"]] == ["10", "62"]
    names = [
        whole_directory["stops"][i]["name"] for i in whole_directory["lines"][0]["ways"][0]["stops"]
    ]
    assert names == ["Terminal Oeste", "Avenida del Cruce", "Terminal Este"]


def test_stops_lie_along_the_way_in_its_order(city: City, line: Line) -> None:
    stops = stops_of(line, city, AT.date())
    [there, back] = ways_in_metres(line, stops, city)
    assert there["metres"] == sorted(there["metres"])
    assert there["metres"][1] == pytest.approx(distance_m(-36.85, -73.1, -36.85, -73.05), rel=0.01)
    assert back["metres"] == sorted(back["metres"])


def test_stop_that_a_line_serves_twice_is_found_at_both_passes(city: City, line: Line) -> None:
    stops = stops_of(line, city, AT.date())
    way = {
        "path": [[-73.1, -36.85], [-72.9, -36.85], [-72.9, -36.8501], [-73.1, -36.8501]],
        "stops": ["micros-cruce", "micros-este", "micros-cruce"],
    }
    metres = metres_of(way, stops)
    assert metres[0] == pytest.approx(4450, rel=0.02)
    assert metres[2] == pytest.approx(2 * 17_790 - 4450, rel=0.02)


def test_hailed_line_names_the_known_places_it_passes_in_order(city: City, line: Line) -> None:
    hailed = Line.objects.get(code="micros-62")
    Place.objects.filter(city=city).delete()
    for name, lat, lon, kind in (
        ("Consultorio", -36.88, -73.0505, "salud"), ("Liceo", -36.82, -73.049, "educacion"),
        ("Lejos", -36.85, -73.04, "salud"), ("Avenida larga", -36.85, -73.05, "avenida"),
    ):  # fmt: skip
        Place.objects.create(city=city, name=name, folded=name.lower(), kind=kind, lat=lat, lon=lon)
    [there, back] = ways_in_metres(hailed, stops_of(hailed, city, AT.date()), city)
    assert [place["name"] for place in there["places"]] == ["Liceo", "Consultorio"]
    assert [place["name"] for place in back["places"]] == ["Consultorio", "Liceo"]
    assert there["places"][0]["metres"] == pytest.approx(2224, rel=0.01)
    [timed, _] = ways_in_metres(line, stops_of(line, city, AT.date()), city)
    assert timed["places"] == []
