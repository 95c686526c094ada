"""Compiled days in memory: opened once, and no city waits for another."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from minga.territory.models import City
from minga.transit.models import FeedVersion
from minga.transit.planning.queries import search
from minga.transit.timetables import days
from minga.transit.timetables.days import CompiledDay
from minga.transit.timetables.serving import Serving

DAY = date(2026, 11, 18)
AT = datetime(2026, 11, 18, 12, tzinfo=UTC)
HERE, THERE = City(pk=1, slug="here"), City(pk=2, slug="there")


class Timetable:
    """A network that only says what was changed."""

    def changed(self, changes: list[str]) -> tuple[str, ...]:
        return tuple(changes)


def day_with(planned: Any = None) -> CompiledDay:
    return CompiledDay(planned or Timetable(), [])


def test_eight_who_ask_first_make_one_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    held, together, made = day_with(), threading.Barrier(8), list[int]()

    def changes(*asked: Any) -> list[str]:
        made.append(1)
        threading.Event().wait(0.05)  # the others come meanwhile
        return ["late"]

    def ask() -> Any:
        together.wait(20)
        return days.running(held, Serving(HERE, 3), DAY, at=AT)

    monkeypatch.setattr(days, "changes_of", changes)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask) for _ in range(8)]
        assert [one.result(20) for one in asked] == [("late",)] * 8
    assert len(made) == 1
    days.running(held, Serving(HERE, 4), DAY, at=AT)
    days.running(held, Serving(HERE, 4), DAY, at=AT + days.STALE_AFTER + timedelta(seconds=1))
    assert len(made) == 3


def test_day_that_nobody_asked_for_longest_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_day(city: City, day: date, versions: list[FeedVersion]) -> CompiledDay:
        opened.append(city.slug)
        return day_with()

    monkeypatch.setattr(days, "folder_of", lambda city, *asked: city.slug)
    monkeypatch.setattr(days, "_opened", open_day)
    many = [City(pk=pk, slug=f"city-{pk}") for pk in range(days.MAX_KEPT + 1)]
    for city in (*many[:-1], many[0], many[-1], many[0], many[1]):
        days.day_of_service(city, DAY, [])
    assert opened == [*(city.slug for city in many), "city-1"]


def test_city_whose_day_is_compiled_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def compile_day(city: City, day: date, versions: list[FeedVersion]) -> CompiledDay:
        if city is HERE:
            begun.set()
            assert go_on.wait(20)
        return day_with(city.slug)

    def serving(city: City) -> Serving:
        return Serving(city, 1, {DAY: [FeedVersion()]})

    monkeypatch.setattr(search, "folder_of", lambda *asked: "nowhere")
    monkeypatch.setattr(search, "is_compiled", lambda folder: False)
    monkeypatch.setattr(search, "wait_for_day", lambda *asked, **how: None)
    monkeypatch.setattr(days, "day_of_service", compile_day)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(search.open_or_compile_day, serving(HERE), DAY, at=AT)
        assert begun.wait(20)
        assert search.open_or_compile_day(serving(THERE), DAY, at=AT).planned == "there"  # type: ignore[comparison-overlap]
        with pytest.raises(search.Busy):
            search.open_or_compile_day(serving(HERE), DAY, at=AT)
        go_on.set()
        assert first.result(20).planned == "here"  # type: ignore[comparison-overlap]
