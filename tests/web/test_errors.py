"""Every refusal: one JSON shape for programs, a designed page for people, in their language."""

import asyncio
import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client, RequestFactory

from minga.ground.errors import BadInput, Fault
from minga.territory.models import City
from minga.web import errors
from minga.web.middleware import spoken_language
from minga.web.request_bodies import ALLOWED, BodyRefused, SenderGone, allowed_for, whole_body
from tests.cast import Cast
from tests.web.routes import routes
from tests.web.scene import Scene

pytestmark = pytest.mark.django_db


def test_every_status_has_a_sentence_in_both_languages() -> None:
    from django.utils import translation

    for status, sentence in errors.SENTENCES.items():
        with translation.override("es"):
            spanish = str(sentence)
        with translation.override("en"):
            english = str(sentence)
        assert spanish != english, status


@pytest.mark.parametrize("status", [400, 403, 404])
@pytest.mark.parametrize("language", ["es", "en"])
def test_pages_that_say_no_are_whole_pages(city: City, status: int, language: str) -> None:
    view = {400: errors.bad_request, 403: errors.forbidden, 404: errors.not_found}[status]
    from django.urls import path

    from minga.web import urls

    pattern = path("refuse/", lambda request: view(request), name="home")
    urls.urlpatterns.append(pattern)
    try:
        from django.urls import clear_url_caches

        clear_url_caches()
        answer = Client().get("/refuse/", headers={"Accept-Language": language})
    finally:
        urls.urlpatterns.remove(pattern)
        clear_url_caches()
    page = answer.content.decode()
    assert answer.status_code == status
    assert f'lang="{language}"' in page
    assert "<h1>" in page
    assert "/report/" in page


def test_failure_is_told_without_the_database(monkeypatch: pytest.MonkeyPatch, city: City) -> None:
    from django.db import DatabaseError

    def fail(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("secret of the database at 10.0.0.1")

    monkeypatch.setattr("minga.web.middleware.default_city", fail)
    client = Client(raise_request_exception=False)
    page = client.get("/")
    assert page.status_code == 500
    assert "10.0.0.1" not in page.content.decode()
    assert "<h1>" in page.content.decode()
    told = client.get("/api/v1/categories")
    assert told.status_code == 500
    assert set(told.json()) == {"errors"}
    assert "10.0.0.1" not in told.content.decode()


def test_unknown_addresses_are_told_in_the_callers_own_shape(city: City) -> None:
    client = Client()
    for path in ("/api/v1/nothing", "/live/nothing", "/api/v2/reports"):
        answer = client.get(path)
        assert (answer.status_code, set(answer.json())) == (404, {"errors"})
    page = client.get("/nothing/")
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "nothing" not in page.content.decode().replace("/nothing/", "")


def test_who_is_not_signed_in_is_led_there_and_back(city: City) -> None:
    answer = Client().get("/control/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/?next=%2Fcontrol%2F")
    odd = Client().get("/control/a&next=evil/")
    assert odd.headers["Location"].count("next=") == 1
    assert Client().get("/live/control").status_code == 401
    assert Client().get("/api/v1/control/reports").status_code == 401


def test_bad_host_is_refused(city: City) -> None:
    assert Client().get("/", headers={"Host": "evil.invalid"}).status_code == 400


def test_faults_keep_field_and_words() -> None:
    told = errors.errors_json([Fault("lat", "x"), Fault("", "y")], 422, **{"Retry-After": "3"})
    assert json.loads(told.content) == {
        "errors": [{"field": "lat", "message": "x"}, {"field": "", "message": "y"}]
    }
    assert (told.status_code, told.headers["Retry-After"]) == (422, "3")
    assert "lat: x" in str(BadInput.single("lat", "x"))


@pytest.mark.parametrize(
    ("header", "language"),
    [("es-CL", "es"), ("en", "en"), ("fr, en;q=0.5", "en"), ("", "es"), ("*", "es"), (";;,", "es")],
)
def test_language_before_django_is_read_from_the_header(header: str, language: str) -> None:
    assert spoken_language(header) == language


def test_language_is_remembered_and_leads_back_to_our_pages_only(city: City) -> None:
    client = Client()
    answer = client.post("/language/", {"language": "en", "next": "/map/"})
    assert answer.headers["Location"] == "/map/"
    assert '<html lang="en"' in client.get("/").content.decode()
    for away in ("//evil.invalid/", "https://evil.invalid/"):
        answer = client.post("/language/", {"language": "es", "next": away})
        assert "evil" not in answer.headers["Location"]


# ------------------------------------------------------------------ bodies, before Django


def received(*chunks: bytes, ends: bool = True, gone: bool = False) -> Any:
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    if ends:
        waiting.append({"type": "http.request", "body": b"", "more_body": False})
    if gone:
        waiting.append({"type": "http.disconnect"})

    async def receive() -> Any:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(60)

    return receive


def scope(path: str = "/api/v1/reports", method: str = "POST", **headers: str) -> Any:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "method": method, "path": path, "headers": raw}


