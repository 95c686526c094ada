"""No file is imported, however far around, by a file that it imports itself.

An import inside a function counts: it puts a circle off, it does not open it. What stands under
`if TYPE_CHECKING:` is never run and does not count.
"""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house import tree

pytestmark = pytest.mark.house
Graph = dict[str, set[str]]


def run_imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Every import that may be run, those in functions too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            yield from run_imports(ast.Module(child.orelse, []))
        else:
            yield from run_imports(child)


def imports_of(sources: Mapping[str, ast.Module]) -> Graph:
    """By module, the modules it imports; `from package import module` is the module's import."""
    graph: Graph = {}
    for name, source in sources.items():
        found = graph[name] = set()
        for node in run_imports(source):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
                continue
            assert not node.level, f"{name}: an import from a relative place"
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                found.add(module if module in sources else str(node.module))
        found &= set(sources)
    return graph


def circle_in(graph: Graph) -> list[str]:
    """One circle, its first module again at its end; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle[::-1]
    return []


def test_no_module_imports_itself_around_a_circle() -> None:
    graph = imports_of({
        tree.module_of(path).removesuffix(".__init__"): tree.tree(path) for path in tree.of("minga")
    })  # fmt: skip
    assert len(graph) > 400
    assert circle_in(graph) == []


@pytest.mark.parametrize(
    ("imports", "circle"),
    [
        ("from room import a", ["room.a", "room.b", "room.a"]),
        ("def f():\n    import room.a", ["room.a", "room.b", "room.a"]),
        ("if TYPE_CHECKING:\n    from room.a import A", []),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    from room.a import A", ["room.a", "room.b"] * 2),
        ("from elsewhere import a", []),
    ],
)
def test_a_circle_is_found_wherever_the_import_stands(imports: str, circle: list[str]) -> None:
    parts = {"room": "", "room.a": "from room.b import f", "room.b": imports}
    found = circle_in(imports_of({name: ast.parse(text) for name, text in parts.items()}))
    assert set(found) == set(circle)
    assert len(found) in (0, 3)
