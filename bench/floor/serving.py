"""The floor as a process tree of two web workers on one socket."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from bench.machine import postmaster
from bench.record import CHECKOUT
from bench.timed import timed
from minga.web.supervisor import listening_socket
from tests.faults.town import fresh_database

COMMAND = [sys.executable, "-m", "bench.floor.web"]


def measured(server: str, workers: int) -> dict[str, Any]:
    """The floor's figures under the same load as ours."""
    with fresh_database(server) as database, _serving(database, workers) as (port, pids):
        roots = [*pids, postmaster(database)] if database else pids
        return timed({"what": "posts", "port": port}, roots)


@contextmanager
def _serving(database: str, workers: int) -> Iterator[tuple[int, list[int]]]:
    beside = os.environ.get("MINGA_BENCH_FOLDER")
    with tempfile.TemporaryDirectory(dir=beside) as folder, listening_socket("127.0.0.1", 0) as at:
        env = {**os.environ, "MINGA_DATA": folder, "MINGA_DATABASE_URL": database}
        subprocess.run([*COMMAND, "prepare"], cwd=CHECKOUT, env=env, check=True)
        descriptor = at.fileno()
        running = [
            subprocess.Popen(
                [*COMMAND, str(descriptor)], cwd=CHECKOUT, env=env, pass_fds=(descriptor,)
            )
            for _ in range(workers)
        ]
        try:
            port = at.getsockname()[1]
            _wait(port)
            yield port, [process.pid for process in running]
        finally:
            for process in running:
                process.kill()
                process.wait()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            httpx.post(f"http://127.0.0.1:{port}/api/v1/reports", json={"text": "x"})
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the floor does not answer")
