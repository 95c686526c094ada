"""`python -m bench.floor.web FD|prepare`: a web worker of the floor, as `minga web` is one."""

import io
import os
import socket
import sys
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"

import django
import uvicorn
from django.core.wsgi import get_wsgi_application
from django.db import connection

from minga.web.asgi_to_wsgi import Bridge
from minga.web.request_bodies import allowed_for, whole_body
from minga.web.server import Server


def application() -> Any:
    """The same bridge and the same reading of bodies as in `minga.web.asgi`."""
    bridge = Bridge(get_wsgi_application(), {"pages": 4})

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        body = await whole_body(scope, receive, allowed_for(scope)) if receive else io.BytesIO()
        with body:
            told = await bridge.ask(scope, body, lane="pages")
        headers = [*told.headers, (b"content-length", str(len(told.body)).encode())]
        start = {"type": "http.response.start", "status": told.status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": told.body})

    return answer


def main(word: str) -> None:
    """Make the table, or serve on an inherited socket."""
    django.setup()
    if word == "prepare":
        from bench.floor.models import Row

        with connection.schema_editor() as editor:
            editor.create_model(Row)
        return
    config = uvicorn.Config(
        application(),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
    )
    Server(config, socket.socket(fileno=int(word))).run()


if __name__ == "__main__":
    main(sys.argv[1])
