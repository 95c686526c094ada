"""Photos and voice of the reporter: through the door, bare, bounded, for officials only."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import TimestampSigner
from django.test import Client
from PIL import Image

from minga.ground import media_store, signing
from minga.ground.clock import now
from minga.people import actions as people
from minga.people.models import Person
from minga.reports.models import Attachment, Report
from minga.territory.models import City
from tests.cast import Cast
from tests.ground import media_bombs, media_corpus, voice_notes
from tests.ground.media_checks import assert_bare
from tests.reports.asking import as_author, body, fetched, fields_of, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(city: City) -> Any:
    return post(body()).json()


def photo(content: bytes, name: str = "a.jpg") -> dict[str, SimpleUploadedFile]:
    return {"photo": SimpleUploadedFile(name, content, "image/jpeg")}


def different(number: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), (number * 30 % 256, 20, 200)).save(out, "JPEG")
    return out.getvalue()


def send(told: Any, content: bytes, name: str = "a.jpg", language: str = "es") -> Any:
    path = f"/api/v1/reports/{told['receipt']}/photos"
    headers = {"Accept-Language": language}
    return as_author(told).post(path, photo(content, name), headers=headers)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(media_corpus.PHOTOS) - {"jpeg-large"}))
def test_photo_is_kept_bare(told: Any, name: str) -> None:
    """R17: through the API, whatever the format, nothing but pixels is kept."""
    answer = send(told, media_corpus.PHOTOS[name](), "GPS_ROSA.jpg")
    assert answer.status_code == 201, answer.content
    assert set(answer.json()) == {"width", "height"}
    kept = media_store.read(Attachment.objects.get().name)
    assert_bare(kept)
    assert media_corpus.SECRET.encode() not in kept
    assert Report.objects.get().photos == 1


def test_same_photo_twice_is_one_photo(told: Any) -> None:
    statuses = [send(told, different(1)).status_code for _ in range(2)]
    assert statuses == [201, 201]
    assert Attachment.objects.count() == 1 == Report.objects.get().photos


def test_sixth_photo_is_refused(told: Any) -> None:
    assert [send(told, different(n)).status_code for n in range(6)] == [201] * 5 + [409]
    assert fields_of(send(told, different(9))) == {"photo"}
    assert Attachment.objects.count() == 5


def test_heic_is_refused_with_what_to_do(told: Any) -> None:
    heic = media_bombs.REFUSED["heic"][1]()
    answer = send(told, heic, "IMG_1.HEIC")
    assert answer.status_code == 400
    assert fields_of(answer) == {"photo"}
    spanish = answer.json()["errors"][0]["message"]
    english = send(told, heic, language="en").json()["errors"][0]["message"]
    assert "JPEG" in spanish.upper() or "HEIC" in spanish
    assert len(spanish) > 40
    assert english != spanish


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in media_bombs.REFUSED if name != "too-many-bytes"])
def test_what_is_no_good_photo_is_refused_and_leaves_nothing(told: Any, name: str) -> None:
    answer = send(told, media_bombs.REFUSED[name][1]())
    assert answer.status_code in (400, 413, 422)
    assert fields_of(answer) == {"photo"}
    assert Attachment.objects.count() == 0
    assert not list(media_store.folder().rglob("*.*"))


def test_no_file_is_a_clear_refusal(told: Any) -> None:
    path = f"/api/v1/reports/{told['receipt']}/photos"
    for content, kind in (({}, None), (b"", "image/jpeg"), ({"foto": photo(b"x")["photo"]}, None)):
        client = as_author(told)
        answer = client.post(path, content, kind) if kind else client.post(path, content)
        assert answer.status_code in (400, 422)
        assert fields_of(answer) <= {"photo", ""}


# ------------------------------------------------------------------ voice


def speak(told: Any, content: bytes) -> Any:
    path = f"/api/v1/reports/{told['receipt']}/voice"
    return as_author(told).post(path, {"voice": SimpleUploadedFile("a.ogg", content, "audio/ogg")})


def test_voice_is_kept_once_and_bounded(told: Any) -> None:
    assert speak(told, voice_notes.ogg(3)).status_code == 201
    second = speak(told, voice_notes.ogg(5))
    assert second.status_code == 409
    assert fields_of(speak(told, b"<html>")) == {"voice"}
    assert Report.objects.get().voices == 1


def test_voice_that_is_too_long_is_refused(told: Any) -> None:
    answer = speak(told, voice_notes.ogg(90))
    assert answer.status_code == 413
    assert fields_of(answer) == {"voice"}


def links(client: Client, receipt: str) -> list[str]:
    page = client.get(f"/control/{receipt}/").content.decode()
    return sorted(set(re.findall(r"/media/[\w:.-]+", page)))


@pytest.fixture
def norma(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.norma, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_private_files_go_out_by_signed_link_as_what_they_are(told: Any, norma: Client) -> None:
    send(told, different(1))
    speak(told, voice_notes.ogg(3))
    found = links(norma, told["receipt"])
    assert len(found) == 2
    kinds = {}
    for link in found:
        answer, _ = fetched(link)  # no cookie at all
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, max-age=300"
        kinds[answer.headers["Content-Type"]] = answer.headers["Content-Disposition"]
    assert kinds["image/jpeg"].startswith("inline")
    assert kinds["audio/ogg"].startswith("attachment")


def test_link_ends_after_five_minutes(
    told: Any, norma: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(told, different(1))
    [link] = links(norma, told["receipt"])
    real = TimestampSigner.unsign
    assert signing.LASTS_S == 300

    def older(self: Any, value: str, max_age: Any = None) -> str:
        return real(self, value, max_age=-1 if max_age == signing.LASTS_S else max_age)

    monkeypatch.setattr(TimestampSigner, "unsign", older)
    assert fetched(link)[0].status_code == 404


def test_link_ends_with_the_session_epoch_and_the_account(
    told: Any, norma: Client, cast: Cast
) -> None:
    send(told, different(1))
    [link] = links(norma, told["receipt"])
    assert fetched(link)[0].status_code == 200
    people.sign_out_everywhere(person=Person.objects.get(pk=cast.norma.pk), at=now())
    assert fetched(link)[0].status_code == 404
    fresh = Person.objects.get(pk=cast.norma.pk)
    name = Attachment.objects.get().name
    again = signing.media_link(name, viewer=f"{fresh.pk}.{fresh.epoch}")
    assert fetched(again)[0].status_code == 200
    Person.objects.filter(pk=fresh.pk).update(is_active=False)
    assert fetched(again)[0].status_code == 404


@pytest.mark.parametrize("change", ["x", ".", ":", "A" * 40])
def test_forged_or_foreign_link_finds_nothing(told: Any, norma: Client, change: str) -> None:
    send(told, different(1))
    [link] = links(norma, told["receipt"])
    assert Client().get(link + change).status_code == 404
    assert Client().get(f"/media/{change}").status_code == 404
    stored = Attachment.objects.get().name
    assert Client().get(f"/published/{stored}").status_code == 404
    assert Client().get("/published/..%2f..%2fsecret.key").status_code == 404
