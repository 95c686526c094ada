"""What a file could do to the process that reads it, once it had taken it over."""

import ctypes
import os
import socket
import sys
import time
from collections.abc import Mapping
from typing import Any

from minga.ground.sandbox import jobs, sandbox_limits, template

Told = Mapping[str, Any]
Answer = tuple[dict[str, Any], bytes]


def echo(told: Told, data: bytes) -> Answer:
    return {"pid": os.getpid(), "template": os.getppid(), "bytes": len(data)}, data


def crash(told: Told, data: bytes) -> Answer:
    ctypes.string_at(0)
    raise AssertionError("unreachable")


def bomb(told: Told, data: bytes) -> Answer:
    return {}, b"x" * len(bytearray(sandbox_limits.MEMORY_BYTES))


def spin(told: Told, data: bytes) -> Answer:
    while True:
        pass


def sleep(told: Told, data: bytes) -> Answer:
    time.sleep(600)
    return {}, b""


def flood(told: Told, data: bytes) -> Answer:
    return {}, bytes(sandbox_limits.MAX_ANSWER_BYTES + 1)


def tell_much(told: Told, data: bytes) -> Answer:
    return {"much": "x" * sandbox_limits.MAX_TOLD_BYTES}, b""


def leave(told: Told, data: bytes) -> Answer:
    os._exit(0)


def kill_the_template(told: Told, data: bytes) -> Answer:
    os.kill(os.getppid(), 9)
    return {}, b""


def reach_out(told: Told, data: bytes) -> Answer:
    """Try every way out; tell which ones opened."""
    tries = {
        "read": lambda: os.open(sys.executable, os.O_RDONLY),
        "write": lambda: os.open(told["path"], os.O_WRONLY | os.O_CREAT),
        "internet": lambda: socket.socket(socket.AF_INET),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "pipe": os.pipe,
        "copy": lambda: os.dup(0),
        "list": lambda: os.listdir("/proc/self/fd"),
    }
    opened = []
    for name, attempt in tries.items():
        try:
            attempt()
        except OSError:
            continue
        opened.append(name)
    held = [number for number in range(256) if _is_open(number)]
    return {"opened": opened, "held": len(held), "settings": sorted(os.environ)}, b""


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


TAKEN_OVER = (
    echo, crash, bomb, spin, sleep, flood, tell_much, leave, kill_the_template, reach_out,
)  # fmt: skip


def main() -> None:
    """The template of the tests: less time, and jobs that are up to no good.

    "photo" and "voice" go where the first bytes of the file say.
    """
    sandbox_limits.CPU_S = 1
    template.WALL_S = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    jobs.JOBS.update({job.__name__: job for job in TAKEN_OVER})

    def chosen(told: Told, data: bytes) -> Answer:
        name, _, rest = data.partition(b":")
        return jobs.JOBS[name.decode()](told, rest)

    def lie(told: Told, data: bytes) -> Answer:
        size, _, rest = data.partition(b":")
        return {"width": 1, "height": 1, "bytes": int(size), **LIE}, rest

    jobs.JOBS.update({"photo": chosen, "voice": chosen, "lie": lie})
    template.main()


LIE = {"kind": "html", "duration_s": 1}
