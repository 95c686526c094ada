"""A client of the live stream without a network: it hears, stops hearing, hangs up."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from minga.web.asgi_to_wsgi import Answer
from minga.web.hub import Frame, Hub, Ticket
from minga.web.live import stream

CITY = 1
PUBLIC = Ticket(CITY, official=False)
CONTROL = Ticket(CITY, official=True)


def frame(
    number: int, *, city: int = CITY, official: bool = False, subject: str = "A", size: int = 0
) -> Frame:
    """An event as the hub hands it out."""
    wire = f"id: {number}\nevent: report.filed\ndata: {json.dumps({'n': 'x' * size})}\n\n"
    return Frame(number, city, official, subject, wire.encode())


class Client:
    """What one side of an ASGI stream says and hears."""

    def __init__(
        self, ticket: Ticket, *, query: str = "", last_id: str = "", answers: Sequence[int] = (200,)
    ) -> None:
        headers = [(b"last-event-id", last_id.encode())] if last_id else []
        self.scope = {"query_string": query.encode(), "headers": headers}
        self.heard = b""
        self.status = 0
        self.ended = False
        self.reads = asyncio.Event()
        self.reads.set()
        self.asked = 0
        self._ticket, self._answers = ticket, list(answers)
        self._gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        """Nothing, until the client hangs up."""
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        """Taken only while the client reads."""
        await self.reads.wait()
        self.status = message.get("status", self.status)
        self.heard += message.get("body", b"")
        self.ended = message.get("more_body") is False

    async def ask(self) -> Answer:
        """Django's word on who may listen: the next of `answers`, the last one for ever."""
        status = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        return Answer(status, [], json.dumps(self._ticket._asdict()).encode())

    def hang_up(self) -> None:
        """The client goes."""
        self._gone.set()

    @property
    def ids(self) -> list[int]:
        """The ids of the events heard."""
        lines = self.heard.decode().split("\n")
        return [int(line[4:]) for line in lines if line.startswith("id: ")]

    async def hears(self, words: bytes) -> None:
        """Wait until these words have come."""
        async with asyncio.timeout(5):
            while words not in self.heard:
                await asyncio.sleep(0.005)


@asynccontextmanager
async def listening(hub: Hub, client: Client) -> AsyncIterator["asyncio.Task[Answer | None]"]:
    """The stream of this client, open; it hangs up at the end."""
    serving = asyncio.ensure_future(
        stream(client.scope, client.receive, client.send, ask=client.ask, hub=hub)
    )
    try:
        await client.hears(b"retry:")
        yield serving
    finally:
        client.hang_up()
        async with asyncio.timeout(5):
            await serving
