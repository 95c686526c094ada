"""Every malformed or oversized field: a clear refusal, nothing half-stored."""

import json
from typing import Any

import httpx
import pytest
from django.test import Client

from minga.ground.clock import now
from minga.ground.models import Event
from minga.people import actions as people
from minga.reports import actions
from minga.reports.models import Entry, Report
from minga.territory.models import City
from tests.cast import Cast
from tests.reports.asking import as_author, body, fields_of, post
from tests.running import Running
from tests.world import filed

pytestmark = pytest.mark.django_db


def raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


# name: the body as bytes, or values that change a good one; status; fields named
REFUSED: dict[str, tuple[Any, int, set[str]]] = {
    "empty": (b"", 422, {""}),
    "no JSON": (b"category=street_light", 400, {""}),
    "cut JSON": (b'{"category": "street', 400, {""}),
    "deep nesting": (b"[" * 30_000, 400, {""}),
    "deep objects": (b'{"a":' * 9_000 + b"1" + b"}" * 9_000, 400, {""}),
    "array": (b"[]", 422, {""}),
    "text": (b'"hola"', 422, {""}),
    "number": (b"7", 422, {""}),
    "null": (b"null", 422, {""}),
    "no UTF-8": (b'{"category": "\xff\xfe"}', 400, {""}),
    "nothing": (b"{}", 422, {"category"}),
    "no category": ({"category": None}, 422, {"category"}),
    "category a number": ({"category": 7}, 422, {"category"}),
    "category unknown": ({"category": "dragons"}, 422, {"category"}),
    "category long": ({"category": "x" * 41}, 422, {"category"}),
    "no place": ({"lat": None, "lon": None}, 422, {"lat"}),
    "blank address": ({"lat": None, "lon": None, "address": "  "}, 422, {"lat"}),
    "lat alone": ({"lon": None}, 422, {"lat"}),
    "lon alone": ({"lat": None}, 422, {"lat"}),
    "lon alone with an address": ({"lat": None, "address": "Calle 1"}, 422, {"lat"}),
    "lat a text": ({"lat": "-36.83"}, 422, {"lat"}),
    "lat a list": ({"lat": [-36.83]}, 422, {"lat"}),
    "lat true": ({"lat": True}, 422, {"lat"}),
    "lat too far": ({"lat": 90.01}, 422, {"lat"}),
    "lon too far": ({"lon": -180.01}, 422, {"lon"}),
    "lat NaN": (b'{"category":"street_light","lat":NaN,"lon":-73.05}', 422, {"lat"}),
    "lat infinite": (b'{"category":"street_light","lat":-Infinity,"lon":1}', 422, {"lat"}),
    "lat huge": (raw('{"category":"street_light","lat":1' + "0" * 400 + ',"lon":1}'), 422, {"lat"}),
    "number beyond Python": (
        raw('{"category":"street_light","lat":1' + "0" * 5000 + ',"lon":1}'), 400, {""},
    ),
    "lat 1e999": (b'{"category":"street_light","lat":1e999,"lon":-73.05}', 422, {"lat"}),
    "accuracy negative": ({"accuracy_m": -1}, 422, {"accuracy_m"}),
    "accuracy endless": ({"accuracy_m": 1e9}, 422, {"accuracy_m"}),
    "text too long": ({"text": "x" * 4001}, 422, {"text"}),
    "text a number": ({"text": 3}, 422, {"text"}),
    "text with NUL": ({"text": "a\x00b"}, 422, {"text"}),
    "text with a lone surrogate": (
        b'{"category":"street_light","lat":-36.83,"lon":-73.05,"text":"\\ud800"}', 422, {"text"},
    ),
    "address too long": ({"address": "x" * 301}, 422, {"address"}),
    "address with NUL": ({"lat": None, "lon": None, "address": "a\x00"}, 422, {"address"}),
    "area unknown": ({"area": "Z"}, 422, {"area"}),
    "area long": ({"area": "x" * 41}, 422, {"area"}),
    "attributes a list": ({"attributes": [1]}, 422, {"attributes"}),
    "attributes too many": ({"attributes": {str(n): n for n in range(31)}}, 422, {"attributes"}),
    "attribute with NUL inside": ({"attributes": {"a": ["b\x00"]}}, 422, {"attributes"}),
    "attribute name with NUL": ({"attributes": {"a\x00": 1}}, 422, {"attributes"}),
    "attribute too long": ({"attributes": {"a": "x" * 501}}, 422, {"attributes"}),
    "attribute nested": ({"attributes": {"a": {"b": 1}}}, 422, {"attributes"}),
    "attribute null": ({"attributes": {"a": None}}, 422, {"attributes"}),
    "attribute NaN": (
        b'{"category":"street_light","lat":-36.83,"lon":-73.05,"attributes":{"a":NaN}}',
        422, {"attributes"},
    ),
    "contact a number": ({"contact": 5}, 422, {"contact"}),
    "contact too long": ({"contact": "x" * 201}, 422, {"contact"}),
    "contact part too long": ({"contact": {"phone": "x" * 201}}, 422, {"contact"}),
    "contact with NUL": ({"contact": {"name": "\x00"}}, 422, {"contact"}),
    "city a number": ({"city": 1}, 422, {"city"}),
    "city unknown": ({"city": "atlantis"}, 404, {"city"}),
    "city with NUL": ({"city": "a\x00"}, 422, {"city"}),
}  # fmt: skip


