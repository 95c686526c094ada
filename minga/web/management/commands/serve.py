"""`minga serve`: the whole platform as one process tree in the foreground."""

import ipaddress
import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections

from minga.territory.models import City
from minga.web import doctor, supervisor
from minga.web.demo import build_demo, who_can_sign_in


class Command(BaseCommand):
    """Used by ./start."""

    help = "Serve the platform: web workers, the live stream and the worker of errands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=None, help="web workers (default 1)")
        parser.add_argument("--no-demo", action="store_true", help="make no demonstration city")

    def handle(self, *args: Any, **options: Any) -> None:
        for refusal in doctor.refusals():
            raise CommandError(refusal)
        if not options["no_demo"]:
            build_demo(self.stdout.write)
        host, port = options["host"], options["port"]
        if City.objects.filter(is_demo=True).exists() and not is_loopback(host):
            raise CommandError(
                "The demonstration city has known passwords, so it is served on loopback only."
            )
        # Links that the children make lead back to this address unless the keeper says otherwise.
        os.environ.setdefault("MINGA_BASE_URL", f"http://{shown(host)}:{port}")
        workers = self._workers(options["workers"])
        try:
            listener = supervisor.listening_socket(host, port)
        except OSError as reason:
            raise CommandError(
                f"Port {port} of {host} cannot be used: {reason.strerror}."
            ) from reason
        connections.close_all()
        supervisor.supervise(listener, workers, lambda: self._ready(host, port))

    def _workers(self, workers: int | None) -> int:
        is_single = not supervisor.has_fork() or (
            connection.vendor == "sqlite" and not doctor.sqlite_is_safe()
        )
        if is_single and (workers or 1) > 1:
            self.stderr.write("This engine is safe with one process only: one web worker runs.")
        return 1 if is_single else max(1, workers or 1)

    def _ready(self, host: str, port: int) -> None:
        self.stdout.write(f"Minga is ready at http://{shown(host)}:{port}")
        for line in who_can_sign_in():
            self.stdout.write(line)
        if settings.MINGA_BASE_URL.startswith("http://") and not is_loopback(host):
            self.stderr.write("Without HTTPS phones give no position and cannot install the app.")
        self.stdout.flush()


def shown(host: str) -> str:
    """A host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def is_loopback(host: str) -> bool:
    """True when only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
