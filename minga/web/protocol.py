"""What the server does about connections that say nothing, or never stop saying hello.

The server's own timer begins after the first answer, and its parser takes headers without end:
half-sent requests would hold descriptors, and memory, for as long as the sender likes.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN_S = 10.0
HEAD_MOST_BYTES = 64 * 1024


class PatientProtocol(HttpToolsProtocol):
    """Hangs up on a request whose head is not whole within time and measure."""

    def __init__(self, *, on_change: Callable[[], None], **options: Any) -> None:
        super().__init__(**options)
        self._on_change = on_change
        self._late: asyncio.TimerHandle | None = None
        self._head_bytes = 0

    def connection_made(self, transport: Any) -> None:
        """The clock of the first request starts with the connection."""
        super().connection_made(transport)
        self._on_change()
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        """Count while a head is expected."""
        if self.timeout_keep_alive_task is not None:
            self._expect_head()  # whatever came ended the wait for a next request
        self._head_bytes += len(data)
        super().data_received(data)
        if self._late is not None and self._head_bytes > HEAD_MOST_BYTES:
            self.transport.abort()

    def on_message_begin(self) -> None:
        """A later request on the same connection starts the clock anew."""
        super().on_message_begin()
        if self._late is None:
            self._expect_head()

    def on_headers_complete(self) -> None:
        """The head is whole; the body has its own clock (see `bodies`)."""
        self._stop_clock()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever has gone is not late."""
        self._stop_clock()
        super().connection_lost(exc)
        self._on_change()

    def _expect_head(self) -> None:
        self._stop_clock()
        self._head_bytes = 0
        self._late = self.loop.call_later(HEAD_WITHIN_S, self._hang_up)

    def _stop_clock(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _hang_up(self) -> None:
        self._late = None
        self.transport.abort()
