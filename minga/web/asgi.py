"""The one door: streams under /live/, whole requests to Django for everything else."""

import io
import json
import random
from typing import IO, Any

from django.utils import translation

from minga.web.asgi_to_wsgi import Answer, Bridge, Overloaded
from minga.web.errors import OVERLOADED, SENTENCES
from minga.web.hub import hub
from minga.web.live import stream
from minga.web.middleware import HEADERS, spoken_language
from minga.web.request_bodies import (
    BodyRefused,
    SenderGone,
    allowed_for,
    lane_of,
    whole_body,
)
from minga.web.wsgi import application as django_app  # first: it sets Django up

# Four warm database connections for pages, two for photos, which must not hold up the rest, and two
# for officials: in an earthquake they have to see what comes in.
bridge = Bridge(django_app, {"pages": 4, "media": 2, "officials": 2})
RETRY_WITHIN_S = (3, 12)
"""Whoever is refused comes again after a time drawn from these, not all at once."""


PLAIN_PAGE = """<!DOCTYPE html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Minga</title><h1>Minga</h1><p>{text}</p>
"""


async def application(scope: Any, receive: Any, send: Any) -> None:
    """ASGI 3."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] != "http":
        await send({"type": "websocket.close", "code": 1000})
    elif scope["path"].startswith("/live/"):
        await _live(scope, receive, send)
    else:
        await _page(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    from minga.transit.timetables.warmup import begin_warming  # its models need Django set up

    await receive()
    await hub.open()
    await send({"type": "lifespan.startup.complete"})
    begin_warming()
    await receive()
    hub.close()
    await send({"type": "lifespan.shutdown.complete"})


async def _live(scope: Any, receive: Any, send: Any) -> None:
    async def ask() -> Answer:
        return await _asked(scope, io.BytesIO(), lane_of(scope))

    refused = await stream(scope, receive, send, ask=ask, hub=hub)
    if refused is not None:
        await _send(refused, send)


async def _page(scope: Any, receive: Any, send: Any) -> None:
    allowed = allowed_for(scope)
    try:
        body = await whole_body(scope, receive, allowed)
    except SenderGone:
        return
    except BodyRefused as refused:
        await _send(_refusal(scope, refused.status), send)
        return
    with body:
        answer = await _asked(scope, body, lane_of(scope, allowed))
    await _send(answer, send)


async def _asked(scope: Any, body: IO[bytes], lane: str) -> Answer:
    try:
        return await bridge.ask(scope, body, lane=lane)
    except Overloaded:
        soon = random.randint(*RETRY_WITHIN_S)  # noqa: S311 -- no secret
        return _refusal(scope, 503, OVERLOADED, (b"retry-after", str(soon).encode()))


def _refusal(scope: Any, status: int, sentence: Any = None, *more: tuple[bytes, bytes]) -> Answer:
    """A refusal without Django: JSON, or for who wants a page a plain one."""
    asked = dict(scope["headers"])
    language = spoken_language(asked.get(b"accept-language", b"").decode("latin-1"))
    with translation.override(language):
        message = str(sentence or SENTENCES[status])
    if b"text/html" in asked.get(b"accept", b""):
        kind, text = b"text/html; charset=utf-8", PLAIN_PAGE.format(language=language, text=message)
    else:
        kind, text = (
            b"application/json",
            json.dumps({"errors": [{"field": "", "message": message}]}),
        )
    headers = [
        *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
        (b"content-type", kind),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
        *more,
    ]
    return Answer(status, headers, text.encode())


async def _send(answer: Answer, send: Any) -> None:
    headers = answer.headers
    if not any(name == b"content-length" for name, _ in headers):
        headers = [*headers, (b"content-length", str(len(answer.body)).encode())]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
