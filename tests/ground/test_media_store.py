"""Files are flushed before anybody waits for the write turn, and what comes to nothing is gone."""

import os
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from minga.ground import media_store
from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.work import is_working, unit_of_work
from minga.participation.models import Workshop
from minga.participation.workshops import actions as participation
from minga.participation.workshops.rules import Actor, NotPossible
from minga.reports import actions
from minga.reports.actions import publishing
from minga.reports.actions.attaching import PhotoTooMany
from minga.reports.models import Report
from minga.reports.rules import MAX_PHOTOS
from minga.territory.models import City
from minga.transit.feeds.actions.uploads import FeedCard, send_feed
from tests.cast import Cast
from tests.ground import media_corpus, voice_notes
from tests.world import filed

pytestmark = pytest.mark.django_db
PHOTO = media_corpus.PHOTOS["jpeg-grey"]()


class Rooms:
    """One thing of each kind that is stored as a file, by the action of its room."""

    def __init__(self, city: City, cast: Cast) -> None:
        self.city, self.cast = city, cast
        self.report = filed(city, key="k", at=now())
        self.workshop: Workshop = participation.open_workshop(
            city=city, title="Taller", at=now()
        ).workshop

    def photo(self) -> None:
        """Of a report."""
        actions.add_photo(report=self.report, source=BytesIO(PHOTO), at=now())

    def voice(self) -> None:
        """Of a report."""
        actions.add_voice(report=self.report, data=voice_notes.ogg(3), at=now())

    def published_copy(self) -> None:
        """Of a report's photo."""
        photos = {photo.pk: [] for photo in self.report.attachments.all()}
        actions.publish(report=self.report, photos=photos, at=now(), by=self.cast.norma)

    def board_photo(self) -> None:
        """Of a workshop."""
        actor = Actor(self.workshop.pk, facilitates=True)
        participation.add_board_photo(
            workshop=self.workshop, source=BytesIO(PHOTO), actor=actor, at=now()
        )

    def feed(self) -> None:
        """A zip that an official sends."""
        card = FeedCard(slug="f", name="F", starts_on=date(2026, 1, 5))
        send_feed(city=self.city, card=card, chunks=[b"zip"], by=self.cast.olga, at=now())


@pytest.fixture
def rooms(city: City, cast: Cast) -> Rooms:
    return Rooms(city, cast)


def files() -> set[str]:
    return {path.name for path in media_store.folder().rglob("*.*")}


@pytest.mark.parametrize("kind", ["photo", "voice", "published_copy", "board_photo", "feed"])
def test_file_is_flushed_before_the_write_turn(
    rooms: Rooms, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "published_copy":
        rooms.photo()
    flushed: list[bool] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (flushed.append(is_working()), real(file))[1])
    getattr(rooms, kind)()
    assert flushed
    assert not any(flushed)


def test_file_written_inside_a_unit_of_work_is_refused() -> None:
    with pytest.raises(media_store.InsideUnitOfWork), unit_of_work():
        media_store.keep(b"pixels", suffix=".jpg")
    assert files() == set()


@pytest.mark.parametrize("kind", ["photo", "voice", "board_photo"])
def test_same_file_twice_is_one_file(
    rooms: Rooms, kind: str, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    getattr(rooms, kind)()
    before = files()
    with django_capture_on_commit_callbacks(execute=True):
        getattr(rooms, kind)()
    assert files() == before
    assert len(before) == 1


def test_photo_that_has_no_room_leaves_no_file(rooms: Rooms) -> None:
    Report.objects.update(photos=MAX_PHOTOS)
    with pytest.raises(PhotoTooMany):
        rooms.photo()
    assert files() == set()


def test_board_photo_that_has_no_room_leaves_no_file(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minga.participation.workshops.actions.photos.MAX_PHOTOS", 0)
    with pytest.raises(NotPossible):
        rooms.board_photo()
    assert files() == set()


def test_copy_of_a_photo_that_is_forgotten_meanwhile_is_not_kept(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms.photo()
    [original] = files()
    real: Any = publishing._redacted

    def draw_while_it_is_forgotten(*about: Any) -> Any:
        drawn = real(*about)
        actions.forget_report(report=rooms.report, at=now())
        return drawn

    monkeypatch.setattr(publishing, "_redacted", draw_while_it_is_forgotten)
    with pytest.raises(BadInput):
        rooms.published_copy()
    assert files() == {original}, "the original goes with the commit of whoever erases it"


def test_file_stays_when_the_commit_itself_fails() -> None:
    """Then nobody knows whether its row is there; the sweep looks a day later."""
    name = media_store.keep(b"pixels", suffix=".jpg")

    def work() -> None:
        with unit_of_work():
            with media_store.removed_on_error(name):
                pass
            raise ConnectionError

    with pytest.raises(ConnectionError):
        work()
    assert files() == {name}
