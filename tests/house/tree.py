"""The checkout as the house tests see it: its files, read once."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef
WITHOUT_GIT = {".git", ".venv", "build", "dist", "node_modules", "var", "__pycache__"}


@cache
def files(*patterns: str) -> tuple[Path, ...]:
    """The files that are kept in git or are about to be; without git, all but what is made."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
        names = set(filter(None, told.stdout.split("\0")))
    except (OSError, subprocess.CalledProcessError):
        names = {
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if path.is_file() and not WITHOUT_GIT & set(path.relative_to(ROOT).parts)
        }
    kept = sorted(ROOT / name for name in names if (ROOT / name).is_file())
    return tuple(path for path in kept if not patterns or any(map(path.match, patterns)))


def name_of(path: Path) -> str:
    """A path as it stands in messages and tables."""
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    """A Python file as the name it is imported by."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@cache
def sources() -> tuple[Path, ...]:
    """Every Python file that a person wrote, the two commands included."""
    python = [path for path in files("*.py") if "migrations" not in path.parts]
    return (*python, ROOT / "start", ROOT / "test")


@cache
def text(path: Path) -> str:
    """A file as text."""
    return path.read_text("utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """A Python file as its syntax tree."""
    return ast.parse(text(path))


def of(folder: str) -> tuple[Path, ...]:
    """The Python files under one folder of the checkout."""
    return tuple(path for path in sources() if name_of(path).startswith(f"{folder}/"))


def functions(path: Path) -> Iterator[Function]:
    """Every function of a file, methods and inner ones included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of every call: `Report.objects.create(…)` is "Report.objects.create"."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)
