"""The locks are complete, agree with each other, and name no host."""

import json
import re
import tomllib

import pytest

from tests.bootstrap.doors import ROOT

LOCKS = ["runtime", "test", "node"]
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


def test_test_lock_holds_the_runtime_at_the_same_versions():
    missing = set(PIN.findall(lock_text("runtime"))) - set(PIN.findall(lock_text("test")))
    assert not missing


def test_package_metadata_asks_for_what_the_lock_was_made_from():
    wanted = [
        line
        for line in (ROOT / "requirements/runtime.in").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dependencies"] == wanted


def test_front_end_lock_names_no_host_and_hashes_everything():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    asked = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    for path, entry in packages.items():
        assert "resolved" not in entry, path
        assert entry["integrity"].startswith("sha512-"), path
    for name, version in asked.items():
        assert packages[f"node_modules/{name}"]["version"] == version
