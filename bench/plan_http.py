"""Plans over HTTP: 50 a second at fixed moments, beside a light load of everything else.

The client (`python -m bench.plan_http`, a process of its own that shares the machine) sends at the
moments of a schedule, whatever the answers do, and counts from the scheduled moment: a server that
falls behind is seen to. On the demonstration network, and on the city's own where MINGA_REAL_DATA
has it.
"""

import asyncio
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import httpx
import uvloop

from bench.machine import between, engine, spent
from bench.record import CHECKOUT, record
from demo import geography
from tests.faults.town import fresh_database
from tests.running import Running

PLANS_A_S, FOR_S, WARM_S = 50.0, 20.0, 4.0
PAIRS, SEED = 300, 42
ZONE = ZoneInfo("America/Santiago")
REAL = "gtfs/gran_concepcion.zip"
RSS_MOST = 4


def run(server: str) -> None:
    """Measure on one engine; `server` is "" for the embedded one."""
    with tempfile.TemporaryDirectory() as folder, fresh_database(server) as database:
        settings = {"MINGA_DATABASE_URL": database} if database else {}
        data = Path(folder) / "data"
        data.mkdir()
        running = Running(data, workers=2, demo=True, **settings)
        running.minga("prepare")
        with running:
            figures = {"demonstration": _measured(running)}
        real = Path(os.environ.get("MINGA_REAL_DATA", "")) / REAL
        if os.environ.get("MINGA_REAL_DATA") and real.exists():
            running.minga("transit", "import", str(real), "--feed", "red", "--name", "Red")
            with running:
                figures["gran_concepcion"] = _measured(running)
        what = f"GET /api/v1/plan, {PLANS_A_S:.0f}/s at fixed moments, 2 workers, client beside"
        record("plan_http", engine(database), {"what": what, **figures})


def _measured(running: Running) -> dict[str, Any]:
    day = _working_day()
    paths = plans(day)
    told: dict[str, Any] = {"day": day.isoformat()}
    for name in ("first_ms", "again_ms"):
        started = time.perf_counter()
        first = httpx.get(f"{running.url}{paths[0]}", timeout=120)
        assert first.status_code == 200, first.text
        told[name] = round((time.perf_counter() - started) * 1000, 1)
    alone = {"plans": {"per_s": PLANS_A_S, "requests": [["GET", path, ""] for path in paths]}}
    told["alone"] = _paced(running, alone)
    told["beside_the_rest"] = _paced(running, alone | _rest())
    told["rss_mb"] = _rss_mb(running)
    return told


def plans(day: date) -> list[str]:
    """Questions between known places of the city, over the hours of a working day."""
    chance = random.Random(SEED)
    spots = [(one.lat, one.lon) for one in geography.places()]
    told: list[str] = []
    while len(told) < PAIRS:
        origin, destination = chance.sample(spots, 2)
        at = datetime.combine(day, datetime.min.time(), ZONE)
        at += timedelta(minutes=chance.randrange(7 * 60, 21 * 60))
        asked = {
            "fromPlace": f"{origin[0]:.5f},{origin[1]:.5f}",
            "toPlace": f"{destination[0]:.5f},{destination[1]:.5f}",
            "time": at.isoformat(),
        }
        told.append(f"/api/v1/plan?{urlencode(asked)}")
    return told


def _working_day() -> date:
    """Tomorrow, or the Monday after it."""
    day = datetime.now(ZONE).date() + timedelta(days=1)
    return day + timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)


def _rest() -> dict[str, Any]:
    """What else a city does meanwhile, lightly."""
    report = {"category": "street_light", "lat": -36.8271, "lon": -73.0503, "accuracy_m": 12.5}
    return {
        "home": {"per_s": 2.0, "requests": [["GET", "/", ""]]},
        "move": {"per_s": 1.0, "requests": [["GET", "/move/", ""]]},
        "points": {"per_s": 2.0, "requests": [["GET", "/api/v1/reports.geojson", ""]]},
        "reports": {"per_s": 2.0, "requests": [["POST", "/api/v1/reports", json.dumps(report)]]},
    }


def _paced(running: Running, schedule: dict[str, Any]) -> dict[str, Any]:
    """Run the client; its figures and the server's processor time."""
    assert running.process is not None
    root = running.process.pid
    plan = {"port": running.port, "for_s": FOR_S, "warm_s": WARM_S, "schedule": schedule}
    client = subprocess.Popen(
        [sys.executable, "-m", "bench.plan_http"],
        cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with client:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write(json.dumps(plan))
        client.stdin.close()
        assert client.stdout.readline() == "measuring\n", "the client failed"
        before = spent([root, client.pid])
        told = json.loads(client.stdout.readline())
        cost = between(before, spent([root, client.pid]), [root])
    answered = sum(one["requests"] for one in told.values())
    told["cpu_ms_per_request"] = round(cost["server_cpu_s"] * 1000 / max(1, answered), 2)
    told["others_share_of_machine"] = cost["others_share"]
    return dict(told)


def _rss_mb(running: Running) -> list[int]:
    """Resident memory of each process, the largest first."""
    assert running.process is not None
    found = subprocess.run(
        ["ps", "-o", "rss=", "--ppid", str(running.process.pid)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return sorted((int(one) // 1024 for one in found.stdout.split()), reverse=True)[:RSS_MOST]


# ------------------------------------------------------------------ the client


async def client(plan: dict[str, Any]) -> None:
    """Send every request at its moment; print what came of those after the warm-up."""
    seen: dict[str, list[tuple[float, int]]] = {name: [] for name in plan["schedule"]}
    base = f"http://127.0.0.1:{plan['port']}"
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(base_url=base, timeout=30, limits=limits) as door:
        tasks = []
        starts = time.perf_counter() + 0.2
        whole_s = plan["warm_s"] + plan["for_s"]
        for name, one in plan["schedule"].items():
            for number in range(int(whole_s * one["per_s"])):
                due_s = number / one["per_s"]
                method, path, body = one["requests"][number % len(one["requests"])]
                kept = seen[name] if due_s >= plan["warm_s"] else []
                tasks.append(_send(door, method, path, body, starts + due_s, kept))
        running = asyncio.gather(*tasks)
        await asyncio.sleep(plan["warm_s"])
        print("measuring", flush=True)
        await running
    print(json.dumps({name: _figures(waits) for name, waits in seen.items()}), flush=True)


async def _send(
    door: httpx.AsyncClient, method: str, path: str, body: str, due: float,
    kept: list[tuple[float, int]],
) -> None:  # fmt: skip
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    headers = {"Idempotency-Key": secrets.token_hex(16), "Content-Type": "application/json"}
    try:
        answer = await door.request(
            method, path, content=body or None, headers=headers if body else None
        )
        status = answer.status_code
    except httpx.HTTPError:
        status = 599  # no answer within the timeout: counted as refused, with all its waiting
    kept.append((time.perf_counter() - due, status))


def _figures(waits: list[tuple[float, int]]) -> dict[str, Any]:
    ranked = sorted(wait for wait, _ in waits)

    def at_ms(share: float) -> float:
        return round(ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1000, 1)

    bad = sum(status >= 400 and status != 422 for _, status in waits)
    return {"requests": len(ranked), "p50_ms": at_ms(0.5), "p95_ms": at_ms(0.95),
            "p99_ms": at_ms(0.99), "worst_ms": at_ms(1.0), "refused": bad}  # fmt: skip


if __name__ == "__main__":
    uvloop.run(client(json.load(sys.stdin)))
