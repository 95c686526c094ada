"""Reading a stranger's file in a process of its own, which may do nothing but read it.

Decoders are where files bite: one mistake in a library must not become a hold on the server, which
has the database, the secret and everybody's reports in its memory. So `run` hands the bytes to a
process made for this one file: no files, no network, bounded memory and time (`walls`). Whatever
becomes of it, a crash, a bomb, a kill, the caller gets an answer or `SandboxFailed`, and lives on.

Such a process is a fork of a template: a small program, started by the first file, that has the
decoders loaded and never reads a byte of a file itself. A fork of the server would carry its
memory, threads and connections along; a new interpreter for each file would double its price.
Where a system has no fork (Windows), the job is done in the calling process; `is_apart` tells.
"""

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from threading import BoundedSemaphore
from typing import Any

from minga.ground.sandbox.sandbox_limits import (
    MAX_ANSWER_BYTES,
    MAX_TOLD_BYTES,
    NO_PROCESS,
    VERDICT,
    WALL_S,
)

__all__ = ["SandboxBusy", "SandboxFailed", "is_apart", "run"]

# One file is read at a time in each process, and no more than three threads of a process ever wait
# for that, so files cannot take the threads that serve everybody else.
FILES_AT_ONCE = 1
FILES_IN_LINE = 3
TURN_WAIT_S = 5.0

_line = BoundedSemaphore(FILES_IN_LINE)
_turn = BoundedSemaphore(FILES_AT_ONCE)
_ENTRY = "from minga.ground.sandbox.template import main; main()"
_KEPT = ("LD_LIBRARY_PATH", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")


class SandboxFailed(Exception):
    """The file ended its process, or made it answer nonsense: it is the file's fault."""


class SandboxBusy(Exception):
    """No turn, or no process to be had in this moment: the same file may succeed later."""


class _Lost(Exception):
    """The template has gone; it had nothing to do with this file."""


def is_apart() -> bool:
    """False where this system cannot fork: files are then read in the calling process."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds")


def run(job: str, arguments: Mapping[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """Do a job of `jobs.JOBS` on `data`: what it tells, and the bytes it gives back.

    What comes back was made by a process that a file may have taken over: look at it as at any
    input. Raises SandboxFailed and SandboxBusy.
    """
    with _turn_taken():
        if is_apart():
            return _template.run(job, arguments, data)
        from minga.ground.sandbox.jobs import JOBS

        return JOBS[job](arguments, data)


@contextlib.contextmanager
def _turn_taken() -> Iterator[None]:
    """Wait in a short line; a longer one is SandboxBusy at once."""
    if not _line.acquire(blocking=False):
        raise SandboxBusy
    try:
        if not _turn.acquire(timeout=TURN_WAIT_S):
            raise SandboxBusy
        try:
            yield
        finally:
            _turn.release()
    finally:
        _line.release()


class _Template:
    """The program that forks for each file; started when first needed, and again when gone.

    Whoever calls it has the turn, so there is one caller at a time.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def pid(self) -> int:
        """Of the template, 0 when it does not run."""
        return self._process.pid if self._process else 0

    def run(
        self, job: str, arguments: Mapping[str, Any], data: bytes
    ) -> tuple[dict[str, Any], bytes]:
        """As `sandbox.run`. A template that has gone is replaced once."""
        head = json.dumps({"job": job, **arguments}).encode() + b"\n"
        for _ in range(2):
            try:
                return self._asked(self._running(), head, data)
            except TimeoutError as error:
                self.end()
                raise SandboxFailed from error
            except (_Lost, OSError):
                self.end()
        raise SandboxBusy

    def _asked(
        self, control: socket.socket, head: bytes, data: bytes
    ) -> tuple[dict[str, Any], bytes]:
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                socket.send_fds(control, [b"+"], [theirs.fileno()])
            ours.settimeout(WALL_S + 5)
            with contextlib.suppress(ConnectionError):  # it may have died already: see below
                ours.sendall(head)
                ours.sendall(data)
                ours.shutdown(socket.SHUT_WR)
            answer = _everything(ours)
        verdict = control.recv(VERDICT.size, socket.MSG_WAITALL)
        if len(verdict) < VERDICT.size:
            raise _Lost
        if VERDICT.unpack(verdict)[0] == NO_PROCESS:
            raise _Lost
        if VERDICT.unpack(verdict)[0] != 0:
            raise SandboxFailed
        return _split(answer)

    def _running(self) -> socket.socket:
        if self._control is None:
            ours, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", _ENTRY, str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    cwd="/",
                    env=_environment(),
                )
            ours.settimeout(WALL_S + 5)
            self._control = ours
        return self._control

    def end(self) -> None:
        """Let go of it; the next file starts another."""
        control, process = self._control, self._process
        self._control = self._process = None
        if control is not None:
            control.close()  # which it takes as its end
        if process is not None:
            process.kill()
            process.wait()


def _environment() -> dict[str, str]:
    """What a program needs to find its modules, and nothing else: ours may hold the secret."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, filter(None, sys.path)))}


def _everything(sender: socket.socket) -> bytes:
    """All that is sent until the other end closes; nothing when it is more than any answer is."""
    pieces, size = [], 0
    with contextlib.suppress(ConnectionError):
        while piece := sender.recv(1 << 18):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_ANSWER_BYTES:
                return b""
    return b"".join(pieces)


def _split(answer: bytes) -> tuple[dict[str, Any], bytes]:
    head, newline, rest = answer.partition(b"\n")
    try:
        result = json.loads(head) if newline and len(head) <= MAX_TOLD_BYTES else None
    except ValueError:
        result = None
    if not isinstance(result, dict):
        raise SandboxFailed
    return result, rest


_template = _Template()
atexit.register(_template.end)
