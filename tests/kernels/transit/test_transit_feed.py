"""Feeds that are broken or hostile: refused with rows, never a traceback."""

import datetime
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.kernels.planner import FeedRefused, Network
from minga.kernels.transit.compile import archive
from minga.kernels.transit.compile.feed import read_feed
from tests.kernels.transit.drawn import DAY, feed

pytestmark = pytest.mark.slow

WORLD = """
stop A 0 0
stop B 5000 0
walk A B 120
trip t1 R daily A 8:00 B 8:10
trip t2 R daily A 0:00 B 0:10
every t2 9:00 10:00 600 1
shape S 0,0 5000,0
"""


def contents(folder: Path) -> dict[str, str]:
    with zipfile.ZipFile(feed(folder / "world.zip", WORLD)) as good:
        return {name: good.read(name).decode() for name in good.namelist()}


def zipped(folder: Path, files: dict[str, str | bytes]) -> Path:
    path = folder / "changed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bad:
        for name, text in files.items():
            bad.writestr(name, text)
    return path


def refused(folder: Path, path: Path) -> list[tuple[str, str, int]]:
    with pytest.raises(FeedRefused) as caught:
        Network.compile([path], DAY, folder / "out")
    assert not (folder / "out" / "about.json").exists()
    return [(notice.code, notice.file, notice.row) for notice in caught.value.notices]


def noticed(folder: Path, path: Path) -> list[tuple[str, str, int]]:
    """What is told of a feed, be it refused or not."""
    try:
        notices = Network.compile([path], DAY, folder / "out")
    except FeedRefused as refusal:
        notices = refusal.notices
    return [(notice.code, notice.file, notice.row) for notice in notices]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("stop_times.txt", "08:10:00", "47:99:00", ("time_invalid", "stop_times.txt", 3)),
        ("stop_times.txt", "08:10:00", "-1:00:00", ("time_invalid", "stop_times.txt", 3)),
        ("stop_times.txt", "08:10:00", "8:10", ("time_invalid", "stop_times.txt", 3)),
        ("stop_times.txt", "08:10:00,B", "08:10:00,Q", ("stop_unknown", "stop_times.txt", 3)),
        ("stop_times.txt", "t1,08:10:00", "zz,08:10:00", ("trip_unknown", "stop_times.txt", 3)),
        ("stop_times.txt", ",B,1", ",B,0", ("sequence_twice", "stop_times.txt", 3)),
        ("stop_times.txt", ",B,1", ",B,x", ("number_invalid", "stop_times.txt", 3)),
        ("stops.txt", "-36.8", "NaN", ("coordinate_invalid", "stops.txt", 2)),
        ("stops.txt", "-36.8", "inf", ("coordinate_invalid", "stops.txt", 2)),
        ("stops.txt", "-36.8", "-93.1", ("coordinate_invalid", "stops.txt", 2)),
        ("stops.txt", "B,B", "A,B", ("id_twice", "stops.txt", 3)),
        ("trips.txt", "t1,R", "t1,unknown", ("route_unknown", "trips.txt", 2)),
        ("frequencies.txt", ",600,", ",0,", ("headway_invalid", "frequencies.txt", 2)),
        ("frequencies.txt", "09:00:00", "09:61:00", ("time_invalid", "frequencies.txt", 2)),
        ("transfers.txt", "A,B", "A,nowhere", ("stop_unknown", "transfers.txt", 2)),
        ("calendar.txt", "20260101", "20261301", ("date_invalid", "calendar.txt", 2)),
        ("calendar.txt", "20261231", "20260102", ("no_service", "calendar.txt", 0)),
        ("stop_times.txt", "arrival_time", "arrival", ("column_missing", "stop_times.txt", 1)),
        ("shapes.txt", "S,-36.8", "S,north", ("coordinate_invalid", "shapes.txt", 2)),
    ],
)
def test_a_bad_row_is_named(
    tmp_path: Path, file: str, old: str, new: str, told: tuple[str, str, int]
) -> None:
    files = contents(tmp_path)
    assert old in files[file]
    bad = files | {file: files[file].replace(old, new, 1)}
    assert told in noticed(tmp_path, zipped(tmp_path, bad))


BAD_ROWS = [
    ("stop_times.txt", "t1,nine,08:20:00,A,7,0,0", "time_invalid"),
    ("stop_times.txt", "t1,08:20:00,08:20:00,,7,0,0", "stop_unknown"),
    ("stop_times.txt", "zz,08:20:00,08:20:00,A,7,0,0", "trip_unknown"),
    ("stops.txt", "X,X,north,-73,", "coordinate_invalid"),
    ("stops.txt", "A,again,-36.8,-73.05,", "id_twice"),
    ("trips.txt", "x,nowhere,daily,,", "route_unknown"),
    ("frequencies.txt", "t2,12:00:00,13:00:00,0,0", "headway_invalid"),
    ("frequencies.txt", "zz,12:00:00,13:00:00,600,0", "trip_unknown"),
    ("calendar.txt", "late,1,1,1,1,1,1,1,20261301,20261231", "date_invalid"),
    ("transfers.txt", "A,nowhere,2,60", "stop_unknown"),
    ("transfers.txt", "A,B,two,60", "number_invalid"),
    ("shapes.txt", "S,north,-73,3", "coordinate_invalid"),
]


