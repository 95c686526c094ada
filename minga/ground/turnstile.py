"""One writer at a time on SQLite, waiting in the kernel.

SQLite's own busy handler sleeps and retries, so several pooled writers starve each other (a
p99 of about a second was measured). A file lock beside the database lets them queue; threads
of one process queue on an ordinary lock first. On PostgreSQL there is nothing to do.
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
_handles: dict[str, int] = {}


def _handle(alias: str) -> int:
    if alias not in _handles:
        path = Path(settings.MINGA_DATA) / f"{alias}.lock"
        _handles[alias] = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return _handles[alias]


@contextmanager
def turnstile(alias: str = "default") -> Iterator[None]:
    """Hold the write turn of one database file; at once on engines that need none."""
    connection = connections[alias]
    if connection.vendor != "sqlite" or connection.in_atomic_block or fcntl is None:
        yield
        return
    with _threads[alias]:
        handle = _handle(alias)
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
