"""Processes that are said to compile days: none of them is real, and each ends when told."""

import threading
import time
from typing import Any

from minga.transit.timetables import compile_jobs


class Started:
    """A process that is said to run; `ended` tells who looks how, `over` lets go who waits."""

    def __init__(self, command: list[str], **how: Any) -> None:
        self.command, self.how = command, how
        self.ended: int | None = None
        self.over = threading.Event()

    def poll(self) -> int | None:
        return self.ended

    def wait(self) -> int:
        assert self.over.wait(20)
        return self.ended or 0

    def __enter__(self) -> "Started":
        return self

    def __exit__(self, *trouble: object) -> None:
        pass


def end(process: Started, code: int) -> None:
    """It ends, and the server that began it has heard of it."""
    job = compile_jobs._asked
    process.ended = code
    process.over.set()
    assert job is not None
    assert job.ended.wait(20)


def begun(processes: list[Started]) -> Started:
    """The first process, once it runs."""
    until_s = time.monotonic() + 20
    while not processes:
        assert time.monotonic() < until_s
        time.sleep(0.01)
    return processes[0]
