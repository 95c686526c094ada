"""Reading request bodies before a thread is taken: bounded in size and in patience.

Measured: with a bridge that reads in the thread, four unfinished bodies stop four threads.
"""

import asyncio
import re
import tempfile
from typing import IO, Any, NamedTuple

QUIET_S = 10.0
"""So long without a byte, and the sender is told 408."""
MEMORY_BYTES = 256 * 1024
"""Beyond this a body goes on to a temporary file."""
DRAIN_BYTES = 32 * 1024 * 1024
FORM_EXTRA = 64 * 1024
"""What a multipart form adds around its file."""


class Allowed(NamedTuple):
    """How large a body may be on these paths, and which threads serve it."""

    path: re.Pattern[str]
    most_bytes: int
    lane: str


ALLOWED = (
    Allowed(re.compile(r"^/api/v1/reports/[^/]+/photos$"), 10 * 2**20 + FORM_EXTRA, "media"),
    Allowed(re.compile(r"^/api/v1/reports/[^/]+/voice$"), 2**20 + FORM_EXTRA, "media"),
    Allowed(re.compile(r"^/api/v1/workshops/[^/]+/photos$"), 10 * 2**20 + FORM_EXTRA, "media"),
    Allowed(re.compile(r"^/programme/[^/]+/partners/import/$"), 2 * 2**20 + FORM_EXTRA, "media"),
    Allowed(re.compile(r"^/w/[^/]+/run/api/photos$"), 10 * 2**20 + FORM_EXTRA, "media"),
    Allowed(re.compile(r"^/move/draw/(new|lines/[^/]+)/$"), 10 * 2**20 + FORM_EXTRA, "media"),
    Allowed(re.compile(r"^/move/feeds/$"), 64 * 2**20 + FORM_EXTRA, "media"),
    Allowed(re.compile(r"^/api/v1/transit/[^/]+/realtime$"), 8 * 2**20, "media"),
    Allowed(re.compile(r"^/report/$"), 10 * 2**20 + FORM_EXTRA, "media"),
    Allowed(re.compile(r"^/api/"), 64 * 1024, "pages"),
    Allowed(re.compile(r""), 256 * 1024, "pages"),
)
OFFICIALS = re.compile(r"^/(control|api/v1/control|live/control|healthz)(/|$)")
"""Answered by threads of their own, however many neighbours knock."""
WITHOUT_BODY = ("GET", "HEAD", "OPTIONS", "DELETE", "TRACE")


class BodyRefused(Exception):
    """The body did not arrive (408) or is too large (413)."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class SenderGone(Exception):
    """The client closed the connection before its request was whole."""


def allowed_for(scope: Any) -> Allowed:
    """The row of ALLOWED for a request."""
    if scope["method"] in WITHOUT_BODY:
        return ALLOWED[-1]
    return next(row for row in ALLOWED if row.path.search(scope["path"]))


def lane_of(scope: Any, allowed: Allowed = ALLOWED[-1]) -> str:
    """Which threads serve a request with this row of ALLOWED."""
    is_officials = allowed.lane == "pages" and OFFICIALS.search(scope["path"])
    return "officials" if is_officials else allowed.lane


async def whole_body(scope: Any, receive: Any, allowed: Allowed) -> IO[bytes]:
    """The whole body as a file at its start. Raises BodyRefused and SenderGone."""
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    # A number that int() refuses never gets past the server's own parser.
    too_large = int(length) > allowed.most_bytes
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115
    try:
        await _fill(file, receive, allowed.most_bytes, too_large)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


async def _fill(file: IO[bytes], receive: Any, most_bytes: int, too_large: bool) -> None:
    size, more = 0, True
    while more:
        try:
            async with asyncio.timeout(QUIET_S):
                message = await receive()
        except TimeoutError as quiet:
            raise BodyRefused(408) from quiet
        if message["type"] == "http.disconnect":
            raise SenderGone
        chunk = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(chunk)
        too_large = too_large or size > most_bytes
        if not too_large:
            file.write(chunk)
        elif size > DRAIN_BYTES:
            break
    if too_large:
        # Read on so far that an ordinary client sees the answer instead of a broken pipe.
        raise BodyRefused(413)
