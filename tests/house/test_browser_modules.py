"""Every module that a browser gets is checked by tsc, with a type for every name."""

import json
import re

import pytest

from minga.web.assets.files import TYPES
from tests.house import tree

pytestmark = pytest.mark.house

UNCHECKED = re.compile(r"@ts-(nocheck|ignore|expect-error)")
LOOSER = ("exclude", "files", "extends")


def modules() -> list[str]:
    return [tree.name_of(path) for path in tree.files("*.js", "*.mjs", "*.cjs")]


def test_one_strict_list_holds_every_module() -> None:
    assert [tree.name_of(path) for path in tree.files("*tsconfig*.json")] == ["tsconfig.json"]
    config = json.loads(tree.text(tree.ROOT / "tsconfig.json"))
    options = config["compilerOptions"]
    assert all(options[name] is True for name in ("strict", "allowJs", "checkJs"))
    assert not [name for name, value in options.items() if value is False]
    assert not [name for name in LOOSER if name in config]
    assert "minga/*/static/**/*.js" in config["include"]
    ours = [name for name in modules() if name.startswith("minga/")]
    assert len(ours) > 100
    assert not [name for name in ours if not re.fullmatch(r"minga/\w+/static/.+\.js", name)]


def test_no_module_hides_a_line_from_the_check() -> None:
    served = [path for path in tree.files("*.js") if "static" in path.parts]
    assert not [tree.name_of(path) for path in served if UNCHECKED.search(tree.text(path))]


def test_what_is_left_out_of_served_modules_tells_types() -> None:
    served = [path for path in tree.files("*.js") if "static" in path.parts]
    left_out = [
        (tree.name_of(path), comment[0])
        for path in served
        for comment in TYPES.finditer(path.read_bytes())
    ]
    assert len(left_out) > 500
    assert not [(name, comment) for name, comment in left_out if b" @" not in comment]
