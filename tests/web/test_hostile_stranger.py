"""A hostile stranger costs nothing: what is refused is refused at once, in a line."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.hashers import get_hasher
from django.test import Client

from minga.ground.clock import now
from minga.people import actions
from minga.people.models import EntryLink
from minga.territory.models import City
from minga.web.middleware import sender_address
from minga.web.pages import accounts
from tests.cast import PASSWORD, Cast
from tests.web.scene import Scene

pytestmark = pytest.mark.django_db
DEPTHS = (10, 200, 900, 10_000)
JSON = "application/json"


# ------------------------------------------------------------------ bodies


def nested(kind: str, depth: int) -> str:
    """Lists in lists, or objects in objects."""
    opening, closing = {"list": ("[", "]"), "object": ('{"a":', "}")}[kind]
    return opening * depth + "1" + closing * depth


def routes_with_json() -> list[tuple[str, str]]:
    """(method, path) of every route of the API that reads JSON."""
    document = Client().get("/api/v1/openapi.json").json()
    return [
        (method, path)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if JSON in operation.get("requestBody", {}).get("content", {})
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["list", "object"])
@pytest.mark.parametrize("depth", DEPTHS)
def test_no_body_is_too_deep_to_be_answered(scene: Scene, kind: str, depth: int) -> None:
    deep = nested(kind, depth)
    bodies = [deep, f'{{"category":"street_light","attributes":{deep},"fields":{deep}}}']
    client = scene.roles["operator token"].client()
    routes = routes_with_json()
    assert len(routes) > 20
    for method, path in routes:
        for name, value in (("{receipt}", "K7M-29Q-XF3"), ("{verb}", "assign"), ("{", "1")):
            path = path.replace(name, value)
        for body in bodies:
            answer = client.generic(
                method.upper(), path.replace("}", ""), body, JSON, headers={"Idempotency-Key": "k"}
            )
            assert 400 <= answer.status_code < 500, (method, path, answer.status_code)
            assert answer.json()["errors"], (method, path)


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_report_takes_no_depth_and_says_which_field(city: City, depth: int) -> None:
    body = f'{{"category":"street_light","address":"x","attributes":{nested("object", depth)}}}'
    answer = Client().post("/api/v1/reports", body, JSON, headers={"Idempotency-Key": "deep"})
    assert answer.status_code in (400, 422)
    fields = {fault["field"] for fault in answer.json()["errors"]}
    assert fields <= {"", "attributes"}


# ------------------------------------------------------------------ headers and senders


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer " + "x" * 60_000},
        {"Authorization": "Bearer \x00\udcff"},
        {"Authorization": "Basic " + "=" * 300},
        {"Cookie": "sessionid=" + "'" * 4_000 + "; csrftoken=" + "\u00ff" * 4_000},
        {"X-Device": "\x00"},
        {"X-Device": "d" * 60_000},
        {"Accept-Language": ",".join(["es;q=0.1"] * 5_000)},
        {"X-Forwarded-For": ",".join(["127.0.0.9"] * 5_000)},
        {"X-Forwarded-Host": "evil.invalid", "X-Forwarded-Proto": "gopher"},
        {"Referer": "https://evil.invalid/" + "a" * 30_000},
        {"If-None-Match": '"' * 20_000},
        {"Range": "bytes=" + "0-," * 5_000},
        {"Content-Type": "multipart/form-data; boundary=" + "x" * 3_000},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_is_more_than_a_refusal(city: City, cast: Cast, headers: dict[str, str]) -> None:
    for path in ("/", "/control/", "/api/v1/categories", "/move/"):
        answer = Client(raise_request_exception=False).get(path, headers=headers)
        assert answer.status_code < 500, path
    answer = Client(raise_request_exception=False).post(
        "/api/v1/reports", "{}", JSON, headers={"Idempotency-Key": "h", **headers}
    )
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    ("remote", "forwarded", "sender"),
    [
        ("::ffff:192.0.2.7", "", "192.0.2.7"),
        ("::ffff:127.0.0.9", "::ffff:198.51.100.4", "198.51.100.4"),
        ("127.0.0.9", "6.6.6.6, 198.51.100.4, ::ffff:127.0.0.9", "198.51.100.4"),
        ("127.0.0.9", "198.51.100.4,,  ,", "198.51.100.4"),
        ("192.0.2.7", "127.0.0.9, 198.51.100.4", "192.0.2.7"),
    ],
)
def test_no_forwarded_address_is_believed_nor_shared(
    settings: Any, remote: str, forwarded: str, sender: str
) -> None:
    settings.MINGA_TRUSTED_PROXIES = ["127.0.0.9"]
    assert sender_address(remote, forwarded) == sender


# ------------------------------------------------------------------ accounts


def sign_in(email: str, password: str, address: str = "192.0.2.1") -> Any:
    return Client(REMOTE_ADDR=address).post("/sign-in/", {"email": email, "password": password})


def test_an_account_guessed_from_many_addresses_is_slowed_for_all_of_them(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "TRIES_PER_ACCOUNT", 5)
    asked = []
    monkeypatch.setattr(accounts, "authenticate", lambda *_, **who: asked.append(who["username"]))
    answers = [sign_in(cast.tito.email, "adivinanza", f"198.51.100.{n}") for n in range(9)]
    assert len(asked) == 5
    assert {answer.status_code for answer in answers} == {422}
    # Another account, and the same one written in capitals.
    sign_in(cast.norma.email, "adivinanza", "198.51.100.200")
    sign_in(cast.tito.email.upper(), "adivinanza", "198.51.100.201")
    assert asked[5:] == [cast.norma.email]


def test_many_accounts_guessed_from_one_address_are_slowed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(accounts, "authenticate", lambda *_, **who: asked.append(who["username"]))
    for number in range(accounts.TRIES_PER_ADDRESS + 4):
        sign_in(f"alguien{number}@prueba.invalid", "adivinanza")
    assert len(asked) == accounts.TRIES_PER_ADDRESS


def test_a_name_that_is_none_costs_the_same_work_and_sounds_the_same(cast: Cast) -> None:
    closed = cast.norma
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    work, sentences = [], []
    for number, email in enumerate((cast.tito.email, "nadie.asi@prueba.invalid", closed.email)):
        hasher = get_hasher()
        with mock.patch.object(
            type(hasher), "encode", autospec=True, side_effect=type(hasher).encode
        ) as encode:
            answer = sign_in(email, "no es esta", f"198.51.100.{number}")
        work.append(encode.call_count)
        sentences.append(answer.content.decode().replace(email, ""))
        assert answer.status_code == 422
    assert work[0] == work[1] == work[2] > 0
    assert (
        _without_tokens(sentences[0])
        == _without_tokens(sentences[1])
        == _without_tokens(sentences[2])
    )


def _without_tokens(page: str) -> str:
    return "\n".join(
        line for line in page.splitlines() if "csrf" not in line and "nonce" not in line
    )


def test_a_closed_account_with_the_right_password_sounds_like_none(cast: Cast) -> None:
    type(cast.norma).objects.filter(pk=cast.norma.pk).update(is_active=False)
    right, none = sign_in(cast.norma.email, PASSWORD), sign_in("x@prueba.invalid", PASSWORD)
    errors = [list(answer.context["form"].non_field_errors()) for answer in (right, none)]
    assert errors[0] == errors[1] != []


def test_one_time_links_cannot_be_guessed_and_say_nothing_of_others(cast: Cast) -> None:
    secret = actions.make_entry_link(person=cast.norma, at=now())
    assert len(secret) >= 32  # 24 random bytes
    stored = EntryLink.objects.latest("pk")
    assert secret not in str(stored.__dict__)
    new = {"password": "otra clave larga y buena", "again": "otra clave larga y buena"}
    used = actions.make_entry_link(person=cast.tito, at=now())
    assert Client().post(f"/enter/{used}/", new).status_code == 302
    guesses = [used, secret[:-1], secret[:-1] + "A" * (secret[-1] != "A") or "B", secret.swapcase()]
    pages = []
    for guess in [*guesses, "x" * 32, "x" * 400]:
        if guess == secret:
            continue
        for answer in (Client().get(f"/enter/{guess}/"), Client().post(f"/enter/{guess}/", new)):
            assert answer.status_code == 410
            pages.append(_without_tokens(answer.content.decode().replace(guess, "")))
    assert len(set(pages)) == 1
    assert Client().get(f"/enter/{secret}/").status_code == 200


# ------------------------------------------------------------------ the log


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the installation's own handler writes."""
    [handler] = [
        handler
        for handler in logging.getLogger().handlers
        if type(handler) is logging.StreamHandler and handler.filters
    ]
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    if before is not None:
        handler.setStream(before)


