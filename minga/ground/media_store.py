"""Files of the media folder: random names, written whole before the row that names them.

A file is written and flushed to disk first, then its row is committed: a crash between the two
leaves a file that no row names, never a row without its file. `sweeping` clears those away.
Flushing can take a slow disk seconds, so it is done before the unit of work begins: on SQLite
nobody else could write meanwhile.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from minga.ground.work import is_working


class InsideUnitOfWork(RuntimeError):
    """A file was about to be written while everybody else waits for the write turn."""


def folder() -> Path:
    """Where all of them lie."""
    return Path(settings.MINGA_DATA) / "media"


def path_of(name: str) -> Path:
    """Where a stored file lies. Names are ours: 32 hex digits and a suffix, checked here."""
    stem, _, suffix = name.partition(".")
    if len(stem) != 32 or not set(stem) <= set("0123456789abcdef") or not suffix.isalnum():
        raise ValueError("not a stored file's name")
    return folder() / stem[:2] / name


def keep(data: bytes, *, suffix: str) -> str:
    """Write a file durably under a new random name, which is returned.

    Raises InsideUnitOfWork: the file comes first, then the unit of work that names it.
    """
    if is_working():
        raise InsideUnitOfWork
    name = secrets.token_hex(16) + suffix
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return name


def read(name: str) -> bytes:
    """The bytes of a stored file. Raises FileNotFoundError."""
    return path_of(name).read_bytes()


@contextmanager
def removed_on_error(*names: str) -> Iterator[None]:
    """Delete files that the unit of work around this block will not name after all.

    To be opened inside of it: when the commit itself fails, nobody knows whether the row is there.
    """
    try:
        yield
    except BaseException:
        for name in names:
            path_of(name).unlink(missing_ok=True)
        raise


def remove_after_commit(*names: str) -> None:
    """Delete files once the rows that named them are gone for good."""
    for path in [path_of(name) for name in names if name]:
        transaction.on_commit(partial(path.unlink, missing_ok=True))
