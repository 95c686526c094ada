"""The zip itself, kept in the data folder under its digest: every compiled day is made of it.

Written whole and flushed before the row that names it; a crash between the two leaves a file
that no row names, never a row without its file.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from minga.kernels.transit.compile.notices import FeedRefused, Notice

MAX_BYTES = 512 * 2**20
"""The largest zip that is taken; the whole of New York's buses is a tenth of it."""
BLOCK = 2**20
FORGOTTEN_S = 86_400


@dataclass(frozen=True)
class StagedZip:
    """A copy of our own that nobody else writes to, and the SHA-256 of its bytes."""

    path: Path
    digest: str
    size: int


def folder() -> Path:
    """Where the feeds lie."""
    return Path(settings.MINGA_DATA) / "transit" / "feeds"


@contextmanager
def stage_zip(source: Path) -> Iterator[StagedZip]:
    """Copy a file into the data folder for as long as it is looked at. Raises FeedRefused."""
    folder().mkdir(parents=True, exist_ok=True)
    _sweep()
    handle, name = tempfile.mkstemp(prefix="incoming-", suffix=".zip", dir=folder())
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as copy:
            digest, size = _copy(source, copy)
        yield StagedZip(path, digest, size)
    finally:
        path.unlink(missing_ok=True)


def put_in_place(staged: StagedZip, final: Path) -> None:
    """Give a taken file its lasting name, once and for all."""
    if final.exists():
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    os.replace(staged.path, final)
    for folder in (final.parent, final.parent.parent):
        _flush(folder)


def write_beside(final: Path, kind: str, values: Any) -> Path:
    """Plain values beside a feed, written whole; they can be made again of it: no flush."""
    path = final.with_suffix(f".{kind}")
    half = path.with_suffix(".half")
    half.write_text(json.dumps(values))
    os.replace(half, path)
    return path


def delete_zip(final: Path) -> None:
    """A feed that cannot be used leaves nothing."""
    for path in final.parent.glob(f"{final.stem}.*"):
        path.unlink()


def _sweep() -> None:
    """Copies that a crash left behind."""
    for path in folder().glob("incoming-*.zip"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > FORGOTTEN_S:
                path.unlink()


def _copy(source: Path, copy) -> tuple[str, int]:  # type: ignore[no-untyped-def]
    digest, size = hashlib.sha256(), 0
    try:
        with source.open("rb") as file:
            while block := file.read(BLOCK):
                size += len(block)
                if size > MAX_BYTES:
                    raise FeedRefused(source.name, [Notice("too_large", source.name)])
                digest.update(block)
                copy.write(block)
    except FileNotFoundError as trouble:
        raise FeedRefused(source.name, [Notice("feed_not_found", source.name)]) from trouble
    except OSError as trouble:
        notice = Notice("zip_unreadable", source.name, value=str(trouble.strerror))
        raise FeedRefused(source.name, [notice]) from trouble
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest(), size


def _flush(folder: Path) -> None:
    """Make a new name in a folder last (Windows has no such thing)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
