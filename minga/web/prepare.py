"""Make a data folder ready: the folder, the databases, their migrations; once at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from minga.ground.work import FACT_LOCK

try:
    import fcntl
except ImportError:  # Windows: one process prepares
    fcntl = None  # type: ignore[assignment]


class FolderUnusable(RuntimeError):
    """The data folder cannot be written."""


def make_ready() -> None:
    """Create what is missing and migrate what is old. Raises FolderUnusable."""
    folder = Path(settings.MINGA_DATA)
    try:
        (folder / "media").mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise FolderUnusable(f"the data folder {folder} cannot be made: {reason}") from reason
    if not os.access(folder, os.W_OK):
        raise FolderUnusable(f"the data folder {folder} is read-only")
    if not is_current():
        with _alone(folder):
            for alias in _aliases():
                call_command("migrate", database=alias, verbosity=0, interactive=False)


def is_current() -> bool:
    """True when no migration waits."""
    for alias in _aliases():
        executor = MigrationExecutor(connections[alias])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
    return True


def _aliases() -> list[str]:
    # On PostgreSQL the counters are tables of the same database.
    return ["default"] if connection.vendor == "postgresql" else ["default", "counters"]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two starts at once migrate one after the other."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [FACT_LOCK + 1])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [FACT_LOCK + 1])
        return
    with (folder / "prepare.lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
