"""More than can be answered in time is refused politely; officials are answered meanwhile."""

import asyncio
import io
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from minga.web import asgi, asgi_to_wsgi
from minga.web.asgi_to_wsgi import Answer, Bridge, Overloaded
from minga.web.request_bodies import lane_of

LANES = {"pages": 2, "officials": 1}


def scope_of(path: str, **headers: str) -> dict[str, Any]:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "http_version": "1.1",
        "headers": pairs,
    }  # fmt: skip


class SlowCity:
    """A WSGI application whose pages for neighbours are answered once the gate opens."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.worked = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if not environ["PATH_INFO"].startswith("/control/"):
            assert self.gate.wait(10)
        self.worked += 1
        start_response("200 OK", [])
        return [environ["PATH_INFO"].encode()]


@pytest.fixture
def slow() -> Iterator[SlowCity]:
    city = SlowCity()
    yield city
    city.gate.set()


async def ask(bridge: Bridge, path: str) -> Answer:
    scope = scope_of(path)
    return await bridge.ask(scope, io.BytesIO(), lane=lane_of(scope))


def test_a_queue_has_an_end_and_who_waits_in_it_is_answered(
    slow: SlowCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asgi_to_wsgi, "MAX_WAITING", 5)

    async def crowd() -> None:
        bridge = Bridge(slow, LANES)
        waiting = [asyncio.ensure_future(ask(bridge, f"/{number}")) for number in range(5)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await ask(bridge, "/one-too-many")
        # The officials' threads are their own.
        assert (await ask(bridge, "/control/")).body == b"/control/"
        slow.gate.set()
        assert [(await answer).body for answer in waiting] == [b"/0", b"/1", b"/2", b"/3", b"/4"]
        assert (await ask(bridge, "/again")).status == 200

    asyncio.run(crowd())
    assert slow.worked == 7


def test_who_waited_too_long_is_refused_and_nothing_of_it_was_done(
    slow: SlowCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asgi_to_wsgi, "PATIENCE_S", 0.05)

    async def crowd() -> list[Any]:
        bridge = Bridge(slow, LANES)
        waiting = [asyncio.ensure_future(ask(bridge, f"/{number}")) for number in range(4)]
        await asyncio.sleep(0.2)
        slow.gate.set()
        return await asyncio.gather(*waiting, return_exceptions=True)

    answers = asyncio.run(crowd())
    assert [type(answer) for answer in answers] == [Answer, Answer, Overloaded, Overloaded]
    assert slow.worked == 2


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/", "pages"),
        ("/control/", "officials"),
        ("/control/ABC-DEF-GHJ/answer/", "officials"),
        ("/api/v1/control/reports", "officials"),
        ("/live/control", "officials"),
        ("/live/public", "pages"),
        ("/healthz", "officials"),
        ("/controlled/", "pages"),
        ("/api/v1/reports", "pages"),
    ],
)
def test_officials_have_threads_of_their_own(path: str, lane: str) -> None:
    assert lane_of(scope_of(path)) == lane


class Full:
    """A bridge that has no place left."""

    async def ask(self, scope: Any, body: Any, *, lane: str) -> Answer:
        raise Overloaded


def refused(
    monkeypatch: pytest.MonkeyPatch, path: str, **headers: str
) -> tuple[int, dict[str, str], str]:
    monkeypatch.setattr(asgi, "bridge", Full())
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(asgi.application(scope_of(path, **headers), receive, send))
    headers_sent = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers_sent, sent[1]["body"].decode()


def test_the_refusal_says_that_nothing_is_stored_and_when_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    status, headers, body = refused(monkeypatch, "/api/v1/reports", **{"accept-language": "en"})
    assert status == 503
    assert "Nothing was stored" in json.loads(body)["errors"][0]["message"]
    assert headers["content-type"] == "application/json"
    waits = {int(refused(monkeypatch, "/api/v1/reports")[1]["retry-after"]) for _turn in range(60)}
    assert len(waits) > 3  # not all at once
    assert min(waits) >= 3
    assert max(waits) <= 12


def test_who_wants_a_page_gets_one_in_their_language(monkeypatch: pytest.MonkeyPatch) -> None:
    wants = {"accept": "text/html,application/xhtml+xml", "accept-language": "es-CL"}
    status, headers, body = refused(monkeypatch, "/", **wants)
    assert (status, headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert '<html lang="es">' in body
    assert "No se guardó nada" in body
    assert "content-security-policy" in headers