@pytest.mark.parametrize("name", list(REFUSED))
def test_bad_report_is_refused_with_its_field_and_nothing_is_stored(city: City, name: str) -> None:
    events = Event.objects.count()
    given, status, fields = REFUSED[name]
    answer = post(None, raw=given) if isinstance(given, bytes) else post(body(**given))
    assert answer.status_code == status, answer.content
    assert fields_of(answer) == fields
    assert (Report.objects.count(), Entry.objects.count()) == (0, 0)
    assert Event.objects.count() == events


@pytest.mark.parametrize("spoken", ["es", "en"])
def test_every_fault_is_told_at_once_without_our_jargon(city: City, spoken: str) -> None:
    bad = body(category=None, lat="x", accuracy_m=-1, text=7, attributes=[], contact=5)
    answer = post(bad, Accept_Language=spoken)
    told = answer.json()["errors"]
    assert fields_of(answer) == {"category", "lat", "accuracy_m", "text", "attributes", "contact"}
    assert len(told) == 6
    for error in told:
        assert "pydantic" not in error["message"]
        assert "Input should" not in error["message"]


# name: a body that is odd, but good
ACCEPTED: dict[str, Any] = {
    "all of it": {
        "accuracy_m": 5, "address": "Calle 1", "text": "x" * 4000, "contact": "abc", "area": "N",
        "attributes": {"a": "b", "c": 1, "d": 1.5, "e": True, "f": ["g", "h"]}, "city": "prueba",
    },
    "whole degrees": {"lat": -37, "lon": -73},
    "nulls": {"text": "", "attributes": {}, "contact": {}},
    "emoji and accents": {"text": "🚧 ñandú Ṩ́ עברית", "address": "Ñuble 1º"},
    "unknown fields": {"reporter_mood": "angry", "id": 1, "state": "resolved", "receipt": "x"},
    "far digits": {"lat": -36.83000000000000000001},
    "large attribute": {"attributes": {"n": 10**30}},
    "control signs in text": {"text": "a\tb\r\nc\x07"},
}  # fmt: skip


@pytest.mark.parametrize("name", list(ACCEPTED))
def test_odd_but_good_report_is_stored_once(city: City, name: str) -> None:
    answer = post(body(**ACCEPTED[name]))
    assert answer.status_code == 201, answer.content
    report = Report.objects.get()
    assert (report.state, report.hidden, report.source) == ("received", False, "api")


def test_duplicate_keys_of_an_object_count_once(city: City) -> None:
    twice = b'{"category":"dragons","category":"street_light","lat":-36.83,"lon":-73.05}'
    assert post(None, raw=twice).status_code == 201


def test_wrong_content_type_is_refused_or_read_as_json(city: City) -> None:
    headers = {"Idempotency-Key": "k"}
    form = Client().post("/api/v1/reports", body(), headers=headers)
    assert form.status_code == 400
    plain = Client().post(
        "/api/v1/reports", json.dumps(body()), "text/plain", headers={"Idempotency-Key": "k2"}
    )
    assert plain.status_code in (201, 400, 415)


def test_methods_that_do_not_exist_are_refused(city: City) -> None:
    client = Client()
    for method in (client.put, client.patch, client.delete):
        assert method("/api/v1/reports").status_code == 405
    assert client.get("/api/v1/reports").status_code == 405


