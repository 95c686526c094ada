"""The page of the feeds, and what is sent by it."""

import logging
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from minga.ground.clock import now
from minga.people.models import Person
from minga.territory.models import City
from minga.transit.feeds import import_jobs, phrases
from minga.transit.feeds.actions.uploads import claim_upload, path_of, read_upload
from minga.transit.models import Feed, FeedVersion, Upload
from minga.transit.service_days import day_of
from tests.cast import Cast
from tests.transit.worlds import brought, crossing, written

CHECKOUT = Path(__file__).resolve().parents[2]
PAGE = "/move/feeds/"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def olga(cast: Cast) -> Client:
    return signed_in(cast.olga)


def sent(client: Client, path: Path, **words: str) -> Any:
    file = SimpleUploadedFile("feed.zip", path.read_bytes(), "application/zip")
    return client.post(PAGE, {"name": "Buses Inés", "file": file} | words)


@pytest.mark.parametrize("who", ["rosa", "tito", "norma", "stranger"])
def test_page_is_shut_to_others(city: City, cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"name": "x"}).status_code == 403
    assert not Upload.objects.exists()


def test_page_says_that_there_is_nothing(city: City, olga: Client) -> None:
    answer = olga.get(PAGE, headers={"Accept-Language": "en"})
    assert "No timetables yet" in answer.content.decode()


