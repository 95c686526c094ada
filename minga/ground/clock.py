"""The clock, read at the edge only: inside the house time is an argument named `at`."""

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)
