"""Messages that real operators sent, and messages that nobody in his right mind would send."""

import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.models import Alert, Feed, TripUpdate, Vehicle
from minga.transit.realtime.actions.messages import take_message
from minga.transit.realtime.gtfs_rt.messages import Message
from minga.transit.realtime.gtfs_rt.reading import Unreadable, read_message
from tests.transit.realtime import Sent
from tests.transit.worlds import PLAZA, brought

AT = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)


def everything(at: datetime) -> bytes:
    """A message with something of each kind."""
    sent = Sent(at).vehicle("bus-1", *PLAZA, trip="62-out-5", speed=7.0, bearing=10.0)
    sent.update("62-out-18", {"sequence": 0, "departure": 60}, {"stop": "E", "arrival": 90})
    sent.update("62-out-19").relation("CANCELED")
    sent.update("new", {"stop": "A", "arrives_at": 1, "leaves_at": 2}).relation("ADDED")
    sent.alert("a", "Desvío", route_id="62").alert("b", "Obras", stop_id="C")
    return sent.bytes


def broken(data: bytes, chance: random.Random, *, ways: int = 4) -> bytes:
    """The bytes with a few changed, cut out or doubled; with one way, only changed."""
    told = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(told))
        kind = chance.randrange(ways)
        if kind == 0:
            told[at] = chance.randrange(256)
        elif kind == 1:
            del told[at : at + chance.randint(1, 12)]
        elif kind == 2:
            told[at:at] = told[at : at + chance.randint(1, 40)]
        else:
            told[at : at + 9] = b"\xff" * 8 + b"\x7f"
        told = told or bytearray(b"\0")
    return bytes(told)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(read_message(data, at=AT), Message)


@pytest.mark.slow
def test_broken_messages_are_read_or_refused() -> None:
    chance, whole, read = random.Random(7), everything(AT), 0
    for _ in range(4000):
        try:
            read += bool(read_message(broken(whole, chance), at=AT))
        except Unreadable:
            continue
    assert 100 < read < 4000


@pytest.mark.slow
def test_broken_messages_crash_nothing(city: City, feed: Feed) -> None:
    chance, taken = random.Random(11), 0
    at = now()
    for _ in range(150):
        at += timedelta(seconds=1)
        try:
            take_message(feed=feed, data=broken(everything(at), chance, ways=1), at=at, by=None)
            taken += 1
        except Unreadable:
            continue
    assert taken > 20
    for row in Vehicle.objects.all():
        assert abs(row.lat - PLAZA[0]) < 1
    assert Alert.objects.count() < 150
    assert not TripUpdate.objects.exclude(trip_id__startswith="62-").filter(relation="scheduled")


@pytest.mark.slow
@pytest.mark.real_data
def test_vehicles_of_a_real_operator(city: City, real_data: Path) -> None:
    folder = real_data / "gtfs-realtime"
    old = brought(city, folder / "kcm_gtfs.zip", at=now(), slug="kcm", starts_on=date(2016, 5, 1))
    feed = old.version.feed
    data = (folder / "king-county-metro-1.pbf").read_bytes()
    at = datetime.fromtimestamp(1630596716 + 5, UTC)
    heard = take_message(feed=feed, data=data, at=at, by=None)
    # 627 buses, of which 81 had not been heard of for more than 90 seconds at that moment.
    # 27 drove where the cut timetable has no stops.
    assert (heard.vehicles, heard.refused["stale"], heard.refused["nowhere"]) == (519, 81, 27)
    # The timetable is of five years before, and cut to a few lines: all trips are unknown.
    assert heard.refused["unknown_trip"] == heard.vehicles
    assert set(Vehicle.objects.values_list("line", flat=True)) == {"", "kcm-100001"}
    with pytest.raises(Unreadable, match="stale"):
        take_message(feed=feed, data=data, at=at + timedelta(seconds=90), by=None)


@pytest.mark.slow
@pytest.mark.real_data
def test_updates_of_a_stranger_are_counted(city: City, feed: Feed, real_data: Path) -> None:
    data = (real_data / "gtfs-realtime" / "septa.pbf").read_bytes()
    heard = take_message(feed=feed, data=data, at=datetime.fromtimestamp(1680120572, UTC), by=None)
    assert (heard.updates, heard.refused) == (0, {"unknown_trip": 35})
    assert len(heard.examples) == 5
