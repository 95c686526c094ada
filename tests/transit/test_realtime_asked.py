"""Realtime that is sent to us, and addresses that we ask."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.people.actions import grant_token
from minga.people.models import Person
from minga.territory.models import City
from minga.transit.models import Feed, RealtimeSource, Vehicle
from minga.transit.realtime.actions import sources
from minga.transit.realtime.gtfs_rt import fetching
from minga.transit.realtime.gtfs_rt.fetching import NotFetched, fetch, may_ask
from minga.transit.realtime.polling import ask_sources
from tests.cast import Cast
from tests.transit.realtime import Sent
from tests.transit.worlds import PLAZA

ADDRESS = "/api/v1/transit/lineas/realtime"
PROTOBUF = "application/x-protobuf"


def bearer(person: Person) -> Client:
    return Client(
        headers={"Authorization": f"Bearer {grant_token(person=person, label='', at=now())}"},
        enforce_csrf_checks=True,
    )


@pytest.mark.slow
def test_operator_sends_a_message(city: City, feed: Feed, cast: Cast) -> None:
    sent = Sent(now()).vehicle("bus-1", *PLAZA, route="62").vehicle("far", 1.0, 1.0)
    client = bearer(cast.olga)
    answer = client.post(ADDRESS, sent.bytes, content_type=PROTOBUF)
    assert answer.status_code == 200
    assert answer.json() == {
        "vehicles": 1, "updates": 0, "alerts": 0, "refused": {"nowhere": 1},
        "examples": ["nowhere: far"],
    }  # fmt: skip
    assert Vehicle.objects.get().vehicle_id == "lineas:bus-1"
    again = client.post(ADDRESS, sent.bytes, content_type=PROTOBUF)
    assert again.status_code == 409
    assert again.json()["errors"][0]["message"]


@pytest.mark.slow
def test_message_is_refused_with_a_sentence(city: City, feed: Feed, cast: Cast) -> None:
    client = bearer(cast.olga)
    old = Sent(now() - timedelta(seconds=95)).bytes
    wrong = [(b"", 422), (b"{}", 422), (old, 422), (b"x" * (8 * 2**20 + 1), 413)]
    for body, status in wrong:
        answer = client.post(ADDRESS, body, content_type=PROTOBUF)
        assert answer.status_code == status, body[:20]
        assert answer.json()["errors"][0]["message"]
    nowhere = client.post("/api/v1/transit/none/realtime", Sent(now()).bytes, content_type=PROTOBUF)
    assert nowhere.status_code == 404


def test_strangers_send_nothing(city: City, cast: Cast) -> None:
    Feed.objects.create(city=city, slug="lineas", name="Buses Inés")
    body = Sent(now()).bytes
    assert Client().post(ADDRESS, body, content_type=PROTOBUF).status_code == 401
    for nobody in (cast.stranger, cast.tito, cast.norma):
        assert bearer(nobody).post(ADDRESS, body, content_type=PROTOBUF).status_code == 403
    assert not RealtimeSource.objects.exists()


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://example.org/rt.pb?key=1", True),
        ("https://example.org:443/rt.pb", True),
        ("https://example.org:8443/rt.pb", False),
        ("http://example.org/rt.pb", False),
        ("https://user:pw@example.org/", False),
        ("ftp://example.org/", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://[::1", False),
        ("https://example.org/\r\nHost: x", False),
        ("http://10.0.0.5:8080/rt", True),
        ("http://10.0.0.5:8081/rt", False),
        ("", False),
    ],
)
def test_only_some_addresses_may_be_asked(url: str, fine: bool) -> None:
    assert may_ask(url, ["10.0.0.5:8080"]) is fine


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fd00::1",
        "fe80::1%eth0", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a01:203",
        "0.0.0.0", "100.64.0.1", "224.0.0.1",  # noqa: S104
    ],
)  # fmt: skip
def test_private_addresses_are_never_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(host: str, port: int, **how: Any) -> list[Any]:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))
        return [public, (family, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(fetching.socket, "getaddrinfo", found)
    monkeypatch.setattr(
        fetching.socket, "create_connection", lambda *at: pytest.fail(f"connected to {at}")
    )
    with pytest.raises(NotFetched, match="private"):
        fetch("https://rt.example.org/vehicles.pb", [])


def test_a_name_that_changes_after_the_look_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: public when looked at, private when connected to."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    connected: list[Any] = []

    def resolved(host: str, port: int, **how: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: Any, *_how: Any) -> Any:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(fetching.socket, "getaddrinfo", resolved)
    monkeypatch.setattr(fetching.socket, "create_connection", connect)
    with pytest.raises(NotFetched, match="unreachable"):
        fetch("https://rt.example.org/vehicles.pb", [])
    assert connected == [("93.184.216.34", 443)]
    assert next(answers) == "127.0.0.1"  # nobody asked for the name a second time


class Operator(BaseHTTPRequestHandler):
    """An operator's machine: what it answers is set by the test."""

    body: bytes = b""
    status = 200

    def answer(self) -> None:
        """Whatever is asked."""
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()
        self.wfile.write(self.body)

    do_GET = answer

    def log_message(self, *words: Any) -> None:
        """Quiet."""