# ------------------------------------------------------------------ addresses and questions


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/reports/%00", "/r/%00/", "/control/%00/", "/enter/%00/", "/media/%00",
        "/published/%00", "/list/?state=%00", "/find/?receipt=%00", "/?city=%00",
        "/api/v1/places?q=%00", "/api/v1/control/reports?state=a%00", "/live/public?report=%00",
        "/no%00such/", "/control/rows/?receipts=%00",
    ],
)  # fmt: skip
def test_nul_in_an_address_is_a_bad_request(city: City, path: str) -> None:
    assert Client().get(path).status_code in (400, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/reports/" + "x" * 3000, "/r/" + "é" * 300 + "/", "/api/v1/reports/%ff%fe",
        "/list/?after=99999999999999999999999", "/list/?after=-1", "/list/?after=٣",
        "/list/?state=%ff", "/find/?receipt=" + "A" * 5000, "/live/public?after=" + "9" * 50,
        "/api/v1/places?q=" + "%20a" * 50, "/api/v1/where?lat=-36.83&lon=-73.05&city=nope",
    ],
)  # fmt: skip
def test_strange_addresses_are_answered_calmly(city: City, path: str) -> None:
    assert Client().get(path).status_code < 500


@pytest.mark.parametrize(
    "query",
    ["lat=1", "lon=1", "lat=x&lon=1", "lat=nan&lon=1", "lat=inf&lon=1", "lat=91&lon=1", ""],
)
def test_where_refuses_what_is_no_place(city: City, query: str) -> None:
    answer = Client().get(f"/api/v1/where?{query}")
    assert answer.status_code == 422
    assert fields_of(answer) <= {"lat", "lon"}


@pytest.fixture
def operator(cast: Cast) -> Client:
    token = people.grant_token(person=cast.tito, label="test", at=now())
    return Client(headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "after=0", "after=x", "limit=1e3", "after=" + "9" * 5000],
)
def test_officials_list_refuses_numbers_that_make_no_sense(
    city: City, operator: Client, query: str
) -> None:
    answer = operator.get(f"/api/v1/control/reports?{query}")
    assert answer.status_code == 422
    assert fields_of(answer) == {query.split("=")[0]}


def test_officials_list_bears_numbers_beyond_a_column(city: City, operator: Client) -> None:
    filed(city, key="a", at=now())
    answer = operator.get("/api/v1/control/reports?after=" + "9" * 30)
    assert answer.status_code in (200, 422)


# verb, words, status, field
VERBS: list[tuple[str, Any, int, str]] = [
    ("assign", {"body": "nobody"}, 422, "body"),
    ("assign", {"crew": "nobody"}, 422, "crew"),
    ("assign", {"body": "prueba-norte", "crew": "nobody"}, 422, "crew"),
    ("assign", {"body": "prueba-sur", "crew": "luz"}, 422, "crew"),
    ("assign", {"body": "a\x00"}, 422, "body"),
    ("assign", {"body": 7}, 422, "body"),
    ("dismiss", {}, 422, "reason"),
    ("dismiss", {"reason": "   "}, 422, "reason"),
    ("dismiss", {"reason": "x" * 501}, 422, "reason"),
    ("dismiss", {"reason": "a\x00"}, 422, "reason"),
    ("answer", {}, 422, "text"),
    ("answer", {"text": "x" * 4001}, 422, "text"),
    ("answer", {"text": "\x00"}, 422, "text"),
    ("note", {"text": ""}, 422, "text"),
    ("resolve", {"text": "x" * 4001}, 422, "text"),
    ("resolve", {"text": None}, 422, "text"),
    ("hide", {}, 422, "reason"),
    ("hide", {"reason": "x" * 501}, 422, "reason"),
    ("hide", {"reason": "\x00"}, 422, "reason"),
    ("unhide", {"reason": ""}, 422, "reason"),
    ("place", {}, 422, "lat"),
    ("place", {"lat": -36.83}, 422, "lon"),
    ("place", {"lat": 0, "lon": 0}, 422, "lat"),
    ("place", {"lat": "x", "lon": 1}, 422, "lat"),
    ("publish", {}, 422, "text"),
    ("publish", {"text": "  "}, 422, "text"),
    ("publish", {"text": "x" * 4001}, 422, "text"),
    ("publish", {"text": "\x00"}, 422, "text"),
    ("publish", {"photos": {"999": []}}, 422, "photos"),
    ("publish", {"photos": {"x": []}}, 422, "photos"),
    ("publish", {"photos": {"1": [[1, 2]]}}, 422, "photos"),
    ("publish", {"photos": "all"}, 422, "photos"),
    ("publish", {"photos": {"9" * 40: []}}, 422, "photos"),
]


