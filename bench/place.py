"""A running city with 10,000 reports to measure on, with either engine."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import engine, postmaster
from bench.record import CHECKOUT
from tests.faults.town import fresh_database, operator_token, settled
from tests.running import Running

REPORTS = 10_000
WORKERS = 2


@dataclass
class Place:
    """What is measured."""

    running: Running
    token: str
    database: str

    @property
    def engine(self) -> str:
        """Name and version of the engine."""
        return engine(self.database)

    @property
    def server(self) -> list[int]:
        """The roots of the process trees that serve: Minga, and PostgreSQL."""
        assert self.running.process is not None
        own = [self.running.process.pid]
        return [*own, postmaster(self.database)] if self.database else own

    @property
    def bearer(self) -> str:
        """The header of an operator."""
        return f"Authorization: Bearer {self.token}\r\n"

    def statements(self) -> dict[str, Any]:
        """SQL statements of the timed requests."""
        counted: dict[str, Any] = json.loads(_ran(self.running, "bench.statements", self.token))
        return counted


@contextmanager
def place(
    server: str, *, reports: int = REPORTS, workers: int = WORKERS, **settings: str
) -> Iterator[Place]:
    """A filled city, running. `server`: URL of a PostgreSQL, "" for the embedded database."""
    beside = os.environ.get("MINGA_BENCH_FOLDER")
    with tempfile.TemporaryDirectory(dir=beside) as folder, fresh_database(server) as database:
        running = settled(Path(folder) / "data", database=database, workers=workers, **settings)
        token = operator_token(running)
        _ran(running, "bench.fill", str(reports))
        with running:
            yield Place(running, token, database)


def _ran(running: Running, module: str, *words: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=CHECKOUT,
        env=running.env,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
