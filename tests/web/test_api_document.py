"""The OpenAPI document says what happens: content types, places, limits, methods."""

from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from minga.ground.clock import now
from minga.territory.models import City
from tests.web.scene import Scene
from tests.world import filed

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def document(city: City) -> dict[str, Any]:
    """The document as a program reads it."""
    answer: dict[str, Any] = Client().get("/api/v1/openapi.json").json()
    return answer


def schema_in(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    """A validator of a schema of the document, whose references it knows."""
    return Draft202012Validator({**schema, "components": document["components"]})


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/api/v1/reports.geojson", "application/geo+json"),
        ("/api/v1/transit/alerts.pb", "application/x-protobuf"),
        ("/api/v1/transit/vehicles.pb", "application/x-protobuf"),
        ("/api/v1/transit/alerts.json", JSON),
    ],
)
def test_the_type_that_comes_is_the_one_that_is_said(
    document: dict[str, Any], path: str, content_type: str
) -> None:
    said = document["paths"][path]["get"]["responses"]["200"]["content"]
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].split(";")[0] == content_type
    assert set(said) == {content_type}


BODIES: list[dict[str, Any]] = [
    {"category": "street_light"},
    {"category": "street_light", "lat": -36.83, "lon": -73.05},
    {"category": "street_light", "lat": -36.83},
    {"category": "street_light", "lat": -36.83, "lon": None},
    {"category": "street_light", "address": "Los Carrera 100"},
    {"category": "street_light", "address": "   "},
    {"category": "street_light", "address": ""},
    {"category": "street_light", "address": "x", "lat": None, "lon": None},
    {"category": "street_light", "address": "x", "lat": 91, "lon": 0},
    {"category": "street_light", "address": "x" * 301},
    {"category": "c" * 41, "address": "x"},
    {"category": "street_light", "address": "x", "surplus": 1},
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: str(list(body.items())[1:])[:40])
def test_a_report_is_taken_exactly_when_its_schema_takes_it(
    document: dict[str, Any], body: dict[str, Any]
) -> None:
    content = document["paths"]["/api/v1/reports"]["post"]["requestBody"]["content"]
    is_valid = schema_in(document, content[JSON]["schema"]).is_valid(body)
    headers = {"Idempotency-Key": "document", "X-Device": ""}
    answer = Client().post("/api/v1/reports", body, JSON, headers=headers)
    assert (answer.status_code == 201) is is_valid, answer.content
    responses = document["paths"]["/api/v1/reports"]["post"]["responses"]
    shape = responses[str(answer.status_code)]["content"][JSON]["schema"]
    assert list(schema_in(document, shape).iter_errors(answer.json())) == []


def test_a_public_report_fits_its_own_schema(document: dict[str, Any], city: City) -> None:
    report = filed(city, key="document", at=now())
    path = "/api/v1/reports/{receipt}"
    shape = document["paths"][path]["get"]["responses"]["200"]["content"][JSON]["schema"]
    answer = Client().get(path.format(receipt=report.receipt))
    assert list(schema_in(document, shape).iter_errors(answer.json())) == []


def test_limits_of_an_officials_words_are_said(document: dict[str, Any]) -> None:
    fields = document["components"]["schemas"]["VerbIn"]["properties"]
    assert {name for name in ("text", "reason") if fields[name].get("maxLength")} == {
        "text",
        "reason",
    }
    assert (fields["lat"]["minimum"], fields["lat"]["maximum"]) == (-90, 90)


@pytest.mark.parametrize("role", ["stranger", "operator token"])
@pytest.mark.parametrize(
    "path", ["/", "/control/", "/api/v1/reports", "/api/v1/control/reports", "/live/control"]
)
@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "CONNECT"])
def test_a_method_that_nobody_takes_is_405_for_everybody(
    scene: Scene, role: str, path: str, method: str
) -> None:
    answer = scene.roles[role].client().generic(method, path)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]
