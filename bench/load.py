"""`python -m bench.load`: the load client, a process of its own that shares the machine.

Reads a plan as JSON on stdin: {"port", "clients", "warm_s", "for_s", "what", ...}. Each client
keeps one connection and one request in flight. Prints "measuring", then the figures as JSON.
"""

import asyncio
import json
import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import uvloop

CATEGORIES = ("street_light", "road_damage", "bus_stop", "congestion")
TEXT = "El poste de la esquina está caído y hay cables sueltos. " * 4


def posts() -> Iterator[bytes]:
    """Reports, each with a key and a device of its own, spread over the city."""
    while True:
        body = json.dumps(
            {
                "category": random.choice(CATEGORIES),
                "lat": round(random.uniform(-36.899, -36.801), 6),
                "lon": round(random.uniform(-73.099, -72.901), 6),
                "accuracy_m": 12.5,
                "text": TEXT,
            }
        ).encode()
        told = f"Idempotency-Key: {secrets.token_hex(16)}\r\nX-Device: {secrets.token_hex(16)}\r\n"
        yield _request("POST", "/api/v1/reports", told, body)


def _request(method: str, path: str, headers: str = "", body: bytes = b"") -> bytes:
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def same(plan: dict[str, Any]) -> Iterator[bytes]:
    """One request for ever."""
    body = plan.get("body", "").encode()
    request = _request(plan.get("method", "GET"), plan["path"], plan.get("headers", ""), body)
    while True:
        yield request


class Client(asyncio.Protocol):
    """One connection: sends the next request when the answer to the last is whole."""

    def __init__(self, requests: Iterator[bytes], seen: "Seen") -> None:
        self._requests, self._seen = requests, seen
        self._got = bytearray()
        self._needed = 0
        self._sent_at = 0.0

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        """Wait for the whole answer."""
        self._got += data
        if not self._needed:
            end = self._got.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._got[:end]).lower()
            at = head.find(b"content-length:")
            size = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self._needed = end + 4 + size
        if len(self._got) >= self._needed:
            self._seen.note(self._sent_at, int(self._got[9:12]), self._needed)
            self._got.clear()
            self._needed = 0
            self._send()

    def _send(self) -> None:
        if not self._seen.is_over:
            self._transport.write(next(self._requests))
            self._sent_at = time.perf_counter()


class Seen:
    """What was answered inside the window of measuring."""

    def __init__(self) -> None:
        self.measures = self.is_over = False
        self.waits_s: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.bytes = 0

    def note(self, sent_at: float, status: int, size: int) -> None:
        """One answer."""
        if self.measures:
            self.waits_s.append(time.perf_counter() - sent_at)
            self.statuses[status] += 1
            self.bytes += size

    def figures(self, for_s: float) -> dict[str, Any]:
        """Rates and percentiles."""
        ranked = sorted(self.waits_s)

        def at_ms(share: float) -> float:
            return round(ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1000, 1)

        return {
            "requests": len(ranked),
            "per_s": round(len(ranked) / for_s, 1),
            "p50_ms": at_ms(0.5),
            "p95_ms": at_ms(0.95),
            "p99_ms": at_ms(0.99),
            "bytes_per_answer": round(self.bytes / max(1, len(ranked))),
            "statuses": {str(status): many for status, many in self.statuses.items()},
        }


async def run(plan: dict[str, Any]) -> None:
    """Warm up, measure, tell."""
    seen = Seen()
    requests = posts() if plan["what"] == "posts" else same(plan)
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: Client(requests, seen), "127.0.0.1", plan["port"])
        for _ in range(plan["clients"])
    ]
    await asyncio.sleep(plan["warm_s"])
    seen.measures = True
    print("measuring", flush=True)
    started = time.perf_counter()
    await asyncio.sleep(plan["for_s"])
    seen.measures, seen.is_over = False, True
    print(json.dumps(seen.figures(time.perf_counter() - started)), flush=True)
    await asyncio.sleep(0.2)
    for transport, _ in opened:
        transport.close()


if __name__ == "__main__":
    uvloop.run(run(json.load(sys.stdin)))
