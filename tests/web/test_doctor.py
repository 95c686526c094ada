"""The doctor: every finding, what it says, in the language of the terminal, and what it stops."""

import json
import shutil
from collections.abc import Callable
from io import StringIO
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command

from minga.ground import heartbeat, sandbox
from minga.ground.clock import now
from minga.territory.models import City
from minga.web import doctor, supervisor

pytestmark = pytest.mark.django_db

NAMES = """
    secret engine schema durability fsync disk demo https worker names files
""".split()  # noqa: SIM905 (one line each would fill a screen)


class Usage(NamedTuple):
    """As shutil.disk_usage tells it."""

    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def _english_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


def found(name: str) -> doctor.Finding:
    [finding] = [one for one in doctor.examine() if one.name == name]
    return finding


def said(*words: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("doctor", *words, stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(str(ended.code))
    return out.getvalue(), 0


def test_every_check_is_told_once_and_a_good_install_is_safe(db: None) -> None:
    heartbeat.beat("worker", at=now())
    text, status = said()
    lines = text.splitlines()
    assert [line.split()[1] for line in lines[:-1]] == NAMES
    assert (lines[-1], status) == ("Safe to take reports.", 0)
    told = json.loads(said("--json")[0])
    assert (told["safe"], [one["name"] for one in told["findings"]]) == (True, NAMES)


@pytest.mark.parametrize(
    ("terminal", "language"),
    [
        ({"LANG": "es_CL.UTF-8"}, "es"),
        ({"LC_ALL": "es_ES", "LANG": "en_US.UTF-8"}, "es"),
        ({"LC_MESSAGES": "es", "LANG": "de_DE.UTF-8"}, "es"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "es_CL.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "C.UTF-8"}, "en"),
        ({"LANG": ""}, "en"),
    ],
)
def test_the_doctor_speaks_the_language_of_the_terminal(
    monkeypatch: pytest.MonkeyPatch, terminal: dict[str, str], language: str
) -> None:
    for name, value in terminal.items():
        monkeypatch.setenv(name, value)
    assert doctor.keepers_language() == language
    assert ("En condiciones" in said()[0]) == (language == "es")
    assert ("propio" in found("secret").detail) == (language == "es")


def test_a_grave_finding_makes_the_install_unsafe(settings: Any) -> None:
    settings.SECRET_KEY = "changeme"
    text, status = said()
    assert status == 1
    assert "STOP  secret" in text
    assert text.splitlines()[-1] == "NOT safe to take reports."


@pytest.mark.sqlite_only
def test_an_old_sqlite_serves_with_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    from minga.web.management.commands.serve import Command

    err = StringIO()
    command = Command(stderr=err)
    assert command._workers(2) == 2
    monkeypatch.setattr(doctor, "sqlite_version", lambda: (3, 51, 2))
    engine = found("engine")
    assert (engine.fine, engine.grave) == (False, False)
    assert "3.51.2 is older than 3.51.3" in engine.detail
    assert command._workers(2) == 1
    assert "one web worker runs" in err.getvalue()
    assert command._workers(None) == 1


def test_a_slow_or_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_one_fsync", lambda: 25.0)
    assert found("fsync") == doctor.Finding(
        "fsync", False, False, "the disk keeps a write in 25.00 ms, about 40 a second"
    )
    for free, fine, grave in ((50e9, True, False), (10e9, False, False), (100e6, False, True)):
        usage = Usage(int(100e9), int(100e9 - free), int(free))
        monkeypatch.setattr(shutil, "disk_usage", lambda _, usage=usage: usage)
        disk = found("disk")
        assert (disk.fine, disk.grave) == (fine, grave), free
        assert f"{free / 1e9:.1f} GB free" in disk.detail


def test_a_public_address_without_https_is_told(settings: Any) -> None:
    settings.MINGA_BASE_URL = "http://minga.example.org"
    settings.SITE = settings.SITE._replace(netloc="minga.example.org")
    assert not found("https").fine
    assert "phones need https" in found("https").detail


def test_a_worker_that_lives_and_one_that_does_not_are_told_apart() -> None:
    assert "not running" in found("worker").detail
    heartbeat.beat("worker", at=now())
    assert "is running" in found("worker").detail


def _cannot_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "is_apart", lambda: False)


def _cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_ENTRY", "raise SystemExit(3)")
    monkeypatch.setattr(sandbox, "_template", sandbox._Template())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("broken", "grave", "words"),
    [
        (_cannot_fork, False, "read inside the server"),
        (_cannot_start, True, "none will be taken"),
    ],
)
def test_how_photos_are_read_is_tried_out(
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[[pytest.MonkeyPatch], None],
    grave: bool,
    words: str,
) -> None:
    assert found("files").fine == sandbox.is_apart()
    broken(monkeypatch)
    files = found("files")
    assert (files.fine, files.grave) == (False, grave)
    assert words in files.detail


def test_a_demonstration_is_served_on_loopback_only(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    City.objects.update(is_demo=True)
    served: list[int] = []
    monkeypatch.setattr(
        supervisor, "supervise", lambda listener, *_: (served.append(1), listener.close())
    )
    monkeypatch.setattr("minga.web.management.commands.serve.connections.close_all", lambda: None)
    monkeypatch.setenv("MINGA_BASE_URL", "http://127.0.0.1:1")
    assert "loopback only" in found("demo").detail
    for host in ("0.0.0.0", "192.0.2.7", "::", "example.org"):  # noqa: S104
        with pytest.raises(CommandError, match="loopback only"):
            call_command("serve", "--no-demo", "--host", host, "--port", "0")
    assert served == []
    call_command("serve", "--no-demo", "--host", "localhost", "--port", "0")
    assert served == [1]
