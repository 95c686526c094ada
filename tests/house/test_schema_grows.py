"""The schema only grows: a migration that was once merged is what running cities have run."""

import tomllib
from collections.abc import Mapping
from hashlib import sha256

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from tests.house import tree

pytestmark = pytest.mark.house

FILE = tree.ROOT / "tests" / "house" / "migrations.toml"


def digests() -> dict[str, str]:
    """Every migration of ours, by room and name, with the digest of its text."""
    return {
        f"{path.parents[1].name}.{path.stem}": sha256(path.read_bytes()).hexdigest()
        for path in tree.files("*/migrations/*.py")
        if path.stem != "__init__" and tree.name_of(path).startswith("minga/")
    }


def troubles(now: Mapping[str, str], merged: Mapping[str, str]) -> list[str]:
    """What is wrong with the migrations of today, beside those that were merged."""
    changed = [f"{one}: merged, and changed since" for one in merged if now.get(one) != merged[one]]
    new = [f'"{one}" = "{now[one]}" belongs into {FILE.name}' for one in now.keys() - merged.keys()]
    return changed + sorted(new)


def test_no_merged_migration_changes() -> None:
    merged = tomllib.loads(tree.text(FILE))
    assert len(merged) >= 7
    assert troubles(digests(), merged) == [], "write a new migration instead"


def test_a_change_a_loss_and_a_new_one_are_found() -> None:
    merged = {"a.0001_initial": "1", "b.0001_initial": "2"}
    assert troubles(merged, merged) == []
    assert len(troubles({**merged, "a.0001_initial": "3"}, merged)) == 1
    assert len(troubles({"a.0001_initial": "1"}, merged)) == 1
    [line] = troubles({**merged, "a.0002_more": "3"}, merged)
    assert line.startswith('"a.0002_more" = "3"')


def test_no_model_is_ahead_of_the_migrations() -> None:
    with translation.override(None):  # as the command does: migrations hold untranslated words
        loader = MigrationLoader(None)
        models = ProjectState.from_apps(apps)
        changes = MigrationAutodetector(loader.project_state(), models).changes(graph=loader.graph)
    told = {room: [one.operations for one in new] for room, new in changes.items()}
    assert told == {}, "write the migration: minga makemigrations"
