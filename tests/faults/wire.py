"""A plain HTTP/1.1 client on asyncio: hundreds of connections at once, each byte in our hands."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

HOST = "127.0.0.1"
REPORT = {"category": "street_light", "lat": -36.83, "lon": -73.05}
BROKEN = (OSError, EOFError)
"""What a line raises when the other side is gone (IncompleteReadError is an EOFError)."""
_numbers = itertools.count()


class Reply(NamedTuple):
    """A whole answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Frame(NamedTuple):
    """One server-sent event; `id` is None where none was sent."""

    id: int | None
    event: str
    data: dict[str, Any]


class Line:
    """One kept-alive connection; opens itself again when the other side has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request, one answer. Raises BROKEN when the line breaks."""
        if self._streams is not None and self._streams[0].at_eof():
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection(HOST, self.port)
        reader, writer = self._streams
        try:
            writer.write(request(method, path, body=body, headers=headers))
            reply = await read_reply(reader)
        except BaseException:
            self.close()
            raise
        if reply.headers.get("connection") == "close":
            self.close()
        return reply

    async def file(
        self, key: str, *, headers: Mapping[str, str] | None = None, **words: Any
    ) -> Reply:
        """File a report."""
        told = {"Idempotency-Key": key, "Content-Type": "application/json", **(headers or {})}
        body = json.dumps({**REPORT, **words}).encode()
        return await self.ask("POST", "/api/v1/reports", body=body, headers=told)

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def request(
    method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Status and headers of an answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in head[1:] if line)
    return int(head[0].split()[1]), {name.lower(): value.strip() for name, _, value in fields}


async def read_reply(reader: asyncio.StreamReader) -> Reply:
    """A whole answer with a Content-Length."""
    status, headers = await read_head(reader)
    size = int(headers.get("content-length", "0"))
    return Reply(status, headers, await reader.readexactly(size))


async def read_frames(reader: asyncio.StreamReader) -> AsyncIterator[Frame]:
    """The frames of an event stream (chunked) until it ends; comments and `retry` are left out."""
    rest = b""
    while chunk := await _chunk(reader):
        *whole, rest = (rest + chunk).split(b"\n\n")
        for text in whole:
            pairs = (line.partition(": ") for line in text.decode().split("\n"))
            fields = {name: value for name, _, value in pairs if name}
            if "data" in fields:
                number = fields.get("id")
                yield Frame(
                    int(number) if number else None,
                    fields.get("event", "message"),
                    json.loads(fields["data"]),
                )


async def _chunk(reader: asyncio.StreamReader) -> bytes:
    size = int((await reader.readline()).strip() or b"0", 16)
    return (await reader.readexactly(size + 2))[:-2] if size else b""


@asynccontextmanager
async def stream(
    port: int, path: str, *, token: str = "", last_id: int | None = None
) -> AsyncIterator[AsyncIterator[Frame]]:
    """An open event stream as an iterator of frames; hung up at the end."""
    reader, writer = await asyncio.open_connection(HOST, port, limit=1 << 22)
    headers = {"Accept": "text/event-stream"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if last_id is not None:
        headers["Last-Event-ID"] = str(last_id)
    try:
        writer.write(request("GET", path, headers=headers))
        status, _ = await read_head(reader)
        if status != 200:
            raise ConnectionError(f"{path} answered {status}")
        yield read_frames(reader)
    finally:
        writer.close()


async def replay(port: int, path: str, *, after: int, until: int, token: str = "") -> list[Frame]:
    """What a client that knows event `after` hears, up to and with event `until`."""
    frames: list[Frame] = []
    async with asyncio.timeout(30), stream(port, path, token=token, last_id=after) as heard:
        async for frame in heard:
            frames.append(frame)
            if frame.id is None or frame.id >= until:
                break
    return frames


def new_key(prefix: str = "key") -> str:
    """An Idempotency-Key that no other request of this process has."""
    return f"{prefix}-{next(_numbers)}"
