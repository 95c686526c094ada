"""`minga work`: the worker that does the errands reactions owe to facts."""

import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from minga.ground import heartbeat, media_cleanup, notify, rate_limit, worker
from minga.ground.clock import now
from minga.transit.timetables.compile_jobs import leave_to_compiler
from minga.web.child_process import hold_lifeline, on_end

IDLE_S = 1.0
BREATH_S = 0.1
"""While many facts come in, one look a tenth of a second: looking costs as much as filing."""
SWEEP_EVERY_S = 600.0
CHORES_EVERY_S = 5.0
CLEAR_EVERY_S = 86_400.0


class Command(BaseCommand):
    """Runs until told to end. Several may run at once."""

    help = "Do the errands that reactions owe to facts; runs inside minga serve, or alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lifeline", action="store_true", help="end when stdin closes")

    def handle(self, *args: Any, **options: Any) -> None:
        ending = threading.Event()
        on_end(ending.set)
        leave_to_compiler()
        if options["lifeline"]:
            hold_lifeline()
        listener = notify.FactListener(poll_s=0.1)
        beaten = swept = worked = 0.0
        has_called_back = False
        cleared = time.monotonic() - CLEAR_EVERY_S + SWEEP_EVERY_S  # not while the city starts
        while not ending.is_set():
            try:
                if time.monotonic() - beaten > heartbeat.BEAT_S:
                    heartbeat.beat("worker", at=now())
                    beaten = time.monotonic()
                if not has_called_back:
                    worker.call_back(at=now())
                    has_called_back = True
                if time.monotonic() - swept > SWEEP_EVERY_S:
                    rate_limit.sweep(at=now())
                    swept = time.monotonic()
                if time.monotonic() - worked > CHORES_EVERY_S:
                    worker.run_periodic_jobs(at=now())
                    worked = time.monotonic()
                if time.monotonic() - cleared > CLEAR_EVERY_S:
                    cleared = time.monotonic()
                    worker.for_each([media_cleanup.sweep], lambda sweep: sweep())
                if not worker.run_due(at=now()):
                    listener.listen(IDLE_S)
                    ending.wait(BREATH_S)
            except DatabaseError:
                worker.log.exception("the database cannot be reached; trying again")
                connections.close_all()
                ending.wait(IDLE_S)
