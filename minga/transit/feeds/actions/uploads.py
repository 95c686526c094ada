"""Zips that officials send: kept at once, read later, by a process that may take its time."""

import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from minga.ground.access import refuse_unless
from minga.ground.work import action
from minga.kernels.transit.compile.notices import FeedRefused, Notice
from minga.people.models import Person
from minga.territory.authority import authority_of
from minga.territory.models import City
from minga.transit.feeds.actions.feeds import Imported, import_feed
from minga.transit.models import Feed, FeedVersion, Upload
from minga.transit.rules import UploadState

LEASE = timedelta(minutes=15)
MAX_ATTEMPTS = 2
"""A reader that died twice over the same file will die again."""


class FeedCard(NamedTuple):
    """What an official says of a feed."""

    slug: str
    name: str
    starts_on: date
    credit: str = ""
    licence: str = ""
    hail_anywhere: bool = False


def path_of(upload: Upload) -> Path:
    """Where the zip waits."""
    return _folder() / upload.file


def send_feed(
    *, city: City, card: FeedCard, chunks: Iterable[bytes], by: Person, at: datetime
) -> Upload:
    """Keep a zip for the reader. Written whole and flushed before the row. Raises Refused."""
    refuse_unless(authority_of(by, city.pk).runs_transit)
    _folder().mkdir(parents=True, exist_ok=True)
    upload = Upload(
        city=city, file=f"{secrets.token_hex(16)}.zip", sent_at=at, by=by, **card._asdict()
    )
    handle = os.open(path_of(upload), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return _put_down(upload)


@action
def claim_upload(*, upload: Upload, at: datetime) -> bool:
    """Take an upload to read it; False where somebody else has. Its lease ends by itself.

    One that was claimed MAX_ATTEMPTS times without an end is refused.
    """
    free = Q(lease_until=None) | Q(lease_until__lt=at)
    waiting = Upload.objects.filter(free, pk=upload.pk, state=UploadState.WAITING.value)
    if waiting.filter(attempts__gte=MAX_ATTEMPTS).exists():
        _end(upload, UploadState.REFUSED, notices=[Notice("reader_died", upload.slug)])
        return False
    claimed = waiting.update(lease_until=at + LEASE, attempts=F("attempts") + 1)
    return claimed == 1


@action
def release_upload(*, number: int) -> None:
    """Give back an upload whose reader died, to be claimed again without waiting for its lease."""
    waiting = Upload.objects.filter(pk=number, state=UploadState.WAITING.value)
    waiting.update(lease_until=None)


def read_upload(*, upload: Upload, at: datetime) -> Imported | None:
    """Import a claimed upload; None where it was refused, and then its row says why."""
    try:
        imported = import_feed(
            city=upload.city,
            slug=upload.slug,
            path=path_of(upload),
            name=upload.name,
            credit=upload.credit,
            licence=upload.licence,
            hail_anywhere=upload.hail_anywhere,
            starts_on=upload.starts_on,
            second_opinion=True,
            # A new version of a demonstration is one too.
            is_demo=Feed.objects.filter(city=upload.city, slug=upload.slug, is_demo=True).exists(),
            by=upload.by,
            at=at,
        )
    except FeedRefused as refused:
        _finish(upload, UploadState.REFUSED, notices=refused.notices)
        return None
    _finish(upload, UploadState.IMPORTED, version=imported.version)
    return imported


@action
def dismiss_upload(*, upload: Upload, by: Person, at: datetime) -> None:
    """Forget an upload that was read; one that waits is not read any more. Raises Refused."""
    refuse_unless(authority_of(by, upload.city_id).runs_transit)
    transaction.on_commit(partial(path_of(upload).unlink, missing_ok=True))
    upload.delete()


@action
def _put_down(upload: Upload) -> Upload:
    upload.save(force_insert=True)
    return upload


@action
def _finish(
    upload: Upload,
    state: UploadState,
    *,
    notices: list[Notice] | None = None,
    version: FeedVersion | None = None,
) -> None:
    _end(upload, state, notices=notices or [], version=version)


def _end(
    upload: Upload,
    state: UploadState,
    *,
    notices: list[Notice],
    version: FeedVersion | None = None,
) -> None:
    Upload.objects.filter(pk=upload.pk).update(
        state=state.value,
        lease_until=None,
        version=version,
        notices=[asdict(notice) for notice in notices],
    )
    transaction.on_commit(partial(path_of(upload).unlink, missing_ok=True))


def _folder() -> Path:
    return Path(settings.MINGA_DATA) / "transit" / "uploads"
