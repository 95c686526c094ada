"""The server of one web worker: takes its share of the connections, and ends in time.

Several workers wait on one socket, and the one that wakes first would take all that comes:
measured, one of two workers had 15 of 16 clients while the other stood idle, which cost a third
of the throughput. So each shows on a board how many it has, and who has more lets others first.
"""

import asyncio
import logging
import mmap
import socket
from contextlib import suppress
from types import FrameType

import uvicorn

from minga.web.protocol import PatientProtocol

GRACE_S = 2
"""An open stream never ends by itself; without this the server would wait for it for ever."""
AGAIN_S = 0.5
"""After a refusal to accept (no descriptor left), so long until the next try."""

AFTER_YOU_S = 0.004
"""So long others have for a new connection that is not for the worker who has more already."""

log = logging.getLogger("minga.server")


class Board:
    """How many connections each worker has, in memory that all of them share."""

    def __init__(self, descriptor: int, place: int) -> None:
        self._slots = memoryview(mmap.mmap(descriptor, 0)).cast("I")
        self._place = place
        self.show(0)

    def show(self, many: int) -> None:
        """Tell the others."""
        self._slots[self._place] = many

    def is_ahead(self) -> bool:
        """True when another worker has fewer."""
        return self._slots[self._place] > min(self._slots)


class Server(uvicorn.Server):
    """Uvicorn's server with its own way to take connections and to let go of them."""

    def __init__(
        self, config: uvicorn.Config, listener: socket.socket, board: Board | None = None
    ) -> None:
        super().__init__(config)
        self._listener, self._board = listener, board
        self._accepting: asyncio.Task[None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """TERM or INT: end the streams first, the rest waits for its connections."""
        from minga.web.hub import hub

        hub.close()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start the application, then take connections."""
        await super().startup(sockets=[])
        self._listener.setblocking(False)
        self._accepting = asyncio.create_task(self._accept())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, then wait for those there are."""
        if self._accepting is not None:
            self._accepting.cancel()
            with suppress(asyncio.CancelledError):
                await self._accepting
        await super().shutdown(sockets=[self._listener])

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._knock()
            if self._board is not None and self._board.is_ahead():
                await asyncio.sleep(AFTER_YOU_S)
            try:
                connection, _ = self._listener.accept()
            except BlockingIOError:
                continue  # another worker took it
            except OSError:
                log.exception("no connection can be taken; trying again")
                await asyncio.sleep(AGAIN_S)
                continue
            connection.setblocking(False)
            with suppress(OSError):  # it may have gone again
                await loop.connect_accepted_socket(self._protocol, connection)

    async def _knock(self) -> None:
        """Wait until somebody is at the door."""
        loop = asyncio.get_running_loop()
        knocked = asyncio.Event()
        loop.add_reader(self._listener, knocked.set)
        try:
            await knocked.wait()
        finally:
            loop.remove_reader(self._listener)

    def _protocol(self) -> PatientProtocol:
        return PatientProtocol(
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
            on_change=self._show,
        )

    def _show(self) -> None:
        if self._board is not None:
            self._board.show(len(self.server_state.connections))
