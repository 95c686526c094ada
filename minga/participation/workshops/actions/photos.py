"""Photos of boards: pixels only, through the one door for pictures."""

from datetime import datetime
from typing import BinaryIO

from minga.ground import media, media_store
from minga.ground.access import refuse_unless
from minga.ground.fields import read_text
from minga.ground.work import action, unit_of_work
from minga.participation.models import BoardPhoto, Workshop
from minga.participation.workshops import text_fields
from minga.participation.workshops.actions._writing import board_of, lock_workshop, record_fact
from minga.participation.workshops.events import BoardPhotographed
from minga.participation.workshops.rules import MAX_PHOTOS, Actor, NotPossible, may_facilitate


def add_board_photo(
    *,
    workshop: Workshop,
    source: BinaryIO,
    text: str = "",
    board: int | None = None,
    public: bool = False,
    actor: Actor,
    at: datetime,
) -> BoardPhoto:
    """Clean a photo and keep it with the workshop; the same photo twice is one photo.

    Raises Refused, BadInput, NotPossible and media.MediaRefused.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    caption = read_text(text_fields.CAPTION, text)
    photo = media.ingest_photo(source)
    file = media_store.keep(photo.data, suffix=".jpg")
    with unit_of_work(), media_store.removed_on_error(file):
        row = lock_workshop(workshop)
        wall = board_of(row, board, while_open=False) if board is not None else None
        same_photo = row.photos.filter(sha256=photo.sha256).first()
        if same_photo is not None:
            media_store.remove_after_commit(file)
            return same_photo
        if row.photos.count() >= MAX_PHOTOS:
            raise NotPossible("full")
        kept = BoardPhoto.objects.create(
            workshop=row,
            board=wall,
            name=file,
            sha256=photo.sha256,
            width=photo.width,
            height=photo.height,
            text=caption,
            public=public,
            added_at=at,
            revision=row.revision,
        )
        record_fact(BoardPhotographed, row, at=at)
    return kept


@action
def remove_board_photo(*, workshop: Workshop, name: str, actor: Actor, at: datetime) -> None:
    """Delete a photo and its file for good: it may show somebody who does not want it.

    Raises Refused; a photo that is not there is gone already.
    """
    refuse_unless(may_facilitate(actor, workshop.pk), "not the facilitator")
    row = lock_workshop(workshop, while_open=False)
    photo = row.photos.filter(name=name).first()
    if photo is not None:
        photo.delete()
        media_store.remove_after_commit(photo.name)
        record_fact(BoardPhotographed, row, at=at)
