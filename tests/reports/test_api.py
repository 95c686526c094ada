"""The contract of the API: what a client may rely on."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pydantic import TypeAdapter

from minga.ground.clock import now
from minga.people import actions as people
from minga.reports import actions, geojson, shapes
from minga.reports.models import Report
from minga.territory.models import City
from tests.cast import Cast
from tests.reports.asking import as_author, body, fields_of, post
from tests.world import IN_NORTE, IN_SUR, NOWHERE, filed, small_city

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_points() -> None:
    geojson._made.clear()


def test_filing_answers_with_the_whole_contract(city: City) -> None:
    answer = post(body(text="Está oscuro", accuracy_m=12))
    assert answer.status_code == 201
    told = answer.json()
    assert set(told) == {"receipt", "token", "url", "state", "answered_by", "why", "similar"}
    assert told["state"] == "received"
    assert told["answered_by"] == {"code": "prueba-norte", "name": "Municipalidad Norte"}
    assert told["url"].endswith(f"/r/{told['receipt']}/")
    assert "Comuna Norte" in told["why"]
    assert told["similar"] == []
    assert len(told["token"]) >= 32
    assert answer.headers["Cache-Control"] == "no-store"


def test_answers_are_as_documented(city: City, operator: Client) -> None:
    told = post(body()).json()
    TypeAdapter(shapes.FiledOut).validate_python(told)
    shown = Client().get(f"/api/v1/reports/{told['receipt']}").json()
    TypeAdapter(shapes.ReportOut).validate_python(shown)
    assert set(shown) == set(shapes.ReportOut.__annotations__)
    listed = operator.get("/api/v1/control/reports").json()
    TypeAdapter(shapes.ListOut).validate_python(listed)
    assert set(listed["reports"][0]) == set(shapes.RowOut.__annotations__)


def test_what_our_own_page_sends_came_from_the_page(city: City) -> None:
    post(body(text="a"))
    post(body(text="b"), Sec_Fetch_Site="cross-site")
    post(body(text="c"), Sec_Fetch_Site="same-origin")
    assert [one.source for one in Report.objects.order_by("pk")] == ["api", "api", "web"]


def test_same_key_and_body_get_the_same_answer_whatever_happened_since(
    city: City, cast: Cast
) -> None:
    first = post(body(text="x"), key="k")
    report = Report.objects.get()
    actions.assign(report=report, body="prueba-sur", at=now(), by=cast.tito)
    actions.resolve(report=report, at=now(), by=cast.tito)
    again = post(body(text="x"), key="k")
    assert (again.status_code, again.json()) == (201, first.json())
    assert Report.objects.count() == 1


def test_same_words_in_another_spelling_are_the_same_body(city: City) -> None:
    first = post(body(text="ñandú"), key="k")
    spelled = json.dumps(dict(reversed(body(text="ñandú").items())), indent=3).encode()
    assert post(None, key="k", raw=spelled).json() == first.json()


def test_other_body_under_the_same_key_is_a_conflict(city: City) -> None:
    post(body(text="x"), key="k")
    answer = post(body(text="y"), key="k")
    assert answer.status_code == 409
    assert fields_of(answer) == {"Idempotency-Key"}
    assert Report.objects.count() == 1


def test_a_key_is_needed(city: City) -> None:
    for key in (None, "x" * 201, "\x7f"):
        answer = post(body(), key=key)
        assert answer.status_code == 400
        assert fields_of(answer) == {"Idempotency-Key"}
    assert Report.objects.count() == 0


def test_similar_open_report_is_named_with_its_distance(city: City) -> None:
    first = post(body()).json()
    second = post(body(lat=IN_NORTE[0] + 0.0002)).json()
    [similar] = second["similar"]
    assert similar["receipt"] == first["receipt"]
    assert similar["distance_m"] == 22
    assert similar["url"] == first["url"]
    assert Report.objects.count() == 2  # a hint: never a refusal, never a merge


def test_address_only_is_stored_listed_and_can_be_pinned(city: City, cast: Cast) -> None:
    told = post(body(lat=None, lon=None, address="Camino a Bulnes km 4", area="S")).json()
    assert told["answered_by"]["code"] == "prueba-sur"
    assert told["similar"] == []
    page = Client().get("/list/").content.decode()
    assert "Camino a Bulnes km 4" in page
    assert Client().get("/api/v1/reports.geojson").json()["features"] == []
    report = Report.objects.get()
    actions.place(report=report, lat=IN_SUR[0], lon=IN_SUR[1], at=now(), by=cast.tito)
    geojson._made.clear()
    assert len(Client().get("/api/v1/reports.geojson").json()["features"]) == 1


def test_point_in_no_area_goes_to_the_default_desk(city: City) -> None:
    told = post(body(lat=NOWHERE[0], lon=NOWHERE[1])).json()
    assert told["answered_by"]["code"] == "prueba-centro"


def test_point_outside_the_city_is_refused(city: City) -> None:
    for lat, lon in ((-36.0, -73.05), (-36.83, -75.0), (0, 0), (90, 180)):
        answer = post(body(lat=lat, lon=lon))
        assert answer.status_code == 422
        assert fields_of(answer) == {"lat"}
    assert post(body(lat=-37.0, lon=-73.2)).status_code == 201  # the edge belongs to it


@pytest.mark.parametrize(
    ("spoken", "sentence"),
    [
        ("es-CL,es;q=0.9", "Este lugar queda fuera"),
        ("en-GB", "This place lies outside"),
        ("fr", "Este lugar queda fuera"),
        ("", "Este lugar queda fuera"),
    ],
)
def test_refusals_speak_the_language_asked_and_spanish_by_default(
    city: City, spoken: str, sentence: str
) -> None:
    headers = {"Accept_Language": spoken} if spoken else {}
    answer = post(body(lat=0.0, lon=0.0), **headers)
    assert answer.json()["errors"][0]["message"].startswith(sentence)
    told = post(body(), **headers).json()
    assert told["why"].startswith("The point" if "en" in spoken else "El punto")


def test_categories_are_named_in_both_languages(city: City) -> None:
    told = Client().get("/api/v1/categories").json()
    codes = {one["code"] for one in told}
    assert {"accident", "congestion", "street_light", "bus_stop", "road_damage"} <= codes
    assert all(set(one) == {"code", "name", "icon"} for one in told)
    english = Client().get("/api/v1/categories", headers={"Accept-Language": "en"}).json()
    assert [one["name"] for one in told] != [one["name"] for one in english]


def test_timeline_follows_the_report(city: City, cast: Cast) -> None:
    told = post(body()).json()
    report = Report.objects.get()
    steps: list[tuple[Any, dict[str, Any]]] = [
        (actions.acknowledge, {}),
        (actions.assign, {"body": "prueba-norte", "crew": "luz"}),
        (actions.start, {}),
        (actions.answer, {"text": "Vamos en camino"}),
        (actions.note, {"text": "interno"}),
        (actions.resolve, {"text": "Ampolleta cambiada"}),
    ]
    for act, words in steps:
        act(report=report, at=now(), by=cast.norma, **words)
    as_author(told).post(f"/api/v1/reports/{told['receipt']}/not-fixed", {}, "application/json")
    shown = Client().get(f"/api/v1/reports/{told['receipt']}").json()
    assert shown["state"] == "reopened"
    kinds = [(line["kind"], line["state"], line["text"]) for line in shown["timeline"]]
    assert kinds == [
        ("state", "received", ""),
        ("state", "acknowledged", ""),
        ("state", "assigned", ""),
        ("state", "started", ""),
        ("answer", "", "Vamos en camino"),
        ("state", "resolved", "Ampolleta cambiada"),
        ("state", "reopened", ""),
    ]


def test_not_fixed_is_possible_only_when_closed(city: City, cast: Cast) -> None:
    told = post(body()).json()
    path = f"/api/v1/reports/{told['receipt']}/not-fixed"
    author = as_author(told)
    refused = author.post(path, {}, "application/json")
    assert refused.status_code == 409
    assert fields_of(refused) == {"state"}
    actions.dismiss(report=Report.objects.get(), reason="duplicado", at=now(), by=cast.norma)
    accepted = author.post(path, {"text": "Sigue apagada"}, "application/json")
    assert accepted.status_code == 200
    assert accepted.json()["state"] == "reopened"
    assert "Sigue apagada" not in accepted.content.decode()
    assert author.post(path, {}, "application/json").status_code == 409


def test_not_fixed_needs_no_body(city: City, cast: Cast) -> None:
    told = post(body()).json()
    actions.resolve(report=Report.objects.get(), at=now(), by=cast.norma)
    path = f"/api/v1/reports/{told['receipt']}/not-fixed"
    assert as_author(told).post(path, b"", "application/json").status_code == 200


def test_points_carry_an_etag_and_are_not_sent_twice(city: City) -> None:
    client = Client()
    filed(city, key="a", at=now())
    first = client.get("/api/v1/reports.geojson")
    assert first.headers["Content-Type"] == "application/geo+json"
    etag = first.headers["ETag"]
    again = client.get("/api/v1/reports.geojson", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    filed(city, key="b", at=now())
    geojson._made.clear()
    third = client.get("/api/v1/reports.geojson", headers={"If-None-Match": etag})
    assert third.status_code == 200
    assert len(third.json()["features"]) == 2


def test_where_and_places_answer_for_the_form(city: City) -> None:
    client = Client()
    where = client.get("/api/v1/where", {"lat": IN_NORTE[0], "lon": IN_NORTE[1]}).json()
    assert where["area"] == {"code": "N", "name": "Comuna Norte"}
    assert where["near"] == "Plaza Norte"
    assert where["answers"]["accident"] == "Centro de control"
    nowhere = client.get("/api/v1/where", {"lat": NOWHERE[0], "lon": NOWHERE[1]}).json()
    assert nowhere["area"] is None
    found = client.get("/api/v1/places", {"q": "AVENIDA general bonilla"}).json()["places"]
    assert [place["name"] for place in found] == ["Av. Gral. Bonilla"]
    assert set(found[0]) == {"name", "kind", "lat", "lon", "area"}
    assert client.get("/api/v1/places", {"q": ""}).json() == {"places": []}


# ------------------------------------------------------------------ officials


@pytest.fixture
def operator(cast: Cast) -> Client:
    token = people.grant_token(person=cast.tito, label="test", at=now())
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_officials_list_pages_by_key_and_filters_by_code(city: City, operator: Client) -> None:
    for number in range(5):
        filed(city, key=f"n{number}", at=now())
    for number in range(3):
        filed(city, key=f"s{number}", at=now(), place=IN_SUR, category="rubbish")
    first = operator.get("/api/v1/control/reports", {"limit": 5}).json()
    rest = operator.get("/api/v1/control/reports", {"limit": 5, "after": first["next"]}).json()
    receipts = [row["receipt"] for row in first["reports"] + rest["reports"]]
    assert len(receipts) == len(set(receipts)) == 8
    assert rest["next"] is None
    for query, many in (
        ({"area": "S"}, 3),
        ({"category": "rubbish,street_light"}, 8),
        ({"category": "rubbish", "area": "N"}, 0),
        ({"body": "prueba-norte"}, 5),
        ({"state": "received"}, 8),
        ({"state": "resolved"}, 0),
        ({"state": "nonsense"}, 0),
    ):
        rows = operator.get("/api/v1/control/reports", query).json()["reports"]
        assert len(rows) == many, query


def test_verbs_answer_with_the_row_as_it_is_then(city: City, operator: Client) -> None:
    report = filed(city, key="a", at=now())
    path = f"/api/v1/control/reports/{report.receipt}"
    for verb, words, state in (
        ("acknowledge", {}, "acknowledged"),
        ("assign", {"body": "prueba-sur"}, "assigned"),
        ("start", {}, "started"),
        ("resolve", {"text": "listo"}, "resolved"),
        ("reopen", {"text": "volvió"}, "reopened"),
        ("dismiss", {"reason": "repetido"}, "dismissed"),
    ):
        answer = operator.post(f"{path}/{verb}", words, "application/json")
        assert (answer.status_code, answer.json()["state"]) == (200, state), verb
    assert answer.json()["body"] == "prueba-sur"
    assert operator.post(f"{path}/start", {}, "application/json").status_code == 409
    assert operator.post(f"{path}/fly", {}, "application/json").status_code == 404


def test_query_count_does_not_grow_with_the_list(city: City, operator: Client) -> None:
    counted: dict[str, list[int]] = {}
    for many in (1, 3):
        for number in range(many):
            filed(city, key=f"{many}-{number}", at=now())
        for path in ("/api/v1/control/reports", "/list/", "/"):
            client = operator if "control" in path else Client()
            client.get(path)  # what is read once per process is read now
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counted.setdefault(path, []).append(len(queries))
    for path, (one, three) in counted.items():
        assert one == three, path
    assert counted["/api/v1/control/reports"][0] <= 8


# ------------------------------------------------------------------ cities


def test_filing_names_its_city_or_takes_the_default(city: City) -> None:
    other = small_city(at=now(), slug="otra", name="Otra ciudad")
    assert post(body()).json()["answered_by"]["code"] == "prueba-norte"
    assert post(body(city="otra")).json()["answered_by"]["code"] == "otra-norte"
    assert Report.objects.filter(city=other).count() == 1
    unknown = post(body(city="atlantis"))
    assert unknown.status_code == 404
    assert fields_of(unknown) == {"city"}


def test_without_a_city_the_api_says_how_to_make_one(db: None) -> None:
    for path in ("/api/v1/categories", "/api/v1/reports.geojson", "/api/v1/reports/AAA-AAA-AAA"):
        answer = Client().get(path)
        assert answer.status_code == 503
        assert "minga city new" in answer.json()["errors"][0]["message"]
    answer = post(body())
    assert answer.status_code == 503
    page = Client().get("/")
    assert page.status_code == 503
    assert "minga city new" in page.content.decode()