@pytest.mark.parametrize(
    "host", ["evil.invalid", "evil.invalid\r\nX: y", "a b", "[::1", "x" * 2_000, "127.0.0.1:x"]
)
def test_a_refused_host_name_is_one_line(city: City, log: io.StringIO, host: str) -> None:
    for path in ("/", "/api/v1/categories"):
        assert (
            Client(raise_request_exception=False).get(path, headers={"Host": host}).status_code
            == 400
        )
    lines = log.getvalue().splitlines()
    assert len(lines) == 2, log.getvalue()
    assert all("Invalid HTTP_HOST header" in line for line in lines)
    assert all(len(line) < 1_000 for line in lines)


def test_a_forged_origin_is_one_line(cast: Cast, log: io.StringIO) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.tito)
    answer = client.post("/account/", {}, headers={"Origin": "https://evil.invalid"})
    assert answer.status_code == 403
    lines = log.getvalue().splitlines()
    assert len(lines) == 1, log.getvalue()
    assert "evil.invalid" in lines[0]


def test_a_failure_of_our_own_keeps_its_traceback(
    city: City, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "minga.web.middleware._asked_city", mock.Mock(side_effect=RuntimeError("x"))
    )
    assert Client(raise_request_exception=False).get("/?city=a").status_code == 500
    assert "Traceback" in log.getvalue()


def test_the_contract_of_errors_holds_for_hosts_too(city: City) -> None:
    answer = Client().get("/api/v1/categories", headers={"Host": "evil.invalid"})
    assert json.loads(answer.content)["errors"][0]["message"]
