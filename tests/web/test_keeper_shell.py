"""The keeper's verbs as a shell sees them: an empty folder, exit codes, what is on stdout."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import prepared
from tests.world import square

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_only]
HEADER = "service_request_id,requested_datetime,status,service_name,lat,long,address"


@pytest.fixture
def areas(tmp_path: Path) -> Path:
    """One square area."""
    shape = square(-36.9, -73.1, -36.8, -73.0)
    feature = {"type": "Feature", "properties": {"code": "N", "name": "Norte"}, "geometry": shape}
    path = tmp_path / "areas.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def environment(data: Path) -> dict[str, str]:
    """That of a keeper with an empty data folder of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MINGA_")}
    return kept | {"MINGA_DATA": str(data), "NO_COLOR": "1"}


def minga(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run one verb to its end."""
    return subprocess.run(
        [sys.executable, "-m", "minga", *arguments],
        env=environment(data),
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_from_an_empty_folder_to_a_token(tmp_path: Path, areas: Path) -> None:
    data = tmp_path / "data"
    early = minga(data, "token", "new", "--role", "operator")
    assert (early.returncode, early.stdout) == (1, "")
    assert "minga city new SLUG" in early.stderr
    made = minga(data, "city", "new", "villa", "--name", "Villa", "--boundaries", str(areas))
    assert made.returncode == 0
    again = minga(data, "city", "new", "villa", "--name", "Villa", "--boundaries", str(areas))
    assert again.returncode == 1
    assert again.stderr.strip() == "CommandError: There is a city 'villa' already."
    token = minga(data, "token", "new", "--role", "operator")
    assert token.returncode == 0
    assert len(token.stdout.split()) == 1
    usage = minga(data, "person", "new", "a@b.example")
    assert usage.returncode == 2
    assert "--role" in usage.stderr


def test_an_import_that_is_interrupted_goes_on(tmp_path: Path, areas: Path) -> None:
    data, export = tmp_path / "data", tmp_path / "export.csv"
    rows = [f"{n},2024-03-01T10:00:00Z,closed,Hoyo,-36.83,-73.05,Calle" for n in range(1600)]
    export.write_text("\n".join([HEADER, *rows]) + "\n")
    prepared.lay(data, demo=False, env={})
    arguments = ["reports", "import-311", str(export), "--boundaries", str(areas), "--json"]
    running = subprocess.Popen(
        [sys.executable, "-m", "minga", *arguments],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell lets its background jobs ignore Ctrl-C, and the tests may be one.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert running.stdout is not None
    assert running.stdout.readline().startswith("Made the city")
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=100)
    assert running.returncode == 130
    assert "goes on where it was" in err
    assert "Traceback" not in err
    ended = minga(data, *arguments)
    figures = json.loads(ended.stdout.strip().splitlines()[-1])
    assert ended.returncode == 0, ended.stderr
    assert figures["rows"] == figures["stored"] == 1600
    assert (figures["skipped"], figures["stored_before"] % 200) == (0, 0)
