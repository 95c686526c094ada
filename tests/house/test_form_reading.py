"""Forms and addresses are read by `minga.ground.forms` alone, never by hand."""

import ast
from pathlib import Path

import pytest

from tests.house.tree import ROOT, name_of, of, text, tree

PARSERS = {"int", "float", "Decimal", "fromisoformat", "strptime", "isdecimal", "isdigit"}
ALLOWED = {
    "minga/ground/forms.py": "the reader itself",
    "minga/transit/alarm/pages/ride.py": "no form: whole numbers of a JSON body as decimals",
    "minga/transit/sharing/pages.py": "no form: whole numbers of a JSON body as decimals",
    "minga/web/templatetags/minga.py": "no form: the minutes since a moment",
}
"""Files that take what was sent and make numbers or dates of something else, and why."""


def takes_what_was_sent(path: Path) -> bool:
    """Whether a module reads a form or an address, or is handed one."""
    return path.name == "forms.py" or any(
        name in text(path) for name in (".POST", ".GET", "QueryDict", "ground.forms")
    )


def parsers(module: ast.AST) -> list[int]:
    """The lines that make a number or a date of something."""
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in PARSERS
    ]


def test_nothing_parses_numbers_or_dates_of_what_was_sent_by_hand() -> None:
    by_hand = {
        name_of(path): lines
        for path in of("minga")
        if takes_what_was_sent(path) and (lines := parsers(tree(path)))
    }
    assert set(by_hand) == set(ALLOWED), by_hand


@pytest.mark.parametrize(
    "source",
    ["int(request.POST['n'])", "date.fromisoformat(text)", "text.isdecimal()", "float(text)"],
)
def test_the_test_finds_a_parser(source: str) -> None:
    assert parsers(ast.parse(source)) == [1]


@pytest.mark.parametrize("name", ["transit/planning/forms", "transit/lookup", "reports/intake"])
def test_the_test_looks_at_modules_that_are_handed_a_form(name: str) -> None:
    assert takes_what_was_sent(ROOT / f"minga/{name}.py")