@pytest.mark.slow
def test_feed_sent_is_read_later(
    city: City, olga: Client, cast: Cast, drawn_feed: Path, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    answer = sent(olga, drawn_feed, licence="CC BY 4.0", starts_on="2026-01-05")
    assert (answer.status_code, answer["Location"]) == (302, "/move/feeds/#uploads")
    upload = Upload.objects.get()
    assert (upload.slug, upload.starts_on, upload.state) == (
        "buses-ines", date(2026, 1, 5), "waiting",
    )  # fmt: skip
    assert path_of(upload).read_bytes() == drawn_feed.read_bytes()
    assert "data-waits" in olga.get(PAGE).content.decode()
    started: list[list[str]] = []
    monkeypatch.setattr(
        import_jobs, "Popen", lambda command, **how: started.append(command) or _Done()
    )
    assert import_jobs.start_readers(now()) == 1
    assert import_jobs.start_readers(now()) == 0  # leased
    assert started[0][-3:] == ["transit", "read", str(upload.pk)]
    with django_capture_on_commit_callbacks(execute=True):
        call_command("transit", "read", str(upload.pk))
    version = FeedVersion.objects.get()
    assert (version.feed.slug, version.by, version.checked["errors"]) == (
        "buses-ines",
        cast.olga,
        0,
    )
    assert not path_of(upload).exists()
    text = olga.get(PAGE, headers={"Accept-Language": "en"}).content.decode()
    assert "data-waits" not in text
    for words in ("serves today", "gtfs-guru", "404", "Olga", "CC BY 4.0"):
        assert words in text


class _Done:
    def poll(self) -> int:
        return 0


class _Failed:
    def poll(self) -> int:
        return 1


@pytest.mark.slow
def test_feed_refused_is_told_in_plain_words(
    city: City, olga: Client, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    tables = crossing()
    for row in tables["stop_times"][:23]:
        row["arrival_time"] = "47:99:00"
    sent(olga, written(tmp_path / "bad.zip", tables))
    upload = Upload.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert read_upload(upload=upload, at=now()) is None
    upload.refresh_from_db()
    assert upload.state == "refused"
    assert not path_of(upload).exists()
    page = olga.get(PAGE, headers={"Accept-Language": "en"}).content.decode()
    assert "A time cannot be read" in page
    assert "rows 2, 3, 4, 5, 6" in page
    assert "23 times" in page
    assert not Feed.objects.exists()
    olga.post(f"/move/feeds/uploads/{upload.pk}/dismiss/")
    assert not Upload.objects.exists()


def test_reader_that_dies_twice_is_not_started_again(
    city: City, olga: Client, drawn_feed: Path
) -> None:
    sent(olga, drawn_feed)
    upload, at = Upload.objects.get(), now()
    for _ in range(2):
        assert claim_upload(upload=upload, at=at)
        assert not claim_upload(upload=upload, at=at)
        at += timedelta(hours=1)
    assert not claim_upload(upload=upload, at=at)
    upload.refresh_from_db()
    assert (upload.state, upload.notices[0]["code"]) == ("refused", "reader_died")


def test_reader_that_fails_keeps_nobody_waiting(
    city: City, olga: Client, drawn_feed: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """It is started once more at once, and then the upload is refused: no lease is sat out."""
    monkeypatch.setattr(import_jobs, "Popen", lambda command, **how: _Failed())
    sent(olga, drawn_feed)
    at = now()
    with caplog.at_level(logging.ERROR, "minga.transit"):
        assert [import_jobs.start_readers(at) for _ in range(3)] == [1, 1, 0]
    assert [record.getMessage()[-12:] for record in caplog.records] == ["ended with 1"] * 2
    upload = Upload.objects.get()
    assert (upload.state, upload.notices[0]["code"]) == ("refused", "reader_died")


@pytest.mark.parametrize(
    ("words", "content", "field"),
    [
        ({"name": ""}, b"PK..", "name"),
        ({"name": "¡!"}, b"PK..", "name"),
        ({"name": "x" * 121}, b"PK..", "name"),
        ({"starts_on": "31-31-31"}, b"PK..", "starts_on"),
        ({"credit": "x" * 301}, b"PK..", "credit"),
        ({}, b"%PDF", "file"),
        ({}, b"", "file"),
    ],
)
def test_form_with_a_fault_keeps_nothing(
    city: City, olga: Client, words: dict[str, str], content: bytes, field: str
) -> None:
    file = SimpleUploadedFile("feed.zip", content)
    answer = olga.post(PAGE, {"name": "Buses", "file": file} | words)
    assert answer.status_code == 422
    assert answer.context["faults"].keys() == {field}
    assert not Upload.objects.exists()


@pytest.mark.slow
def test_version_is_moved_and_withdrawn_by_the_page(city: City, olga: Client, feed: Feed) -> None:
    day = day_of(city, now()) + timedelta(days=3)
    olga.post("/move/feeds/lineas/1/switch/", {"starts_on": day.isoformat()})
    assert FeedVersion.objects.get().starts_on == day
    wrong = olga.post("/move/feeds/lineas/1/switch/", {"starts_on": "never"})
    assert wrong.status_code == 422
    assert olga.post("/move/feeds/lineas/1/explode/").status_code == 404
    assert olga.post("/move/feeds/lineas/9/withdraw/").status_code == 404
    olga.post("/move/feeds/lineas/1/withdraw/")
    assert FeedVersion.objects.get().withdrawn_at is not None


@pytest.mark.slow
def test_page_costs_the_same_with_more_feeds(
    city: City, olga: Client, feed: Feed, drawn_feed: Path, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            olga.get(PAGE)
        return len(seen)

    queries()
    one = queries()
    for slug in ("dos", "tres"):
        brought(city, drawn_feed, at=now(), slug=slug)
    assert queries() == one


def test_every_fault_has_its_words() -> None:
    import re

    codes = set()
    for folder in ("minga/kernels/transit", "minga/transit"):
        for path in (CHECKOUT / folder).rglob("*.py"):
            text = path.read_text()
            codes |= set(re.findall(r'Notice\(\s*"([a-z_]+)"', text))
            codes |= set(re.findall(r'leave_out\(\s*"([a-z_]+)"', text))
            codes |= set(re.findall(r'refer\(.*, "([a-z_]+)"[,)]', text))
            codes |= set(re.findall(r'_notices\(\s*.+, "\w+", "([a-z_]+)", ".*"', text))
    assert len(codes) > 30
    assert codes <= set(phrases.MEANINGS)
