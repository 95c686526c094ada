"""`minga web`: one web worker on a socket that the supervisor has opened."""

import socket
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.core.management.base import BaseCommand

from minga.web.child_process import hold_lifeline
from minga.web.server import GRACE_S, Board, Server


class Command(BaseCommand):
    """Started by `minga serve`; not for people."""

    help = "One web worker (started by minga serve)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fd", type=int, required=True, help="the listening socket")
        parser.add_argument("--board", type=int, required=True, help="see minga.web.server")
        parser.add_argument("--place", type=int, required=True, help="this worker's on the board")

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
        )
        # Not Config(fd=…): that takes any descriptor for a Unix socket, Nagle's algorithm stays on,
        # and every answer waits 40 ms for a delayed acknowledgement.
        listener = socket.socket(fileno=options["fd"])
        Server(config, listener, Board(options["board"], options["place"])).run()
