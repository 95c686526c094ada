"""A phone as the bus's position: by consent, on the line only, one position, gone at the end."""

import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.feeds.queries.lines import line_named
from minga.transit.models import Feed, Line, Tracker, Vehicle
from minga.transit.reactions import forget_what_moved
from minga.transit.rules import Carrier
from minga.transit.service_days import day_of
from minga.transit.sharing import actions
from minga.transit.sharing.actions import NoConsent, begin_sharing, end_sharing, share_position
from minga.transit.sharing.queries import directions, on_line, silent_trackers, tracker_of
from tests.kernels.transit.drawn import spot
from tests.transit.worlds import TIMED

ON_THE_WAY = spot(-700, -3310)
SIXTY_OFF, SIXTY_TWO_OFF = spot(-700, -3358), spot(-700, -3363)


@pytest.fixture
def line(city: City, feed: Feed) -> Line:
    timed_line = line_named(city, day_of(city, now()), TIMED)
    assert timed_line is not None
    return timed_line


@pytest.fixture
def tracker(city: City, line: Line) -> Tracker:
    return begun(city, line, now())[0]


def begun(city: City, line: Line, at: datetime, carrier: Carrier = Carrier.PASSENGER) -> Any:
    return begin_sharing(city=city, line=line, direction=0, carrier=carrier, consents=True, at=at)


def share(tracker: Tracker, line: Line, place: tuple[float, float], **more: Any) -> Any:
    tracker.refresh_from_db()
    told: dict[str, Any] = {"accuracy_m": 8.0, "at": now()} | more
    return share_position(tracker=tracker, line=line, lat=place[0], lon=place[1], **told)


# ------------------------------------------------------------------ the actions


def test_nobody_shares_without_consent(city: City, line: Line) -> None:
    with pytest.raises(NoConsent):
        begin_sharing(
            city=city, line=line, direction=0, carrier=Carrier.DRIVER, consents=False, at=now()
        )
    assert not Tracker.objects.exists()


def test_secret_is_kept_nowhere(city: City, line: Line) -> None:
    tracker, secret = begun(city, line, now())
    assert secret not in json.dumps(list(Tracker.objects.values()), default=str)
    assert tracker_of(secret, at=now()) == tracker
    assert tracker_of("", at=now()) is None
    assert tracker_of(secret + "x", at=now()) is None


def test_phone_on_the_line_is_its_bus_at_the_nearest_point(tracker: Tracker, line: Line) -> None:
    shown = share(tracker, line, ON_THE_WAY, speed_m_s=9.5)
    assert shown.is_shown
    assert shown.off_m == pytest.approx(10, abs=0.5)
    [bus] = Vehicle.objects.all()
    assert (bus.line, bus.direction, bus.source, bus.simulated) == (TIMED, 0, "passenger", False)
    assert (bus.lat, bus.lon) == pytest.approx(spot(-700, -3300), abs=2e-6)
    assert bus.bearing == pytest.approx(90, abs=0.5)
    assert bus.speed == 9.5
    assert ON_THE_WAY[0] not in (bus.lat, bus.lon)


def test_only_the_last_position_is_kept(tracker: Tracker, line: Line) -> None:
    for east in (-900, -800, -700):
        share(tracker, line, spot(east, -3300), at=now())
    assert Vehicle.objects.count() == 1
    assert Vehicle.objects.get().lon == pytest.approx(spot(-700, -3300)[1], abs=2e-6)


@pytest.mark.parametrize(
    ("place", "accuracy_m", "is_shown"),
    [
        (SIXTY_OFF, 8.0, True),
        (SIXTY_TWO_OFF, 8.0, False),
        (spot(50_000, 0), 8.0, False),
        (ON_THE_WAY, 100.0, True),
        (ON_THE_WAY, 101.0, False),
    ],
)
def test_phone_off_the_line_is_shown_nowhere(
    tracker: Tracker, line: Line, place: tuple[float, float], accuracy_m: float, is_shown: bool
) -> None:
    share(tracker, line, ON_THE_WAY)
    shown = share(tracker, line, place, accuracy_m=accuracy_m, at=now())
    assert (shown.is_shown, Vehicle.objects.exists()) == (is_shown, is_shown)
    tracker.refresh_from_db()
    assert (tracker.vehicle is not None) is is_shown


def test_bus_that_comes_back_has_another_name(tracker: Tracker, line: Line) -> None:
    share(tracker, line, ON_THE_WAY)
    first = Vehicle.objects.get()
    share(tracker, line, SIXTY_TWO_OFF)
    share(tracker, line, ON_THE_WAY)
    second = Vehicle.objects.get()
    assert first.public_id != second.public_id
    assert first.vehicle_id != second.vehicle_id


def test_nonsense_speed_is_left_out(tracker: Tracker, line: Line) -> None:
    share(tracker, line, ON_THE_WAY, speed_m_s=300.0)
    assert Vehicle.objects.get().speed is None


def test_ended_sharing_leaves_nothing(tracker: Tracker, line: Line) -> None:
    share(tracker, line, ON_THE_WAY)
    tracker.refresh_from_db()
    end_sharing(tracker=tracker)
    assert not Tracker.objects.exists()
    assert not Vehicle.objects.exists()


def test_position_that_meets_the_end_leaves_nothing(tracker: Tracker, line: Line) -> None:
    """The phone ends while its last position is on the way."""
    held = Tracker.objects.get()
    end_sharing(tracker=tracker)
    shown = share_position(
        tracker=held, line=line, lat=ON_THE_WAY[0], lon=ON_THE_WAY[1], accuracy_m=5, at=now()
    )
    assert not shown.is_shown
    assert not Vehicle.objects.exists()


