"""The template: has the decoders loaded, and forks for each file; started by `sandbox`."""

import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from typing import NoReturn

from minga.ground.media.pixels import load_decoders
from minga.ground.sandbox.jobs import JOBS
from minga.ground.sandbox.sandbox_limits import NO_PROCESS, VERDICT, WALL_S, close_in


def main() -> None:
    """Serve one file after the other on the socket whose number is told, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C is for our parent, which ends us
    load_decoders()
    with socket.socket(fileno=int(sys.argv[1])) as control:
        for file in _files(control):
            control.sendall(VERDICT.pack(_end_of(_apart(file))))


def _files(control: socket.socket) -> Iterator[int]:
    """The descriptors that come in, each one end of a socket over which a file will come."""
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not descriptors:
            return
        yield descriptors[0]


def _apart(file: int) -> int:
    """Fork for one file; the process id, or NO_PROCESS."""
    try:
        child = os.fork()
    except OSError:
        child = NO_PROCESS
    if child == 0:
        _answer(file)
    os.close(file)
    return child


def _answer(file: int) -> NoReturn:
    """Read the file, do the job, tell, and end here."""
    ended = 1
    try:
        close_in(file)
        head, _, data = _everything(file).partition(b"\n")
        arguments = json.loads(head)
        answer, output = JOBS[arguments.pop("job")](arguments, data)
        for piece in (json.dumps(answer).encode() + b"\n", output):
            _send(file, piece)
        ended = 0
    finally:
        os._exit(ended)


def _everything(file: int) -> bytes:
    pieces = []
    while piece := os.read(file, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def _send(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def _end_of(child: int) -> int:
    """How the process ended: 0 for well. By the clock it is killed after WALL_S."""
    if child == NO_PROCESS:
        return NO_PROCESS
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.alarm(WALL_S)
    _, status = os.waitpid(child, 0)
    signal.alarm(0)
    return abs(os.waitstatus_to_exitcode(status))
