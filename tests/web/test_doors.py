"""Routes without a face: health, manifest, worker, map style, files."""

import json
from typing import Any

import pytest
from django.test import Client

from minga.ground import heartbeat
from minga.ground.clock import now
from minga.territory.models import City
from minga.web import byte_ranges
from minga.web.hub import hub
from tests.reports.asking import fetched
from tests.web.scene import Scene

pytestmark = pytest.mark.django_db


def test_health_is_ok_only_when_every_part_is(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert not caplog.records  # starting is no failure
    assert answer.json()["status"] == "starting"
    heartbeat.beat("worker", at=now())
    monkeypatch.setattr(hub, "ready", True)
    answer = Client().get("/healthz")
    told = answer.json()
    assert (answer.status_code, told["status"]) == (200, "ok")
    assert told["engine"] in ("sqlite", "postgresql")
    assert {"database", "migrations", "worker", "stream"} <= set(told)
    monkeypatch.setattr(hub, "ready", False)
    assert Client().get("/healthz").status_code == 503


def test_health_tells_nothing_about_the_machine(db: None) -> None:
    text = Client().get("/healthz").content.decode()
    assert "/" not in text
    assert "sqlite3" not in text


def test_health_stays_up_without_a_city(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeat.beat("worker", at=now())
    monkeypatch.setattr(hub, "ready", True)
    assert not City.objects.exists()
    assert Client().get("/healthz").status_code == 200


def test_sign_of_life_grows_old(db: None) -> None:
    from datetime import timedelta

    heartbeat.beat("worker", at=now())
    assert heartbeat.is_alive("worker", at=now())
    assert not heartbeat.is_alive(
        "worker", at=now() + timedelta(seconds=heartbeat.STILL_ALIVE_S + 1)
    )
    assert not heartbeat.is_alive("nobody", at=now())


def test_manifest_makes_an_app_in_the_readers_language(city: City) -> None:
    spanish = Client().get("/manifest.webmanifest")
    english = Client().get("/manifest.webmanifest", headers={"Accept-Language": "en"})
    assert spanish.headers["Content-Type"] == "application/manifest+json"
    told = json.loads(spanish.content)
    assert told["display"] == "standalone"
    assert told["start_url"].startswith("/report/")
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    assert told["lang"] == "es"
    assert json.loads(english.content)["description"] != told["description"]


def test_plain_map_style_is_the_citys_own_and_is_not_sent_twice(city: City) -> None:
    client = Client()
    first = client.get("/map-style/prueba.json")
    style = first.json()
    assert style["version"] == 8
    names = {one["properties"]["name"] for one in style["sources"]["areas"]["data"]["features"]}
    assert names == {"Comuna Norte", "Comuna Sur"}
    etag = first.headers["ETag"]
    again = client.get("/map-style/prueba.json", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    dark = client.get("/map-style/prueba.json?dark=1")
    assert dark.headers["ETag"] != etag
    assert dark.json()["layers"][0] != style["layers"][0]
    assert client.get("/map-style/atlantis.json").status_code == 404


def test_published_copies_may_be_kept_and_private_files_not_shared(scene: Scene) -> None:
    from minga.reports import actions

    scene.attach(scene.own)
    photo = scene.own.attachments.get(kind="photo")
    actions.publish(report=scene.own, photos={photo.pk: []}, at=scene.at, by=scene.cast.tito)
    photo.refresh_from_db()
    answer, _ = fetched(f"/published/{photo.published_name}")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    for name in (photo.name, "x" * 32 + ".jpg", "0" * 32 + ".html"):
        assert fetched(f"/published/{name}")[0].status_code == 404


def test_file_that_is_gone_from_the_disk_is_a_404(scene: Scene) -> None:
    from minga.ground import media_store, signing

    scene.attach(scene.own)
    photo = scene.own.attachments.get(kind="photo")
    media_store.path_of(photo.name).unlink()
    viewer = f"{scene.cast.tito.pk}.{scene.cast.tito.epoch}"
    assert fetched(signing.media_link(photo.name, viewer=viewer))[0].status_code == 404


@pytest.mark.parametrize(
    "name", ["", "../secret.key", "x.jpg", "0" * 32, "0" * 32 + ".j/g", "G" * 32 + ".jpg"]
)
def test_only_our_own_names_are_paths(name: str, settings: Any) -> None:
    from minga.ground import media_store

    with pytest.raises(ValueError, match="stored file"):
        media_store.path_of(name)


SOUND = bytes(range(256)) * 4


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("", 200, SOUND),
        ("bytes=0-", 206, SOUND),
        ("bytes=0-0", 206, SOUND[:1]),
        ("bytes=1000-5000", 206, SOUND[1000:]),
        ("bytes=-24", 206, SOUND[-24:]),
        ("bytes=-99999", 206, SOUND),
        ("bytes=1024-", 416, b""),
        ("bytes=5-4", 416, b""),
        ("bytes=-0", 416, b""),
        ("bytes=-", 200, SOUND),
        ("bytes=0-1,5-6", 200, SOUND),
        ("lines=0-1", 200, SOUND),
        ("bytes=" + "9" * 40 + "-", 200, SOUND),
        ("bytes=٣-", 200, SOUND),
    ],
)
def test_players_get_the_piece_they_ask_for(asked: str, status: int, told: bytes) -> None:
    answer = byte_ranges.answer(SOUND, asked, "audio/ogg")
    assert (answer.status_code, answer.content) == (status, told)
    assert answer.headers["Accept-Ranges"] == "bytes"
    if status == 206:
        assert answer.headers["Content-Range"].endswith(f"/{len(SOUND)}")