@pytest.mark.parametrize(("verb", "words", "status", "field"), VERBS)
def test_verb_with_bad_words_names_the_field_and_changes_nothing(
    city: City, operator: Client, verb: str, words: Any, status: int, field: str
) -> None:
    report = filed(city, key="a", at=now())
    entries = Entry.objects.count()
    path = f"/api/v1/control/reports/{report.receipt}/{verb}"
    answer = operator.post(path, words, "application/json")
    assert answer.status_code == status, answer.content
    assert fields_of(answer) == {field}
    assert Entry.objects.count() == entries
    fresh = Report.objects.get()
    assert (fresh.state, fresh.hidden, fresh.published_text) == ("received", False, "")


def test_verb_bears_a_body_that_is_no_object(city: City, operator: Client) -> None:
    report = filed(city, key="a", at=now())
    path = f"/api/v1/control/reports/{report.receipt}/note"
    for content in (b"[]", b"7", b"{", b"\xff", b'"x"'):
        answer = operator.post(path, content, "application/json")
        assert answer.status_code in (400, 422), content
        fields_of(answer)


@pytest.mark.parametrize("text", ["a\x00b", "\\ud800"])
def test_later_words_of_the_reporter_are_checked_too(city: City, cast: Cast, text: str) -> None:
    told = post(body()).json()
    actions.resolve(report=Report.objects.get(), at=now(), by=cast.norma)
    content = b'{"text": "\\ud800"}' if text.startswith("\\") else json.dumps({"text": text})
    path = f"/api/v1/reports/{told['receipt']}/not-fixed"
    answer = as_author(told).post(path, content, "application/json")
    assert answer.status_code == 422
    assert fields_of(answer) == {"text"}
    assert Report.objects.get().state == "resolved"


# ------------------------------------------------------------------ through the real door


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_door_bounds_what_comes_in(tmp_path: Any) -> None:
    square = [[-73.1, -36.9], [-73.0, -36.9], [-73.0, -36.8], [-73.1, -36.8], [-73.1, -36.9]]
    area = {
        "type": "Feature",
        "properties": {"code": "N", "name": "Norte"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    file = tmp_path / "areas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [area]}))
    data = tmp_path / "data"
    data.mkdir()
    running = Running(data)
    running.minga("city", "new", "prueba", "--name", "Prueba", "--boundaries", str(file))
    with running:
        url = f"{running.url}/api/v1/reports"
        headers = {"Idempotency-Key": "big", "Accept-Language": "en"}
        fits = {"category": "street_light", "lat": -36.85, "lon": -73.05, "text": "x" * 4000}
        padding = " " * (64 * 1024 - len(json.dumps(fits)))
        content = json.dumps(fits) + padding
        assert httpx.post(url, content=content, headers=headers).status_code == 201
        too_large = httpx.post(url, content=content + " ", headers=headers)
        assert too_large.status_code == 413
        assert too_large.json()["errors"][0]["message"] == "That is too large."
        assert "default-src 'self'" in too_large.headers["Content-Security-Policy"]
        assert too_large.headers["X-Content-Type-Options"] == "nosniff"

        def pieces() -> Any:
            yield from [b" " * 1024] * 65

        assert httpx.post(url, content=pieces(), headers=headers).status_code == 413
        spanish = httpx.post(url, content=content + " ", headers={"Idempotency-Key": "b"})
        assert spanish.json()["errors"][0]["message"] != "That is too large."
        told = httpx.post(url, content=content, headers=headers).json()
        photos = f"{url}/{told['receipt']}/photos"
        author = {"Authorization": f"Bearer {told['token']}"}
        heavy = {"photo": ("a.jpg", b"\xff\xd8\xff" + bytes(11 * 2**20), "image/jpeg")}
        refused = httpx.post(photos, files=heavy, headers=author, timeout=30)
        assert refused.status_code == 413
        log = running.log()
    assert told["token"] not in log
    assert "Traceback" not in log
