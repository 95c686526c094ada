"""R1: kill -9 loses no receipt, doubles none, and leaves no process behind."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.kills import Toll, kill_under_load, list_all
from tests.faults.town import POSTGRES, fresh_database, operator_token, rows, settled
from tests.running import Running

pytestmark = pytest.mark.slow


@pytest.fixture
def stopped_town(tmp_path: Path) -> Iterator[Running]:
    """A city that was made but not started; whatever runs at the end is killed."""
    with fresh_database(POSTGRES) as database:
        running = settled(tmp_path / "data", database=database)
        yield running
        running.kill_all()


def test_two_kills_under_load_lose_and_double_nothing(stopped_town: Running) -> None:
    running, toll = stopped_town, Toll()
    token = operator_token(running)
    running.start()

    async def twice() -> None:
        for _ in range(2):
            await kill_under_load(running, toll, at_least=550, token=token)
        await list_all(running, toll, token=token)

    asyncio.run(twice())
    once = set(toll.receipts)
    assert len(toll.receipts) == len(once) >= 1000
    assert toll.unanswered, "the kills hit no request: this tested nothing"
    assert toll.changed == []
    assert set(toll.told) == once
    assert set(toll.told.values()) == {1}
    assert set(toll.listed) == once
    assert set(toll.listed.values()) == {1}
    assert rows(running, "SELECT count(*) FROM reports_entry")[0][0] == len(once)


def _within(seconds: float, is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return is_so()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def _runs(pid: int) -> bool:
    """False once the process has ended; a zombie that nobody has collected has ended, too."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _are_new(pids: list[int], killed: list[int], *, many: int) -> bool:
    return len(pids) == many and not set(pids) & set(killed)


def test_a_killed_child_is_started_again(stopped_town: Running) -> None:
    running = stopped_town.start()
    web, work = running.children("web"), running.children("work")
    assert (len(web), len(work)) == (2, 1)
    for pid in (web[0], work[0]):
        os.kill(pid, signal.SIGKILL)
    assert _within(5, lambda: _are_new(running.children("web"), web[:1], many=2))
    assert _within(5, lambda: _are_new(running.children("work"), work, many=1))
    assert running.file("after").status_code == 201


def test_children_of_a_killed_parent_end_and_free_the_port(stopped_town: Running) -> None:
    running = stopped_town.start()
    children = [*running.children("web"), *running.children("work")]
    parent = running.process
    assert parent is not None
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait(5)
    assert _within(5, lambda: not any(_runs(pid) for pid in children) and _is_free(running.port))
    running.process = None
    running.start()
    assert running.file("again").status_code == 201


def test_term_ends_everything_within_five_seconds_even_with_open_streams(
    stopped_town: Running,
) -> None:
    running = stopped_town.start()
    children = [*running.children("web"), *running.children("work")]
    with socket.create_connection(("127.0.0.1", running.port)) as listener:
        listener.sendall(b"GET /live/public HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert b"text/event-stream" in listener.recv(4096)
        assert running.process is not None
        started = time.monotonic()
        running.process.terminate()
        assert running.process.wait(5) == 0
        assert time.monotonic() - started < 5
        running.process = None
    assert not any(_runs(pid) for pid in children)
    assert _is_free(running.port)
