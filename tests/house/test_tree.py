"""What may not be in the tree: hosts of registries, paths of one machine, addresses of people."""

import re

import pytest

from tests.house import tree

pytestmark = pytest.mark.house

TEXT = (
    "*.py", "*.md", "*.toml", "*.txt", "*.json", "*.html", "*.css", "*.js", "*.po", "*.yml",
    "*.in", "*.geojson", "*.svg", "Makefile", "start", "test", "run",
)  # fmt: skip
RESERVED = re.compile(
    r"(^|[.@])(invalid|example|test|localhost|127\.0\.0\.1|example\.(org|com|net))$"
)
# Named so that these patterns do not find themselves.
REGISTRIES = "|".join(
    ("pypi" + r"\.org", "pythonhosted" + r"\.org", "registry" + r"\.npmjs\.org", "npmjs" + r"\.com")
)
MACHINE = re.compile("(?<![\\w.])/(?:home|Users|root|work" + r")/[\w.-]+")


def pages() -> list[tuple[str, str]]:
    found = []
    for path in tree.files(*TEXT):
        if tree.name_of(path) != "tests/house/test_tree.py":
            found.append((tree.name_of(path), tree.text(path)))
    assert len(found) > 200
    return found


def test_no_registry_is_named() -> None:
    named = [name for name, text in pages() if re.search(REGISTRIES, text)]
    assert named == []


def test_no_path_of_one_machine_is_named() -> None:
    named = [
        f"{name}: {found.group()}"
        for name, text in pages()
        for found in MACHINE.finditer(text)
        if "/home/minga" not in found.group()
    ]
    assert named == []


def test_no_address_could_be_somebodys() -> None:
    address = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
    real = [
        f"{name}: {found.group()}"
        for name, text in pages()
        for found in address.finditer(text)
        if not RESERVED.search(found.group(1).lower()) and not name.startswith("package-lock")
    ]
    assert real == []


def test_nothing_is_left_to_do() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    left = [
        f"{name}: {found.group()}"
        for name, text in pages()
        if name.endswith((".py", ".js", ".css", ".html", ".md"))
        for found in mark.finditer(text)
        if "XXX" not in found.group() or name != "ops/phrases.py"
    ]
    assert left == []


def test_no_third_partys_file_is_kept() -> None:
    packed = [
        tree.name_of(path)
        for path in tree.files()
        if re.search(r"\.(min\.js|min\.css|woff2?|ttf|whl|tar\.gz|zip|mo|sqlite3|pyc)$", path.name)
    ]
    assert packed == []


def test_every_folder_of_tests_has_its_own_names() -> None:
    """pytest imports test files by their bare name."""
    names = [path.stem for path in tree.of("tests") if path.stem.startswith("test_")]
    assert sorted({name for name in names if names.count(name) > 1}) == []
