"""R-workshop: phones in one room, each with its stream and its questions for what changed.

The short form runs in the tests, the full one in `bench/workshop.py`.
"""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

from tests.faults.town import rows
from tests.faults.wire import BROKEN, Line, Reply, new_key, stream
from tests.running import Running

JSON = {"Content-Type": "application/json"}
JITTER_S = 0.4
"""A phone waits up to so long before it asks what changed: a hall does not ask as one."""


class Desk:
    """The facilitator's projector, which opens the workshop."""

    def __init__(self, running: Running, *, dots: int = 3) -> None:
        self.port = running.port
        token = running.minga("token", "new", "--role", "facilitator")
        told = asyncio.run(self._open(token, dots))
        self.code, self.secret = told["code"], told["secret"]
        self.base = f"/api/v1/workshops/{self.code}"
        self.board: int = asyncio.run(self._board())

    async def _open(self, token: str, dots: int) -> Any:
        line = Line(self.port)
        headers = {**JSON, "Authorization": f"Bearer {token}"}
        body = json.dumps({"title": "Taller", "dots": dots}).encode()
        reply = await line.ask("POST", "/api/v1/workshops", body=body, headers=headers)
        line.close()
        return reply.json()

    async def _board(self) -> int:
        line = Line(self.port)
        told = (await line.ask("GET", self.base)).json()
        line.close()
        board: int = told["boards"][0]["id"]
        return board


@dataclass
class Phone:
    """One seat. `held`: the notes as this phone shows them; `saw`: when each came to be shown."""

    desk: Desk
    token: str = ""
    held: dict[str, Any] = field(default_factory=dict)
    saw: dict[str, float] = field(default_factory=dict)
    seen: int = 0
    last_id: int | None = None
    asked: int = 0
    connections: int = 0
    frames: int = 0
    resets: int = 0

    def __post_init__(self) -> None:
        self.line, self.reading = Line(self.desk.port), Line(self.desk.port)
        self._news = asyncio.Event()

    async def join(self) -> None:
        """Take a seat."""
        reply = await self.line.ask("POST", self.desk.base + "/join", headers=JSON)
        assert reply.status == 201, reply.body
        self.token = reply.json()["token"]

    async def send(self, method: str, path: str, body: Any = None, key: str = "") -> Reply:
        """A request of this seat."""
        headers = {**JSON, "Authorization": f"Bearer {self.token}"}
        if key:
            headers["Idempotency-Key"] = key
        raw = json.dumps(body or {}).encode()
        return await self.line.ask(method, self.desk.base + path, body=raw, headers=headers)

    async def post(self, text: str) -> str:
        """Post a note; its id."""
        body = {"board": self.desk.board, "text": text}
        reply = await self.send("POST", "/notes", body, new_key("note"))
        assert reply.status == 201, reply.body
        note: str = reply.json()["note"]
        return note

    async def ask(self) -> None:
        """Ask what changed since the last answer."""
        told = (await self.reading.ask("GET", f"{self.desk.base}?since={self.seen}")).json()
        at = time.monotonic()
        self.asked += 1
        self.seen = told["revision"]
        for note in told["notes"]:
            self.held[note["note"]] = note
            self.saw.setdefault(note["note"], at)

    async def listen(self, done: asyncio.Event, *, flaps: bool = False) -> None:
        """As an EventSource: hang up now and then if it flaps, resume after the last id."""
        while not done.is_set():
            patience = random.uniform(0.2, 0.8) if flaps else 3600
            try:
                async with asyncio.timeout(patience):
                    await self._hear()
            except TimeoutError:
                continue
            except BROKEN:
                await asyncio.sleep(0.05)

    async def _hear(self) -> None:
        path = f"/live/workshop/{self.desk.code}"
        async with stream(self.desk.port, path, last_id=self.last_id) as frames:
            self.connections += 1
            # What happened before the stream was open is asked for once.
            self._news.set()
            async for frame in frames:
                self.frames += 1
                self.resets += frame.id is None
                self.last_id = frame.id or self.last_id
                assert set(frame.data) <= {"workshop", "revision", "board", "note"}, frame
                if frame.data.get("revision", 0) > self.seen:
                    self._news.set()

    async def follow(self) -> None:
        """Whenever there is news, wait a moment of one's own, then ask once for all of it."""
        while True:
            await self._news.wait()
            await asyncio.sleep(random.uniform(0, JITTER_S))
            self._news.clear()
            await self.ask()

    def hang_up(self) -> None:
        """Close what is open."""
        self.line.close()
        self.reading.close()


async def seated(desk: Desk, many: int) -> list[Phone]:
    """So many phones that have joined."""
    phones = [Phone(desk) for _ in range(many)]
    for some in range(0, many, 20):
        await asyncio.gather(*[phone.join() for phone in phones[some : some + 20]])
    return phones


async def until(true: Any, *, within_s: float = 30) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(within_s):
        while not true():
            await asyncio.sleep(0.02)


def stored(running: Running, code: str) -> dict[str, tuple[str, int]]:
    """Text and votes of every note of a workshop, as the database has them."""
    query = (
        "SELECT n.public_id, n.text, n.votes FROM participation_note n"
        " JOIN participation_board b ON b.id = n.board_id"
        " JOIN participation_workshop w ON w.id = b.workshop_id WHERE w.code = %s"
    )
    return {note: (text, votes) for note, text, votes in rows(running, query, code)}
