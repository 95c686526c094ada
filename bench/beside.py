"""`python -m bench.beside CHECKOUT`: this tree beside another, by turns, in one run.

Both serve the same city of 10,000 reports on SQLite. One client asks one of them, then the other,
round after round, so that what else the machine does falls on both; processor time is that of the
server's processes. The ratio is the median of the rounds': above 1 this tree costs more.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.record import CHECKOUT, record
from bench.timed import timed

ROUNDS = 12
HOLD = """
import json, sys
from bench.place import place
with place("", MINGA_LIMIT_DEVICE="10", MINGA_LIMIT_ADDRESS="0") as city:
    known = {"port": city.running.port, "roots": city.server, "bearer": city.bearer}
    print(json.dumps(known), flush=True)
    sys.stdin.read()
"""
PLANS: dict[str, dict[str, Any]] = {
    "POST /api/v1/reports": {"what": "posts"},
    "GET /api/v1/control/reports?limit=100": {
        "what": "same",
        "path": "/api/v1/control/reports?limit=100",
    },
}
BRIEF = {"clients": 1, "warm_s": 0.3, "for_s": 2.0}


def main() -> None:
    """Measure both trees, and record the figures of each with their ratio."""
    other = Path(sys.argv[1]).resolve()
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in PLANS}
    with ExitStack() as stack:
        ours, theirs = (stack.enter_context(held(tree)) for tree in (CHECKOUT, other))
        for turn in range(ROUNDS):
            for name, plan in PLANS.items():
                order = (ours, theirs) if turn % 2 else (theirs, ours)
                cost = {city["port"]: cost_of(plan, city) for city in order}
                costs[name].append((cost[ours["port"]], cost[theirs["port"]]))
    figures = {name: summary(pairs) for name, pairs in costs.items()}
    compared = {"beside": commit_of(other), "rounds": ROUNDS, "figures": figures}
    record("beside", "SQLite", compared, command="python -m bench.beside CHECKOUT")


@contextmanager
def held(tree: Path) -> Iterator[dict[str, Any]]:
    """A city served by a checkout: its port, the roots of its processes, an operator's header."""
    command = [str(tree / ".venv" / "bin" / "python"), "-c", HOLD]
    holder = subprocess.Popen(
        command, cwd=tree, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        for line in holder.stdout:
            if line.startswith("{"):
                yield json.loads(line)
                break
        holder.stdin.close()


def cost_of(plan: dict[str, Any], city: dict[str, Any]) -> float:
    """Milliseconds of processor time of the server for each request of two seconds."""
    asked = {**BRIEF, **plan, "headers": city["bearer"], "port": city["port"]}
    cost: float = timed(asked, city["roots"])["cpu_ms_per_request"]
    return cost


def summary(pairs: list[tuple[float, float]]) -> dict[str, float]:
    """Medians of both, and of the ratios of each round."""
    ours, theirs = zip(*pairs, strict=True)
    return {
        "cpu_ms": round(median(ours), 2),
        "beside_cpu_ms": round(median(theirs), 2),
        "ratio": round(median(own / other for own, other in pairs), 3),
    }


def commit_of(tree: Path) -> str:
    """The short name of a checkout's commit."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=True).stdout[:-1]


if __name__ == "__main__":
    main()
