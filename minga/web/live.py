"""Server-Sent Events (WHATWG HTML, section 9.2) from the event table, outside Django's cycle.

An open stream holds no thread and no database connection. Who may listen is asked of Django
itself: the same middleware, session, bearer token and route table as for any page.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from minga.web.asgi_to_wsgi import Answer
from minga.web.hub import Hub, Listener, Ticket, missed

HEARTBEAT_S = 15.0
PATIENCE_S = 20.0
"""A reader that takes nothing for so long is cut off."""
ASK_AGAIN_S = 60.0
"""How soon a stream of an official who lost access ends, or hears less, at the latest."""

Ask = Callable[[], Awaitable[Answer]]

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
RESET = b"event: reset\ndata: {}\n\n"


async def stream(scope: Any, receive: Any, send: Any, *, ask: Ask, hub: Hub) -> Answer | None:
    """Serve one stream until either side ends it. A refusal is returned for the caller to send."""
    answer = await ask()
    if answer.status != 200:
        return answer
    ticket = Ticket.read(answer.body)
    after = _cursor(scope)
    listener = hub.join(ticket, after)
    pumping = asyncio.ensure_future(_pump(listener, hub.delivered, after, send, ask))
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        await asyncio.wait({pumping, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub.leave(listener)
        for task in (pumping, gone):
            task.cancel()
    return None


def _cursor(scope: Any) -> int | None:
    """The last event the client has: its header, or `after` from a page just rendered."""
    after = parse_qs(scope["query_string"].decode("latin-1")).get("after", [""])[0]
    header = next((value for name, value in scope["headers"] if name == b"last-event-id"), b"")
    text = header.decode("latin-1") or after
    return int(text) if text.isdecimal() and len(text) < 19 else None


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _pump(listener: Listener, joined_at: int, after: int | None, send: Any, ask: Ask) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    past: bytes | None = b""
    if after is not None:
        past = await asyncio.to_thread(missed, listener.ticket, after, joined_at)
    await _write(send, b"retry: 2000\n\n" + (RESET if past is None else past))
    asked_at = time.monotonic()
    while not listener.cut:
        try:
            await asyncio.wait_for(listener.woken.wait(), HEARTBEAT_S)
        except TimeoutError:
            await _write(send, b": here\n\n")
        else:
            await _write(send, listener.take())
        if listener.ticket.official and time.monotonic() - asked_at > ASK_AGAIN_S:
            asked_at = time.monotonic()
            answer = await ask()
            if answer.status != 200:
                break
            listener.ticket = Ticket.read(answer.body)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _write(send: Any, chunk: bytes) -> None:
    message = {"type": "http.response.body", "body": chunk, "more_body": True}
    await asyncio.wait_for(send(message), PATIENCE_S)
