"""GTFS Realtime and GTFS that other programs fetch from us."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from google.transit import gtfs_realtime_pb2 as pb

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.alerts.actions.alerts import AlertCard, Origin, open_alert
from minga.transit.models import Feed
from minga.transit.realtime.actions.vehicles import Position, place_vehicles
from minga.transit.rules import AlertSource, VehicleSource, may_pass_on
from tests.cast import Cast
from tests.transit.worlds import PLAZA, TIMED

pytestmark = pytest.mark.slow


def message(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/x-protobuf"
    told = pb.FeedMessage()
    told.ParseFromString(answer.content)
    assert told.IsInitialized()
    assert abs(told.header.timestamp - now().timestamp()) < 60
    assert (told.header.gtfs_realtime_version, told.header.incrementality) == ("2.0", 0)
    return told


def card(**more: Any) -> AlertCard:
    at = now()
    words = {"es": {"header": "Desvío", "text": "Por Los Carrera"}, "en": {"header": "Detour"}}
    usual = {"starts_at": at, "ends_at": at + timedelta(hours=1), "words": words}
    return AlertCard(**usual | {"cause": "construction", "effect": "detour"} | more)


def test_alerts_can_be_read_back(city: City, feed: Feed, cast: Cast, client: Client) -> None:
    told = card(lines=(TIMED,), stops=("lineas-c",))
    mine = open_alert(city=city, card=told, at=now(), by=cast.olga)
    open_alert(city=city, card=card(), at=now(), by=cast.olga)
    open_alert(city=city, card=card(lines=("gone-1",)), at=now(), by=cast.olga)
    from_feed = Origin(source=AlertSource.FEED, feed=feed, entity_id="x")
    open_alert(city=city, card=card(), at=now(), by=None, origin=from_feed)
    told = message(client, "/api/v1/transit/alerts.pb")
    assert len(told.entity) == 2
    one = next(entity for entity in told.entity if entity.id == mine.public_id).alert
    assert (one.cause, one.effect) == (pb.Alert.Cause.CONSTRUCTION, pb.Alert.Effect.DETOUR)
    assert {said.language: said.text for said in one.header_text.translation} == {
        "es": "Desvío", "en": "Detour",
    }  # fmt: skip
    assert {(e.route_id, e.stop_id) for e in one.informed_entity} == {("62", ""), ("", "C")}
    assert one.active_period[0].end - one.active_period[0].start == 3600
    wide = next(entity for entity in told.entity if entity.id != mine.public_id).alert
    assert [selector.agency_id for selector in wide.informed_entity] == ["buses-ines"]
    twin = json.loads(client.get("/api/v1/transit/alerts.json").content)
    assert twin["entity"][0]["alert"]["effect"] == "DETOUR"


def test_vehicles_that_we_follow_are_told(city: City, feed: Feed, client: Client) -> None:
    at = now()
    for source, name in (
        (VehicleSource.DRIVER, "driver"),
        (VehicleSource.FEED, "theirs"),
        (VehicleSource.SIMULATED, "drawn"),
    ):
        spot = Position(
            vehicle_id=name, lat=PLAZA[0], lon=PLAZA[1], at=at, line=TIMED, direction=1,
            bearing=45.0, speed=7.0, label=name,
        )  # fmt: skip
        place_vehicles(city=city, source=source, positions=[spot], at=at)
    feed_message = message(client, "/api/v1/transit/vehicles.pb")
    (entity,) = feed_message.entity
    one = entity.vehicle
    assert (one.vehicle.label, one.trip.route_id, one.trip.direction_id) == ("driver", "62", 1)
    assert one.position.latitude == pytest.approx(PLAZA[0], abs=1e-5)
    assert (one.position.bearing, one.position.speed) == (45.0, 7.0)
    assert one.timestamp == int(at.timestamp())
    labels = [
        entity.vehicle.vehicle.label
        for entity in message(client, "/api/v1/transit/vehicles.pb?simulated=1").entity
    ]
    assert sorted(labels)[0] == "driver"
    assert any("simula" in label for label in labels)
    assert len(labels) == 2
    twin = json.loads(client.get("/api/v1/transit/vehicles.json").content)
    assert len(twin["entity"]) == 1


def test_no_feed_and_no_alert_is_an_empty_message(city: City, client: Client) -> None:
    assert not message(client, "/api/v1/transit/alerts.pb").entity
    assert not message(client, "/api/v1/transit/vehicles.pb").entity


def test_feed_with_an_open_licence_is_handed_on(city: City, feed: Feed, client: Client) -> None:
    answer = client.get("/data/gtfs/lineas.zip")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    assert "stop_times.txt" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    again = client.get("/data/gtfs/lineas.zip", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    Feed.objects.update(licence="All rights reserved")
    assert client.get("/data/gtfs/lineas.zip").status_code == 404
    assert client.get("/data/gtfs/none.zip").status_code == 404
    Feed.objects.update(is_demo=True)
    demo = client.get("/data/gtfs/lineas.zip")
    assert demo.status_code == 200
    for response in (answer, demo):
        response.close()


@pytest.mark.parametrize(
    ("licence", "is_open"),
    [
        ("CC BY 4.0", True), ("CC-BY-SA 4.0", True), ("CC0", True), ("ODbL 1.0", True),
        ("CC BY-NC 4.0", False), ("CC BY-ND", False), ("CC BY-SA-NC", False), ("", False),
        ("All rights reserved", False), ("Public domain", True), ("cc-by-nc-sa", False),
    ],
)  # fmt: skip
def test_licence_says_whether_it_is_open(licence: str, is_open: bool) -> None:
    assert may_pass_on(licence, is_demo=False) is is_open