def test_silence_ends_the_sharing(city: City, line: Line) -> None:
    at = now()
    tracker, secret = begun(city, line, at - timedelta(minutes=6))
    share(tracker, line, ON_THE_WAY, at=at - timedelta(minutes=5, seconds=1))
    assert tracker_of(secret, at=at) is None
    assert silent_trackers(at=at) == [tracker]
    forget_what_moved(at)
    assert not Tracker.objects.exists()
    assert not Vehicle.objects.exists()


def test_heard_phone_goes_on(city: City, line: Line) -> None:
    at = now()
    tracker, secret = begun(city, line, at - timedelta(minutes=20))
    share(tracker, line, SIXTY_TWO_OFF, at=at - timedelta(minutes=4))
    forget_what_moved(at)
    assert tracker_of(secret, at=at) == tracker


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []

    def wake(*, vehicles: Sequence[Vehicle], at: datetime) -> None:
        told.extend(vehicle.line for vehicle in vehicles)

    monkeypatch.setattr("minga.transit.realtime.actions.vehicles.wake_riders", wake)
    return told


def test_riders_hear_of_shared_positions(tracker: Tracker, line: Line, heard: list[str]) -> None:
    share(tracker, line, ON_THE_WAY)
    share(tracker, line, SIXTY_TWO_OFF)
    assert heard == [TIMED]


def test_way_back_looks_the_other_way(line: Line) -> None:
    there, back = (on_line(line, direction, *ON_THE_WAY) for direction in (0, 1))
    told = dict(directions(line))
    assert set(told) <= {0, 1}
    for found, direction in ((there, 0), (back, 1)):
        assert (found is not None) is (direction in told)


# ------------------------------------------------------------------ the phone's messages


def post(verb: str, body: Any, secret: str = "") -> Any:
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    data = body if isinstance(body, bytes) else json.dumps(body)
    return Client(headers=headers, enforce_csrf_checks=True).post(
        f"/move/share/{verb}", data, content_type="application/json"
    )


WISH = {"line": TIMED, "direction": 0, "carrier": "driver", "consents": True}
FIX = {"lat": ON_THE_WAY[0], "lon": ON_THE_WAY[1], "accuracy_m": 6}


def test_phone_begins_tells_and_ends(line: Line) -> None:
    begun = post("begin", WISH)
    assert begun.status_code == 201
    secret = begun.json()["secret"]
    told = post("here", FIX, secret)
    assert (told.status_code, told.json()) == (200, {"shown": True, "off_m": 10})
    assert Vehicle.objects.get().source == "driver"
    assert "no-store" in told.headers["Cache-Control"]
    assert post("end", {}, secret).status_code == 200
    assert not Vehicle.objects.exists()
    assert post("here", FIX, secret).status_code == 404
    assert post("end", {}, secret).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"consents": False}, {"consents": "true"}, {"consents": None}, {"carrier": "thief"},
        {"carrier": None}, {"line": "no-such-line"}, {"line": "x\x00"}, {"line": 7},
        {"line": "x" * 500}, {"direction": 7}, {"direction": True}, {"direction": "0"},
    ],
)  # fmt: skip
def test_wrong_wish_is_refused(line: Line, wrong: dict[str, Any]) -> None:
    answer = post("begin", WISH | wrong)
    assert answer.status_code == 422
    assert not Tracker.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"7", b"null", b"\xff", b'{"lat": 1e999}', b"[" * 1500,
        FIX | {"lat": None}, FIX | {"lat": "1"}, FIX | {"lon": True}, FIX | {"lat": 91},
        FIX | {"accuracy_m": -1}, FIX | {"speed_m_s": "x"}, {"lat": 1, "lon": 1},
    ],
    ids=str,
)  # fmt: skip
def test_wrong_position_is_refused(line: Line, body: Any) -> None:
    secret = post("begin", WISH).json()["secret"]
    assert post("here", body, secret).status_code == 422
    assert not Vehicle.objects.exists()


@pytest.mark.parametrize("seed", range(10))
def test_random_bodies_break_nothing(line: Line, seed: int) -> None:
    chance = random.Random(seed)
    secret = post("begin", WISH).json()["secret"]
    body = bytearray(json.dumps(FIX).encode())
    for _ in range(5):
        body[chance.randrange(len(body))] = chance.randrange(256)
    assert post("here", bytes(body), secret).status_code in (200, 422)


def test_somebody_elses_secret_moves_nothing(line: Line) -> None:
    post("begin", WISH)
    for secret in ("", "x" * 32, "ñ".encode("latin-1").decode("latin-1")):
        assert post("here", FIX, secret).status_code == 404
    assert not Vehicle.objects.exists()


@pytest.mark.django_db(databases="__all__")
def test_positions_are_limited(line: Line, settings: Any) -> None:
    settings.MINGA_LIMIT_ADDRESS = 1
    secret = post("begin", WISH).json()["secret"]
    answers = {post("here", FIX, secret).status_code for _ in range(60)}
    assert answers == {200, 429}


def test_page_tells_what_sharing_means(line: Line) -> None:
    text = Client().get("/move/share/").content.decode()
    assert TIMED in text
    assert 'id="share-consent"' in text
    assert "checked" not in text.split('id="share-consent"')[1].split(">")[0]


def test_page_of_a_city_without_lines_says_so(city: City) -> None:
    answer = Client().get("/move/share/")
    assert answer.status_code == 200
    assert 'id="share-form"' not in answer.content.decode()


def test_silence_is_five_minutes() -> None:
    assert timedelta(minutes=5) == actions.SILENCE
