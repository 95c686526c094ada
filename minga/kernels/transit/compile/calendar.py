"""Which services run on a day: the weekly pattern, then the exceptions."""

import datetime

import polars as pl

from minga.kernels.transit.compile.feed import Feed

ADDED, REMOVED = "1", "2"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def services_on(feed: Feed, day: datetime.date) -> pl.Series:
    """The service ids that run on `day`, in no order."""
    number = day.year * 10_000 + day.month * 100 + day.day
    weekday = WEEKDAYS[day.weekday()]
    usual = feed["calendar"].filter(
        (pl.col(weekday) == "1") & (pl.col("first") <= number) & (number <= pl.col("last"))
    )["service_id"]
    today = feed["calendar_dates"].filter(pl.col("on") == number)
    added = today.filter(pl.col("exception_type") == ADDED)["service_id"]
    removed = today.filter(pl.col("exception_type") == REMOVED)["service_id"]
    running = pl.concat([usual, added]).unique()
    return running.filter(~running.is_in(removed.implode()))
