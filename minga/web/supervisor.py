"""`minga serve`: one process tree of web workers and the worker of errands.

A child that dies is started again. At TERM everything ends within five seconds. If this
process is killed, its children see their lifeline close and end themselves, so the next start
finds the port free.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from minga.web.child_process import on_end

if sys.platform != "win32":
    import resource

READY_WITHIN_S = 60.0
END_WITHIN_S = 4.0
RESTART_AFTER_S = 0.5
UNREAD_WITHIN_MS = 30_000
"""Then the kernel drops a reader that takes nothing: closing would wait until it does."""
MAX_FILES = 65_536
BOARD_SLOT_BYTES = 4
"""On the board each web worker shows how many connections it has; see `server`."""


@dataclass
class Child:
    """One process, and how it is started."""

    arguments: list[str]
    pass_fds: tuple[int, ...] = ()
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    def start(self) -> None:
        """Start it, holding its lifeline."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "minga", *self.arguments],
            stdin=subprocess.PIPE,
            pass_fds=self.pass_fds,
        )

    @property
    def has_ended(self) -> bool:
        """True when it was started and runs no more."""
        return self.process is not None and self.process.poll() is not None


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket that the web workers share. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux; accepted connections inherit it
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_WITHIN_MS)
    listener.bind((host, port))
    listener.listen(2048)
    listener.set_inheritable(True)
    return listener


def supervise(listener: socket.socket, workers: int, ready: Callable[[], None]) -> int:
    """Run until told to end; `ready` is called once, when `/healthz` says ok."""
    _allow_many_connections()
    board = tempfile.TemporaryFile()  # noqa: SIM115 -- as long as this process
    board.truncate(workers * BOARD_SLOT_BYTES)
    children = [_web_worker(listener.fileno(), board.fileno(), place) for place in range(workers)]
    children.append(Child(["work", "--lifeline"]))
    ending = threading.Event()
    on_end(ending.set)
    for child in children:
        child.start()
    address = listener.getsockname()
    threading.Thread(target=_announce, args=(address, ending, ready), daemon=True).start()
    while not ending.wait(RESTART_AFTER_S):
        for child in children:
            if child.has_ended:
                child.start()
    _end(children)
    return 0


def _web_worker(listener: int, board: int, place: int) -> Child:
    arguments = ["--fd", str(listener), "--board", str(board), "--place", str(place)]
    return Child(["web", *arguments], (listener, board))


def _allow_many_connections() -> None:
    """An open stream is an open file, and the usual limit of 1,024 is for programs with few."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_FILES if hard == resource.RLIM_INFINITY else min(hard, MAX_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _announce(address: tuple[str, int], ending: threading.Event, ready: Callable[[], None]) -> None:
    host = "127.0.0.1" if address[0] in ("0.0.0.0", "::") else address[0]  # noqa: S104
    shown = f"[{host}]" if ":" in host else host
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and not ending.wait(0.1):
        try:
            url = f"http://{shown}:{address[1]}/healthz"
            with urllib.request.urlopen(url, timeout=2) as answer:
                if json.load(answer)["status"] == "ok":
                    ready()
                    return
        except (OSError, ValueError, urllib.error.URLError):
            continue


def _end(children: list[Child]) -> None:
    running = [child.process for child in children if child.process and not child.has_ended]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + END_WITHIN_S
    for process in running:
        try:
            process.wait(max(0.05, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def has_fork() -> bool:
    """False on Windows, where sockets are not shared by descriptor: one web worker there."""
    return os.name == "posix"
