"""A web worker makes itself ready to plan before anybody asks."""

import logging
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.models import Feed
from minga.transit.service_days import day_of
from minga.transit.timetables import days, warmup
from minga.transit.timetables.compile_jobs import NotReady

pytestmark = pytest.mark.slow  # kernels are loaded


def test_every_day_of_today_is_open(feed: Feed) -> None:
    assert warmup.warm(now()) == 1
    city = feed.city
    held = days.day_of_service(city, day_of(city, now()))
    assert held.live is not None
    assert held.planned._mirror is not None  # arrive-by was asked too


def test_nothing_is_planned_while_another_process_compiles(
    city: City, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("minga.kernels.planner.is_being_compiled", lambda: True)
    monkeypatch.setattr(days, "come_by", lambda *about: tmp_path)
    with pytest.raises(NotReady):
        days.day_of_service(city, day_of(city, now()), [])


def test_a_city_without_feeds_costs_nothing(city: City) -> None:
    assert warmup.warm(now()) == 0


def test_a_day_outside_every_calendar_is_passed_over(feed: Feed) -> None:
    feed.versions.update(starts_on="2300-01-01")
    assert warmup.warm(datetime(2026, 11, 24, tzinfo=UTC)) == 0


def test_trouble_is_told_and_ends_nothing(
    feed: Feed, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(at: Any) -> int:
        raise RuntimeError("no room left")

    monkeypatch.setattr(warmup, "warm", broken)
    monkeypatch.setattr(warmup.connections, "close_all", lambda: None)
    with caplog.at_level(logging.ERROR, "minga.transit"):
        warmup._warm()
    assert "the planner is not warm" in caplog.text
    assert connection.is_usable()


def test_who_plans_nothing_imports_no_kernel() -> None:
    told = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'minga.web.settings';"
        "import django; django.setup(); import minga.web.urls, minga.transit.timetables.warmup;"
        "print([name for name in ('numba', 'llvmlite', 'polars') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
