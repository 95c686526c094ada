"""What the recorded list says (`persisted.toml`), and what the code says today."""

import importlib
import tomllib
from dataclasses import MISSING, fields
from typing import Any

from minga.ground.facts import REGISTRY, Fact
from minga.ground.worker import REACTIONS
from tests.house import tree

FILE = tree.ROOT / "tests" / "house" / "persisted.toml"


def recorded(part: str) -> Any:
    """One part of the recorded list."""
    return tomllib.loads(tree.text(FILE))[part]


def reactions() -> set[str]:
    """Every name, today's or a former one, under which an errand may wait."""
    return {name for name, one in REACTIONS.items() if one.__module__.startswith("minga.")}


def facts() -> dict[str, type[Fact]]:
    """Every name, today's or a former one, under which an event may be stored."""
    for path in tree.of("minga"):
        if path.stem == "events":
            importlib.import_module(tree.module_of(path))
    return {name: kind for name, kind in REGISTRY.items() if kind.__module__.startswith("minga.")}


def required(kind: type[Fact]) -> set[str]:
    """The fields without which a stored fact of this kind cannot be read."""
    return {field.name for field in fields(kind) if _has_no_default(field)} - {"city_id"}


def optional(kind: type[Fact]) -> set[str]:
    """The fields that may be missing from a stored fact of this kind."""
    return {field.name for field in fields(kind) if not _has_no_default(field)}


def _has_no_default(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING
