"""One writer at a time on SQLite, waiting in the kernel.

SQLite's own busy handler sleeps and retries, so several pooled writers starve each other (a
p99 of about a second was measured). File locks beside the database let them queue; threads of
one process queue on an ordinary lock first. On PostgreSQL there is nothing to do.

There are two files, the turn and who is next. A kernel lock is not handed over: the process that
gives it back is still running and would take it again before the other one has woken. Whoever
waits for the turn therefore holds "next", and the last one to write must queue behind it.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections

try:
    import fcntl
except ImportError:  # Windows: SQLite's busy handler alone keeps writers apart
    fcntl = None  # type: ignore[assignment]

_threads = {"default": threading.Lock(), "counters": threading.Lock()}
_handles: dict[str, tuple[int, int]] = {}


def _files(alias: str) -> tuple[int, int]:
    """The handles of "next" and of the turn."""
    if alias not in _handles:
        folder, how = Path(settings.MINGA_DATA), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        _handles[alias] = (
            os.open(folder / f"{alias}.next.lock", how, 0o600),
            os.open(folder / f"{alias}.lock", how, 0o600),
        )
    return _handles[alias]


@contextmanager
def write_lock(alias: str = "default") -> Iterator[None]:
    """Hold the write turn of one database file; at once on engines that need none."""
    connection = connections[alias]
    if connection.vendor != "sqlite" or connection.in_atomic_block or fcntl is None:
        yield
        return
    with _threads[alias]:
        following, turn = _files(alias)
        fcntl.flock(following, fcntl.LOCK_EX)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
        finally:
            fcntl.flock(following, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(turn, fcntl.LOCK_UN)
