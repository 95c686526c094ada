"""Feeds that are broken in a thousand ways are read or refused, with rows; nothing else."""

import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from minga.ground.clock import now
from minga.kernels.planner import FeedRefused
from minga.territory.models import City
from minga.transit.feeds.importing.reading import Reading, read
from minga.transit.feeds.importing.stop_sequences import Sequences, sequences_of
from minga.transit.models import Line
from tests.transit.worlds import brought, crossing, written

pytestmark = pytest.mark.slow
ODD = (
    "", " ", "-1", "47:99:00", "99999999999", "nan", "1e400", "ñandú", "\0", '"', "x" * 200, "🚌",
    "20261301", "'; DROP TABLE", "../../etc", "NULL", "-36.8,", "\n",
)  # fmt: skip


def test_one_odd_cell_is_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(3)
    whole = crossing()
    told = {"read": 0, "refused": 0}
    for _ in range(150):
        tables: dict[str, list[dict[str, Any]]] = {
            name: [dict(row) for row in rows] for name, rows in whole.items()
        }
        for _ in range(chance.randint(1, 3)):
            table = chance.choice([name for name, rows in tables.items() if rows])
            row = chance.choice(tables[table])
            row[chance.choice(list(row))] = chance.choice(ODD)
        try:
            reading = read(written(tmp_path / "odd.zip", tables), "odd")
        except FeedRefused as refused:
            told["refused"] += bool(refused.notices)
            continue
        assert isinstance(reading, Reading)
        told["read"] += 1
    assert min(told.values()) > 10


def test_broken_zip_is_refused(tmp_path: Path, drawn_feed: Path) -> None:
    chance, whole, refused = random.Random(5), drawn_feed.read_bytes(), 0
    path = tmp_path / "broken.zip"
    for _ in range(100):
        told = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            told[chance.randrange(len(told))] = chance.randrange(256)
        path.write_bytes(told[: chance.randrange(1, len(told) + 1)])
        try:
            read(path, "broken")
        except FeedRefused:
            refused += 1
    assert refused > 50


def test_bomb_and_traversal_leave_no_trace(city: City, tmp_path: Path, settings: Any) -> None:
    for name, content in (("stops.txt", b"0" * (64 * 2**20)), ("../../stops.txt", b"stop_id\nA\n")):
        path = tmp_path / "bad.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        with pytest.raises(FeedRefused):
            brought(city, path, at=now())
        kept = Path(settings.MINGA_DATA) / "transit"
        assert [path for path in kept.rglob("*") if path.is_file()] == []


def test_ids_too_long_for_a_column_are_refused(tmp_path: Path) -> None:
    tables = crossing()
    tables["stops"][0]["stop_id"] = "A" * 121
    for row in tables["stop_times"]:
        if row["stop_id"] == "A":
            row["stop_id"] = "A" * 121
    with pytest.raises(FeedRefused) as refused:
        read(written(tmp_path / "long.zip", tables), "long")
    assert [(notice.code, notice.row) for notice in refused.value.notices] == [("id_invalid", 2)]


def test_ids_that_look_alike_get_numbers(city: City, tmp_path: Path) -> None:
    tables = crossing()
    again = dict(tables["routes"][0]) | {"route_id": "6.2"}
    more = dict(tables["routes"][0]) | {"route_id": "6 2"}
    trips = [row for row in tables["trips"] if row["route_id"] == "62"]
    trips[0]["route_id"], trips[1]["route_id"] = "6.2", "6 2"
    tables["routes"] += [again, more]
    brought(city, written(tmp_path / "alike.zip", tables), at=now())
    codes = dict(Line.objects.values_list("route_id", "code"))
    assert codes["62"] == "lineas-62"
    assert {codes["6.2"], codes["6 2"]} == {"lineas-6-2", "lineas-62-2"}


def test_numbers_of_stops_need_only_rise(tmp_path: Path) -> None:
    from minga.kernels.transit.compile.feed import read_feed

    tables = crossing()
    rows = [row for row in tables["stop_times"] if row["trip_id"] == "62-out-3"]
    for row, number in zip(rows, (2, 7, 13, 19), strict=True):
        row["stop_sequence"] = number
    sequences = Sequences(sequences_of(read_feed(written(tmp_path / "gaps.zip", tables))))
    assert [sequences.position("62-out-3", number) for number in (2, 7, 13, 19)] == [0, 1, 2, 3]
    assert sequences.position("62-out-3", 3) is None
    assert sequences.position("62-out-4", 3) == 3
    assert sequences.position("62-out-4", -1) is None
