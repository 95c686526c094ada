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
from django.db import connection

try:
    import fcntl
except ImportError:  # Windows: SQLite's busy handler alone keeps writers apart
    fcntl = None  # type: ignore[assignment]

_threads = threading.Lock()
_handles: dict[Path, int] = {}


def _handle(path: Path) -> int:
    if path not in _handles:
        _handles[path] = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return _handles[path]


@contextmanager
def turnstile() -> Iterator[None]:
    """Hold the data folder's write turn; at once on engines that need none."""
    if connection.vendor != "sqlite" or connection.in_atomic_block or fcntl is None:
        yield
        return
    with _threads:
        handle = _handle(Path(settings.MINGA_DATA) / "write.lock")
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