def read(sent: Any, asked: Any) -> bytes:
    with asyncio.run(whole_body(asked, sent, allowed_for(asked))) as body:
        return body.read()


def test_body_arrives_whole_however_it_was_cut() -> None:
    assert read(received(b"a", b"", b"bc"), scope()) == b"abc"
    assert read(received(), scope(method="GET")) == b""
    large = b"x" * 1024
    assert read(received(*[large] * 64), scope()) == large * 64


def test_body_beyond_its_bound_is_refused_told_or_not() -> None:
    for sent, asked in (
        (received(*[b"x" * 1024] * 65), scope()),
        (received(b"x"), scope(content_length=str(65 * 1024))),
        (received(*[b"x" * 2**20] * 11), scope("/api/v1/reports/AAA/photos")),
        (received(*[b"x" * 2**20] * 3), scope("/api/v1/reports/AAA/voice")),
        (received(*[b"x" * 1024] * 300), scope("/sign-in/")),
    ):
        with pytest.raises(BodyRefused) as refused:
            read(sent, asked)
        assert refused.value.status == 413


def test_body_that_stops_coming_is_told_408(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minga.web.request_bodies.QUIET_S", 0.02)
    with pytest.raises(BodyRefused) as refused:
        read(received(b"a", ends=False), scope())
    assert refused.value.status == 408


def test_sender_who_leaves_is_no_request() -> None:
    with pytest.raises(SenderGone):
        read(received(b"a", ends=False, gone=True), scope())


def test_every_path_has_a_bound_and_photos_their_own_threads() -> None:
    assert allowed_for(scope("/anything/at/all")) == ALLOWED[-1]
    assert allowed_for(scope("/api/v1/reports")).most_bytes == 64 * 1024
    assert allowed_for(scope("/api/v1/reports/AAA/photos")).lane == "media"
    assert allowed_for(scope("/api/v1/reports")).lane == "pages"
    # A GET pretends no body, wherever it goes.
    assert allowed_for(scope("/api/v1/reports/AAA/photos", method="GET")) == ALLOWED[-1]


def test_refusal_before_django_wears_the_armour_too() -> None:
    from minga.web.asgi import _refusal

    for language, sentence in (("en", "That is too large."), ("es", "demasiado grande")):
        answer = _refusal(scope(accept_language=language), 413)
        headers = dict(answer.headers)
        assert sentence in json.loads(answer.body)["errors"][0]["message"]
        assert b"default-src 'self'" in headers[b"content-security-policy"]
        assert headers[b"x-content-type-options"] == b"nosniff"
        assert headers[b"cache-control"] == b"no-store"


def test_form_with_many_fields_or_a_broken_file_is_a_calm_refusal(cast: Cast) -> None:
    client = Client()
    many = {f"f{n}": "x" for n in range(300)}
    assert client.post("/sign-in/", many).status_code == 400
    broken = BytesIO(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n')
    answer = client.post("/report/", broken.read(), "multipart/form-data; boundary=")
    assert answer.status_code in (400, 422)
    assert RequestFactory().get("/").method == "GET"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("get", "/api/v1/reports", {"POST"}),
        ("delete", "/api/v1/categories", {"GET"}),
        ("put", "/api/v1/reports/K7M-29Q-XF3/photos", {"POST"}),
        ("post", "/api/v1/reports.geojson", {"GET"}),
        ("options", "/api/v1/categories", {"GET"}),
        ("post", "/live/public", {"GET", "HEAD"}),
    ],
)
def test_method_that_is_not_taken_is_told_in_our_shape(
    city: City, method: str, path: str, allowed: set[str]
) -> None:
    answer = getattr(Client(), method)(path, headers={"Accept-Language": "en"})
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == allowed
    assert answer.json() == {
        "errors": [{"field": "", "message": "This address does not take that kind of request."}]
    }


