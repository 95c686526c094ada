"""Intake limits that hold exactly, in every minute and across workers.

A sliding log (the moments of the last allowances, as many as there may be): a sender is let in
while fewer than its limit lie within the last minute (or window), wherever that begins. A rate that
fills up by and by (GCRA, token bucket) lets nearly twice the limit into the first minute.
The log is one row a sender, locked by the statement that reads it, so threads and processes
count as one. It lives in a database of its own that need not survive a power cut, so counting
costs no wait for the disk.
"""

import math
from array import array
from datetime import datetime

from django.db import connections, transaction

from minga.ground.write_lock import write_lock

TABLE = "ground_allowance"
LOOK = f"""
INSERT INTO {TABLE} (key, used_until) VALUES (%s, 0)
ON CONFLICT (key) DO UPDATE SET used_until = {TABLE}.used_until
RETURNING taken
"""  # noqa: S608 -- the table's name is a constant; every value is a parameter
KEEP = f"UPDATE {TABLE} SET taken = %s, used_until = %s WHERE key = %s"  # noqa: S608

MICRO = 1_000_000
"""Moments are whole microseconds: nothing is lost to rounding."""


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
    """Use one of `most` allowances of any `window_s`. Raises as `take`."""
    at_us, window_us = round(at.timestamp() * MICRO), round(window_s * MICRO)
    with (
        write_lock("counters"),
        transaction.atomic(using="counters"),
        connections["counters"].cursor() as cursor,
    ):
        cursor.execute(LOOK, [key])
        taken, at_us = _within(window_us, bytes(cursor.fetchone()[0] or b""), at_us)
        if len(taken) >= most:
            free_us = taken[-most] + window_us
            raise TooMany(max(1, math.ceil((free_us - at_us) / MICRO)))
        taken.append(at_us)
        cursor.execute(KEEP, [taken.tobytes(), (at_us + window_us) / MICRO, key])


def _within(window_us: int, stored: bytes, at_us: int) -> "tuple[array[int], int]":
    """The moments of the last window, oldest first, and when it is: never before the newest.

    Threads may come in another order than their clocks were read. Moments a window ahead are of
    a clock that was set back since, and are forgotten.
    """
    taken = array("q", stored)
    if taken and taken[-1] - at_us >= window_us:
        taken = array("q")
    at_us = max(at_us, taken[-1]) if taken else at_us
    return array("q", (moment for moment in taken if moment > at_us - window_us)), at_us


def sweep(*, at: datetime) -> None:
    """Forget the senders whose allowance is whole again."""
    with write_lock("counters"), connections["counters"].cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE used_until < %s", [at.timestamp()])  # noqa: S608
