"""The planning API: MOTIS's names, our fields, and what it refuses."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.models import Feed
from minga.transit.planning import api, shapes
from minga.transit.planning.polyline import decoded, encoded
from minga.transit.planning.queries import search
from minga.transit.service_days import moment_of
from tests.kernels.transit import drawn
from tests.transit.worlds import HAILED, TIMED

pytestmark = pytest.mark.slow  # a day is compiled
Ask = Callable[..., Any]


def text(x: float, y: float) -> str:
    lat, lon = drawn.spot(x, y)
    return f"{lat:.6f},{lon:.6f}"


WEST, EAST = text(-3000, -3200), text(3000, -3200)
BY_THE_WAY, NORTH = text(-150, -5000), text(100, -1000)
FAR = text(-9000, 4000)


@pytest.fixture
def tomorrow(city: City) -> date:
    return (now() + timedelta(days=1)).date()


@pytest.fixture
def eight(city: City, tomorrow: date) -> str:
    """Eight o'clock tomorrow by the city's clock, with its zone."""
    return moment_of(city, tomorrow, 8 * 3600).isoformat()


@pytest.fixture
def ask(feed: Feed, client: Client, eight: str) -> Ask:
    def asked(name: str, status: int = 200, **wanted: Any) -> Any:
        answer = client.get(f"/api/v1/{name}", {"time": eight} | wanted)
        assert answer.status_code == status, answer.content
        return answer.json()

    return asked


def test_a_plan_has_the_shape_of_motis(ask: Ask) -> None:
    answer = ask("plan", fromPlace=WEST, toPlace=EAST)
    assert {"from", "to", "direct", "itineraries", "nextPageCursor"} <= set(answer)
    best = answer["itineraries"][0]
    assert [leg["mode"] for leg in best["legs"]] == ["WALK", "BUS", "WALK"]
    ride = best["legs"][1]
    assert (ride["routeShortName"], ride["headsign"]) == ("62", "Universidad")
    assert ride["routeId"] == TIMED
    assert ride["from"]["stopId"] == "lineas-a"
    assert ride["realTime"] is False
    assert ride["scheduledStartTime"] == ride["startTime"]
    assert [stop["name"] for stop in ride["intermediateStops"]] == ["Los Aromos", "Plaza Norte"]
    assert best["duration"] == seconds(best["endTime"]) - seconds(best["startTime"])
    assert best["legs"][0]["straightLine"] is True
    assert "headwaySecs" not in ride
    assert ride["alongShape"] is False


def seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def test_a_plan_asks_the_database_what_has_changed_and_nothing_else(
    ask: Ask, django_assert_num_queries: Any
) -> None:
    ask("plan", fromPlace=WEST, toPlace=EAST)
    with django_assert_num_queries(2):  # the city's revision, and that of what moves
        ask("plan", fromPlace=BY_THE_WAY, toPlace=NORTH)


def test_legs_join_in_time_and_place(ask: Ask) -> None:
    for itinerary in ask("plan", fromPlace=WEST, toPlace=EAST)["itineraries"]:
        for before, after in zip(itinerary["legs"], itinerary["legs"][1:], strict=False):
            assert seconds(before["endTime"]) <= seconds(after["startTime"])
            assert (before["to"]["lat"], before["to"]["lon"]) == (
                after["from"]["lat"], after["from"]["lon"],
            )  # fmt: skip


def test_geometry_runs_from_end_to_end(ask: Ask) -> None:
    ride = ask("plan", fromPlace=WEST, toPlace=EAST)["itineraries"][0]["legs"][1]
    path = decoded(ride["legGeometry"]["points"])
    assert ride["legGeometry"]["precision"] == 6
    assert len(path) == ride["legGeometry"]["length"]
    assert path[0] == pytest.approx((ride["from"]["lat"], ride["from"]["lon"]), abs=2e-5)
    assert path[-1] == pytest.approx((ride["to"]["lat"], ride["to"]["lon"]), abs=2e-5)


def test_a_hailed_line_tells_where_to_stand_and_how_long_to_wait(ask: Ask) -> None:
    ride = ask("plan", fromPlace=BY_THE_WAY, toPlace=NORTH)["itineraries"][0]["legs"][1]
    assert ride["routeId"] == HAILED
    assert ride["alongShape"] is True
    assert ride["boardingPoint"]["lat"] == pytest.approx(drawn.spot(0, -5000)[0], abs=1e-4)
    assert ride["boardingPoint"]["lon"] == pytest.approx(-73.05, abs=1e-4)
    assert ride["headwaySecs"] == 600
    assert ride["waitEstimate"] == {"kind": "expected", "expectedSecs": 300, "worstSecs": 600}
    assert ride["estimated"] is True
    assert "stopId" not in ride["from"]


def test_places_may_be_codes_of_stops(ask: Ask) -> None:
    answer = ask("plan", fromPlace="lineas-a", toPlace="lineas-e")
    (leg,) = answer["itineraries"][0]["legs"]
    assert (leg["from"]["stopId"], leg["to"]["stopId"]) == ("lineas-a", "lineas-e")


def test_a_table_of_departures_and_its_best(ask: Ask) -> None:
    many = ask("plan", fromPlace=WEST, toPlace=EAST, searchWindow=3600)["itineraries"]
    assert len(many) == 3
    assert [one["startTime"] for one in many] == sorted(one["startTime"] for one in many)
    assert len(ask("plan", fromPlace=WEST, toPlace=EAST, timetableView="false")["itineraries"]) == 1
    assert len(ask("plan", fromPlace=WEST, toPlace=EAST, numItineraries=2)["itineraries"]) == 2


def test_cursors_lead_to_later_and_earlier_ways(ask: Ask) -> None:
    first = ask("plan", fromPlace=WEST, toPlace=EAST, searchWindow=3600)
    later = ask("plan", fromPlace=WEST, toPlace=EAST, searchWindow=3600,
                pageCursor=first["nextPageCursor"])  # fmt: skip
    back = ask("plan", fromPlace=WEST, toPlace=EAST, searchWindow=3600,
               pageCursor=later["previousPageCursor"])  # fmt: skip
    assert later["itineraries"][0]["startTime"] > first["itineraries"][-1]["startTime"]
    assert back["itineraries"] == first["itineraries"]


def test_arriving_by_a_time_is_arriving_before_it(ask: Ask, city: City, tomorrow: date) -> None:
    by = moment_of(city, tomorrow, 9 * 3600 + 1800)
    answer = ask("plan", fromPlace=WEST, toPlace=EAST, time=by.isoformat(), arriveBy="true")
    assert all(
        seconds(itinerary["endTime"]) <= by.timestamp() for itinerary in answer["itineraries"]
    )


def test_a_time_without_a_zone_is_the_citys(ask: Ask, tomorrow: date, eight: str) -> None:
    plain = ask("plan", fromPlace=WEST, toPlace=EAST, time=f"{tomorrow}T08:00:00")
    assert plain["itineraries"] == ask("plan", fromPlace=WEST, toPlace=EAST)["itineraries"]
    # A plus that was not escaped has become a blank on its way.
    shifted = datetime.fromisoformat(eight).astimezone(UTC).isoformat().replace("+", " ")
    again = ask("plan", fromPlace=WEST, toPlace=EAST, time=shifted)
    assert again["itineraries"] == plain["itineraries"]


def test_walking_alone_is_direct(ask: Ask) -> None:
    answer = ask("plan", fromPlace=text(0, -3300), toPlace=text(0, -2900))
    assert [len(itinerary["legs"]) for itinerary in answer["direct"]] == [1]
    assert answer["direct"][0]["legs"][0]["mode"] == "WALK"


def test_sentences_come_in_the_readers_language(ask: Ask, client: Client, eight: str) -> None:
    wanted = {"fromPlace": WEST, "toPlace": EAST, "time": eight}
    answer = client.get("/api/v1/plan", wanted, headers={"Accept-Language": "en"}).json()
    steps = [leg["instructions"] for leg in answer["itineraries"][0]["legs"]]
    assert steps[0] == ["Walk 2 min (100 m) to Terminal Poniente."]
    assert steps[1] == [
        "Take bus 62 towards Universidad.",
        "It leaves at 08:20.",
        "Get off at Universidad at 08:40.",
    ]


@pytest.mark.parametrize(
    ("wanted", "status", "field"),
    [
        ({"fromPlace": "nowhere"}, 404, "fromPlace"),
        ({"toPlace": "91,0"}, 404, "toPlace"),
        ({"toPlace": ""}, 404, "toPlace"),
        ({"fromPlace": "NaN,NaN"}, 404, "fromPlace"),
        ({"fromPlace": "0,0"}, 422, "fromPlace"),
        ({"toPlace": "51.5,-0.1"}, 422, "toPlace"),
        ({"time": "yesterday"}, 422, "time"),
        ({"time": "2020-13-45T99:99"}, 422, "time"),
        ({"time": "0001-01-01T00:00:00+14:00"}, 422, "time"),
        ({"time": "9999-12-31T23:59:59-12:00"}, 422, "time"),
        ({"time": "2001-01-01T00:00:00Z"}, 422, "time"),
        ({"maxTransfers": "-1"}, 422, "maxTransfers"),
        ({"maxTransfers": "99"}, 422, "maxTransfers"),
        ({"numItineraries": "1e9"}, 422, "numItineraries"),
        ({"pedestrianProfile": "ROLLERBLADE"}, 422, "pedestrianProfile"),
        ({"arriveBy": "perhaps"}, 422, "arriveBy"),
        ({"pageCursor": "LATER|9" + "9" * 30}, 422, "pageCursor"),
        ({"pageCursor": "LATER|now"}, 422, "pageCursor"),
        ({"fromPlace": "x" * 500}, 422, "fromPlace"),
    ],
)
def test_bad_parameters_are_named(ask: Ask, wanted: Any, status: int, field: str) -> None:
    answer = ask("plan", status, **{"fromPlace": WEST, "toPlace": EAST} | wanted)
    assert [fault["field"] for fault in answer["errors"]] == [field]
    assert answer["errors"][0]["message"]


def test_a_parameter_that_lacks_is_named(feed: Feed, client: Client) -> None:
    answer = client.get("/api/v1/plan").json()
    assert sorted(fault["field"] for fault in answer["errors"]) == ["fromPlace", "toPlace"]


def test_no_way_is_an_answer_with_its_reason(ask: Ask) -> None:
    answer = ask("plan", fromPlace=FAR, toPlace=EAST)
    assert (answer["itineraries"], answer["direct"]) == ([], [])
    assert answer["trouble"]["code"] == "origin_far"
    assert "Terminal Poniente" in answer["trouble"]["message"]
    stairs = ask("plan", fromPlace=WEST, toPlace=EAST, pedestrianProfile="WHEELCHAIR")
    assert stairs["trouble"]["code"] == "not_step_free"


def test_a_day_that_is_being_compiled_is_not_waited_for(ask: Ask, city: City) -> None:
    later = (now() + timedelta(days=12)).isoformat()
    with search.compile_lock(city):
        answer = ask("plan", 503, fromPlace=WEST, toPlace=EAST, time=later)
    assert answer["errors"][0]["message"]


def test_departures_of_a_stop(ask: Ask) -> None:
    answer = ask("stoptimes", stopId="lineas-c", n=4)
    assert answer["place"]["name"] == "Plaza Norte"
    assert {stop_time["routeShortName"] for stop_time in answer["stopTimes"]} == {"62"}
    assert {stop_time["headsign"] for stop_time in answer["stopTimes"]} == {
        "Universidad",
        "Terminal Poniente",
    }
    leaves = [stop_time["place"]["departure"] for stop_time in answer["stopTimes"]]
    assert leaves == sorted(leaves)
    assert len(leaves) == 4


@pytest.mark.parametrize("name", ["stoptimes", "one-to-all", "plan"])
def test_the_clock_is_read_once(ask: Ask, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[datetime] = []
    monkeypatch.setattr(api, "now", lambda: read.append(now()) or read[-1])
    ask(name, stopId="lineas-c", one="lineas-c", fromPlace=WEST, toPlace=EAST)
    assert len(read) == 1


def test_departures_near_a_point_tell_what_can_be_hailed(ask: Ask) -> None:
    answer = ask("stoptimes", stopId=text(30, -3300), n=40)
    hailed = [stop_time for stop_time in answer["stopTimes"] if stop_time["alongShape"]]
    assert {departure["routeId"] for departure in hailed} == {HAILED}
    assert {departure["headwaySecs"] for departure in hailed} == {600}
    assert {stop_time["routeId"] for stop_time in answer["stopTimes"]} == {HAILED, TIMED}


def test_one_to_all_tells_every_stop_within_reach(ask: Ask) -> None:
    answer = ask("one-to-all", one=WEST, maxTravelTime=60)
    minutes = {reached["place"]["stopId"]: reached["duration"] for reached in answer["all"]}
    assert minutes["lineas-a"] == 2
    assert minutes["lineas-b"] == 25
    assert minutes["lineas-e"] == 40
    near = ask("one-to-all", one=WEST, maxTravelTime=5)
    assert {reached["place"]["stopId"] for reached in near["all"]} == {"lineas-a"}


def test_geocode_finds_places_stops_and_lines(ask: Ask) -> None:
    told = {(match["type"], match["name"]) for match in ask("geocode", text="plaza norte")}
    assert told == {("PLACE", "Plaza Norte")}  # and the stop beside it
    assert [match["type"] for match in ask("geocode", text="terminal sur")] == ["STOP"]
    (line,) = ask("geocode", text="micro 62")
    assert (line["type"], line["id"], line["lat"]) == ("LINE", TIMED, None)
    assert ask("geocode", text="plaza norte 1234")[0]["name"] == "Plaza Norte"
    assert ask("geocode", text="%%%") == []


def test_everything_is_in_the_document(client: Client, db: None) -> None:
    answer = client.get("/api/v1/openapi.json").json()
    plan = answer["paths"]["/api/v1/plan"]["get"]
    names = {parameter["name"] for parameter in plan["parameters"]}
    assert {"fromPlace", "toPlace", "time", "arriveBy", "maxTransfers", "numItineraries",
            "pedestrianProfile", "timetableView"} <= names  # fmt: skip
    leg = answer["components"]["schemas"]["LegOut"]["properties"]
    assert {"from", "headwaySecs", "waitEstimate", "boardingPoint", "alongShape"} <= set(leg)
    for name in ("stoptimes", "one-to-all", "geocode"):
        assert f"/api/v1/{name}" in answer["paths"]


def test_answers_are_as_documented(ask: Ask) -> None:
    answers = {
        shapes.PlanOut: ask("plan", fromPlace=BY_THE_WAY, toPlace=NORTH),
        shapes.StopTimesOut: ask("stoptimes", stopId=text(30, -3300)),
        shapes.OneToAllOut: ask("one-to-all", one=WEST),
    }
    for shape, answer in answers.items():
        TypeAdapter(shape).validate_python(answer, strict=True)


words = st.one_of(st.text(max_size=40), st.floats().map(str), st.integers().map(str))
places = st.one_of(words, st.tuples(st.floats(), st.floats()).map(lambda one: f"{one[0]},{one[1]}"))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    wanted=st.fixed_dictionaries(
        {"fromPlace": places, "toPlace": places},
        optional={
            "time": words, "arriveBy": words, "maxTransfers": words, "numItineraries": words,
            "searchWindow": words, "pageCursor": words, "pedestrianProfile": words,
        },
    )
)  # fmt: skip
def test_whatever_is_sent_nothing_breaks(feed: Feed, wanted: dict[str, str]) -> None:
    answer = Client().get("/api/v1/plan", wanted)
    assert answer.status_code in (200, 400, 404, 422), answer.content
    if answer.status_code != 200:
        assert answer.json()["errors"]


# ------------------------------------------------------------------ polylines


def test_the_example_of_the_algorithm_is_encoded_as_published() -> None:
    path = [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]
    assert encoded(path, 5) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    assert decoded("_p~iF~ps|U_ulLnnqC_mqNvxq`@", 5) == path


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=30))
def test_a_path_comes_back_to_the_sixth_decimal(path: list[tuple[float, float]]) -> None:
    back = decoded(encoded(path))
    assert len(back) == len(path)
    for one, other in zip(path, back, strict=True):
        assert one == pytest.approx(other, abs=5.1e-7)


@given(st.text(max_size=30))
def test_what_is_no_polyline_is_refused_or_read(told: str) -> None:
    with suppress(ValueError):
        assert all(len(point) == 2 for point in decoded(told))
