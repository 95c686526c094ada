"""Kill every process of a serving Minga under load, start again, and count what was promised.

The short form runs in the tests, the full one in `bench/faults.py`. Promise R1: a receipt that
was sent is a stored report, once; its fact is in the stream, once; its key leads back to it.
"""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.town import newest_event
from tests.faults.wire import BROKEN, Line, Reply, new_key, replay
from tests.running import Running

CLIENTS = 16


@dataclass
class Toll:
    """What was promised before the kills, and what was found after them."""

    acknowledged: dict[str, Reply] = field(default_factory=dict)
    unanswered: set[str] = field(default_factory=set)
    kills: int = 0
    changed: list[str] = field(default_factory=list)
    """Keys whose retry answered otherwise than the first time."""
    told: Counter[str] = field(default_factory=Counter)
    """How often the stream told each receipt's filing."""
    listed: Counter[str] = field(default_factory=Counter)
    """How often the officials' list names each receipt."""

    @property
    def receipts(self) -> list[str]:
        """The receipts of all keys, once each."""
        return [reply.json()["receipt"] for reply in self.acknowledged.values()]


async def kill_under_load(running: Running, toll: Toll, *, at_least: int, token: str) -> None:
    """File until so many more receipts have come, kill all, start again, check this round."""
    last_id = newest_event(running)
    mine: dict[str, Reply] = {}
    lost: set[str] = set()
    enough = asyncio.Event()
    clients = [
        asyncio.create_task(_file_until_broken(running.port, mine, lost, enough, at_least))
        for _ in range(CLIENTS)
    ]
    await enough.wait()
    await asyncio.sleep(random.uniform(0, 0.2))
    running.kill_all()
    toll.kills += 1
    await asyncio.gather(*clients)
    await asyncio.to_thread(running.start)
    await _retry(running.port, mine, lost, toll)
    toll.acknowledged |= mine
    toll.unanswered |= lost
    until = newest_event(running)
    heard = await replay(running.port, "/live/control", after=last_id, until=until, token=token)
    for frame in heard:
        if frame.event == "report.filed":
            toll.told[frame.data["report"]] += 1


async def _file_until_broken(
    port: int, mine: dict[str, Reply], lost: set[str], enough: asyncio.Event, at_least: int
) -> None:
    line = Line(port)
    while True:
        key = new_key("kill")
        try:
            reply = await line.file(key, text=f"texto {key}")
        except BROKEN:
            lost.add(key)
            return
        if reply.status != 201:
            raise AssertionError(f"{reply.status}: {reply.body[:200]!r}")
        mine[key] = reply
        if len(mine) >= at_least:
            enough.set()


async def _retry(port: int, mine: dict[str, Reply], lost: set[str], toll: Toll) -> None:
    keys = iter([*mine, *lost])

    async def some() -> None:
        line = Line(port)
        for key in keys:
            reply = await line.file(key, text=f"texto {key}")
            if key in mine and (reply.status, reply.body) != (mine[key].status, mine[key].body):
                toll.changed.append(key)
            mine.setdefault(key, reply)
        line.close()

    await asyncio.gather(*[some() for _ in range(CLIENTS)])


async def list_all(running: Running, toll: Toll, *, token: str) -> None:
    """Read the officials' list to its end."""
    line, after = Line(running.port), ""
    while True:
        path = f"/api/v1/control/reports?category=street_light&limit=200{after}"
        page = (await line.ask("GET", path, headers={"Authorization": f"Bearer {token}"})).json()
        toll.listed.update(row["receipt"] for row in page["reports"])
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    line.close()
