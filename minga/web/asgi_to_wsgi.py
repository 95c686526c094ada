"""From ASGI to Django's WSGI: a whole request goes in, a whole answer comes out, one thread hop.

Why not the ready-made bridge: it takes a thread before the body has arrived, and keeps it until
the last byte is read by the client. Here a thread is held only while Django works, and whoever
would wait too long is told so at once: a queue without an end makes everybody wait for answers
that nobody waits for any more.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import IO, Any, NamedTuple

Headers = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    """A finished response."""

    status: int
    headers: Headers
    body: bytes


MAX_WAITING = 512
"""So many requests of a lane at once, those that are worked on among them."""
PATIENCE_S = 8.0
"""A request that has waited so long for a thread is refused: nothing of it has been done."""


class Overloaded(Exception):
    """More has come than can be answered in time; nothing was done."""


class Lane:
    """A bounded pool of threads with a bounded queue before it. Lives on the event loop."""

    def __init__(self, name: str, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._waiting = 0

    async def run(self, work: Callable[[], Answer]) -> Answer:
        """What `work` answers, in a thread. Raises Overloaded."""
        if self._waiting >= MAX_WAITING:
            raise Overloaded
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, _in_time, work, time.monotonic())
        finally:
            self._waiting -= 1


def _in_time(work: Callable[[], Answer], since: float) -> Answer:
    if time.monotonic() - since > PATIENCE_S:
        raise Overloaded
    return work()


class Bridge:
    """Runs a WSGI application in lanes, one for each kind of work."""

    def __init__(self, app: Any, lanes: dict[str, int]) -> None:
        self._app = app
        self._lanes = {name: Lane(name, threads) for name, threads in lanes.items()}

    async def ask(self, scope: Any, body: IO[bytes], *, lane: str) -> Answer:
        """The application's answer to a request whose body has wholly arrived.

        Raises Overloaded where it would come too late.
        """
        environ = _environ(scope, body)
        return await self._lanes[lane].run(partial(_call, self._app, environ))


def _call(app: Any, environ: dict[str, Any]) -> Answer:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        started[:] = [(status, headers)]

    chunks: Iterable[bytes] = app(environ, start_response)
    try:
        body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()
    status, headers = started[0]
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return Answer(int(status.split(" ", 1)[0]), raw, body)


def _environ(scope: Any, body: IO[bytes]) -> dict[str, Any]:
    """A WSGI environ (PEP 3333) for a complete request."""
    size = body.seek(0, 2)
    body.seek(0)
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        if name == "CONTENT_LENGTH":
            continue
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        joint = "; " if name == "COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    environ["CONTENT_LENGTH"] = str(size)
    return environ
