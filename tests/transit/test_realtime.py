"""GTFS Realtime taken in: what is used, what is counted, what stays as it was."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from minga.ground.access import Refused
from minga.territory.models import City
from minga.transit.models import Alert, Feed, Moving, RealtimeSource, TripUpdate, Vehicle
from minga.transit.realtime.actions.messages import Heard, take_message
from minga.transit.realtime.gtfs_rt.reading import Unreadable
from minga.transit.timetables import days
from minga.transit.timetables.trip_delays import changes_of_updates
from tests.cast import Cast
from tests.conftest import FactsSeen
from tests.transit.realtime import Sent, moment
from tests.transit.worlds import HAILED, PLAZA, TIMED

pytestmark = pytest.mark.slow
DAY = date(2026, 11, 25)
AT = datetime(2026, 11, 25, 8, 0, tzinfo=ZoneInfo("America/Santiago"))
NOON_TRIP = "62-out-18"
"""Leaves A at 12:00."""


def take(feed: Feed, sent: Sent, at: datetime | None = None) -> Heard:
    return take_message(feed=feed, data=sent.bytes, at=at or sent.at, by=None)


def next_from_a(city: City, at: datetime = AT) -> list[Any]:
    network = days.network_of(city, DAY, at=at)
    return network.departures("lineas:A", 12 * 3600 - 60, 3)


def test_vehicles_get_our_names_of_their_lines(city: City, feed: Feed) -> None:
    sent = Sent(AT)
    sent.vehicle("bus-1", *PLAZA, trip=NOON_TRIP, bearing=90.0, speed=8.5)
    sent.vehicle("bus-2", *PLAZA, route="BAHIAS")
    heard = take(feed, sent)
    assert (heard.vehicles, heard.refused) == (2, {})
    one, two = Vehicle.objects.order_by("vehicle_id")
    assert (one.line, one.trip_id, one.route_id, one.source) == (TIMED, NOON_TRIP, "62", "feed")
    assert (one.bearing, one.speed, one.at) == (90.0, 8.5, AT - timedelta(seconds=5))
    assert (two.line, two.vehicle_id, two.trip_id) == (HAILED, "lineas:bus-2", "")


def test_vehicles_that_cannot_be_are_counted(city: City, feed: Feed) -> None:
    sent = Sent(AT)
    sent.vehicle("late", *PLAZA, ago_s=91)
    sent.vehicle("ahead", *PLAZA, ago_s=-600)
    sent.vehicle("zero", 0.0, 0.0)
    sent.vehicle("pole", 95.0, 10.0)
    sent.vehicle("nan", float("nan"), -73.0)
    sent.vehicle("seattle", 47.6, -122.3)
    sent.vehicle("stranger", *PLAZA, trip="no-such-trip", route="62", speed=900.0)
    sent.entity("nothing").vehicle.vehicle.id = "placeless"
    sent.entity("empty")
    heard = take(feed, sent)
    assert heard.refused == {
        "stale": 1, "future": 1, "nowhere": 4, "unknown_trip": 1, "no_position": 1,
        "unsupported": 1,
    }  # fmt: skip
    left = Vehicle.objects.get()
    assert (left.vehicle_id, left.line, left.trip_id, left.speed) == (
        "lineas:stranger", TIMED, "", None,
    )  # fmt: skip


def test_delay_reaches_the_plans(city: City, feed: Feed) -> None:
    before = next_from_a(city)[0]
    assert (before.departure_s, before.delay_s) == (12 * 3600, None)
    heard = take(feed, Sent(AT).update(NOON_TRIP, {"sequence": 0, "departure": 300}))
    assert (heard.updates, heard.refused) == (1, {})
    late = next_from_a(city)[0]
    assert (late.departure_s, late.delay_s) == (12 * 3600 + 300, 300)
    # Ten minutes later nobody has told it again.
    assert next_from_a(city, AT + timedelta(minutes=11))[0].delay_s is None


def test_delay_may_be_told_as_a_moment_or_by_stop(city: City, feed: Feed) -> None:
    sent = Sent(AT).update(
        NOON_TRIP,
        {"stop": "C", "leaves_at": moment(city, DAY, "12:14")},
        {"sequence": 3, "stop": "E", "arrival": 120},
        day=DAY,
    )
    take(feed, sent)
    assert TripUpdate.objects.get().calls == [
        {"position": 2, "delay_s": 240},
        {"position": 3, "delay_s": 120},
    ]


def test_arrival_counts_where_the_departure_is_told_too(city: City, feed: Feed) -> None:
    both = {"sequence": 2, "arrival": 300, "departure": 60}
    moments = {
        "stop": "E",
        "arrives_at": moment(city, DAY, "12:27"),
        "leaves_at": moment(city, DAY, "12:27"),
    }
    take(feed, Sent(AT).update(NOON_TRIP, both, moments))
    assert TripUpdate.objects.get().calls == [
        {"position": 2, "delay_s": 60, "arrival_delay_s": 300},
        {"position": 3, "delay_s": 420},
    ]
    network = days.network_of(city, DAY, at=AT)
    arrivals = [
        min(j.arrival_s for j in network.plan("lineas:A", stop, 12 * 3600) if j.rides)
        for stop in ("lineas:C", "lineas:E")
    ]
    assert arrivals == [12 * 3600 + 900, 12 * 3600 + 1620]


def test_trip_is_cancelled_until_the_operator_takes_it_back(city: City, feed: Feed) -> None:
    take(feed, Sent(AT).update(NOON_TRIP).relation("CANCELED"))
    assert next_from_a(city)[0].is_cancelled
    later = AT + timedelta(seconds=30)
    take(feed, Sent(later).update("62-out-19", {"sequence": 0, "departure": 60}))
    assert not next_from_a(city, later)[0].is_cancelled
    assert [row.trip_id for row in TripUpdate.objects.all()] == ["62-out-19"]


def test_differential_message_leaves_the_rest(city: City, feed: Feed) -> None:
    take(feed, Sent(AT).update(NOON_TRIP).relation("CANCELED").alert("a", "Uno", route_id="62"))
    later = AT + timedelta(seconds=30)
    more = Sent(later, full=False).update("62-out-19").relation("CANCELED")
    gone = more.entity("a")
    gone.is_deleted = True
    take(feed, more)
    assert TripUpdate.objects.count() == 2
    assert Alert.objects.get().state == "closed"


def test_added_trip_can_be_taken(city: City, feed: Feed) -> None:
    calls = [
        {"stop": stop, "arrives_at": moment(city, DAY, at), "leaves_at": moment(city, DAY, at)}
        for stop, at in (("A", "12:03"), ("C", "12:06"), ("E", "12:09"))
    ]
    sent = Sent(AT).update("extra", *calls).relation("ADDED")
    sent.raw.entity[-1].trip_update.trip.route_id = "62"
    assert take(feed, sent).updates == 1
    network = days.network_of(city, DAY, at=AT)
    journey = network.plan("lineas:A", "lineas:E", 12 * 3600 + 60)[-1]
    assert (journey.arrival_s, journey.legs[-1].route_name) == (12 * 3600 + 540, "62")


def test_skipped_stop_is_passed_by_in_plans(city: City, feed: Feed) -> None:
    calls = {"sequence": 0, "departure": 120}, {"sequence": 2, "relation": "SKIPPED"}
    assert take(feed, Sent(AT).update(NOON_TRIP, *calls)).updates == 1
    network = days.network_of(city, DAY, at=AT)
    # At C it is the next one, twenty minutes later; to E the late one still goes.
    arrivals = [
        min(
            journey.arrival_s
            for journey in network.plan("lineas:A", stop, 12 * 3600)
            if journey.rides
        )
        for stop in ("lineas:C", "lineas:E")
    ]
    assert arrivals == [12 * 3600 + 1800, 12 * 3600 + 1320]


def test_trip_of_the_day_before_is_planned_as_that_of_the_day_before(
    city: City, feed: Feed
) -> None:
    from minga.kernels.planner import Delay

    yesterday = DAY - timedelta(days=1)
    told = Sent(AT).update(NOON_TRIP, {"sequence": 0, "departure": 120}, day=yesterday)
    assert take(feed, told).updates == 1
    changes = changes_of_updates(city, DAY, days.day_of_service(city, DAY).planned, AT)
    assert list(changes) == [Delay(f"lineas:{NOON_TRIP}", 120, 0, day=-1)]
    assert next_from_a(city)[0].delay_s is None


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (Sent(AT).update("no-such-trip", {"sequence": 0, "arrival": 60}), "unknown_trip"),
        (Sent(AT).update(NOON_TRIP, day=DAY + timedelta(days=9)), "unknown_trip"),
        (Sent(AT).update("B-out", {"sequence": 0, "arrival": 60}), "headways"),
        (Sent(AT).update(NOON_TRIP, {"sequence": 99, "arrival": 60}), "unknown_stop"),
        (Sent(AT).update(NOON_TRIP, {"stop": "nowhere", "arrival": 60}), "unknown_stop"),
        (Sent(AT).update(NOON_TRIP, {"sequence": 0, "arrival": 10**6}), "beyond_reason"),
        (Sent(AT).update(NOON_TRIP, {"sequence": 0}), "says_nothing"),
        (Sent(AT).update(NOON_TRIP).relation("REPLACEMENT"), "unsupported"),
        (Sent(AT).update(""), "no_trip"),
        (Sent(AT).update("new").relation("ADDED"), "beyond_reason"),
        (Sent(AT).update("new", {"stop": "A"}).relation("ADDED"), "unknown_stop"),
        (Sent(AT).update(NOON_TRIP).relation("ADDED"), "not_added"),
    ],
)  # fmt: skip
def test_update_that_cannot_be_used_is_counted(
    city: City, feed: Feed, sent: Sent, reason: str
) -> None:
    take(
        feed, Sent(AT - timedelta(seconds=30), full=False).update("62-out-19").relation("CANCELED")
    )
    sent.raw.header.incrementality = 1
    heard = take(feed, sent)
    assert heard.refused[reason] == 1
    assert [row.trip_id for row in TripUpdate.objects.all()] == ["62-out-19"]


def test_trip_past_midnight_is_of_yesterday(city: City, feed: Feed) -> None:
    # 62-out-49 leaves at 22:20 and ends at 22:40; nothing of today runs at one in the night.
    night = datetime(2026, 11, 26, 0, 30, tzinfo=ZoneInfo("America/Santiago"))
    take(feed, Sent(night).update("62-out-49", {"sequence": 3, "arrival": 7200}))
    assert TripUpdate.objects.get().day == DAY


def test_same_message_again_stirs_nothing(city: City, feed: Feed) -> None:
    take(feed, Sent(AT).update(NOON_TRIP, {"sequence": 0, "departure": 300}))
    revision = Moving.objects.get(city=city).revision
    later = AT + timedelta(seconds=30)
    take(feed, Sent(later).update(NOON_TRIP, {"sequence": 0, "departure": 300}))
    assert Moving.objects.get(city=city).revision == revision
    assert TripUpdate.objects.get().expires_at == later + timedelta(minutes=10)
    take(feed, Sent(later + timedelta(seconds=30)).update("62-out-19").relation("CANCELED"))
    assert Moving.objects.get(city=city).revision == revision + 1


def test_message_that_must_not_be_used_changes_nothing(city: City, feed: Feed) -> None:
    take(feed, Sent(AT).update(NOON_TRIP).relation("CANCELED"))
    wrong = {
        "stale": (Sent(AT).bytes, AT + timedelta(seconds=91)),
        "future": (Sent(AT + timedelta(hours=1)).bytes, AT),
        "repeated": (Sent(AT).bytes, AT + timedelta(seconds=10)),
        "older": (Sent(AT - timedelta(seconds=30)).bytes, AT + timedelta(seconds=10)),
        "empty": (b"", AT),
        "no_message": (b"<html>503</html>", AT),
        "too_large": (b"x" * (8 * 2**20 + 1), AT),
    }
    for code, (data, at) in wrong.items():
        with pytest.raises(Unreadable) as refused:
            take_message(feed=feed, data=data, at=at, by=None)
        assert refused.value.code == code
        assert RealtimeSource.objects.get(feed=feed, url="").trouble == code
    assert TripUpdate.objects.get().trip_id == NOON_TRIP


def test_alert_of_a_feed_is_told_once(city: City, feed: Feed) -> None:
    seen = FactsSeen()
    sent = (
        Sent(AT)
        .alert("a1", "Desvío por obras", route_id="62")
        .alert("a2", "Huelga", agency_id="buses-ines")
    )
    sent.alert("a3", "Elsewhere", route_id="no-such-route")
    sent.raw.entity[0].alert.cause, sent.raw.entity[0].alert.effect = 10, 4
    heard = take(feed, sent)
    assert (heard.alerts, heard.refused) == (2, {"unknown_place": 1})
    one = Alert.objects.get(entity_id="a1")
    assert (one.source, one.cause, one.effect) == ("feed", "construction", "detour")
    assert one.words == {"es": {"header": "Desvío por obras", "text": ""}}
    assert [row.line for row in one.informed.all()] == [TIMED]
    assert {row.line for row in Alert.objects.get(entity_id="a2").informed.all()} == {TIMED, HAILED}
    assert seen.names == ["alert.opened", "alert.opened"]
    later = Sent(AT + timedelta(seconds=30)).alert("a1", "Desvío por obras", route_id="62")
    later.raw.entity[0].alert.cause, later.raw.entity[0].alert.effect = 10, 4
    take(feed, later)
    assert seen.names == ["alert.opened", "alert.opened", "alert.closed"]
    assert Alert.objects.get(entity_id="a2").state == "closed"


def test_alert_speaks_our_languages(city: City, feed: Feed) -> None:
    sent = Sent(AT).alert("a", "Works", language="en", stop_id="C")
    take(feed, sent)
    alert = Alert.objects.get()
    assert alert.words["en"] == {"header": "Works", "text": ""}
    assert alert.words["es"] == alert.words["en"]  # better than silence
    assert [row.stop for row in alert.informed.all()] == ["lineas-c"]


def test_strangers_tell_nothing(city: City, feed: Feed, cast: Cast) -> None:
    for nobody in (cast.stranger, cast.rosa, cast.tito):
        with pytest.raises(Refused):
            take_message(feed=feed, data=Sent(AT).bytes, at=AT, by=nobody)
    take_message(feed=feed, data=Sent(AT).bytes, at=AT, by=cast.olga)
