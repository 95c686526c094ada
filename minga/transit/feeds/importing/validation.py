"""A second opinion on a feed, by an independent validator in a process of its own."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from minga.ground.text_safety import is_storable

PATIENCE_S = 240
"""New York's day takes four seconds; what takes this long is no timetable."""
CHECKOUT = Path(__file__).resolve().parents[3]


def validator_report(path: Path, day: date) -> dict[str, Any]:
    """What `gtfs_guru_report` says of a zip, or nothing where it cannot say anything.

    It advises: a feed that our own reader takes is served whatever the validator says of it.
    """
    command = [
        sys.executable,
        "-m",
        "minga.transit.feeds.importing.gtfs_guru_report",
        str(path),
        day.isoformat(),
    ]
    paths = [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=PATIENCE_S, env=environment, check=True
        )
        report = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return {}
    return report if isinstance(report, dict) and is_storable(report) else {}
