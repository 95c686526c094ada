"""R2: the mains pulled. An ext4 image on a loop device, its copy taken while reports come in.

The writers are frozen, the image is copied without a sync, and the copy is mounted: what was
only in the memory of the machine is not on it. Needs root and loop mounts. The full form is in
`bench/faults.py`.
"""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.town import integrity, receipts_in, settled
from tests.faults.wire import BROKEN, Line, new_key
from tests.running import Running

IMAGE_MB = 256
CLIENTS = 4


class NoLoopMounts(RuntimeError):
    """This machine cannot do the test; the reason is the message."""


@dataclass
class Cut:
    """What had been promised, and what the copy of the disk holds."""

    promised: set[str]
    found: set[str]
    integrity: str

    @property
    def lost(self) -> set[str]:
        """Promised and not found."""
        return self.promised - self.found


@contextmanager
def disk(image: Path, point: Path) -> Iterator[Path]:
    """The file system of an image. Raises NoLoopMounts where that cannot be done."""
    point.mkdir(parents=True, exist_ok=True)
    _run("mount", "-o", "loop", str(image), str(point))
    try:
        yield point
    finally:
        _run("umount", "--lazy", str(point))  # a process that is still ending may hold it


def new_image(path: Path) -> None:
    """An empty ext4 file system in a file."""
    if os.geteuid() != 0:
        raise NoLoopMounts("needs root")
    with path.open("wb") as file:
        file.truncate(IMAGE_MB * 2**20)
    _run("mkfs.ext4", "-q", "-F", str(path))


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except FileNotFoundError as missing:
        raise NoLoopMounts(f"needs {command[0]}") from missing
    except subprocess.CalledProcessError as failed:
        raise NoLoopMounts(f"{command[0]}: {failed.stderr.strip()[:200]}") from failed


def cut_the_power(folder: Path, *, for_s: float, **settings: str) -> Cut:
    """Write on a disk for a while, pull the plug, look at what is on the platter."""
    image, copy = folder / "disk.img", folder / "after.img"
    new_image(image)
    with disk(image, folder / "before") as before:
        running = settled(before / "data", **settings)
        try:
            with running:
                promised = asyncio.run(_write_until_cut(running, image, copy, for_s))
        finally:
            running.kill_all()
    with disk(copy, folder / "after") as after:
        running.data = after / "data"
        return Cut(promised, receipts_in(running), integrity(running))


async def _write_until_cut(running: Running, image: Path, copy: Path, for_s: float) -> set[str]:
    promised: set[str] = set()
    clients = [asyncio.create_task(_file(running.port, promised)) for _ in range(CLIENTS)]
    await asyncio.sleep(for_s)
    assert running.process is not None
    os.killpg(running.process.pid, signal.SIGSTOP)
    # What the sockets still hold was promised, too.
    await asyncio.sleep(0.1)
    for client in clients:
        client.cancel()
    await asyncio.gather(*clients, return_exceptions=True)
    shutil.copyfile(image, copy)
    running.kill_all()
    return promised


async def _file(port: int, promised: set[str]) -> None:
    line = Line(port)
    while True:
        try:
            promised.add((await line.file(new_key("power"))).json()["receipt"])
        except BROKEN:
            return