@pytest.fixture
def operator(settings: Any) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Operator)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    settings.MINGA_TRANSIT_HOSTS = [f"127.0.0.1:{server.server_port}"]
    Operator.body, Operator.status = b"", 200
    yield f"http://127.0.0.1:{server.server_port}/rt.pb"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
def test_address_is_asked_once_it_is_switched_on(
    city: City, feed: Feed, cast: Cast, operator: str
) -> None:
    at = now()
    Operator.body = Sent(at).vehicle("bus-1", *PLAZA, route="62").bytes
    source = sources.add_source(feed=feed, url=operator, by=cast.olga, at=at)
    assert ask_sources(at) == 0
    sources.switch_source(source=source, is_on=True, by=cast.olga, at=at)
    assert ask_sources(at) == 1
    assert Vehicle.objects.get().vehicle_id == "lineas:bus-1"
    source.refresh_from_db()
    assert (source.trouble, source.told["vehicles"], source.heard_at) == ("", 1, at)
    assert ask_sources(at + timedelta(seconds=5)) == 0
    assert ask_sources(at + timedelta(seconds=31)) == 1  # the same again: no trouble
    source.refresh_from_db()
    assert source.trouble == ""
    sources.switch_source(source=source, is_on=False, by=cast.olga, at=at)
    assert ask_sources(at + timedelta(hours=1)) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "body", "trouble"),
    [
        (302, b"", "redirected"),
        (500, b"", "refused"),
        (200, b"<html>", "no_message"),
        (200, b"", "empty"),
        (200, b"x" * (8 * 2**20 + 1), "too_large"),
    ],
)
def test_address_that_answers_badly_is_told(
    city: City, feed: Feed, operator: str, status: int, body: bytes, trouble: str
) -> None:
    Operator.status, Operator.body = status, body
    at = now()
    source = sources.add_source(feed=feed, url=operator, by=None, at=at)
    sources.switch_source(source=source, is_on=True, by=None, at=at)
    assert ask_sources(at) == 1
    source.refresh_from_db()
    assert (source.trouble, source.heard_at) == (trouble, None)


@pytest.mark.slow
def test_address_that_nobody_answers_is_told(city: City, feed: Feed, settings: Any) -> None:
    settings.MINGA_TRANSIT_HOSTS = ["127.0.0.1:9"]
    at = now()
    source = sources.add_source(feed=feed, url="http://127.0.0.1:9/", by=None, at=at)
    sources.switch_source(source=source, is_on=True, by=None, at=at)
    ask_sources(at)
    source.refresh_from_db()
    assert source.trouble == "unreachable"


@pytest.mark.slow
def test_certificate_is_looked_at(operator: str, settings: Any) -> None:
    # The machine speaks no TLS at all: what is asked by https must not be taken as plain text.
    with pytest.raises(NotFetched, match="unreachable"):
        fetch(operator.replace("http://", "https://"), settings.MINGA_TRANSIT_HOSTS)
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


@pytest.mark.slow
def test_page_keeps_addresses(city: City, feed: Feed, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.olga, backend="django.contrib.auth.backends.ModelBackend")
    path, url = "/move/feeds/lineas/realtime/", "https://rt.example.org/all.pb"
    assert client.post(path, {"do": "add", "url": url}).status_code == 302
    source = RealtimeSource.objects.get()
    assert not source.is_on
    client.post(path, {"do": "on", "url": url})
    source.refresh_from_db()
    assert source.is_on
    assert url in client.get("/move/feeds/").content.decode()
    wrong = client.post(path, {"do": "add", "url": "http://169.254.169.254/latest"})
    assert wrong.status_code == 422
    assert "https://" in str(wrong.context["realtime_faults"]["lineas"])
    assert client.post(path, {"do": "explode", "url": url}).status_code == 404
    assert client.post(path, {"do": "on", "url": "\0"}).status_code == 404
    client.post(path, {"do": "remove", "url": url})
    assert not RealtimeSource.objects.exists()
    for number in range(6):
        sources.add_source(feed=feed, url=f"{url}?{number}", by=None, at=now())
    with pytest.raises(BadInput):
        sources.add_source(feed=feed, url=url, by=None, at=now())
