"""NOTIFY and LISTEN: tells sleeping readers that facts have been committed.

It is only a hint. The event table is the ledger; a lost signal costs a reader one poll interval.
SQLite needs none: `PRAGMA data_version` changes when another connection commits. On
PostgreSQL a NOTIFY takes a lock at commit, so each process sends at most fifty a second.
"""

import select
import threading
import time
from typing import Any

from django.db import DatabaseError, connection, connections

CHANNEL = "minga"
MAX_SENDS_PER_S = 50

_wanted = threading.Event()
_stopped = threading.Event()
_sender_lock = threading.Lock()
_sender: threading.Thread | None = None


def send() -> None:
    """Say, soon, that there are new facts. Never blocks and never fails."""
    global _sender
    if connection.vendor != "postgresql":
        return
    _wanted.set()
    if _sender is None or not _sender.is_alive():
        with _sender_lock:
            if _sender is None or not _sender.is_alive():
                _stopped.clear()
                _sender = threading.Thread(target=_send_on, daemon=True, name="notify")
                _sender.start()


def stop() -> None:
    """End the sending thread and its connection; the next `send` starts another."""
    with _sender_lock:
        if _sender is not None and _sender.is_alive():
            _stopped.set()
            _wanted.set()
            _sender.join()


def _send_on() -> None:
    while True:
        _wanted.wait()
        if _stopped.is_set():
            break
        _wanted.clear()
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute(f"NOTIFY {CHANNEL}")
        except DatabaseError:
            connections["default"].close()
        time.sleep(1 / MAX_SENDS_PER_S)
    connections.close_all()


class FactListener:
    """Waits for new facts on this thread's own database connection."""

    def __init__(self, *, poll_s: float = 0.04, patience_s: float = 1.0) -> None:
        self.poll_s = poll_s
        self.patience_s = patience_s
        self._version: Any = None
        self._listening: Any = None

    def listen(self, timeout_s: float) -> None:
        """Return when facts may have come, or after `timeout_s`. Database errors are raised."""
        if connection.vendor == "postgresql":
            self._listen_postgres(min(timeout_s, self.patience_s))
        else:
            self._watch_sqlite(timeout_s)

    def _watch_sqlite(self, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while True:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA data_version")
                version = cursor.fetchone()[0]
            if version != self._version:
                self._version = version
                return
            if time.monotonic() >= deadline:
                return
            time.sleep(self.poll_s)

    def _listen_postgres(self, timeout_s: float) -> None:
        connection.ensure_connection()
        raw: Any = connection.connection
        if self._listening is not raw:
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {CHANNEL}")
            self._listening = raw
            return
        ready, _, _ = select.select([raw.fileno()], [], [], timeout_s)
        if ready:
            for _ in raw.notifies(timeout=0, stop_after=1000):
                pass
