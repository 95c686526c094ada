"""Days are compiled by processes of their own, which end with whoever started them."""

import logging
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.day_folders import NoService, compile_day, is_compiled
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import Feed
from minga.transit.service_days import day_of
from minga.transit.timetables import compile_jobs, days
from minga.transit.timetables.compile_jobs import NotReady
from minga.web.child_process import hold_lifeline
from tests.transit.compilers import Started, begun, end

pytestmark = pytest.mark.slow  # a day is compiled
DAY = timedelta(days=1)


@pytest.fixture
def bare(feed: Feed, settings: Any, tmp_path: Path) -> Feed:
    """A feed of which no day is compiled."""
    settings.MINGA_DATA = tmp_path / "elsewhere"
    return feed


def test_the_worker_starts_one_process_at_a_time(
    city: City, bare: Feed, started: list[Started]
) -> None:
    at = now()
    today = day_of(city, at)
    assert not compile_jobs.start_compiler(at)  # only in the worker
    compile_jobs.leave_to_compiler()
    assert compile_jobs.start_compiler(at)
    assert not compile_jobs.start_compiler(at)
    started[0].ended = 0
    assert compile_jobs.start_compiler(at)
    words = ["transit", "day", city.slug]
    assert [process.command[2:] for process in started] == [
        ["minga", *words, day.isoformat(), "--lifeline"] for day in (today, today + DAY)
    ]
    assert all(process.how["stdin"] == subprocess.PIPE for process in started)  # its lifeline


def test_a_failure_is_told_and_tried_again_later(
    city: City, bare: Feed, started: list[Started], caplog: pytest.LogCaptureFixture
) -> None:
    at = now()
    compile_jobs.leave_to_compiler()
    compile_jobs.start_compiler(at)
    for one, code in ((0, 1), (1, 0)):
        started[one].ended = code
        with caplog.at_level(logging.ERROR, "minga.transit"):
            compile_jobs.start_compiler(at)
    assert len(started) == 2
    assert [record.getMessage()[-12:] for record in caplog.records] == ["ended with 1"]
    assert compile_jobs.start_compiler(at + compile_jobs.AGAIN_AFTER)
    assert started[2].command == started[0].command


def test_nothing_is_started_for_days_that_are_there(
    city: City, feed: Feed, started: list[Started]
) -> None:
    compile_jobs.leave_to_compiler()
    for ahead in (0, 1):
        day = day_of(city, now()) + ahead * DAY
        compile_day(city, day, versions_on(city, day))
    assert not compile_jobs.start_compiler(now())
    assert days.day_of_service(city, day_of(city, now())).planned


def test_the_worker_waits_for_no_day(city: City, bare: Feed, started: list[Started]) -> None:
    compile_jobs.leave_to_compiler()
    with pytest.raises(NotReady):
        days.day_of_service(city, day_of(city, now()))
    assert not started


def test_whoever_asks_a_page_has_a_day_made_and_waits_for_nothing(
    city: City, bare: Feed, started: list[Started], caplog: pytest.LogCaptureFixture
) -> None:
    compile_jobs.ask_for_days()
    today = day_of(city, now())
    for day in (today, today, today + DAY):  # one day at a time
        with pytest.raises(NotReady):
            days.day_of_service(city, day)
    assert [process.command[-2] for process in started] == [today.isoformat()]
    with caplog.at_level(logging.ERROR, "minga.transit"):
        end(started[0], 1)
    assert "ended with 1" in caplog.text
    for day in (today, today + DAY):  # what failed is not begun again at once
        with pytest.raises(NotReady):
            days.day_of_service(city, day)
    assert len(started) == 2
    end(started[1], compile_jobs.WITHOUT_SERVICE)
    for _ in range(2):
        with pytest.raises(NoService) as none:
            days.day_of_service(city, today + DAY)
        assert not isinstance(none.value, NotReady)
    assert len(started) == 2  # that nothing runs then needs no second look


def test_a_process_that_warms_itself_waits_for_its_day(
    city: City, feed: Feed, started: list[Started]
) -> None:
    compile_jobs.ask_for_days()
    day = day_of(city, now()) + 20 * DAY
    versions = versions_on(city, day)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(compile_jobs.wait_for_day, city, day, versions, patience_s=30)
        process = begun(started)
        assert not waiting.done()
        compile_day(city, day, versions)
        end(process, 0)
        waiting.result(20)
    assert days.day_of_service(city, day).planned


def test_the_command_compiles_a_day_or_says_that_nothing_runs(
    city: City, feed: Feed, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    left = Path(settings.MINGA_DATA, "transit", "days", city.slug, "half-done")
    left.mkdir(parents=True)
    call_command("transit", "day", city.slug, "2040-11-24")
    folder = Path(capsys.readouterr().out.strip())
    assert is_compiled(folder)
    assert not left.exists()  # of a process that was killed
    shutil.rmtree(folder)  # not to be kept for other tests
    feed.versions.update(starts_on="2300-01-01")
    with pytest.raises(CommandError) as trouble:
        call_command("transit", "day", city.slug, "2040-11-24")
    assert trouble.value.returncode == compile_jobs.WITHOUT_SERVICE


def test_the_slack_of_the_city_is_in_its_days(city: City, feed: Feed, settings: Any) -> None:
    from minga.kernels.planner import Network

    day = day_of(city, now())
    assert settings.MINGA_CHANGE_S == 60
    for slack_s in (60, 300):
        settings.MINGA_CHANGE_S = slack_s
        folder = compile_day(city, day, versions_on(city, day))
        assert set(Network.open(folder).tt.change.tolist()) == {slack_s}
    shutil.rmtree(folder)  # not to be kept for other tests


def test_a_process_ends_when_its_lifeline_does() -> None:
    program = (
        f"from {hold_lifeline.__module__} import hold_lifeline as hold; import time;"
        "hold(); print(flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        process.stdin.close()
        assert process.wait(30) != 0
