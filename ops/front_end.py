"""Check the browser's modules: types (tsc), lint (eslint) and unit tests (node --test).

`python -m ops.front_end` does all three, quietly; `./test --check` calls it. What they need is
installed once: the packages of `package-lock.json` into `node_modules`, and where no Node that is
new enough is on PATH, its locked wheel into `build/node`. Only the checks use these: nothing of it
is served.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from minga.web.assets.files import AssetsIncomplete, file_digest, read, write
from minga.web.assets.npm import fetched, install_node, node_in

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
TESTS = ROOT / "tests" / "js"


def main() -> int:
    try:
        node = find_node()
        packages = fetched(ROOT, ROOT / "node_modules", BUILD / "front-end.locked")
    except AssetsIncomplete as reason:
        print(reason, file=sys.stderr)
        return 1
    failed = [name for name, command in checks(node, packages) if not passes(name, command)]
    return 1 if failed else 0


def checks(node: str, packages: Path) -> list[tuple[str, list[str]]]:
    """Name and command of each check."""
    tsc = [node, str(packages / "typescript" / "bin" / "tsc"), "--pretty", "false"]
    eslint = [node, str(packages / "eslint" / "bin" / "eslint.js"), "--max-warnings", "0"]
    cache = ["--cache", "--cache-strategy", "content", "--cache-location", f"{BUILD / 'eslint'}/"]
    limit = ["--test-timeout", "120000"]  # milliseconds a file: what hangs ends
    vectors = [sys.executable, "-m", "tests.kernels.alarm_vectors", str(BUILD / "rides.json")]
    files = [str(path) for path in sorted(TESTS.glob("*.test.js"))]
    return [
        ("types", tsc),
        ("lint", [*eslint, *cache, "."]),
        ("vectors", vectors),
        ("unit tests", [node, "--import", (TESTS / "rooms.js").as_uri(), "--test", *limit, *files]),
    ]


def passes(name: str, command: list[str]) -> bool:
    """Run one check; only a failure says anything."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        print(f"{done.stdout.rstrip()}\nFAILED, front end: {name}", flush=True)
    return done.returncode == 0


def find_node() -> str:
    """Return a Node that eslint runs on: the one on PATH, else the locked wheel's, kept."""
    path = shutil.which("node")
    if path and is_new_enough(node_version(path)):
        return path
    home = BUILD / "node"
    locked = file_digest(ROOT / "requirements" / "node.txt")
    if read(home / "locked") == locked:
        return str(node_in(home))
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    node = install_node(ROOT, home)
    write(home / "locked", locked)
    return str(node)


def node_version(node: str) -> tuple[int, int]:
    """Ask a Node for its version; none that answers is version 0.0."""
    try:
        output = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return (0, 0)
    match = re.match(r"v(\d+)\.(\d+)\.", output)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def is_new_enough(version: tuple[int, int]) -> bool:
    # As eslint says of itself in its `engines`.
    return (20, 19) <= version < (21, 0) or (22, 13) <= version < (23, 0) or version >= (24, 0)


if __name__ == "__main__":
    sys.exit(main())
