"""Scripts that stand in strings, for another process: what they import is there.

No checker reads inside a string, so a rename in Minga would show only when the script runs: in a
journey, minutes later.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house import tree

pytestmark = pytest.mark.house

OURS = re.compile(r"\b(?:from|import) (minga|tests|demo|bench|ops)\b")
HINT = re.compile(r"""subprocess|Popen|"-c"|shell""")
"""Only such files start another process."""
SHELLS = ("ops/bootstrap.py",)
"""Files with a command line of a shell around such a script."""


def strings(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every string but docstrings; what an f-string fills in is an `x`."""
    hidden = set()
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            hidden |= set(map(id, node.values))
        elif isinstance(node, ast.Expr):
            hidden.add(id(node.value))
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "x"
                    for part in node.values
                ),
            )
        elif id(node) in hidden or not isinstance(node, ast.Constant):
            continue
        elif isinstance(node.value, str):
            yield node.lineno, node.value


@cache
def scripts() -> tuple[tuple[Path, int, ast.Module], ...]:
    """Every string that imports something of ours, parsed."""
    found = []
    for path in set(tree.sources()) - {Path(__file__)}:
        if not HINT.search(tree.text(path)):
            continue
        for line, text in strings(tree.tree(path)):
            if OURS.search(text):
                try:
                    found.append((path, line, ast.parse(text)))
                except SyntaxError:
                    assert tree.name_of(path) in SHELLS, (path, line, "is no Python")
    return tuple(found)


def missing(script: ast.Module) -> list[str]:
    """The imports of a script, from Minga's own packages, that lead nowhere."""
    wanted: list[tuple[str, str]] = []
    for node in ast.walk(script):
        if isinstance(node, ast.Import):
            wanted += [(name.name, "") for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            wanted += [(node.module or "", name.name) for name in node.names]
    ours = [pair for pair in wanted if OURS.match(f"import {pair[0]}")]
    return [f"{module} {name}".strip() for module, name in ours if not is_there(module, name)]


def is_there(module: str, name: str) -> bool:
    """Whether a module exists and holds a name, which may be a module itself."""
    place = tree.ROOT.joinpath(*module.split("."))
    file, face = place.with_suffix(".py"), place / "__init__.py"
    if not name:
        return file.exists() or place.is_dir()
    return any(name in bound(path) for path in (file, face) if path.exists()) or (
        place.is_dir() and is_there(f"{module}.{name}", "")
    )


@cache
def bound(path: Path) -> frozenset[str]:
    """Every name that a file binds outside functions and classes."""
    names: set[str] = set()
    todo: list[ast.AST] = list(tree.tree(path).body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
        else:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            todo += ast.iter_child_nodes(node)
    return frozenset(names)


def test_scripts_import_what_is_there() -> None:
    assert len(scripts()) > 15
    lost = {
        f"{tree.name_of(path)}:{line}": missing(script)
        for path, line, script in scripts()
        if missing(script)
    }
    assert lost == {}


def test_script_that_missed_a_rename_is_seen() -> None:
    script = ast.parse("import os; from minga.ground.clock import now, nun\nimport minga.nowhere")
    assert missing(script) == ["minga.ground.clock nun", "minga.nowhere"]
    module = ast.parse('"""import minga"""\nrun("from minga import x")\nrun(f"import minga.{a}")')
    assert [text for _, text in strings(module)] == ["from minga import x", "import minga.x"]
