"""A statement never touches more than it names, and an empty match is nobody: over every selector
that a feed may send, against what GTFS Realtime says of them, taken literally.
"""

import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from google.transit import gtfs_realtime_pb2 as pb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.ground import worker
from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.alerts.actions.alerts import AlertCard, Origin, open_alert
from minga.transit.alerts.present import alert_views
from minga.transit.alerts.queries.alerts import alerts_for, names, touches
from minga.transit.alerts.rules import Ride, Touched
from minga.transit.feeds.importing.agencies import routes_by_agency
from minga.transit.models import Alert, Feed, Informed, Line
from minga.transit.realtime.actions.messages import take_message
from minga.transit.realtime.gtfs_rt.messages import EntitySelector, TripDescriptor
from minga.transit.realtime.queries.alert_selectors import touched_by
from minga.transit.realtime.queries.message_matching import FeedIndex
from minga.transit.rules import AlertSource
from minga.transit.service_days import day_of, moment_of
from tests.transit.realtime import Sent
from tests.transit.worlds import HAILED, PLAZA, TIMED, Tables, brought, crossing, written

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY = date(2026, 11, 25)
AT = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)
STOPS = {"62": ["A", "B", "C", "E"], "BAHIAS": ["S", "N"], "M1": ["B", "E"]}
AGENCY = {"62": "buses-ines", "BAHIAS": "buses-tito", "M1": "buses-tito"}
MODE = {"62": 3, "BAHIAS": 3, "M1": 1}
TRIPS = {"62-out-18": ("62", 0), "62-back-18": ("62", 1), "B-out": ("BAHIAS", 0), "m-1": ("M1", 0)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_operator_is_known_however_its_table_was_written(tmp_path: Path, encoding: str) -> None:
    """As the feed itself was read: by any encoding, with heads in capitals, however long a name."""
    path = written(tmp_path / "plain.zip", two_operators())
    odd = tmp_path / f"{encoding}.zip"
    with zipfile.ZipFile(path) as plain, zipfile.ZipFile(odd, "w") as packed:
        for name in plain.namelist():
            head, rows = plain.read(name).decode().split("\n", 1)
            text = f"{head.upper()}\n{rows}".replace("Tito", "Tito" * 50_000)
            packed.writestr(name, text.encode(encoding))
    assert routes_by_agency(odd) == routes_by_agency(path)
    assert routes_by_agency(path)["buses-tito"] == {"BAHIAS", "M1"}


def two_operators() -> Tables:
    """Beside the lines of `worlds`, a metro of another operator, who runs the hailed line too."""
    tables = crossing()
    ines = tables["agency"][0]
    tables["agency"].append(ines | {"agency_id": "buses-tito", "agency_name": "Tito"})
    for row in tables["routes"]:
        row["agency_id"] = AGENCY[row["route_id"]]
    metro = tables["routes"][0] | {"route_id": "M1", "route_short_name": "M1", "route_type": 1}
    tables["routes"].append(metro | {"agency_id": "buses-tito"})
    model = next(row for row in tables["trips"] if row["trip_id"] == "62-out-0")
    tables["trips"].append(
        model | {"trip_id": "m-1", "route_id": "M1", "shape_id": "", "trip_headsign": "Metro"}
    )
    for number, (stop, clock) in enumerate((("B", "7:00:00"), ("E", "7:09:00"))):
        tables["stop_times"].append(
            {
                "trip_id": "m-1", "stop_sequence": number, "stop_id": stop,
                "arrival_time": clock, "departure_time": clock,
            }
        )  # fmt: skip
    return tables


@pytest.fixture
def index(city: City, tmp_path: Path) -> FeedIndex:
    version = brought(city, written(tmp_path / "two.zip", two_operators()), at=AT).version
    return FeedIndex(version.feed, AT)


@dataclass(frozen=True)
class Journey:
    """One ride from a stop, in the feed's own ids."""

    route: str
    stop: str
    direction: int
    trip: str


JOURNEYS = [
    Journey(route, stop, way, trip) for trip, (route, way) in TRIPS.items() for stop in STOPS[route]
]


def is_meant(selector: EntitySelector, ride: Journey) -> bool:
    """GTFS Realtime, literally: all that is given must hold; what gives nothing names nobody."""
    trip = selector.trip or TripDescriptor()
    said = [
        (selector.agency_id, AGENCY[ride.route]),
        (selector.route_id, ride.route),
        (trip.route_id, ride.route),
        (selector.route_type, MODE[ride.route]),
        (selector.direction, ride.direction),
        (trip.direction, ride.direction),
        (trip.trip_id, ride.trip),
        (selector.stop_id, ride.stop),
    ]
    given = [(wanted, real) for wanted, real in said if wanted not in ("", None)]
    return bool(given) and all(wanted == real for wanted, real in given)


trips = st.builds(
    TripDescriptor,
    trip_id=st.sampled_from(["", *TRIPS, "stranger"]),
    route_id=st.sampled_from(["", "62", "M1", "stranger"]),
    direction=st.sampled_from([None, 0, 1]),
    start_day=st.sampled_from([None, DAY]),
)
selectors = st.builds(
    EntitySelector,
    agency_id=st.sampled_from(["", "", "buses-ines", "buses-tito", "stranger"]),
    route_id=st.sampled_from(["", "", *STOPS, "stranger"]),
    route_type=st.sampled_from([None, None, 1, 3, 7]),
    direction=st.sampled_from([None, None, 0, 1, 7]),
    stop_id=st.sampled_from(["", "", "A", "B", "E", "S", "stranger"]),
    trip=st.one_of(st.none(), trips),
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(several=st.lists(selectors, max_size=3))
def test_a_statement_touches_what_it_names_and_no_more(
    index: FeedIndex, several: list[EntitySelector]
) -> None:
    rows = [Informed(**touched._asdict()) for touched in touched_by(several, index)]
    lines = {line.route_id: line.code for line in index.lines.values()}
    for ride in JOURNEYS:
        said = any(
            names(
                row,
                {lines[ride.route]},
                {index.stops[ride.stop]},
                Ride(str(ride.direction), f"lineas:{ride.trip}", DAY),
            )
            for row in rows
        )
        assert said == any(is_meant(selector, ride) for selector in several), ride


@pytest.mark.parametrize(
    "selector",
    [
        EntitySelector(),
        EntitySelector(trip=TripDescriptor()),
        EntitySelector(agency_id="stranger"),
        EntitySelector(route_id="62", agency_id="buses-tito"),
        EntitySelector(route_id="62", stop_id="stranger"),
        EntitySelector(route_type=7),
        EntitySelector(trip=TripDescriptor(trip_id="62-out-18", route_id="M1")),
        EntitySelector(trip=TripDescriptor(trip_id="62-out-18", start_day=DAY + timedelta(9))),
    ],
)
def test_an_empty_match_is_nobody(index: FeedIndex, selector: EntitySelector) -> None:
    assert touched_by([selector], index) == frozenset()


def alert_of(feed: Feed, sent: Sent) -> Alert:
    take_message(feed=feed, data=sent.bytes, at=sent.at, by=None)
    return Alert.objects.get()


def test_part_of_a_line_is_told_as_a_part(city: City, feed: Feed) -> None:
    sent = Sent(AT).alert("a", "Paradero cerrado", route_id="62", stop_id="C")
    alert = alert_of(feed, sent)
    with override("en"):
        (view,) = alert_views(city, DAY, [alert], at=AT)
    assert ([line.code for line in view.lines], view.stops) == ([TIMED], [])
    assert view.limits == ["62: only at Plaza Norte"]
    assert alerts_for(city, lines=[TIMED], stops=["lineas-c"], at=AT) == [alert]
    assert alerts_for(city, lines=[HAILED], stops=["lineas-c"], at=AT) == []
    assert alerts_for(city, lines=[TIMED], stops=["lineas-b"], at=AT) == []
    assert touches(alert, {TIMED}, None)


def test_direction_and_trip_are_told_with_their_names(city: City, feed: Feed) -> None:
    sent = Sent(AT).alert("a", "No pasa", route_id="62")
    sent.raw.entity[0].alert.informed_entity[0].direction_id = 1
    trip = sent.raw.entity[0].alert.informed_entity.add().trip
    trip.trip_id = "62-out-18"
    alert = alert_of(feed, sent)
    with override("en"):
        (view,) = alert_views(city, DAY, [alert], at=AT)
    assert sorted(view.limits) == [
        "62: only the trip of 12:00, only towards Universidad",
        "62: only towards Terminal Poniente",
    ]


def test_only_the_trip_that_is_named_is_warned_of_in_plans(city: City, feed: Feed) -> None:
    at = now()
    tomorrow = day_of(city, at) + timedelta(days=1)
    sent = Sent(at).alert("a", "Sin rampa")
    raw = sent.raw.entity[0].alert
    raw.informed_entity[0].trip.trip_id = "62-out-18"
    raw.active_period.add().end = int((at + timedelta(days=3)).timestamp())
    alert_of(feed, sent)
    asked = {"fromPlace": "lineas-a", "toPlace": "lineas-e"}
    warned = {}
    for clock_s in (12 * 3600 - 60, 12 * 3600 + 1140):
        asked["time"] = moment_of(city, tomorrow, clock_s).isoformat()
        answer = Client().get("/api/v1/plan", asked).json()
        legs = [leg for way in answer["itineraries"] for leg in way["legs"] if leg.get("tripId")]
        warned |= {leg["tripId"]: bool(leg["alerts"]) for leg in legs}
    assert {trip for trip, is_warned in warned.items() if is_warned} == {"lineas:62-out-18"}
    assert len(warned) > 1


@pytest.mark.parametrize(
    ("address", "kept"),
    [("https://x.invalid/a?b=1", True), ("javascript:alert(1)", False), ("https://", False)],
)
def test_address_of_an_alert_is_kept_where_it_is_one(
    city: City, feed: Feed, address: str, kept: bool
) -> None:
    sent = Sent(AT).alert("a", "Desvío", route_id="62")
    said = sent.raw.entity[0].alert.url.translation.add()
    said.language, said.text = "es", address
    assert alert_of(feed, sent).words["es"].get("url") == (address if kept else None)


def test_what_goes_out_names_no_more_than_what_is_kept(city: City, feed: Feed) -> None:
    at = now()
    codes = ("", TIMED, "gone-1"), ("", "lineas-c", "gone-c")
    for line, stop in product(*codes):
        if line or stop:
            parts = (Touched(line=line, stop=stop),)
            card = AlertCard(starts_at=at, ends_at=at + timedelta(hours=1), parts=parts)
            open_alert(city=city, card=card, at=at, by=None)
    message = pb.FeedMessage()
    message.ParseFromString(Client().get("/api/v1/transit/alerts.pb").content)
    said = [
        (selector.route_id, selector.stop_id)
        for entity in message.entity
        for selector in entity.alert.informed_entity
    ]
    assert sorted(said) == [("", "C"), ("62", ""), ("62", "C")]


# ---------------------------------------------------------------- switch-overs


def other_feed(path: Path) -> Path:
    """The same streets by another publisher, with other ids; the hailed line is no more."""
    tables = crossing()
    for name in ("routes", "trips"):
        tables[name] = [row for row in tables[name] if row["route_id"] != "BAHIAS"]
    gone = {"B-out", "B-back"}
    tables["frequencies"] = []
    tables["stop_times"] = [row for row in tables["stop_times"] if row["trip_id"] not in gone]
    for rows in tables.values():
        for row in rows:
            for key in ("route_id", "stop_id"):
                if key in row:
                    row[key] = f"x{row[key]}"
    return written(path / "real.zip", tables)


def warned(city: City, *, report: str = "", **card: Any) -> Alert:
    lasts = {"starts_at": AT, "ends_at": AT + timedelta(hours=5)}
    origin = Origin(source=AlertSource.REPORT, report=report, category="accident")
    return open_alert(
        city=city,
        card=AlertCard(**lasts, **card),
        at=AT,
        by=None,
        origin=origin if report else None,
    )


def switched(city: City, path: Path) -> dict[int, set[tuple[str, str]]]:
    """What every alert is about after the demonstration gave way to the real feed."""
    brought(city, other_feed(path), at=AT, slug="real", starts_on=DAY)
    worker.run_periodic_jobs(at=AT)
    return {
        alert.pk: set(alert.informed.values_list("line", "stop")) for alert in Alert.objects.all()
    }


@pytest.fixture
def demonstration(city: City, feed: Feed) -> Feed:
    Feed.objects.filter(pk=feed.pk).update(is_demo=True)
    worker.run_periodic_jobs(at=AT)
    return feed


def test_alerts_follow_their_place_at_a_switch_over(
    city: City, demonstration: Feed, tmp_path: Path
) -> None:
    place = {"lat": PLAZA[0], "lon": PLAZA[1]}
    street = warned(city, report="R1", lines=(TIMED, HAILED), **place)
    stop = warned(city, stops=("lineas-c",))
    gone = warned(city, lines=(HAILED,))
    wide = warned(city)
    assert switched(city, tmp_path) == {
        street.pk: {("real-x62", "")},
        stop.pk: {("", "real-xc")},
        gone.pk: {(HAILED, "")},
        wide.pk: set(),
    }
    views = alert_views(city, DAY, Alert.objects.order_by("pk"), at=AT)
    assert [(view.is_wide, view.is_idle) for view in views] == [
        (False, False), (False, False), (False, True), (True, False),
    ]  # fmt: skip


def test_a_switch_over_is_followed_once_and_back(
    city: City, demonstration: Feed, tmp_path: Path, facts: Any
) -> None:
    alert = warned(city, report="R1", lines=(TIMED,), lat=PLAZA[0], lon=PLAZA[1])
    switched(city, tmp_path)
    worker.run_periodic_jobs(at=AT + timedelta(minutes=1))
    assert facts.names.count("alert.changed") == 1
    version = Feed.objects.get(slug="real").versions.get()
    version.withdrawn_at = AT
    version.save()
    worker.run_periodic_jobs(at=AT + timedelta(minutes=2))
    assert set(alert.informed.values_list("line", flat=True)) == {TIMED, HAILED}


def test_a_network_without_lines_near_an_alert_is_not_warned_of_it(
    city: City, demonstration: Feed, tmp_path: Path
) -> None:
    lost = warned(city, report="R1", lines=(HAILED,), lat=PLAZA[0] - 0.02, lon=PLAZA[1])
    assert switched(city, tmp_path)[lost.pk] == {(HAILED, "")}
    assert alerts_for(city, lines=["real-x62"], stops=["real-xc"], at=AT) == []
    assert Line.objects.filter(version__feed__slug="real").count() == 1
    assert day_of(city, AT) == DAY
