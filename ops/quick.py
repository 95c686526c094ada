"""What `./test --quick` runs: the rooms that a change touches, and those that lean on them.

Changed is what differs from where this branch left the main one, committed or not. Which room leans
on which is read from the import arrows in `pyproject.toml`. No browser, no servers that are killed.
"""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
MAIN = ("origin/main", "main")
BESIDE = {"demo": "demo", "ops": "bootstrap", "start": "bootstrap", "test": "bootstrap"}
"""Folders and commands that are no room → the folder of their tests."""
WHOLE = ("pyproject.toml", "requirements")
PER_CORE_S = 55
"""Recorded seconds of tests a core: with what comes before the first test, a minute and a half."""


class Touched(NamedTuple):
    """Folders of tests: of what changed, and of what leans on it."""

    changed: set[str]
    leaning: set[str]


def layers() -> list[set[str]]:
    """The rooms, from the lowest up; those of one layer know nothing of each other."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    rooms = next(contract["layers"] for contract in contracts if contract["id"] == "rooms")
    return [set(re.findall(r"\w+", layer)) for layer in reversed(rooms)]


def touched(files: Iterable[str]) -> Touched:
    """What these files, as git names them, may have broken."""
    order = layers()
    rooms_ = set().union(*order)
    changed: set[str] = set()
    lowest = len(order)
    for file in files:
        top, _, rest = file.partition("/")
        room = rest.partition("/")[0]
        if top == "minga" and room in rooms_:
            changed.add(room)
            lowest = min(lowest, next(at for at, layer in enumerate(order) if room in layer))
        elif top in WHOLE or (top == "tests" and "/" not in rest):
            lowest = -1
        elif top == "tests":
            changed.add(room)
        elif top in BESIDE:
            changed.add(BESIDE[top])
    above = set().union(*order[lowest + 1 :])
    return Touched(changed, (above | {"demo"} if lowest < len(order) else set()) - changed)


def changed_files() -> list[str]:
    """Committed since the branch left the main one, changed since, or new."""
    bases = [_git("merge-base", "HEAD", main) for main in MAIN]
    base = next((candidate[0] for candidate in bases if candidate), "HEAD")
    new = _git("ls-files", "--others", "--exclude-standard")
    return [*_git("diff", "--name-only", base), *new]


def _git(*command: str) -> list[str]:
    git = shutil.which("git")
    if not git:
        return []
    ran = subprocess.run([git, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return ran.stdout.splitlines() if ran.returncode == 0 else []


def arguments(cores: int) -> list[str]:
    """The words for pytest; none where nothing changed that has tests."""
    changed, leaning = (
        sorted(f"tests/{room}" for room in rooms if (ROOT / "tests" / room).is_dir())
        for rooms in touched(changed_files())
    )
    if not changed + leaning:
        return []
    print(f"changed: {', '.join(changed) or 'no room'}; leaning: {', '.join(leaning) or 'none'}")
    return [
        *changed, *leaning, "-n", str(cores), "--dist", "loadfile",
        "-m", "not browser and not house", "--within", str(PER_CORE_S * cores),
        *(f"--first={folder}" for folder in changed),
    ]  # fmt: skip
