"""What the public sees: redacted copies and hiding; the originals stay."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from minga.ground import media_store
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.media import Box
from minga.reports import actions, geojson
from minga.reports.models import Attachment, Entry, Report
from minga.territory.models import City
from tests.cast import Cast
from tests.ground import media_corpus
from tests.reports.asking import fetched
from tests.world import filed

pytestmark = pytest.mark.django_db
PRIVATE = "Vivo al frente, soy Rosa, 912345678"
COPY = "Hay un poste apagado"


@pytest.fixture
def report(city: City) -> Report:
    geojson._made.clear()
    told = filed(city, key="k", at=now(), text=PRIVATE)
    photo = media_corpus.PHOTOS["jpeg-grey"]()
    actions.add_photo(report=told, source=BytesIO(photo), at=now())
    return told


def shown(report: Report) -> Any:
    return Client().get(f"/api/v1/reports/{report.receipt}").json()


def test_nothing_is_public_until_somebody_publishes_it(report: Report) -> None:
    told = shown(report)
    assert (told["text"], told["photos"]) == (None, [])
    assert PRIVATE not in Client().get(f"/r/{report.receipt}/").content.decode()


def test_copy_is_public_and_the_original_stays(report: Report, cast: Cast, facts: Any) -> None:
    photo = report.attachments.get()
    before = media_store.read(photo.name)
    boxes = {photo.pk: [Box(0.0, 0.0, 0.5, 0.5)]}
    actions.publish(report=report, text=COPY, photos=boxes, at=now(), by=cast.norma)
    told = shown(report)
    assert told["text"] == COPY
    [url] = told["photos"]
    assert photo.name.split(".")[0] not in url
    answer, copy = fetched(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    pixel = Image.open(BytesIO(copy)).convert("RGB").getpixel((2, 2))
    assert isinstance(pixel, tuple)
    assert max(pixel) < 12
    assert media_store.read(photo.name) == before != copy
    fresh = Report.objects.get()
    assert fresh.text == PRIVATE
    entry = Entry.objects.latest("pk")
    assert (entry.kind, entry.by, entry.text) == ("published", cast.norma, "")
    assert facts.names[-1] == "report.published"


def test_new_copy_replaces_the_old_one_for_everybody(
    report: Report, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    photo = report.attachments.get()
    actions.publish(report=report, photos={photo.pk: []}, at=now(), by=cast.norma)
    [old] = shown(report)["photos"]
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish(
            report=report, photos={photo.pk: [Box(0, 0, 1, 1)]}, at=now(), by=cast.norma
        )
    [new] = shown(report)["photos"]
    assert old != new
    assert Client().get(old).status_code == 404
    assert not media_store.path_of(old.rsplit("/", 1)[-1]).exists()


def test_photo_of_another_report_is_not_published(city: City, report: Report, cast: Cast) -> None:
    other = filed(city, key="other", at=now())
    photo = report.attachments.get()
    with pytest.raises(BadInput):
        actions.publish(report=other, photos={photo.pk: []}, at=now(), by=cast.norma)
    assert Attachment.objects.get().published_name == ""


OFF = [
    Box(float("nan"), 0, 1, 1),
    Box(0, 0, float("inf"), 1),
    Box(-5, 0, 1, 1),
    Box(0, 0, 9, 9),
    Box(0, 0, 0, 0),
]


@pytest.mark.parametrize("box", OFF)
def test_box_that_is_no_part_of_the_photo_publishes_nothing(
    report: Report, cast: Cast, box: Box
) -> None:
    photo = report.attachments.get()
    with pytest.raises(BadInput):
        actions.publish(report=report, photos={photo.pk: [box]}, at=now(), by=cast.norma)
    assert shown(report)["photos"] == []


def test_hidden_report_leaves_every_public_surface_and_comes_back(
    report: Report, cast: Cast
) -> None:
    photo = report.attachments.get()
    actions.publish(report=report, text=COPY, photos={photo.pk: []}, at=now(), by=cast.norma)
    [url] = shown(report)["photos"]
    paths = (f"/api/v1/reports/{report.receipt}", f"/r/{report.receipt}/", url)
    lists = ("/list/", "/", "/api/v1/reports.geojson", "/?part=pulse")

    def statuses() -> set[int]:
        geojson._made.clear()
        return {fetched(path)[0].status_code for path in paths}

    def named() -> set[bool]:
        return {report.receipt in Client().get(path).content.decode() for path in lists}

    assert (statuses(), named()) == ({200}, {True})
    actions.hide(report=report, reason="datos de un tercero", at=now(), by=cast.norma)
    assert (statuses(), named()) == ({404}, {False})
    actions.unhide(report=report, reason="ya está tapado", at=now(), by=cast.norma)
    assert (statuses(), named()) == ({200}, {True})
    reasons = Entry.objects.filter(kind__in=["hidden", "unhidden"]).values_list("text", flat=True)
    assert list(reasons) == ["datos de un tercero", "ya está tapado"]


def test_hidden_report_is_no_hint_for_others(city: City, report: Report, cast: Cast) -> None:
    actions.hide(report=report, reason="x", at=now(), by=cast.norma)
    assert filed(city, key="near", at=now()).filed_answer["similar"] == []
