"""The first plan of a day is made beside the server: it keeps nobody else waiting, and strangers
cannot buy minutes of a processor.
"""

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.day_folders import compile_day, take_turn
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import Feed
from minga.transit.planning.queries import search
from minga.transit.service_days import day_of, moment_of
from minga.transit.timetables import compile_jobs
from tests.kernels.transit import drawn
from tests.transit.compilers import Started, begun, end

pytestmark = [pytest.mark.slow, pytest.mark.django_db]  # a day is compiled, and senders counted
WEST, EAST = ("{:.6f},{:.6f}".format(*drawn.spot(x, -3200)) for x in (-3000, 3000))


@pytest.fixture
def today(city: City) -> date:
    return day_of(city, now())


@pytest.fixture
def serving(
    city: City, feed: Feed, today: date, started: list[Started], monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> list[Started]:  # fmt: skip
    """A server that has today compiled and no other day, and what it starts."""
    kept = compile_day(city, today, versions_on(city, today))
    for folder in Path(settings.MINGA_DATA, "transit", "days", city.slug).glob("????-??-??-*"):
        if folder != kept:
            shutil.rmtree(folder)
    compile_jobs.ask_for_days()
    monkeypatch.setattr(search, "PATIENCE_S", 0.02)
    return started


def asked(client: Client, city: City, day: date, **more: Any) -> Any:
    when = {"when": "depart", "day": day.isoformat(), "time": "08:00"}
    ends = {"fromPlace": f"{WEST}~Casa", "toPlace": f"{EAST}~Campus"}
    return client.get("/move/plan/", when | ends, headers={"Accept-Language": "en"}, **more)


def test_the_first_plan_of_a_day_blocks_no_other(
    city: City, serving: list[Started], client: Client, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = today + timedelta(days=11)
    busy = asked(client, city, day)
    assert (busy.status_code, busy["Retry-After"]) == (503, "5")
    begun_s = time.monotonic()
    assert asked(client, city, today).status_code == 200
    assert asked(client, city, day).status_code == 503
    assert asked(client, city, day + timedelta(days=1)).status_code == 503
    assert time.monotonic() - begun_s < 10
    assert len(serving) == 1  # one at a time, and the same one once
    # Who asks first waits a little, and finds what was made meanwhile.
    monkeypatch.setattr(search, "PATIENCE_S", 20.0)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            compile_jobs.wait_for_day, city, day, versions_on(city, day), patience_s=20.0
        )
        compile_day(city, day, versions_on(city, day))
        end(begun(serving), 0)
        waiting.result(20)
    assert asked(client, city, day).status_code == 200
    assert len(serving) == 1


def test_boards_do_not_wait_for_a_day_that_is_made(
    city: City, feed: Feed, started: list[Started], client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MINGA_DATA = tmp_path / "elsewhere"
    compile_jobs.ask_for_days()
    lat, lon = WEST.split(",")
    pages = [
        client.get(address, given, headers={"Accept-Language": "en"})
        for address, given in (
            ("/move/places/lineas-c/", {}),
            ("/move/board/lineas-c/", {}),
            ("/move/near/", {"lat": lat, "lon": lon}),
            ("/move/lines/lineas-62/", {}),
        )
    ]
    assert [page.status_code for page in pages] == [200] * 4
    for page in pages[:3]:
        text = page.content.decode()
        assert "timetables are being made ready" in text
        assert "Nothing leaves here" not in text
    assert len(started) == 1


def test_strangers_cannot_buy_days(
    city: City, serving: list[Started], client: Client, today: date, settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.MINGA_LIMIT_ADDRESS = 600
    monkeypatch.setattr(Started, "wait", lambda self: 1)  # each ends at once
    statuses = []
    for ahead in range(1, 29):
        answer = asked(client, city, today + timedelta(days=ahead))
        statuses.append(answer.status_code)
        if compile_jobs._asked is not None:
            assert compile_jobs._asked.ended.wait(20)
    share = 1 + search.NEW_DAYS  # tomorrow is everybody's
    assert statuses == [503] * share + [429] * (28 - share)
    assert len(serving) == share
    assert int(answer["Retry-After"]) > 60
    assert "several days that were not ready" in answer.content.decode()
    when = moment_of(city, today + timedelta(days=20), 8 * 3600).isoformat()
    for name, given in (
        ("plan", {"fromPlace": WEST, "toPlace": EAST}),
        ("stoptimes", {"stopId": "lineas-c"}),
        ("one-to-all", {"one": "lineas-c", "maxTravelTime": 30}),
    ):
        assert client.get(f"/api/v1/{name}", {"time": when} | given).status_code == 429, name
    assert len(serving) == share
    # Somebody else has a share of their own.
    other = asked(client, city, today + timedelta(days=20), REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 503
    assert len(serving) == share + 1


def test_what_is_past_or_far_is_never_made(
    city: City, serving: list[Started], client: Client, today: date
) -> None:
    for days in (-20, -2, 29, 300):
        day = today + timedelta(days=days)
        assert asked(client, city, day).status_code == 200
        when = moment_of(city, day, 8 * 3600).isoformat()
        for name, place in (("stoptimes", "stopId"), ("one-to-all", "one")):
            answer = client.get(f"/api/v1/{name}", {"time": when, place: WEST})
            assert (answer.status_code, name, days) == (422, name, days)
    assert serving == []


def test_two_servers_make_one_day_at_a_time(
    city: City, serving: list[Started], client: Client, today: date
) -> None:
    turn = take_turn("asked")
    assert turn is not None
    try:
        assert asked(client, city, today + timedelta(days=9)).status_code == 503
        assert serving == []
    finally:
        os.close(turn)
    assert asked(client, city, today + timedelta(days=9)).status_code == 503
    assert len(serving) == 1
