"""Which tables live in which database."""

from typing import Any

from django.db import connections

COUNTERS = "counters"
COUNTED = {"allowance", "pulse"}
"""Tables that need not survive a power cut."""


class CountersApart:
    """The counted tables live in `counters`, everything else in `default`.

    On PostgreSQL both are one database, reached with and without waiting for the disk.
    """

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """The database of a model."""
        return COUNTERS if model._meta.model_name in COUNTED else "default"

    db_for_write = db_for_read

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool:
        """On SQLite each table is made in its own file only."""
        if connections[db].vendor == "postgresql":
            return True
        return (model_name in COUNTED) == (db == COUNTERS)
