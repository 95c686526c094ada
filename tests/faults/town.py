"""A small city on a data folder and a database of its own, for tests that break things."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.prepared import template_on
from tests.running import Running

POSTGRES = os.environ.get("MINGA_DATABASE_URL", "")
"""The server on which the whole suite runs; empty: the embedded database."""
TEST_POSTGRES = os.environ.get("MINGA_TEST_POSTGRES", "")
"""The server of tests that want PostgreSQL in any case."""


@contextmanager
def fresh_database(server: str, *, like: str = "") -> Iterator[str]:
    """The URL of a database without a city, dropped at the end; "" stays "" (SQLite).

    `like`: its template, where it should not be the migrated one of this run.
    """
    if not server:
        yield ""
        return
    name = f"minga_{secrets.token_hex(6)}"
    template = sql.Identifier(like or template_on(server) or "template1")
    with psycopg.connect(server, autocommit=True) as keeper:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        keeper.execute(make.format(sql.Identifier(name), template))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as keeper:
            keeper.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def settled(folder: Path, *, database: str = "", workers: int = 2, **settings: str) -> Running:
    """A Minga with a city of two comunas in this folder, made but not started."""
    folder.mkdir(parents=True, exist_ok=True)
    running = Running(folder, workers=workers, MINGA_DATABASE_URL=database, **settings)
    boundaries = folder / "comunas.geojson"
    features = [_comuna("N", "Comuna Norte", -73.1), _comuna("S", "Comuna Sur", -73.0)]
    boundaries.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    named = ("--name", "Ciudad de prueba", "--boundaries", str(boundaries))
    running.minga("city", "new", "prueba", *named)
    return running


def _comuna(code: str, name: str, west: float) -> dict[str, object]:
    east, south, north = west + 0.1, -36.9, -36.8
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    outline = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": outline}


def operator_token(running: Running) -> str:
    """A bearer token that sees every report of the city."""
    return running.minga("token", "new", "--role", "operator")


@contextmanager
def town(
    folder: Path, *, server: str = POSTGRES, workers: int = 2, **settings: str
) -> Iterator[Running]:
    """A running city on a database of its own."""
    with fresh_database(server) as database:
        running = settled(folder, database=database, workers=workers, **settings)
        with running:
            yield running


def rows(running: Running, query: str, *values: object) -> list[Any]:
    """What the database itself says, asked beside the running processes; `%s` for values."""
    database = running.env["MINGA_DATABASE_URL"]
    if database:
        with psycopg.connect(database) as reader:
            return reader.execute(query.encode(), values).fetchall()
    reader = _sqlite().connect(running.data / "minga.sqlite3")
    try:
        found: list[Any] = reader.execute(query.replace("%s", "?"), values).fetchall()
        return found
    finally:
        reader.close()


def newest_event(running: Running) -> int:
    """The id of the last fact."""
    return int(rows(running, "SELECT coalesce(max(id), 0) FROM ground_event")[0][0])


def _sqlite() -> Any:
    # The library that Minga writes with, where there is one: never two versions on one file.
    try:
        return import_module("pysqlite3")
    except ImportError:
        return import_module("sqlite3")


def receipts_in(running: Running) -> set[str]:
    """The receipts of every stored report."""
    return {receipt for (receipt,) in rows(running, "SELECT receipt FROM reports_report")}


def integrity(running: Running) -> str:
    """SQLite's own verdict on its file: "ok", or what is broken."""
    return str(rows(running, "PRAGMA integrity_check")[0][0])
