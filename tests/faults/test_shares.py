"""Two workers on one socket take the same share, whoever wakes first."""

import asyncio
import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.wire import HOST, request
from tests.running import Running

pytestmark = pytest.mark.slow

CONNECTIONS = 100


def _sockets(pid: int) -> int:
    """Descriptors of a process that are sockets."""
    found = Path(f"/proc/{pid}/fd").iterdir()
    return sum(str(one.readlink()).startswith("socket:") for one in found if one.is_symlink())


@pytest.mark.skipif("not Path('/proc/self/fd').exists()", reason="needs /proc")
def test_streams_are_shared_out_evenly(calm_town: Running) -> None:
    workers = calm_town.children("web")
    before = {pid: _sockets(pid) for pid in workers}

    async def open_all() -> Counter[int]:
        writers = []
        for _ in range(CONNECTIONS):
            reader, writer = await asyncio.open_connection(HOST, calm_town.port)
            writers.append(writer)
            writer.write(request("GET", "/live/public"))
            await reader.readuntil(b"retry: 2000")
        taken = Counter({pid: _sockets(pid) - before[pid] for pid in workers})
        for writer in writers:
            writer.close()
        return taken

    taken = asyncio.run(open_all())
    assert sum(taken.values()) == pytest.approx(CONNECTIONS, abs=10)
    assert min(taken.values()) >= CONNECTIONS * 0.35, taken


def test_a_worker_that_is_gone_keeps_nobody_waiting(calm_town: Running) -> None:
    """Its number stays on the board: the other comes a moment later, not never."""
    web = calm_town.children("web")
    assert len(web) == 2

    async def ask_many() -> None:
        for number in range(20):
            if number == 5:
                os.kill(web[0], signal.SIGSTOP)
            async with asyncio.timeout(5):
                reader, writer = await asyncio.open_connection(HOST, calm_town.port)
                writer.write(request("GET", "/api/v1/categories"))
                assert b"200" in await reader.readline()
                writer.close()
                await asyncio.sleep(0.02)

    try:
        asyncio.run(ask_many())
    finally:
        os.kill(web[0], signal.SIGCONT)
