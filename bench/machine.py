"""What a figure means nothing without: the machine, the versions, who else was busy."""

import os
import platform
import sqlite3
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

TICKS = os.sysconf("SC_CLK_TCK")
PACKAGES = ("django", "django-ninja", "pydantic", "uvicorn", "httptools", "uvloop", "psycopg")


def machine() -> dict[str, Any]:
    """Cores, processor, memory, Python."""
    return {
        "cores": os.cpu_count(),
        "cpu": _after("/proc/cpuinfo", "model name"),
        "ram_gb": round(int(_after("/proc/meminfo", "MemTotal").split()[0]) / 1e6, 1),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def _after(path: str, key: str) -> str:
    lines = Path(path).read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "?")


def engine(database: str) -> str:
    """The engine's name and version."""
    if not database:
        try:
            return f"SQLite {import_module('pysqlite3').sqlite_version}"
        except ImportError:
            return f"SQLite {sqlite3.sqlite_version}"
    with psycopg.connect(database) as asked:
        row = asked.execute("SHOW server_version").fetchone()
    return f"PostgreSQL {row[0] if row else '?'}"


class Spent(NamedTuple):
    """Processor time in seconds up to now: of the whole machine, idle, and of some processes."""

    total_s: float
    idle_s: float
    own_s: dict[int, float]


def spent(roots: list[int]) -> Spent:
    """What has been spent so far; `roots` are the processes whose trees are ours."""
    fields = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    idle = fields[3] + fields[4]
    return Spent(sum(fields) / TICKS, idle / TICKS, {root: _tree_s(root) for root in roots})


def _tree_s(root: int) -> float:
    children: dict[int, list[int]] = {}
    own: dict[int, float] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(stat[1]), []).append(int(folder.name))
        own[int(folder.name)] = (int(stat[11]) + int(stat[12])) / TICKS
    waiting, total = [root], 0.0
    while waiting:
        pid = waiting.pop()
        total += own.get(pid, 0.0)
        waiting += children.get(pid, [])
    return total


def between(before: Spent, after: Spent, server: list[int]) -> dict[str, float]:
    """Seconds of the server's trees, and the share of the machine that others took."""
    total = after.total_s - before.total_s
    busy = total - (after.idle_s - before.idle_s)
    own = {root: after.own_s[root] - before.own_s[root] for root in after.own_s}
    return {
        "server_cpu_s": round(sum(own[root] for root in server), 2),
        "others_share": round(max(0.0, busy - sum(own.values())) / total, 3),
    }


def postmaster(database: str) -> int:
    """The process id of the PostgreSQL server, if it runs on this machine; else 0."""
    with psycopg.connect(database) as asked:
        row = asked.execute("SELECT pg_backend_pid()").fetchone()
        stat = Path(f"/proc/{row[0] if row else 0}/stat")
        return int(stat.read_text().rpartition(")")[2].split()[1]) if stat.exists() else 0
