"""R8: many streams, some of which keep hanging up, beside writers whose transactions overlap.

The short form runs in the tests, the full one in `bench/faults.py`.
"""

import asyncio
import json
import random
import subprocess
import sys
from dataclasses import dataclass, field

from tests.faults.town import newest_event
from tests.faults.wire import BROKEN, Line, new_key, replay, stream
from tests.running import CHECKOUT, Running

FLAPPING = 0.1
LAST = "bus_stop"
"""The category of the report that ends the storm."""
UP_S = (0.2, 1.0)
"""How long a flapping stream stays."""


@dataclass
class Told:
    """What one stream was told, over all its connections."""

    flaps: bool
    last_id: int
    ids: list[int] = field(default_factory=list)
    resets: int = 0
    connections: int = 0
    heard_last: bool = False


@dataclass
class Storm:
    """What happened, and what every stream heard of it."""

    expected: list[int]
    receipts: set[str]
    streams: list[Told]

    @property
    def missed(self) -> int:
        """Events that some stream should have heard and did not."""
        return sum(len(set(self.expected) - set(one.ids)) for one in self.streams)

    @property
    def doubled(self) -> int:
        """Events that some stream heard twice."""
        return sum(len(one.ids) - len(set(one.ids)) for one in self.streams)

    @property
    def out_of_order(self) -> int:
        """Streams that heard a later event before an earlier one."""
        return sum(one.ids != sorted(one.ids) for one in self.streams)


async def storm(
    running: Running, *, streams: int, writers: int = 8, facts: int, posts: int, token: str
) -> Storm:
    """Open the streams, let threads and clients write, and compare."""
    start = newest_event(running)
    told = [Told(number < streams * FLAPPING, start) for number in range(streams)]
    done = asyncio.Event()
    listening = [asyncio.create_task(_listen(running.port, one, done, token)) for one in told]
    while not all(one.connections for one in told):
        await asyncio.sleep(0.05)
    receipts = await _write(running, writers=writers, facts=facts, posts=posts)
    done.set()
    receipts.add(await _file_last(running.port))
    async with asyncio.timeout(60):
        await asyncio.gather(*listening)
    until = newest_event(running)
    frames = await replay(running.port, "/live/control", after=start, until=until, token=token)
    return Storm([frame.id or 0 for frame in frames], receipts, told)


async def _listen(port: int, told: Told, done: asyncio.Event, token: str) -> None:
    """One EventSource: hangs up now and then if it flaps, resumes after the last id it has."""
    while not told.heard_last:
        patience = random.uniform(*UP_S) if told.flaps and not done.is_set() else 60
        try:
            async with asyncio.timeout(patience):
                await _hear(port, told, token)
        except TimeoutError:
            continue
        except BROKEN:
            await asyncio.sleep(0.05)


async def _hear(port: int, told: Told, token: str) -> None:
    async with stream(port, "/live/control", token=token, last_id=told.last_id) as frames:
        told.connections += 1
        async for frame in frames:
            if frame.id is None:
                told.resets += 1
                continue
            told.ids.append(frame.id)
            told.last_id = frame.id
            if frame.data["category"] == LAST:
                told.heard_last = True
                return


async def _write(running: Running, *, writers: int, facts: int, posts: int) -> set[str]:
    """Facts of overlapping transactions from a process of threads, beside ordinary filings."""
    command = [sys.executable, "-m", "tests.faults.writers", str(writers), str(facts)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=CHECKOUT, env=running.env, stdout=subprocess.PIPE
    )
    filed = await asyncio.gather(*[_file(running.port, posts // 4) for _ in range(4)])
    out, _ = await process.communicate()
    assert process.returncode == 0, "the writers failed"
    return set(json.loads(out)).union(*filed)


async def _file_last(port: int) -> str:
    line = Line(port)
    receipt: str = (await line.file(new_key("last"), category=LAST)).json()["receipt"]
    line.close()
    return receipt


async def _file(port: int, many: int) -> set[str]:
    line = Line(port)
    receipts = set()
    for _ in range(many):
        receipts.add((await line.file(new_key("storm"))).json()["receipt"])
    line.close()
    return receipts
