"""Intake limits that are true across workers, in one statement.

Generic cell rate algorithm (ITU-T I.371, virtual scheduling): each sender has one number, the
time until which its allowance is used up. The counters live in a database of their own that
need not survive a power cut, so counting costs no wait for the disk.
"""

import math
from datetime import datetime

from django.db import connections

from minga.ground.write_lock import write_lock

TABLE = "ground_allowance"
TAKE = f"""
INSERT INTO {TABLE} (key, used_until) VALUES (%s, %s)
ON CONFLICT (key) DO UPDATE SET used_until =
  CASE WHEN {TABLE}.used_until > %s THEN {TABLE}.used_until ELSE %s END + %s
WHERE CASE WHEN {TABLE}.used_until > %s THEN {TABLE}.used_until ELSE %s END + %s <= %s
RETURNING used_until
"""  # noqa: S608 -- the table's name is a constant; every value is a parameter


ROUNDING_S = 0.001
"""Sums of fractions of a minute miss the whole by less; nobody is refused for that."""


class TooMany(Exception):
    """The sender has used its allowance; `retry_after_s` says when to come back."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


def take(key: str, *, per_minute: int, at: datetime) -> None:
    """Use one of `per_minute` allowances of this sender. 0 means no limit.

    Raises TooMany with the seconds until one allowance is free again.
    """
    if per_minute > 0:
        take_within(key, most=per_minute, window_s=60.0, at=at)


def take_within(key: str, *, most: int, window_s: float, at: datetime) -> None:
    """Use one of `most` allowances that come anew within `window_s`. Raises as `take`."""
    now_s, step_s = at.timestamp(), window_s / most
    later: list[str | float] = [now_s, now_s, step_s]
    values = [key, now_s + step_s, *later, *later, now_s + window_s + ROUNDING_S]
    with write_lock("counters"), connections["counters"].cursor() as cursor:
        cursor.execute(TAKE, values)
        row = cursor.fetchone()
    if row is None:
        raise TooMany(max(1, math.ceil(step_s)))


def sweep(*, at: datetime) -> None:
    """Forget the senders whose allowance is whole again."""
    with write_lock("counters"), connections["counters"].cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE used_until < %s", [at.timestamp()])  # noqa: S608
