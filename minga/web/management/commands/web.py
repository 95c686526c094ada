"""`minga web`: one web worker on a socket that the supervisor has opened."""

import socket
from argparse import ArgumentParser
from types import FrameType
from typing import Any

import uvicorn
from django.core.management.base import BaseCommand

from minga.web.children import hold_lifeline
from minga.web.protocol import PatientProtocol

GRACE_S = 2
"""An open stream never ends by itself; without this the server would wait for it for ever."""


class Server(uvicorn.Server):
    """Ends the streams before it waits for its connections to end."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """TERM or INT."""
        from minga.web.hub import hub

        hub.close()
        super().handle_exit(sig, frame)


class Command(BaseCommand):
    """Started by `minga serve`; not for people."""

    help = "One web worker (started by minga serve)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fd", type=int, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        hold_lifeline()
        config = uvicorn.Config(
            "minga.web.asgi:application",
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=True,
            timeout_keep_alive=20,
            timeout_graceful_shutdown=GRACE_S,
            ws="none",
            lifespan="on",
            http=PatientProtocol,
        )
        # Not Config(fd=…): that takes any descriptor for a Unix socket, Nagle's algorithm stays on,
        # and every answer waits 40 ms for a delayed acknowledgement.
        listener = socket.socket(fileno=options["fd"])
        Server(config).run(sockets=[listener])