@pytest.mark.parametrize(("file", "row", "code"), BAD_ROWS)
def test_one_bad_row_does_not_refuse_a_feed(tmp_path: Path, file: str, row: str, code: str) -> None:
    """It is left out and told, and everything else is planned as if it were not there."""
    files = contents(tmp_path)
    path = zipped(tmp_path, files | {file: f"{files[file].rstrip()}\r\n{row}\r\n"})
    notices = Network.compile([path], DAY, tmp_path / "out")
    assert (code, file) in {(notice.code, notice.file) for notice in notices}
    assert not any(notice.is_error for notice in notices)
    network = Network.open(tmp_path / "out")
    assert network.plan("A", "B", 8 * 3600)[0].arrival_s == 8 * 3600 + 120
    assert len(network.departures("A", 8 * 3600)) > 1


def test_what_hangs_from_a_bad_row_goes_with_it(tmp_path: Path) -> None:
    files = contents(tmp_path)
    stops = files["stops.txt"].rstrip() + "\r\nX,X,north,-73,\r\n"
    calls = files["stop_times.txt"].rstrip() + "".join(
        f"\r\nt1,09:0{number}:00,09:0{number}:00,X,{number + 5},0,0" for number in range(5)
    )
    path = zipped(tmp_path, files | {"stops.txt": stops, "stop_times.txt": calls})
    notices = Network.compile([path], DAY, tmp_path / "out")
    assert [notice.code for notice in notices] == ["coordinate_invalid", *["left_out_with_it"] * 5]


def test_a_file_full_of_bad_rows_refuses_the_feed(tmp_path: Path) -> None:
    files = contents(tmp_path)
    bad = files["stop_times.txt"].replace("08:", "eight:").replace("00:", "zero:")
    faults = refused(tmp_path, zipped(tmp_path, files | {"stop_times.txt": bad}))
    assert {code for code, _, _ in faults} == {"time_invalid"}


def test_a_row_of_flexible_service_is_left_out_and_told(tmp_path: Path) -> None:
    """GTFS-Flex: a call at a group of places has no stop and no time."""
    files = contents(tmp_path)
    head, *rows = files["stop_times.txt"].split()
    rows = [f"{row}," for row in rows] + [f"t1,,,,{number},0,0,zone" for number in range(7, 17)]
    text = "\n".join([f"{head},location_group_id", *rows])
    notices = Network.compile([zipped(tmp_path, files | {"stop_times.txt": text})], DAY, tmp_path)
    assert {(notice.code, notice.is_error) for notice in notices} == {("on_demand_unused", False)}
    assert len(Network.open(tmp_path).departures("A", 8 * 3600)) > 1


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-8-sig", "utf-8"])
def test_names_of_any_encoding_are_read(tmp_path: Path, encoding: str) -> None:
    files = contents(tmp_path)
    text = files["stops.txt"].replace("B,B", "B,Ñuñoa").encode(encoding)
    notices = Network.compile([zipped(tmp_path, files | {"stops.txt": text})], DAY, tmp_path)
    codes = [(notice.code, notice.file) for notice in notices]
    assert codes == ([] if "utf-8" in encoding else [("encoding_converted", "stops.txt")])
    assert "Ñuñoa" in Network.open(tmp_path).names.texts["stop_name"].whole()


@pytest.mark.parametrize(
    ("name", "read_as", "code"),
    [
        ('Calle "B" 12', 'Calle "B" 12', None),
        ('"Calle" B', "Calle B", None),
        ('Calle "B', "Calle B", "quote_loose"),
        ('"Calle B', "Calle B", "quote_loose"),
        ('"Calle, B', None, "row_unreadable"),
        (f'"Calle" {"B" * 200_000}', None, "row_unreadable"),
    ],
    ids=["within", "at the front", "one", "one at the front", "with a comma", "without an end"],
)
def test_a_loose_quote_in_a_name_refuses_no_feed(
    tmp_path: Path, name: str, read_as: str | None, code: str | None
) -> None:
    files = contents(tmp_path)
    row = files["stops.txt"].rstrip().split("\r\n")[-1].replace("B,B", f"Z,{name}")
    text = f"{files['stops.txt'].rstrip()}\r\n{row}\r\n"
    path = zipped(tmp_path, files | {"stops.txt": text})
    feed_read = read_feed(path)
    names = dict(feed_read["stops"].select("stop_id", "stop_name").iter_rows())
    assert names.get("Z") == read_as
    notices = [(notice.code, notice.row) for notice in feed_read.notices]
    assert notices == ([(code, 4)] if code else [])
    assert feed_read["stops"]["row"].to_list() == [2, 3, *([4] if read_as else [])]


