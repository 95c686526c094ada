"""The locks are complete, agree with each other, and name no host."""

import json
import re
import tomllib

import pytest

from tests.bootstrap.doors import ROOT

LOCKS = ["runtime", "build", "test", "node"]
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; (.*?))? \\$", re.MULTILINE)


def lock_text(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_requirement_lock_names_no_host_and_hashes_everything(name):
    text = lock_text(name)
    assert "://" not in text
    assert "index-url" not in text
    for entry in re.split(r"\n(?=[a-z0-9])", text):
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("name", ["runtime", "build"])
def test_test_lock_holds_what_start_installs_at_the_same_versions(name):
    missing = set(PIN.findall(lock_text(name))) - set(PIN.findall(lock_text("test")))
    assert not missing


def test_package_metadata_asks_for_what_the_locks_were_made_from():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dependencies"] == asked("runtime")
    assert project["optional-dependencies"]["build"] == asked("build")


def asked(name: str) -> list[str]:
    lines = (ROOT / "requirements" / f"{name}.in").read_text("utf-8").splitlines()
    return [line for line in lines if line and line[0] not in "#-"]


def test_front_end_lock_names_no_host_and_hashes_everything():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    for path, entry in packages.items():
        assert "resolved" not in entry, path
        assert entry["integrity"].startswith("sha512-"), path
    for name, version in asked.items():
        assert packages[f"node_modules/{name}"]["version"] == version
