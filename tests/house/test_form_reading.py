"""Forms are read by `minga.ground.forms` alone: no page makes numbers or dates of what was sent."""

import ast

import pytest

from tests.house.tree import name_of, of, text, tree

PARSERS = {"int", "float", "Decimal", "fromisoformat", "strptime", "isdecimal", "isdigit"}
ALLOWED = {
    "minga/ground/forms.py": "the reader itself",
    "minga/transit/editor/pages.py": "the day of publishing, and the revision that was seen",
    "minga/programme/core/pages/nodes.py": "no form: `?after=` of the address",
    "minga/programme/listening/pages/challenges.py": "no form: `?after=` of the address",
    "minga/programme/vision/pages/roadmap.py": "no form: `?since=` of the address",
}
"""Files that still read numbers or dates from a form by hand, and why."""


def parsers(module: ast.AST) -> list[int]:
    """The lines that make a number or a date of something."""
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in PARSERS
    ]


def test_no_page_parses_numbers_or_dates_of_a_form_by_hand() -> None:
    by_hand = {
        name_of(path): lines
        for path in of("minga")
        if ".POST" in text(path) and (lines := parsers(tree(path)))
    }
    assert set(by_hand) == set(ALLOWED), by_hand


@pytest.mark.parametrize(
    "source",
    ["int(request.POST['n'])", "date.fromisoformat(text)", "text.isdecimal()", "float(text)"],
)
def test_the_test_finds_a_parser(source: str) -> None:
    assert parsers(ast.parse(source)) == [1]
