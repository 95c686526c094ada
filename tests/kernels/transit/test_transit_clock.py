"""One clock: the same moment of the same trip from whichever day one looks."""

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from minga.kernels.planner import Network
from minga.kernels.transit.service_clock import days_away, shift_s, zero_of
from tests.kernels.transit.drawn import at, feed

ZONES = (
    "America/Santiago", "America/New_York", "Europe/Madrid", "Australia/Lord_Howe", "Africa/Cairo",
)  # fmt: skip
A_DAY = datetime.timedelta(days=1)
NIGHT = """
stop A 0 0
stop B 5000 0
trip night R daily A 24:30 B 25:10
trip morning R daily A 8:00 B 8:10
"""


def changes_of(zone: str) -> list[datetime.date]:
    """The days of three years on which the clocks of a zone change."""
    first = datetime.date(2026, 1, 1)
    days = [first + A_DAY * number for number in range(3 * 365)]
    midnights = [datetime.datetime.combine(day, datetime.time(), ZoneInfo(zone)) for day in days]
    offsets = [midnight.utcoffset() for midnight in midnights]
    return [days[i] for i in range(len(days) - 1) if offsets[i] != offsets[i + 1]]


@pytest.mark.parametrize("zone", ZONES)
def test_one_clock_for_days_beside_each_other(zone: str) -> None:
    changes = changes_of(zone)
    assert len(changes) >= 5
    for change in changes:
        for away in (-1, 0, 1):
            day = change + A_DAY * away
            for trip_day in (day - A_DAY, day, day + A_DAY):
                shift = shift_s(zone, day, trip_day)
                assert zero_of(zone, day) + datetime.timedelta(seconds=shift) == zero_of(
                    zone, trip_day
                )
                assert days_away(shift) == (trip_day - day).days
        assert {shift_s(zone, change + A_DAY * away, change) for away in (-1, 1)} != {
            -86_400,
            86_400,
        }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        ("America/Santiago", datetime.date(2027, 4, 4), "23:30"),
        ("America/Santiago", datetime.date(2026, 9, 6), "01:30"),
        ("America/New_York", datetime.date(2026, 11, 1), "00:30"),
        ("America/New_York", datetime.date(2027, 3, 14), "00:30"),
    ],
)
def test_night_bus_leaves_at_one_moment_from_three_days(
    tmp_path: Path, zone: str, day: datetime.date, clock: str
) -> None:
    """A bus at 24:30 of the day before the clocks change, told from that day and both beside."""
    eve = day - A_DAY
    near = [eve + A_DAY * away for away in (-1, 0, 1)]
    world = NIGHT + "\n".join(f"except daily {date:%Y%m%d} 1" for date in near if date.year > 2026)
    path = feed(tmp_path / "world.zip", world)
    moments = set()
    for seen_from in near:
        Network.compile([path], seen_from, tmp_path / "out", tomorrow=True, zone=zone)
        network = Network.open(tmp_path / "out")
        asked = shift_s(zone, seen_from, eve) + at("24:00")
        soonest = network.departures("A", asked)[0]
        assert network.plan("A", "B", asked)[0].departure_s == soonest.departure_s
        moments.add(zero_of(zone, seen_from) + datetime.timedelta(seconds=soonest.departure_s))
    (moment,) = moments
    assert moment == zero_of(zone, eve) + datetime.timedelta(seconds=at("24:30"))
    assert f"{moment.astimezone(ZoneInfo(zone)):%H:%M}" == clock