def test_a_table_full_of_loose_quotes_refuses_the_feed(tmp_path: Path) -> None:
    files = contents(tmp_path)
    text = files["stops.txt"].replace("A,A", 'A,"A').replace("B,B", 'B,"B')
    with pytest.raises(FeedRefused) as caught:
        read_feed(zipped(tmp_path, files | {"stops.txt": text}))
    notice = caught.value.notices[0]
    assert (notice.code, notice.file) == ("csv_unreadable", "stops.txt")


@pytest.mark.parametrize("end", ["\r", "\r\r\n", "\n", "\r\n\r\n"])
def test_lines_end_as_any_system_ends_them(tmp_path: Path, end: str) -> None:
    files = contents(tmp_path)
    changed = {name: text.replace("\r\n", end) + "\x1a" for name, text in files.items()}
    feed_read = read_feed(zipped(tmp_path, changed))
    assert feed_read.notices == []
    assert feed_read["stops"]["stop_id"].to_list() == ["A", "B"]


@pytest.mark.parametrize("file", ["stops.txt", "routes.txt", "trips.txt", "stop_times.txt"])
def test_a_missing_file_is_named(tmp_path: Path, file: str) -> None:
    files = contents(tmp_path)
    del files[file]
    assert refused(tmp_path, zipped(tmp_path, files)) == [("file_missing", file, 0)]


def test_paths_that_leave_the_feed_and_bombs_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = contents(tmp_path)
    for name in ("../stops.txt", "/etc/stops.txt", "C:\\stops.txt"):
        told = refused(tmp_path, zipped(tmp_path, files | {name: "x"}))
        assert ("path_leaves_the_feed", name.replace("\\", "/"), 0) in told or told[0][0] == (
            "path_leaves_the_feed"
        )
    bomb = {"shapes.txt": "0" * (archive.SMALL + 1)}
    assert refused(tmp_path, zipped(tmp_path, files | bomb)) == [("too_large", "shapes.txt", 0)]
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    ((code, _, _),) = refused(tmp_path, zipped(tmp_path, files))
    assert code == "too_many_files"


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    for content in (
        b"",
        b"PK\x03\x04",
        b"hello",
        feed(tmp_path / "w.zip", WORLD).read_bytes()[:99],
    ):
        path.write_bytes(content)
        ((code, _, _),) = refused(tmp_path, path)
        assert code == "zip_unreadable"
    ((code, _, _),) = refused(tmp_path, tmp_path / "absent.zip")
    assert code == "feed_not_found"


def test_a_folder_a_mark_and_blanks_are_read(tmp_path: Path) -> None:
    files = contents(tmp_path)
    odd = {f"inner/{name}": "\ufeff" + text.replace(",", " , ") for name, text in files.items()}
    Network.compile([zipped(tmp_path, odd)], DAY, tmp_path / "out")
    assert Network.open(tmp_path / "out").plan("A", "B", 8 * 3600)[0].arrival_s == 8 * 3600 + 120


def test_an_old_network_stays_closed_after_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Network.open(tmp_path / "nothing")


HOSTILE = st.sampled_from(
    ["", ",", "\n", '"', "\x00", "99:99:99", "-5", "1e309", "NaN", "\ud7ff", "É", "A,A,A", "\r\n",
     "9" * 40, "20261014", "00:00:00"]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_damage_to_a_feed_raises_anything_else(tmp_path: Path, data: st.DataObject) -> None:
    files = contents(tmp_path)
    name = data.draw(st.sampled_from(sorted(files)))
    text = files[name]
    for _ in range(data.draw(st.integers(1, 3))):
        a = data.draw(st.integers(0, len(text)))
        b = min(len(text), a + data.draw(st.integers(0, 12)))
        text = text[:a] + data.draw(HOSTILE) + text[b:]
    path = zipped(tmp_path, files | {name: text.encode("utf-8", "replace")})
    survives(tmp_path, path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_damage_to_a_zip_raises_anything_else(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(zipped(tmp_path, dict(contents(tmp_path))).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "hurt.zip"
    path.write_bytes(bytes(raw))
    survives(tmp_path, path)


def survives(folder: Path, path: Path) -> None:
    try:
        Network.compile([path], DAY, folder / "out")
    except FeedRefused:
        return
    city = Network.open(folder / "out")
    for stop in ("A", "B"):
        for other in ("A", "B"):
            if {stop, other} <= set(city.ground.numbers) | set(city.ground.others):
                city.plan(stop, other, 7 * 3600)
                city.profile(stop, other, 7 * 3600)


def test_a_week_of_days_is_no_trouble(tmp_path: Path) -> None:
    path = feed(tmp_path / "world.zip", WORLD)
    for day in range(7):
        Network.compile([path], DAY + datetime.timedelta(days=day), tmp_path / "out")
    assert Network.open(tmp_path / "out").about["day"] == "2026-10-20"
