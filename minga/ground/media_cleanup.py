"""Media files that no row names: what a crash between a file and its row leaves behind.

Nothing is deleted at once. A file that nobody names a day after it was written is moved aside, and
deleted a week later: whoever restores yesterday's database can bring its photos back. A file counts
as named when any column of any table that could hold its name does, so no room has to sign up.
"""

import logging
import os
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.functions import Cast

from minga.ground import media_store

LEFT_ALONE = timedelta(days=1)
KEPT_ASIDE = timedelta(days=7)
LONGEST_COLUMN = 128
"""Names have 32 digits and a suffix; longer columns hold prose."""
BATCH = 400

log = logging.getLogger("minga.media_cleanup")


def sweep() -> tuple[int, int]:
    """Move unnamed files aside and delete those that lay there long enough; how many of each."""
    aside = Path(settings.MINGA_DATA) / "media-aside"
    before = time.time()
    old = before - LEFT_ALONE.total_seconds()
    files = {path.name: path for path in _files(media_store.folder()) if path.stat().st_mtime < old}
    unnamed = _unnamed(files)
    for name in unnamed:
        aside.mkdir(exist_ok=True)
        files[name].replace(aside / name)
        os.utime(aside / name)
    late = before - KEPT_ASIDE.total_seconds()
    gone = [path for path in _files(aside) if path.stat().st_mtime < late]
    for path in gone:
        path.unlink(missing_ok=True)
    if unnamed or gone:
        log.warning("%s files without a row moved aside, %s deleted", len(unnamed), len(gone))
    return len(unnamed), len(gone)


def _files(folder: Path) -> Iterator[Path]:
    """Files with names of ours; whatever else lies there is nobody's business."""
    for path in folder.rglob("*") if folder.is_dir() else ():
        try:
            media_store.path_of(path.name)
        except ValueError:
            continue
        if path.is_file():
            yield path


def _unnamed(names: Iterable[str]) -> set[str]:
    left = set(names)
    for field in _columns(models.CharField):
        used: set[str] = set()
        unclaimed = sorted(left)
        for start in range(0, len(unclaimed), BATCH):
            some = {f"{field.name}__in": unclaimed[start : start + BATCH]}
            rows = field.model._base_manager.filter(**some)
            used |= set(rows.values_list(field.name, flat=True))
        left -= used
    for field in _columns(models.JSONField):
        # A name that no table has as a column, for the database would refuse it.
        as_text = {"json_column_as_text": Cast(field.name, models.TextField())}
        rows = field.model._base_manager.annotate(**as_text)
        left = {n for n in left if not rows.filter(json_column_as_text__contains=n).exists()}
    return left


def _columns(kind: type[models.Field]) -> Iterator[models.Field]:
    for model in apps.get_models():
        if not model._meta.managed or not model.__module__.startswith("minga."):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, kind) and (field.max_length or 0) <= LONGEST_COLUMN:
                yield field
