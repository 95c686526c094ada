"""`python -m bench.rooms listen|post`: many open control rooms, and people who report.

Two processes, so that neither waits for the other; both stamp with the machine's one monotonic
clock. Each reads its plan from stdin. `listen` keeps what comes and reads it only at the end.
"""

import asyncio
import json
import re
import secrets
import sys
import time
from typing import Any

import uvloop

from tests.faults.wire import Line, request

REPORT = re.compile(rb'"report": "([^"]+)"')
SETTLE_S = 3.0
"""So long after the last report frames are still waited for."""


class Room(asyncio.Protocol):
    """One stream: chunks with the time at which they came."""

    def __init__(self, hello: bytes) -> None:
        self._hello = hello
        self.came: list[tuple[float, bytes]] = []
        self.is_open = False

    def connection_made(self, transport: Any) -> None:
        """Ask for the stream."""
        transport.write(self._hello)

    def data_received(self, data: bytes) -> None:
        """Keep, do not read."""
        self.is_open = True
        self.came.append((time.monotonic(), data))

    def heard(self) -> dict[str, float]:
        """When each report's frame was whole."""
        whole = b"".join(data for _, data in self.came)
        ends, at = [], 0
        for when, data in self.came:
            at += len(data)
            ends.append((at, when))
        heard: dict[str, float] = {}
        number = 0
        for found in REPORT.finditer(whole):
            while ends[number][0] < found.end():
                number += 1
            heard[found[1].decode()] = ends[number][1]
        return heard


async def listen(plan: dict[str, Any]) -> None:
    """Open the rooms, wait for the list of what was sent, tell how long each frame took."""
    headers = {"Authorization": f"Bearer {plan['token']}"}
    hello = request("GET", "/live/control", headers=headers)
    loop = asyncio.get_running_loop()
    rooms = []
    for _ in range(plan["streams"]):
        _, room = await loop.create_connection(lambda: Room(hello), "127.0.0.1", plan["port"])
        rooms.append(room)
    while not all(room.is_open for room in rooms):
        await asyncio.sleep(0.05)
    print("open", flush=True)
    sent: dict[str, float] = json.loads(await asyncio.to_thread(sys.stdin.readline))
    await asyncio.sleep(SETTLE_S)
    waits, missing = [], 0
    for room in rooms:
        heard = room.heard()
        missing += len(sent.keys() - heard.keys())
        waits += [heard[receipt] - at for receipt, at in sent.items() if receipt in heard]
    waits.sort()
    told: dict[str, Any] = {"frames": len(waits), "missing": missing}
    for share in (0.5, 0.95, 0.99, 0.999):
        value = waits[min(len(waits) - 1, int(share * len(waits)))]
        told[f"p{share * 100:g}_ms"] = round(value * 1000, 1)
    print(json.dumps({**told, "max_ms": round(waits[-1] * 1000, 1)}), flush=True)


async def post(plan: dict[str, Any]) -> None:
    """File at a steady rate, whatever the answers take; tell when each was sent."""
    sent: dict[str, float] = {}
    lines = [Line(plan["port"]) for _ in range(16)]
    free: asyncio.Queue[Line] = asyncio.Queue()
    for line in lines:
        free.put_nowait(line)

    async def one(at: float) -> None:
        line = await free.get()
        reply = await line.file(secrets.token_hex(16), text="Semáforo apagado")
        sent[reply.json()["receipt"]] = at
        free.put_nowait(line)

    started = time.monotonic()
    tasks = []
    for number in range(plan["rate"] * plan["for_s"]):
        due = started + number / plan["rate"]
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        # The moment at which the person pressed, even if all lines are busy.
        tasks.append(asyncio.ensure_future(one(due)))
    await asyncio.gather(*tasks)
    print(json.dumps(sent), flush=True)
    for line in lines:
        line.close()


if __name__ == "__main__":
    verbs = {"listen": listen, "post": post}
    uvloop.run(verbs[sys.argv[1]](json.loads(sys.stdin.readline())))