# ------------------------------------------------------------------ pages, asked in a wrong way


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("post", "/map/", {"GET", "HEAD"}),
        ("delete", "/", {"GET", "HEAD"}),
        ("put", "/sign-in/", {"GET", "HEAD", "POST"}),
        ("patch", "/healthz", {"GET", "HEAD"}),
        ("get", "/sign-out/", {"POST"}),
        ("trace", "/offline/", {"GET", "HEAD"}),
    ],
)
@pytest.mark.parametrize("language", ["es", "en"])
def test_page_asked_in_a_wrong_way_says_so_as_a_page(
    city: City, method: str, path: str, allowed: set[str], language: str
) -> None:
    answer = getattr(Client(), method)(path, headers={"Accept-Language": language})
    page = answer.content.decode()
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == allowed
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert f'lang="{language}"' in page
    assert ("This address is not for that" in page) == (language == "en")
    assert "<h1>" in page


def test_page_without_a_city_refuses_a_wrong_method_too(db: None) -> None:
    answer = Client().delete("/sign-in/", headers={"Accept-Language": "en"})
    assert (answer.status_code, "<h1>" in answer.content.decode()) == (405, True)


def test_head_is_answered_like_get_without_its_body(city: City) -> None:
    asked, got = Client().head("/map/"), Client().get("/map/")
    assert (asked.status_code, asked.content) == (200, b"")
    assert asked.headers["Content-Type"] == got.headers["Content-Type"]
    only_forms = Client().head("/sign-out/")
    assert (only_forms.status_code, only_forms.content) == (405, b"")
    assert only_forms.headers["Allow"] == "POST"


def test_options_tell_what_a_page_takes(city: City) -> None:
    for path, allowed in (
        ("/map/", {"GET", "HEAD", "OPTIONS"}),
        ("/sign-in/", {"GET", "HEAD", "POST", "OPTIONS"}),
    ):
        answer = Client().options(path)
        assert (answer.status_code, answer.content) == (204, b"")
        assert set(answer.headers["Allow"].split(", ")) == allowed
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.slow
def test_no_route_answers_a_bare_refusal(scene: Scene) -> None:
    """Whatever the route and whoever asks, a method that is not taken has a designed answer.

    What a refusal names as allowed is not asked for again: most of that are whole pages.
    """
    refused = 0
    for role in ("anonymous", "operator", "programme lead"):
        client = scene.roles[role].client()
        for route in routes():
            path, taken = route.path(scene.samples()), ""
            for method in ("delete", "get"):
                if method.upper() in taken:
                    continue
                answer = getattr(client, method)(path)
                if answer.status_code != 405:
                    continue
                taken = answer.headers["Allow"]
                refused += 1
                assert answer.headers["Allow"], route
                if route.is_api:
                    assert set(answer.json()) == {"errors"}, route
                else:
                    assert "<h1>" in answer.content.decode(), route
    assert refused > 150
