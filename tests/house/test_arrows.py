"""What the import arrows cannot see: who writes, who reads the clock, what a fact may hold."""

import ast
import importlib
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from django.apps import apps

from minga.ground.facts import REGISTRY, Fact
from tests.house import tree

pytestmark = pytest.mark.house

WRITES = {
    "save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create",
    "update_or_create", "aupdate", "asave", "acreate", "adelete",
}  # fmt: skip
# The floor under the rooms keeps its own books: facts, errands, signs of life, allowances.
OWN_BOOKS = {f"minga/ground/{name}.py" for name in ("work", "worker", "heartbeat", "rate_limit")}
# Not database rows: a digest, a picture, a set.
NO_ROWS = {
    "router.delete", "digest.update", "clean.save", "font.save", "reduced.save", "merged.save",
    "self._book.save", "np.save", "self.__dict__.update",
}  # fmt: skip
CLOCK = {"now", "timezone.now", "datetime.now", "datetime.today", "date.today", "time.time"}
CLOCKLESS = {
    "rules", "events", "models", "queries", "actions", "present", "verbs", "intake", "reactions",
    "atlas", "boundaries", "authority", "shapes", "phrases", "facts", "work", "worker", "geo",
    "roles", "privacy", "signing", "city_setup",
}  # fmt: skip


def is_action(path: Path) -> bool:
    return "actions" in (path.stem, path.parent.name)


def test_only_actions_write() -> None:
    writers = [
        f"{tree.name_of(path)}:{line} {called}"
        for path in tree.of("minga")
        if not is_action(path) and tree.name_of(path) not in OWN_BOOKS
        for line, called in tree.calls(path)
        if called.rsplit(".", 1)[-1] in WRITES and "." in called and called not in NO_ROWS
    ]
    assert writers == []


def test_the_demo_speaks_through_actions_only() -> None:
    writers = [
        f"{tree.name_of(path)}:{line} {called}"
        for path in tree.of("demo")
        for line, called in tree.calls(path)
        if "objects." in called and called.rsplit(".", 1)[-1] in WRITES
    ]
    assert writers == []


def test_no_sql_is_written_outside_the_named_places() -> None:
    known = {
        "minga/ground/rate_limit.py", "minga/ground/fast_insert.py", "minga/ground/notify.py",
        "minga/ground/work.py",
        "minga/territory/queries.py", "minga/reports/queries.py",
        "minga/participation/workshops/queries.py", "minga/transit/timetables/serving.py",
        "minga/web/doctor.py", "minga/web/prepare.py", "minga/web/schema_check.py",
    }  # fmt: skip
    found = {
        tree.name_of(path)
        for path in tree.of("minga")
        for _, called in tree.calls(path)
        if called.endswith((".execute", ".raw", ".extra", "RawSQL"))
    }
    assert found <= known


def test_the_clock_is_read_at_the_edge_only() -> None:
    readers = [
        f"{tree.name_of(path)}:{line} {called}"
        for path in tree.of("minga")
        if {path.stem, path.parent.name} & CLOCKLESS and "management" not in path.parts
        for line, called in tree.calls(path)
        if called in CLOCK
    ]
    assert readers == []


def actions() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (tree.name_of(path), node)
        for path in tree.of("minga")
        if is_action(path)
        for node in tree.tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def test_actions_take_their_words_by_name() -> None:
    marked = [
        (where, node)
        for where, node in actions()
        if any(ast.unparse(mark) == "action" for mark in node.decorator_list)
    ]
    assert len(marked) > 25
    positional = [f"{where}:{node.name}" for where, node in marked if node.args.args]
    assert positional == []


def test_every_table_of_the_rooms_is_written_by_its_own_room() -> None:
    """An action that writes another room's model would cross the wall."""
    owners = {
        model.__name__: model._meta.app_label for model in apps.get_models() if _is_ours(model)
    }
    crossing = []
    for path in tree.of("minga"):
        if not is_action(path):
            continue
        room = path.relative_to(tree.ROOT / "minga").parts[0]
        for line, called in tree.calls(path):
            model = called.split(".objects.")[0]
            if called.rsplit(".", 1)[-1] in WRITES and owners.get(model, room) != room:
                crossing.append(f"{tree.name_of(path)}:{line} {called}")
    assert crossing == []


def _is_ours(model: type) -> bool:
    return model.__module__.startswith("minga.")


# ------------------------------------------------------------------ facts


def kinds() -> list[type[Fact]]:
    for path in tree.of("minga"):
        if path.stem == "events":
            importlib.import_module(tree.module_of(path))
    return [kind for kind in REGISTRY.values() if kind.__module__.startswith("minga.")]


def test_every_fact_has_a_sentence_and_frozen_plain_fields() -> None:
    plain = {
        "int", "str", "float", "bool", "int | None", "str | None", "float | None", "bool | None",
    }  # fmt: skip
    for kind in kinds():
        assert kind.__doc__, kind
        assert kind.__doc__.rstrip().endswith("."), kind
        assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined]
        for field in fields(kind):
            told = (
                field.type
                if isinstance(field.type, str)
                else getattr(field.type, "__name__", str(field.type))
            )
            assert told in plain, f"{kind.__name__}.{field.name}: {told}"
            # In a workshop "note" is the public id of one.
            words = {"text", "name", "contact", "email", "address", "note"}
            is_id = (
                kind.__module__ == "minga.participation.workshops.events" and field.name == "note"
            )
            assert field.name not in words or is_id, field.name
            assert field.default is MISSING or field.default in (None, False, "api"), field.name


def test_every_fact_is_named_in_its_rooms_page() -> None:
    for kind in kinds():
        room = kind.__module__.split(".")[1]
        page = tree.text(tree.ROOT / "minga" / room / "README.md")
        assert f"`{kind.NAME}`" in page, f"{kind.NAME} is not in minga/{room}/README.md"


def test_what_the_stream_carries_is_a_short_list_of_codes() -> None:
    allowed = {
        "report", "category", "state", "area", "body", "city",
        "workshop", "revision", "board", "note", "round", "timer", "grouping",
        "programme", "component", "phase", "node", "kind", "alert",
    }  # fmt: skip
    assert {name for kind in kinds() for name in kind.STREAMED} == allowed
