"""Every module says what it is; every public name of the package says what it does."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import tree

pytestmark = pytest.mark.house

# Named by a framework or a protocol, whose documentation says what they are.
FRAMEWORK = {"add_arguments", "handle", "write", "isatty", "flush", "Meta", "line_num"}
# `rules.Reach` repeats, as a protocol, what `territory.Authority` says of itself.
PROTOCOLS = {"Reach"}


def public(path: Path) -> Iterator[tuple[str, ast.AST]]:
    for node in tree.tree(path).body:
        if isinstance(node, (*tree.Function.__args__, ast.ClassDef)):
            if node.name.startswith("_"):
                continue
            yield node.name, node
            if isinstance(node, ast.ClassDef) and node.name not in PROTOCOLS:
                for part in node.body:
                    if isinstance(part, tree.Function) and not part.name.startswith("_"):
                        yield f"{node.name}.{part.name}", part


def test_every_module_says_what_it_is() -> None:
    silent = [
        tree.name_of(path)
        for path in tree.sources()
        if tree.text(path).strip() and not ast.get_docstring(tree.tree(path))
    ]
    assert silent == []


@pytest.mark.parametrize("folder", ["minga", "demo"])
def test_every_public_name_says_what_it_does(folder: str) -> None:
    silent = [
        f"{tree.name_of(path)}:{name}"
        for path in tree.of(folder)
        if "assets" not in path.parts  # runs before anything is installed; short names tell all
        for name, node in public(path)
        if name.split(".")[-1] not in FRAMEWORK and not ast.get_docstring(node)  # type: ignore[arg-type]
    ]
    assert silent == []


def test_public_functions_of_the_package_are_typed() -> None:
    untyped = [
        f"{tree.name_of(path)}:{function.name}"
        for path in tree.of("minga")
        for function in tree.functions(path)
        if function.returns is None and function.name != "__init__"
    ]
    assert untyped == []
