"""A whole running Minga, as a person starts it: real processes, real port, real disk."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import httpx

from tests import prepared
from tests.prepared import CHECKOUT

READY_WITHIN_S = 90


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """`minga serve` on a data folder; a context manager that leaves no process behind."""

    def __init__(
        self, data: Path, *, workers: int = 1, demo: bool = False, **settings: str
    ) -> None:
        self.data, self.workers, self.demo = data, workers, demo
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if name != "MINGA_BASE_URL"}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        self.env = {
            **kept,
            "MINGA_DATA": str(data),
            "MINGA_LIMIT_ADDRESS": "0",
            "MINGA_LIMIT_DEVICE": "0",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def minga(self, *words: str, check: bool = True) -> str:
        """Run one verb of the command line on this data folder; its standard output."""
        self._lay()
        ran = subprocess.run(
            [sys.executable, "-m", "minga", *words],
            env=self.env,
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and ran.returncode:
            raise AssertionError(f"minga {' '.join(words)}: {ran.stderr[-2000:]}")
        return ran.stdout.strip()

    def _lay(self) -> None:
        prepared.lay(self.data, demo=self.demo, env=self.env)

    def start(self) -> "Running":
        """Start, and wait until /healthz says ok."""
        self._lay()
        words = ["serve", "--port", str(self.port), "--workers", str(self.workers)]
        words += [] if self.demo else ["--no-demo"]
        with (self.data / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "minga", *words],
                env=self.env,
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait_until_ready()
        except BaseException:  # a test that ran out of time leaves no process behind either
            self.kill_all()
            raise
        return self

    def _wait_until_ready(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"minga serve ended: {self.log()[-3000:]}")
            if self.is_ready():
                return
            time.sleep(0.1)
        raise AssertionError(f"not ready: {self.log()[-3000:]}")

    def is_ready(self) -> bool:
        """True when /healthz answers 200."""
        asked = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()

    def log(self) -> str:
        """What the processes have said."""
        return (self.data / "serve.log").read_text(errors="replace")

    def stop(self) -> None:
        """TERM, as a service manager does; KILL what is left after six seconds."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(6)
        except subprocess.TimeoutExpired:
            self.kill_all()
        self.process = None

    def kill_all(self) -> None:
        """KILL the whole process group, as a power cut of the processes would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)
            self.process = None

    def children(self, verb: str) -> list[int]:
        """Process ids of the children of a kind ("web" or "work")."""
        assert self.process is not None
        told = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        return [
            int(line.split()[0])
            for line in told.splitlines()
            if re.search(rf"minga {verb}\b", line)
        ]

    def file(self, key: str, client: httpx.Client | None = None, **words: Any) -> httpx.Response:
        """File a report through the API."""
        body = {"category": "street_light", "lat": -36.83, "lon": -73.05, **words}
        send = client.post if client is not None else httpx.post
        return send(
            f"{self.url}/api/v1/reports", json=body, headers={"Idempotency-Key": key}, timeout=30
        )

    def __enter__(self) -> "Running":
        return self.start()

    def __exit__(self, *trouble: object) -> None:
        self.stop()
