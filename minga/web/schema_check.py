"""Are the tables what the models need? The real schema beside the models, on both engines.

Migrations say what was run, not what is there: a database of an early version, or one that was
restored in part, may lack tables and columns that its list of migrations promises.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, router
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

FAMILY = {
    "varchar": "text",
    "char": "text",
    "character varying": "text",
    "smallint": "number",
    "integer": "number",
    "bigint": "number",
}
"""Types that can stand for each other; what is not here stands for itself."""
SQLITE_COLUMNS = """
    SELECT name, type, "notnull" OR pk, dflt_value IS NOT NULL OR pk FROM pragma_table_info(%s)
"""
POSTGRES_COLUMNS = """
    SELECT attname, format_type(atttypid, atttypmod), attnotnull, atthasdef OR attidentity <> ''
    FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped
"""


class Fault(NamedTuple):
    """One thing that is not as the models need it: what it is, in words and as a code."""

    code: str
    words: str | Promise


class Column(NamedTuple):
    """One real column: its type as the engine says it; must it be filled, does it fill itself?"""

    kind: str
    is_filled: bool
    has_default: bool


class Rules(NamedTuple):
    """What holds in a real table: names of rules and indexes, unique columns, those that point."""

    names: set[str]
    unique: set[tuple[str, ...]]
    pointing: set[str]


def faults() -> list[Fault]:
    """Everything that is missing or not as it should be. Raises DatabaseError."""
    return [fault for alias in _aliases() for fault in _faults_of(alias)]


@cache
def faults_at_start() -> tuple[Fault, ...]:
    """As `faults`, looked for once in the life of a process. Raises DatabaseError."""
    return tuple(faults())


def _aliases() -> list[str]:
    # On PostgreSQL the counters are tables of the same database.
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        return [DEFAULT_DB_ALIAS]
    return list(connections)


def _faults_of(alias: str) -> Iterator[Fault]:
    connection = connections[alias]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.managed or not router.allow_migrate_model(alias, model):
                continue
            table = model._meta.db_table
            if table not in tables:
                yield Fault(
                    f"table {table}", format_lazy(_("the table {name} is missing"), name=table)
                )
                continue
            yield from _faults_of_columns(connection, cursor, model)
            yield from _faults_of_rules(connection, cursor, model)


def _faults_of_columns(connection: Any, cursor: Any, model: type[models.Model]) -> Iterator[Fault]:
    table = model._meta.db_table
    real = _columns(connection, cursor, table)
    wanted = {str(field.column): field for field in model._meta.local_concrete_fields}
    for column, field in wanted.items():
        name = f"{table}.{column}"
        row = real.get(column)
        if row is None:
            yield Fault(f"column {name}", format_lazy(_("the column {name} is missing"), name=name))
            continue
        kind, own = _family(row.kind), _family(field.db_type(connection) or "")
        if kind != own:
            message = _("the column {name} holds {kind} instead of {own}")
            yield Fault(f"type {name}", format_lazy(message, name=name, kind=kind, own=own))
        if row.is_filled and field.null:
            message = _("the column {name} must be filled, and should not have to")
            yield Fault(f"filled {name}", format_lazy(message, name=name))
        if not row.is_filled and not field.null:
            message = _("the column {name} may be empty, and must not")
            yield Fault(f"empty {name}", format_lazy(message, name=name))
    for column in sorted(real.keys() - wanted.keys()):
        if real[column].is_filled and not real[column].has_default:
            name = f"{table}.{column}"
            message = _("the column {name} must be filled, and this version does not know it")
            yield Fault(f"unknown {name}", format_lazy(message, name=name))


def _columns(connection: Any, cursor: Any, table: str) -> dict[str, Column]:
    if connection.vendor == "postgresql":
        cursor.execute(POSTGRES_COLUMNS, [f'"{table}"'])
    else:
        cursor.execute(SQLITE_COLUMNS, [table])
    return {
        name: Column(kind, bool(filled), bool(default))
        for name, kind, filled, default in cursor.fetchall()
    }


def _family(kind: str) -> str:
    plain = kind.lower().partition("(")[0].removesuffix(" unsigned").strip()
    return FAMILY.get(plain, plain) if "with" not in kind else kind


def _faults_of_rules(connection: Any, cursor: Any, model: type[models.Model]) -> Iterator[Fault]:
    """Constraints and indexes by name; what is unique or points elsewhere, by its columns."""
    table, meta = model._meta.db_table, model._meta
    real = _rules(connection, cursor, table)
    for rule in (*meta.constraints, *meta.indexes):
        if rule.name not in real.names:
            message = _("the rule or index {name} of the table {table} is missing")
            yield Fault(f"rule {rule.name}", format_lazy(message, name=rule.name, table=table))
    for field in meta.local_concrete_fields:
        name = f"{table}.{field.column}"
        if field.unique and (field.column,) not in real.unique:
            message = _("the column {name} should be unique")
            yield Fault(f"unique {name}", format_lazy(message, name=name))
        if field.is_relation and field.column not in real.pointing:
            message = _("the column {name} should point to another table")
            yield Fault(f"pointer {name}", format_lazy(message, name=name))
    for together in meta.unique_together:
        columns = tuple(str(getattr(meta.get_field(field), "column", field)) for field in together)
        if columns not in real.unique:
            name = f"{table}.{'+'.join(columns)}"
            message = _("the columns {name} should be unique together")
            yield Fault(f"unique {name}", format_lazy(message, name=name))


def _rules(connection: Any, cursor: Any, table: str) -> Rules:
    if connection.vendor == "postgresql":
        constraints = connection.introspection.get_constraints(cursor, table)
        return Rules(
            set(constraints),
            {
                tuple(row["columns"])
                for row in constraints.values()
                if row["unique"] or row["primary_key"]
            },
            {row["columns"][0] for row in constraints.values() if row["foreign_key"]},
        )
    cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
    names = set(re.findall(r'CONSTRAINT "([^"]+)"', cursor.fetchone()[0]))
    cursor.execute('SELECT name, "unique" AND NOT partial FROM pragma_index_list(%s)', [table])
    indexes = cursor.fetchall()
    unique = set()
    for index in [name for name, is_unique in indexes if is_unique]:
        cursor.execute("SELECT name FROM pragma_index_info(%s) ORDER BY seqno", [index])
        unique.add(tuple(name for (name,) in cursor.fetchall()))
    cursor.execute("SELECT name FROM pragma_table_info(%s) WHERE pk ORDER BY pk", [table])
    unique.add(tuple(name for (name,) in cursor.fetchall()))
    cursor.execute('SELECT "from" FROM pragma_foreign_key_list(%s)', [table])
    pointing = {name for (name,) in cursor.fetchall()}
    return Rules(names | {name for name, _ in indexes}, unique, pointing)
