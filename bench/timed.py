"""Run the load client against a server, and account for every second of processor time."""

import json
import subprocess
import sys
from typing import Any

from bench.machine import between, spent
from bench.record import CHECKOUT

CLIENTS = 16
WARM_S, FOR_S = 3.0, 15.0
GOOD = {"200", "201", "304"}


def timed(plan: dict[str, Any], server: list[int]) -> dict[str, Any]:
    """The client's figures, with CPU ms per request of the server's process trees."""
    plan = {"clients": CLIENTS, "warm_s": WARM_S, "for_s": FOR_S, **plan}
    client = subprocess.Popen(
        [sys.executable, "-m", "bench.load"],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with client:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write(json.dumps(plan))
        client.stdin.close()
        assert client.stdout.readline() == "measuring\n", "the load client failed"
        before = spent([*server, client.pid])
        told = client.stdout.readline()
        after = spent([*server, client.pid])
    figures: dict[str, Any] = {"clients": plan["clients"], **json.loads(told)}
    if not set(figures["statuses"]) <= GOOD:
        raise RuntimeError(f"refused: {figures['statuses']}")
    cost = between(before, after, server)
    figures["cpu_ms_per_request"] = round(
        cost["server_cpu_s"] * 1000 / max(1, figures["requests"]), 2
    )
    figures["others_share_of_machine"] = cost["others_share"]
    return figures
