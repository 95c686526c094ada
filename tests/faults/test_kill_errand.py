"""A worker killed in the middle of an errand: its effect comes once, a little later."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.town import POSTGRES, fresh_database
from tests.running import CHECKOUT, Running


@pytest.mark.slow
def test_an_errand_of_a_killed_worker_takes_effect_once(tmp_path: Path) -> None:
    with fresh_database(POSTGRES) as database:
        running = Running(tmp_path / "data", MINGA_DATABASE_URL=database)
        running.minga("prepare", "--no-demo")

        def start(verb: str) -> "subprocess.Popen[str]":
            command = [sys.executable, "-m", "tests.faults.slow_errand", verb]
            return subprocess.Popen(
                command, cwd=CHECKOUT, env=running.env, stdout=subprocess.PIPE, text=True
            )

        with start("light") as lighting:
            assert lighting.wait(30) == 0
        with start("dawdle") as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "in the middle\n"
            worker.kill()
        with start("work") as second:
            told, _ = second.communicate(timeout=30)
        # Tried once (not while the lease held), one effect, no errand left.
        assert told.split() == ["1", "1", "0"]
