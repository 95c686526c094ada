"""Where figures go: one JSON line per run, with the command, the machine and the load."""

import json
import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.machine import machine

CHECKOUT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).resolve().parent / "results"


def record(name: str, engine: str, figures: dict[str, Any], command: str = "") -> dict[str, Any]:
    """Append a run to `results/<name>.jsonl`, and show it."""
    line = {
        "name": name,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": command or shlex.join(["python", "-m", "bench", *sys.argv[1:]]),
        "commit": _commit(),
        "engine": engine,
        **figures,
        "load_average": os.getloadavg(),
        "machine": machine(),
    }
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{name}.jsonl").open("a") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(json.dumps({"name": name, "engine": engine, **figures}, indent=1), flush=True)
    return line


def _commit() -> str:
    ran = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout.strip()
