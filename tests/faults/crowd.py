"""R14: people who never finish their sentence, and one who waits behind them.

The short form runs in the tests, the full one in `bench/faults.py`.
"""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.faults.wire import BROKEN, HOST, Line, new_key, read_reply, request
from tests.running import Running

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
HALF_HEAD = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
HALF_BODY = (
    b"POST /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Idempotency-Key: half\r\nContent-Length: 4000\r\n\r\n{"
)
EVERY_S = 0.05


@dataclass
class Probed:
    """How long the one who finished had to wait, and what became of the others."""

    healths_s: list[float] = field(default_factory=list)
    posts_s: list[float] = field(default_factory=list)
    bodies: Counter[int] = field(default_factory=Counter)
    """Answers to half-bodies by status; 0 for a connection closed without one."""
    heads_closed: int = 0


async def crowd(
    running: Running, *, heads: int, bodies: int, streams: int, probe_s: float
) -> Probed:
    """Open all, probe meanwhile, then see how each was sent away."""
    seen = Probed()
    half_heads = [await _say(running.port, HALF_HEAD) for _ in range(heads)]
    half_bodies = [await _say(running.port, HALF_BODY) for _ in range(bodies)]
    # Beyond a tiny limit the transport stops reading: as slow a reader as can be.
    hello = request("GET", "/live/public")
    listeners = [await _say(running.port, hello, limit=64) for _ in range(streams)]
    await _probe(running.port, seen, probe_s)
    for answer in await asyncio.gather(*[_answer(reader) for reader, _ in half_bodies]):
        seen.bodies[answer] += 1
    seen.heads_closed = sum(
        await asyncio.gather(*[_was_closed(reader) for reader, _ in half_heads])
    )
    for _, writer in [*half_heads, *half_bodies, *listeners]:
        writer.close()
    return seen


async def _say(port: int, words: bytes, limit: int = 1 << 16) -> Streams:
    reader, writer = await asyncio.open_connection(HOST, port, limit=limit)
    writer.write(words)
    return reader, writer


async def _probe(port: int, seen: Probed, probe_s: float) -> None:
    deadline = time.monotonic() + probe_s
    while time.monotonic() < deadline:
        started = time.monotonic()
        # A connection of its own each time: accepting is part of what must not be delayed.
        line = Line(port)
        assert (await line.ask("GET", "/healthz")).status == 200
        between = time.monotonic()
        assert (await line.file(new_key("probe"))).status == 201
        line.close()
        ended = time.monotonic()
        seen.healths_s.append(between - started)
        seen.posts_s.append(ended - between)
        await asyncio.sleep(max(0.0, started + EVERY_S - ended))


async def _answer(reader: asyncio.StreamReader) -> int:
    try:
        async with asyncio.timeout(30):
            return (await read_reply(reader)).status
    except (TimeoutError, *BROKEN):
        return 0


async def _was_closed(reader: asyncio.StreamReader) -> bool:
    try:
        async with asyncio.timeout(30):
            return await reader.read() == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def percentile(values: list[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
