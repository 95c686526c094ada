"""The alarm's page and the few answers behind it: what phones send, and what they must not."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.models import Ride
from minga.transit.realtime.actions.vehicles import Position, place_vehicles
from minga.transit.rules import VehicleSource
from tests.transit.streets import drawn

pytestmark = pytest.mark.django_db
WISH: dict[str, Any] = {
    "line": "micros-10", "way": 0, "stop": [-36.85, -72.95], "board": [-36.85, -73.02],
    "side": "right",
}  # fmt: skip


@pytest.fixture
def client(city: City) -> Client:
    """A phone without an account that holds no token of any form."""
    drawn(city, at=now())
    return Client(enforce_csrf_checks=True)


def post(client: Client, path: str, body: Any = None, handle: str = "") -> Any:
    told = {"Authorization": f"Bearer {handle}"} if handle else {}
    return client.post(
        f"/move/ride/{path}", json.dumps(body), content_type="application/json", headers=told
    )


def asked(client: Client, handle: str) -> Any:
    return client.get("/move/ride/notices", headers={"Authorization": f"Bearer {handle}"})


def put(city: City, lon: float, after_s: float = 0) -> None:
    at = now() + timedelta(seconds=after_s)
    position = Position(
        vehicle_id="a", lat=-36.85, lon=lon, at=at, line="micros-10", direction=0, label="1234"
    )
    place_vehicles(city=city, source=VehicleSource.SIMULATED, positions=[position], at=at)


def test_page_asks_nothing_of_the_address_it_was_called_by(client: Client) -> None:
    """A link from a plan has its destination behind the `#`; even before it nobody looks at it."""
    plain = client.get("/move/ride/").content.decode()
    linked = client.get("/move/ride/?to=micros-este&line=micros-10").content.decode()
    assert "micros-este" not in linked.split("<main")[1]
    assert plain.count("<option") == linked.count("<option")


def test_city_without_lines_is_told_so(city: City) -> None:
    page = Client().get("/move/ride/", headers={"Accept-Language": "en"}).content.decode()
    assert "This city has no lines here yet." in page


def test_lines_come_whole_and_may_be_kept(client: Client) -> None:
    answer = client.get("/move/ride/lines.json", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    told = client.get("/move/ride/lines.json").json()
    assert {stop["name"] for stop in told["stops"]} >= {"Terminal Este", "Avenida del Cruce"}
    ways = client.get("/move/ride/lines/micros-10.json").json()["ways"]
    assert [way["stops"] for way in ways] == [
        ["micros-oeste", "micros-cruce", "micros-este"],
        ["micros-este", "micros-cruce", "micros-oeste"],
    ]


def test_lines_cost_the_same_questions_however_many_there_are(
    city: City, django_assert_max_num_queries: Any
) -> None:
    drawn(city, at=now())
    for slug in ("more", "evenmore"):
        with django_assert_max_num_queries(9):
            Client().get("/move/ride/lines.json")
        drawn(city, at=now(), slug=slug)


@pytest.mark.parametrize("code", ["micros-99", "..%2F..", "%C3%B1", "x" * 300])
def test_line_that_is_none_is_not_found(client: Client, code: str) -> None:
    assert client.get(f"/move/ride/lines/{code}.json").status_code == 404


def test_buses_of_a_way_are_told_so_that_one_can_say_which(client: Client, city: City) -> None:
    """In the way's order, with place, age and label; those of the other way are not."""
    seen = "/move/ride/lines/micros-10/buses.json"
    assert client.get(seen, {"way": 0}).json() == {"buses": []}
    for number, lon, direction in ((1, -73.0, 0), (2, -73.05, None), (3, -72.95, 1)):
        at = now() - timedelta(seconds=20)
        position = Position(
            vehicle_id=f"{number}", lat=-36.85, lon=lon, at=at, line="micros-10",
            direction=direction, label=f"AB-{number}",
        )  # fmt: skip
        place_vehicles(city=city, source=VehicleSource.SIMULATED, positions=[position], at=at)
    answer = client.get(seen, {"way": 0})
    told = answer.json()["buses"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert [(bus["label"], bus["near"]) for bus in told] == [
        ("AB-2", "Avenida del Cruce"), ("AB-1", ""),
    ]  # fmt: skip
    assert told[0]["metres"] < told[1]["metres"]
    assert all(bus["simulated"] and 20 <= bus["heard_s"] < 60 for bus in told)
    begun = post(client, "begin", WISH | {"board": None, "vehicle": told[1]["id"], "side": ""})
    assert (begun.status_code, begun.json()["phase"]) == (201, "aboard")
    for way in ("", "x", "-1", "9", "²", "1" * 400):
        assert client.get(seen, {"way": way}).status_code == 422
    assert client.get("/move/ride/lines/nada/buses.json?way=0").status_code == 404


def test_ride_is_begun_heard_and_ended_with_its_handle(client: Client, city: City) -> None:
    begun = post(client, "begin", WISH)
    assert begun.status_code == 201
    handle = begun.json()["handle"]
    answer = asked(client, handle).json()
    assert (answer["phase"], answer["notices"], answer["heard_s"]) == ("waiting", [], None)
    put(city, -73.03)
    answer = asked(client, handle).json()
    assert [notice["kind"] for notice in answer["notices"]] == ["coming"]
    assert (answer["simulated"], answer["bus"], answer["poll_s"]) == (True, "1234", 3)
    put(city, -73.021, 60)
    answer = asked(client, handle).json()
    assert [notice["kind"] for notice in answer["notices"]] == ["coming", "near", "arriving"]
    assert answer["notices"][-1]["side"] == "left"
    assert post(client, "do/board", handle=handle).json()["phase"] == "aboard"
    again = post(client, "do/next", handle=handle).json()
    assert (again["phase"], again["notices"]) == ("waiting", [])
    assert post(client, "do/end", handle=handle).status_code == 200
    assert not Ride.objects.exists()
    assert asked(client, handle).status_code == 404


@pytest.mark.parametrize("handle", ["", "x", "' OR 1=1", "é", "0" * 5000])
def test_nobody_hears_of_a_ride_without_its_handle(client: Client, handle: str) -> None:
    post(client, "begin", WISH)
    assert asked(client, handle).status_code == 404
    assert post(client, "do/end", handle=handle).status_code == 404
    assert Ride.objects.count() == 1


def test_handle_stands_in_no_address(client: Client) -> None:
    handle = post(client, "begin", WISH).json()["handle"]
    assert client.get(f"/move/ride/notices?handle={handle}").status_code == 404
    assert client.get(f"/move/ride/{handle}/notices").status_code == 404


def test_unknown_verb_changes_nothing(client: Client) -> None:
    handle = post(client, "begin", WISH).json()["handle"]
    assert post(client, "do/burn", handle=handle).status_code == 404
    assert client.get("/move/ride/do/end").status_code == 405
    assert Ride.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("line", 5), ("line", "x" * 200), ("line", "a\u0000b"),
        ("way", -1), ("way", 2), ("way", "0"), ("way", True), ("way", None), ("way", 10**30),
        ("stop", None), ("stop", [1]), ("stop", [91, 0]), ("stop", ["-36", "-73"]),
        ("stop", [True, False]), ("stop", {"lat": 1}), ("stop", [0, 181]),
        ("board", [0]), ("board", "here"), ("side", "up"), ("side", 3), ("vehicle", []),
    ],
)  # fmt: skip
def test_wish_that_cannot_be_is_refused_by_field(client: Client, field: str, value: Any) -> None:
    answer = post(client, "begin", WISH | {field: value})
    assert (answer.status_code, answer.json()) == (422, {"trouble": field})
    assert not Ride.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"[" * 3900, b"\xff\xfe", b'{"a":' + b" " * 5000]
)
def test_body_that_is_no_wish_is_refused(client: Client, body: bytes) -> None:
    answer = client.post("/move/ride/begin", body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (422, {"trouble": "body"})


def test_numbers_that_are_none_are_refused(client: Client) -> None:
    body = json.dumps(WISH).replace("-72.95", "NaN")
    answer = client.post("/move/ride/begin", body, content_type="application/json")
    assert answer.json() == {"trouble": "stop"}


def test_who_is_aboard_says_on_which_vehicle(client: Client, city: City) -> None:
    aboard = WISH | {"board": None}
    assert post(client, "begin", aboard).json() == {"trouble": "vehicle"}
    put(city, -73.0)
    vehicle = city.vehicles.get()
    assert post(client, "begin", aboard | {"vehicle": vehicle.public_id}).status_code == 201
    assert Ride.objects.get().vehicle == vehicle


def test_unknown_line_is_not_found(client: Client) -> None:
    assert post(client, "begin", WISH | {"line": "micros-99"}).status_code == 404


def test_flood_of_rides_from_one_address_is_slowed(client: Client, settings: Any) -> None:
    settings.MINGA_LIMIT_ADDRESS = 60
    answers = [post(client, "begin", WISH).status_code for _ in range(14)]
    assert set(answers[:12]) == {201}
    assert answers[-1] == 429
