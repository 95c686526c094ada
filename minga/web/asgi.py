"""The one door: streams under /live/, whole requests to Django for everything else."""

import io
import json
from typing import Any

from django.utils import translation

from minga.web.asgi_to_wsgi import Answer, Bridge
from minga.web.errors import SENTENCES
from minga.web.hub import hub
from minga.web.live import stream
from minga.web.middleware import HEADERS, spoken_language
from minga.web.request_bodies import BodyRefused, SenderGone, allowed_for, whole_body
from minga.web.wsgi import application as django_app  # first: it sets Django up

# Four warm database connections for pages, two for photos, which must not hold up the rest.
bridge = Bridge(django_app, {"pages": 4, "media": 2})


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
        return await bridge.ask(scope, io.BytesIO(), lane="pages")

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
        answer = await bridge.ask(scope, body, lane=allowed.lane)
    await _send(answer, send)


def _refusal(scope: Any, status: int) -> Answer:
    header = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    with translation.override(spoken_language(header.decode("latin-1"))):
        errors = {"errors": [{"field": "", "message": str(SENTENCES[status])}]}
    headers = [
        *((name.lower().encode(), value.encode()) for name, value in HEADERS.items()),
        (b"content-type", b"application/json"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    return Answer(status, headers, json.dumps(errors).encode())


async def _send(answer: Answer, send: Any) -> None:
    headers = answer.headers
    if not any(name == b"content-length" for name, _ in headers):
        headers = [*headers, (b"content-length", str(len(answer.body)).encode())]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
