"""Plain words: what the field calls a thing is what the code calls it.

No word is banned: bans push people to vaguer ones. Instead the field's terms are required, so that
a newcomer's search finds the place, and the names that say nothing are counted and only grow fewer.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house import tree

pytestmark = pytest.mark.house

GLOSSARY = tree.ROOT / "docs" / "glossary.md"
FIELD_TERMS = {
    "geocoding", "heartbeat", "isochrone", "media_cleanup", "media_store", "notify", "rate_limit",
    "request_context", "sandbox", "security_headers", "supervisor", "template_context", "timetable",
    "unit_of_work", "write_lock",
}  # fmt: skip
"""What somebody who knows web, transit or database programming searches for first."""

SAY_NOTHING = {"one", "told", "found", "words"}
COUNTED = {
    "demo": 3, "minga/kernels": 2, "minga/participation": 19, "minga/programme": 5,
    "minga/reports": 2, "minga/territory": 2, "minga/transit": 36, "minga/web": 1, "tests": 19,
    "tests/bootstrap": 6, "tests/demo": 26, "tests/faults": 33, "tests/ground": 42,
    "tests/house": 37, "tests/journeys": 99, "tests/kernels": 153, "tests/participation": 100,
    "tests/people": 3, "tests/programme": 70, "tests/reports": 68, "tests/territory": 4,
    "tests/transit": 111, "tests/upgrade": 13, "tests/web": 66,
}  # fmt: skip
"""How many variables, parameters, fields and functions of a room have such a name: lower it."""


@cache
def identifiers() -> frozenset[str]:
    """Every module, class, function and field (or constant) that our sources define, dotted too."""
    names: set[str] = set()
    for path in tree.of("minga"):
        parts = tree.module_of(path).removesuffix(".__init__").split(".")[1:]
        names |= {".".join(parts[i:]) for i in range(len(parts))}
        for node in ast.walk(tree.tree(path)):
            names |= set(_defined(node))
    return frozenset(names)


def _defined(node: ast.AST) -> Iterator[str]:
    """The class or function that a node defines, or the names that it gives a value."""
    match node:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            yield node.name
        case ast.Name(ctx=ast.Store()):
            yield node.id
        case ast.arg():
            yield node.arg
        case ast.Attribute(ctx=ast.Store()):
            yield node.attr


def code_names() -> set[str]:
    """The last column of the glossary: names as the sources write them, each in backticks."""
    rows = [line for line in tree.text(GLOSSARY).splitlines() if line.startswith("| ")]
    cells = [row.strip().removesuffix("|").rsplit("|", 1)[-1] for row in rows[2:]]
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def of_a_room(path: Path) -> str:
    """`minga/<room>`, `tests/<room>`, or the first folder."""
    parts = path.relative_to(tree.ROOT).parent.parts
    return "/".join(parts[: 2 if parts[0] in ("minga", "tests") else 1])


def counts() -> Counter[str]:
    """By room, how many names are given that say nothing."""
    return Counter(
        of_a_room(path)
        for folder in ("minga", "demo", "ops", "tests")
        for path in tree.of(folder)
        for node in ast.walk(tree.tree(path))
        for name in _defined(node)
        if name in SAY_NOTHING
    )


def test_names_of_the_glossary_are_identifiers_of_the_code() -> None:
    assert code_names() - identifiers() == set()


def test_terms_of_the_field_name_something() -> None:
    assert identifiers() >= FIELD_TERMS


def test_names_that_say_nothing_grow_fewer() -> None:
    counted = counts()
    more = {room: many for room, many in counted.items() if many > COUNTED.get(room, 0)}
    assert more == {}, "call it what it is: its type, its unit"


def test_the_count_sees_every_way_to_give_a_name() -> None:
    code = "def told(one, *, words=1):\n    for found in one:\n        words: int = found\n"
    names = [name for node in ast.walk(ast.parse(code)) for name in _defined(node)]
    assert sorted(name for name in names if name in SAY_NOTHING) == [
        "found", "one", "told", "words", "words",
    ]  # fmt: skip
