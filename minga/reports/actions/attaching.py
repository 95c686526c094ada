"""Photos and voice notes of the person who reported."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import BinaryIO

from minga.ground import media, media_store, voice
from minga.ground.work import unit_of_work
from minga.reports.actions._history import lock, record_fact
from minga.reports.events import ReportPhotoAdded, ReportVoiceAdded
from minga.reports.models import Attachment, Report
from minga.reports.rules import MAX_PHOTOS


class PhotoTooMany(Exception):
    """The report has MAX_PHOTOS photos (or its one voice note) already."""


def add_photo(*, report: Report, source: BinaryIO, at: datetime) -> Attachment:
    """Clean a photo and keep it with the report. The same photo twice is one photo.

    Only the re-encoded pixels are kept. Raises media.MediaRefused and PhotoTooMany.
    """
    photo = media.ingest_photo(source)
    columns = {"width": photo.width, "height": photo.height}
    return _attach(
        report, Attachment.Kind.PHOTO, photo.data, ".jpg", photo.content_type, columns, at
    )


def add_voice(*, report: Report, data: bytes, at: datetime) -> Attachment:
    """Keep a voice note for the officials who attend the report.

    Raises media.MediaRefused and PhotoTooMany (one note a report).
    """
    heard = voice.inspect_voice(data)
    columns = {"duration_s": heard.duration_s}
    return _attach(
        report, Attachment.Kind.VOICE, data, heard.extension, heard.content_type, columns, at
    )


def _attach(
    report: Report,
    kind: Attachment.Kind,
    data: bytes,
    suffix: str,
    content_type: str,
    columns: Mapping[str, float | int | None],
    at: datetime,
) -> Attachment:
    sha256 = hashlib.sha256(data).hexdigest()
    name = media_store.keep(data, suffix=suffix)
    with unit_of_work(), media_store.removed_on_error(name):
        row = lock(report)
        attached = row.attachments.filter(sha256=sha256).first()
        if attached is not None:
            media_store.remove_after_commit(name)
            return attached
        is_photo = kind == Attachment.Kind.PHOTO
        if (is_photo and row.photos >= MAX_PHOTOS) or (not is_photo and row.voices >= 1):
            raise PhotoTooMany
        attachment = Attachment.objects.create(
            report=row,
            kind=kind,
            name=name,
            content_type=content_type,
            size=len(data),
            sha256=sha256,
            added_at=at,
            **columns,
        )
        row.photos += is_photo
        row.voices += not is_photo
        row.changed_at = at
        row.save(update_fields=["photos", "voices", "changed_at"])
        record_fact(ReportPhotoAdded if is_photo else ReportVoiceAdded, row, at=at, by=None)
    return attachment
