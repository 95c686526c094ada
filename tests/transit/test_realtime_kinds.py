"""Messages of one kind never change another, nor does what one address tells change another's."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from minga.territory.models import City
from minga.transit.models import Alert, Feed, Moving, RealtimeSource, TripUpdate, Vehicle
from minga.transit.realtime.actions.messages import Heard, take_message
from minga.transit.realtime.gtfs_rt.reading import Unreadable
from tests.transit.realtime import Sent
from tests.transit.worlds import PLAZA

pytestmark = pytest.mark.slow
AT = datetime(2026, 11, 25, 8, 0, tzinfo=ZoneInfo("America/Santiago"))
LATER = AT + timedelta(seconds=30)
KINDS = ("vehicles", "updates", "alerts")


def take(feed: Feed, sent: Sent, source: RealtimeSource | None = None) -> Heard:
    if source is not None:
        source.refresh_from_db()
    return take_message(feed=feed, data=sent.bytes, at=sent.at, by=None, source=source)


def address(feed: Feed, name: str) -> RealtimeSource:
    return RealtimeSource.objects.create(feed=feed, url=f"https://rt.example.org/{name}.pb")


def message(at: datetime, *kinds: str, number: str = "1") -> Sent:
    """A full message of these kinds: one vehicle, one cancelled trip, one alert."""
    sent = Sent(at)
    if "vehicles" in kinds:
        sent.vehicle(f"bus-{number}", *PLAZA, route="62")
    if "updates" in kinds:
        sent.update(f"62-out-{number}").relation("CANCELED")
    if "alerts" in kinds:
        sent.alert(f"a{number}", f"Desvío {number}", route_id="62")
    return sent


def kept() -> dict[str, list[str]]:
    return {
        "vehicles": sorted(Vehicle.objects.values_list("vehicle_id", flat=True)),
        "updates": sorted(TripUpdate.objects.values_list("trip_id", flat=True)),
        "alerts": sorted(Alert.objects.filter(state="open").values_list("entity_id", flat=True)),
    }


@pytest.mark.parametrize("seconds", [0, 30])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("before", [KINDS, ("vehicles",), ("updates", "alerts")])
def test_messages_of_one_kind_never_change_another(
    city: City, feed: Feed, before: tuple[str, ...], kind: str, seconds: int
) -> None:
    take(feed, message(AT, *before))
    then = kept()
    take(feed, message(AT + timedelta(seconds=seconds), kind, number="2"))
    now = kept()
    assert {other: now[other] for other in KINDS if other != kind} == {
        other: then[other] for other in KINDS if other != kind
    }
    assert {"vehicles": "lineas:bus-2", "updates": "62-out-2", "alerts": "a2"}[kind] in now[kind]


def test_second_file_of_the_same_second_is_taken_the_same_file_is_not(
    city: City, feed: Feed
) -> None:
    take(feed, message(AT, "vehicles"))
    take(feed, message(AT, "updates"))
    # Another part of the same second's dataset adds to the first.
    take(feed, message(AT, "updates", number="2"))
    assert kept()["updates"] == ["62-out-1", "62-out-2"]
    for kind, code in (("updates", "older"), ("vehicles", "repeated")):
        again = message(AT if code == "repeated" else AT - timedelta(seconds=30), kind)
        with pytest.raises(Unreadable, match=code):
            take(feed, again)
    take(feed, message(LATER, "updates", number="3"))
    assert kept()["updates"] == ["62-out-3"]


def test_two_addresses_of_a_feed_do_not_end_each_others(city: City, feed: Feed) -> None:
    north, south = address(feed, "north"), address(feed, "south")
    take(feed, message(AT, *KINDS), north)
    # Entity ids are one message's own: "a1" of the south is another alert.
    other = message(AT, "updates", number="2").alert("a1", "Huelga", route_id="BAHIAS")
    take(feed, other, south)
    assert kept()["updates"] == ["62-out-1", "62-out-2"]
    assert sorted(row.words["es"]["header"] for row in Alert.objects.filter(state="open")) == [
        "Desvío 1", "Huelga",
    ]  # fmt: skip
    # The south has nothing to say any more; the north is as it was.
    take(feed, Sent(LATER), south)
    assert kept()["updates"] == ["62-out-1"]
    assert [row.words["es"]["header"] for row in Alert.objects.filter(state="open")] == ["Desvío 1"]
    take(feed, Sent(LATER), north)
    assert (kept()["updates"], kept()["alerts"]) == ([], [])


def test_what_two_addresses_tell_alike_stirs_no_plan(city: City, feed: Feed) -> None:
    north, south = address(feed, "north"), address(feed, "south")
    take(feed, message(AT, "updates"), north)
    revision = Moving.objects.get(city=city).revision
    for number in range(4):
        at = AT + timedelta(seconds=10 * number + 10)
        take(feed, message(at, "updates"), (south, north)[number % 2])
    assert Moving.objects.get(city=city).revision == revision


def test_empty_message_ends_what_is_known_to_be_its_own(city: City, feed: Feed) -> None:
    take(feed, message(AT, "updates"))
    take(feed, Sent(LATER))
    assert kept()["updates"] == []
    # Two kinds in files of their own: which of them has run empty, nobody knows.
    take(feed, message(LATER, "vehicles", number="2"))
    take(feed, message(LATER + timedelta(seconds=1), "updates"))
    take(feed, Sent(LATER + timedelta(seconds=30)))
    assert kept()["updates"] == ["62-out-1"]


def test_what_was_told_before_addresses_were_kept_ends_as_it_did(city: City, feed: Feed) -> None:
    take(feed, message(AT, "updates", "alerts"))
    TripUpdate.objects.update(told_by=None)
    Alert.objects.update(told_by=None)
    box = RealtimeSource.objects.get()
    RealtimeSource.objects.update(told={"kinds": ["alerts", "updates"]})
    with pytest.raises(Unreadable, match="older"):
        take(feed, message(AT - timedelta(seconds=1), "updates", number="2"))
    take(feed, message(LATER, "updates", "alerts", number="2"))
    assert (kept()["updates"], kept()["alerts"]) == (["62-out-2"], ["a2"])
    assert set(TripUpdate.objects.values_list("told_by", flat=True)) == {box.pk}
