"""`./test` finds a browser or says loudly that it lacks one, and fails for it in CI only."""

import subprocess

import pytest

from tests.bootstrap.doors import load_door

door = load_door("test")


@pytest.fixture
def no_browser(monkeypatch):
    monkeypatch.delenv("MINGA_CHROMIUM", raising=False)
    monkeypatch.setattr(door.shutil, "which", lambda name: None)
    monkeypatch.setattr(door, "BROWSER_PLACES", ())


def test_browser_asked_for_wins(monkeypatch):
    monkeypatch.setenv("MINGA_CHROMIUM", "/opt/mine")
    assert door.find_browser() == "/opt/mine"


def test_browser_in_a_usual_place_is_found(no_browser, tmp_path, monkeypatch):
    place = tmp_path / "Google Chrome"
    place.write_text("")
    monkeypatch.setattr(door, "BROWSER_PLACES", ("/no/such/place", str(place)))
    assert door.find_browser() == str(place)


@pytest.mark.parametrize(
    ("ci", "tests", "code"), [(None, 0, 0), ("0", 0, 0), ("true", 0, 1), (None, 1, 1)]
)
def test_missing_browser_is_loud_and_fails_in_ci(no_browser, monkeypatch, capsys, ci, tests, code):
    monkeypatch.delenv("CI", raising=False)
    if ci is not None:
        monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(subprocess, "call", lambda *args, **kwargs: tests)
    assert door.run_pytest([]) == code
    assert capsys.readouterr().out.count("NO BROWSER") == 2


def test_all_checks_run_even_when_the_first_fails(monkeypatch, capsys):
    ran: list[list[str]] = []
    monkeypatch.setattr(subprocess, "call", lambda command, **kwargs: ran.append(command) or 3)
    assert door.run_checks() == 1
    assert ran == door.checks()
    assert capsys.readouterr().out.count("FAILED: ") == len(ran)


@pytest.mark.parametrize("arguments", [[], ["--record"]])
def test_suite_is_two_runs_and_the_second_runs_even_when_the_first_fails(
    monkeypatch, arguments: list[str]
):
    ran: list[list[str]] = []
    codes = iter([3, 0])
    monkeypatch.setenv("MINGA_CHROMIUM", "/opt/mine")
    monkeypatch.setattr(door, "run_checks", lambda: 0)
    monkeypatch.setattr(door.bootstrap, "set_up", lambda lock: None)
    monkeypatch.setattr(door.signal, "signal", lambda *_: None)
    monkeypatch.setattr(door.sys, "argv", ["test", *arguments])
    monkeypatch.setattr(subprocess, "call", lambda command, **_: ran.append(command) or next(codes))
    for name in ("MINGA_DATA", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        monkeypatch.setenv(name, "")
    assert door.main() == 3
    engine, browsers = ran
    left_out = {one.removeprefix("--ignore=") for one in engine if one.startswith("--ignore=")}
    assert left_out == {"tests/house", door.JOURNEYS}
    assert door.JOURNEYS in browsers
    assert [run[-1] for run in ran] == arguments * 2 or not arguments
