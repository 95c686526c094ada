"""The documents tell the truth: settings, commands, routes, headers, decisions."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from django.core.management import load_command_class
from django.test import Client

from minga.reports.official_actions import OFFICIAL_ACTIONS
from minga.reports.rules import State
from minga.web.env import SETTINGS
from tests.house import tree

pytestmark = pytest.mark.house

README = (tree.ROOT / "README.md", tree.ROOT / "README.es.md")
DOCS = tree.ROOT / "docs"
ROOMS = (
    "ground", "people", "territory", "reports", "transit", "participation", "programme", "kernels",
    "web",
)  # fmt: skip


@pytest.mark.parametrize("page", README, ids=lambda page: page.name)
def test_readme_lists_every_setting_with_its_default(page: Path) -> None:
    rows = [line for line in tree.text(page).splitlines() if line.startswith("| `MINGA_")]
    listed = {row.split("`")[1]: row for row in rows}
    assert set(listed) == {setting.name for setting in SETTINGS}
    for setting in SETTINGS:
        if setting.default:
            assert setting.default in listed[setting.name], setting.name


def test_no_setting_is_read_that_the_table_does_not_know() -> None:
    known = {setting.name for setting in SETTINGS}
    # Of the tests and of the set-up, not of an installation.
    ours = {
        "MINGA_REAL_DATA", "MINGA_TEST_POSTGRES", "MINGA_CHROMIUM", "MINGA_SHOTS",
        "MINGA_FORBID_SKIPS",
    }  # fmt: skip
    read = {
        name
        for path in (*tree.of("minga"), *tree.of("demo"))
        for name in re.findall(r"[\"'](MINGA_[A-Z_]+)[\"']", tree.text(path))
    }
    assert read - known - ours == set()


def commands() -> list[str]:
    return sorted(
        path.stem
        for path in tree.of("minga/web/management/commands")
        if not path.stem.startswith("_")
    )


def test_every_command_is_named_in_a_document() -> None:
    pages = [*README, *tree.files("docs/*.md", "docs/guide/*/*.md"), *tree.files("CONTRIBUTING.md")]
    text = "\n".join(tree.text(page) for page in pages if page.is_file())
    text += "".join(tree.text(tree.ROOT / "minga" / room / "README.md") for room in ROOMS)
    # The supervisor starts it; people do not.
    unnamed = [name for name in commands() if f"minga {name}" not in text and name != "web"]
    assert unnamed == []


def shown() -> list[str]:
    """The commands that documents tell people to type, without those that only show a shape."""
    pages = (*README, *tree.files("docs/guide/*/*.md"))
    text = "\n".join(tree.text(page) for page in pages)
    lines = "\n".join(re.findall(r"```sh\n(.+?)```", text, re.DOTALL)).splitlines()
    typed = [line.split("#")[0].strip() for line in lines if "bin/minga " in line]
    return sorted(set(typed))


@pytest.mark.parametrize("line", shown())
def test_command_in_a_document_can_be_typed_as_it_stands(line: str) -> None:
    name, *words = shlex.split(line.partition("bin/minga ")[2])
    parser = load_command_class("minga.web", name).create_parser("minga", name)
    parser.parse_args(words)


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_page(room: str) -> None:
    page = tree.text(tree.ROOT / "minga" / room / "README.md")
    assert page.startswith("# ")
    assert 5 <= len(page.splitlines()) <= 80


@pytest.mark.parametrize("room", ROOMS)
def test_files_that_a_rooms_page_names_exist(room: str) -> None:
    folder = tree.ROOT / "minga" / room
    page = tree.text(folder / "README.md")
    missing = [
        name
        for row in re.findall(r"^\| (.+?) \|", page, re.MULTILINE)
        for name in re.findall(r"`([a-z_/]+?)/?`", row)
        if not any((folder / path).exists() for path in (name, f"{name}.py", f"pages/{name}.py"))
    ]
    assert missing == []


def test_local_links_of_the_documents_lead_somewhere() -> None:
    broken = []
    for page in tree.files("*.md"):
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", tree.text(page)):
            is_local = "://" not in link and not link.startswith("mailto:")
            if is_local and not (page.parent / link).exists():
                broken.append(f"{tree.name_of(page)}: {link}")
    assert broken == []


def test_decisions_are_numbered_short_and_whole() -> None:
    records = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [int(path.name[:4]) for path in records]
    assert numbers == list(range(1, len(records) + 1))
    assert len(records) >= 11
    for path in records:
        text = path.read_text("utf-8")
        assert text.startswith("# "), path
        assert len(text.splitlines()) <= 25, path


def test_no_document_draws_with_mermaid() -> None:
    assert [
        tree.name_of(path) for path in tree.files("*.md") if "```mermaid" in tree.text(path)
    ] == []


# ------------------------------------------------------------------ docs/api.md


@pytest.fixture(scope="module")
def schema() -> Any:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return json.loads(answer.content)


def plain(path: str) -> str:
    """A route without the names of its varying parts."""
    return re.sub(r"[{<][^}>]*[}>]", "*", path.split("?")[0])


def test_api_page_and_schema_name_the_same_routes(schema: Any) -> None:
    page = tree.text(DOCS / "api.md")
    told = {
        (method, plain(path))
        for method, path in re.findall(r"`(GET|POST|PATCH|DELETE) (/api/v1/\S+?)`", page)
    }
    served = {
        (method.upper(), plain(path))
        for path, methods in schema["paths"].items()
        for method in methods
    }
    told.discard(("GET", "/api/v1/openapi.json"))
    assert told == served


def test_api_page_names_every_official_action_with_its_arguments() -> None:
    page = tree.text(DOCS / "api.md")
    for name, action in OFFICIAL_ACTIONS.items():
        assert f"`{name}`" in page, name
        assert all(f"`{argument}`" in page for argument in action.takes), name


def test_api_page_tells_headers_streams_and_errors() -> None:
    page = tree.text(DOCS / "api.md")
    for word in (
        "Idempotency-Key", "X-Device", "Authorization: Bearer", "Accept-Language", "Retry-After",
        "Last-Event-ID", "/live/public", "/live/control", "reset",
        '{"errors":[{"field","message"}]}',
        "64 kB", "ETag", "304", "409", "413", "422", "429",
    ):  # fmt: skip
        assert word in page, word


def test_schema_names_the_states(schema: Any) -> None:
    states = schema["components"]["schemas"]["State"]["enum"]
    assert states == [state.value for state in State]


def test_every_setting_has_a_meaning() -> None:
    assert all(len(setting.meaning) > 10 for setting in SETTINGS)
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
