"""From a report that is sent to the frame in an open control room: 500 rooms, 50 reports/s."""

import json
import subprocess
import sys
from typing import Any

from bench.machine import between, spent
from bench.place import WORKERS, place
from bench.record import CHECKOUT, record

STREAMS, RATE, FOR_S = 500, 50, 30


def run(server: str) -> None:
    """Measure on one engine; `server` is "" for the embedded one."""
    with place(server) as city:
        plan = {"port": city.running.port, "token": city.token, "streams": STREAMS}
        listening = _started("listen", plan)
        assert _line(listening) == "open", "the streams did not open"
        posting = _started("post", {**plan, "rate": RATE, "for_s": FOR_S})
        roots = [*city.server, listening.pid, posting.pid]
        before = spent(roots)
        sent: dict[str, float] = json.loads(_line(posting))
        after = spent(roots)
        assert listening.stdin is not None
        listening.stdin.write(json.dumps(sent) + "\n")
        listening.stdin.flush()
        told: dict[str, Any] = json.loads(_line(listening))
        for process in (listening, posting):
            process.communicate()
        cost = between(before, after, city.server)
        figures = {
            "what": "from sending POST to the frame, over all streams of the control room",
            "streams": STREAMS,
            "reports_per_s": RATE,
            "for_s": FOR_S,
            "workers": WORKERS,
            "reports": len(sent),
            **told,
            "server_cores_busy": round(cost["server_cpu_s"] / FOR_S, 2),
            "others_share_of_machine": cost["others_share"],
            "peer": "polling every 5 s (staff map) to 30 min (public map): Signalen v2.43.10",
        }
        record("live_latency", city.engine, figures)


def _started(verb: str, plan: dict[str, Any]) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.rooms", verb],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(plan) + "\n")
    process.stdin.flush()
    return process


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()
