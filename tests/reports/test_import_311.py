"""`minga reports import-311`: a city's real export through the same actions, whatever is in it."""

import json
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from minga.reports.exports import load
from minga.reports.models import Entry, Report
from minga.territory import atlas
from minga.territory.models import City
from tests.world import square

pytestmark = pytest.mark.django_db
HEADER = (
    "service_request_id,requested_datetime,updated_datetime,status,service_name,lat,long,address"
)
GOOD = "1,2024-03-01T10:00:00Z,2024-03-02T10:00:00Z,closed,Street Light,-36.83,-73.05,Calle 1"


@pytest.fixture(autouse=True)
def _fresh_atlas() -> None:
    """Transactions of tests roll back, and primary keys with them."""
    atlas._atlases.clear()


@pytest.fixture
def areas(tmp_path: Path) -> Path:
    """Two square areas beside each other."""
    shapes = {
        "N": square(-36.9, -73.1, -36.8, -73.0),
        "S": square(-36.9, -73.0, -36.8, -72.9),
    }
    features = [
        {"type": "Feature", "properties": {"code": code, "name": f"Area {code}"}, "geometry": one}
        for code, one in shapes.items()
    ]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


class Told:
    """What the command said, and its figures."""

    def __init__(self, out: str, err: str) -> None:
        self.out, self.err = out, err
        self.figures: dict[str, Any] = json.loads(out.strip().splitlines()[-1])


def take(
    tmp_path: Path, areas: Path, text: str | bytes, *more: str, name: str = "export.csv"
) -> Told:
    """Write the export and import it."""
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    out, err = StringIO(), StringIO()
    arguments = ["import-311", str(file), "--boundaries", str(areas), "--json", *more]
    call_command("reports", *arguments, stdout=out, stderr=err)
    return Told(out.getvalue(), err.getvalue())


def lines(*rows: str) -> str:
    """An export with the Open311 header."""
    return "\n".join([HEADER, *rows]) + "\n"


def test_an_empty_folder_gets_its_city_from_areas_and_types(tmp_path: Path, areas: Path) -> None:
    other = "2,2024-03-01T11:00:00Z,,open,Potholes & Cracks,-36.83,-72.95,"
    told = take(tmp_path, areas, lines(GOOD, other), "--name", "Villa Prueba")
    city = City.objects.get()
    assert (city.slug, city.is_default) == ("villa-prueba", True)
    names = set(city.categories.values_list("code", "name_es"))
    assert names == {("street-light", "Street Light"), ("potholes-cracks", "Potholes & Cracks")}
    first, second = Report.objects.order_by("pk")
    assert (first.state, first.area.code, str(first.body)) == ("resolved", "N", "Area N")
    assert first.changed_at.isoformat() == "2024-03-02T10:00:00+00:00"
    assert (second.state, second.area.code, second.source) == ("received", "S", "import")
    assert told.figures["rows"] == told.figures["stored"] == 2


def test_a_second_run_stores_nothing_twice(tmp_path: Path, areas: Path) -> None:
    take(tmp_path, areas, lines(GOOD))
    told = take(tmp_path, areas, lines(GOOD, GOOD.replace("1,", "2,", 1)))
    assert (Report.objects.count(), Entry.objects.count(), City.objects.count()) == (2, 4, 1)
    assert told.figures["stored"] == 2
    assert "1 of them were there before" in told.out


def test_a_label_is_compared_and_never_believed(tmp_path: Path, areas: Path) -> None:
    mapping = tmp_path / "own.toml"
    mapping.write_text(
        'dates = "iso"\n[columns]\nid = "n"\ncreated = "d"\ntype = "t"\n'
        'lat = "y"\nlon = "x"\narea_label = "where"\naddress = "a"\n'
    )
    text = "n,d,t,y,x,where,a\n1,2024-03-01,Hoyo,-36.83,-73.05,N,\n"
    text += "2,2024-03-01,Hoyo,-36.83,-73.05,S,\n3,2024-03-01,Hoyo,,,S,Calle 3\n"
    told = take(tmp_path, areas, text, "--map", str(mapping))
    figures = [told.figures[name] for name in ("stored", "labelled", "routed_as_labelled")]
    assert figures == [3, 2, 1]
    assert [report.area and report.area.code for report in Report.objects.order_by("pk")] == [
        "N",
        "N",
        None,
    ]


def test_a_point_just_outside_counts_and_why_tells(tmp_path: Path, areas: Path) -> None:
    take(tmp_path, areas, lines(GOOD.replace("-36.83", "-36.79975")))
    report = Report.objects.get()
    assert report.area.code == "N"
    assert 20 < report.why["near_m"] < 35


def test_an_address_alone_is_stored_and_never_placed(tmp_path: Path, areas: Path) -> None:
    take(tmp_path, areas, lines(GOOD.replace("-36.83,-73.05", ",")))
    report = Report.objects.get()
    assert (report.lat, report.lon, report.cell, report.area) == (None, None, None, None)
    assert (report.address, report.body.is_default) == ("Calle 1", True)


def test_columns_about_people_are_never_read(tmp_path: Path, areas: Path) -> None:
    text = f"{HEADER},first_name,phone,description\n{GOOD},Rosa,+56911112222,mi casa es la azul\n"
    take(tmp_path, areas, text)
    stored = str(list(Report.objects.values())) + str(list(Entry.objects.values()))
    assert not any(word in stored for word in ("Rosa", "5691111", "azul"))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (GOOD.replace("-36.83,-73.05", "0,0"), "the position is 0, 0"),
        (GOOD.replace("-36.83,-73.05", "-73.05,-36.83"), "lat and lon are swapped"),
        (GOOD.replace("-36.83,-73.05", "40.1,3.2"), "lies outside the city"),
        (GOOD.replace("-36.83", "1e999"), "lat '1e999' is no number"),
        (GOOD.replace("-36.83", "nan"), "lat 'nan' is no number"),
        (GOOD.replace("-36.83", "9" * 500), "lat '9999"),
        (GOOD.replace("-36.83", ""), "lat '' is no number"),
        (GOOD.replace("-36.83,-73.05,Calle 1", ",,"), "no position and no address"),
        (GOOD.replace("2024-03-01T10:00:00Z", "ayer"), "created 'ayer' is no date"),
        (GOOD.replace("2024-03-01T10:00:00Z", "0001-01-01"), "before 1970 or in the future"),
        (GOOD.replace("2024-03-01T10:00:00Z", "2999-01-01"), "before 1970 or in the future"),
        (GOOD.replace("2024-03-02T10:00:00Z", "32/13/2024"), "closed '32/13/2024' is no date"),
        (GOOD.replace("closed", "vanished"), "does not know the status 'vanished'"),
        (GOOD.replace("1,", ",", 1), "no id"),
        (GOOD.replace("Street Light", ""), "no type"),
        (GOOD.replace("Calle 1", "a" * 301), "address is longer than 300"),
        (GOOD.replace("Calle 1", "b" * 1_000_000), "address is longer than 300"),
        (GOOD.replace("Calle 1", "a\x00b"), "cannot be stored"),
        ("1,2,3", "3 columns where the header has 8"),
        (GOOD + ",one,more", "10 columns where the header has 8"),
        (GOOD.replace("Calle 1", '"Calle "1"'), "the row cannot be read"),
        (GOOD, "stands already in line 2"),
    ],
    ids=lambda value: value[:24],
)
def test_a_bad_row_is_told_with_its_line_and_the_rest_stored(
    tmp_path: Path, areas: Path, row: str, reason: str
) -> None:
    last = GOOD.replace("1,", "9,", 1)
    told = take(tmp_path, areas, lines(GOOD, row, last))
    assert f"line 3: {reason}" in told.out or ("line 3: " in told.out and reason in told.out)
    assert Report.objects.count() == 2
    assert [told.figures[name] for name in ("rows", "stored", "skipped")] == [3, 2, 1]


def test_an_open_quote_costs_what_follows_and_says_so(tmp_path: Path, areas: Path) -> None:
    told = take(tmp_path, areas, lines(GOOD, GOOD.replace("Calle 1", '"Calle'), GOOD))
    assert "line 3: the row cannot be read (up to line 4)" in told.out
    assert Report.objects.count() == 1


def test_a_changed_row_is_not_stored_over(tmp_path: Path, areas: Path) -> None:
    take(tmp_path, areas, lines(GOOD))
    told = take(tmp_path, areas, lines(GOOD.replace("Calle 1", "Calle 2")))
    assert "was stored before with another" in told.out
    assert Report.objects.get().address == "Calle 1"


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (lines(GOOD.replace("Calle 1", "Ñuble")).encode("utf-8-sig"), ""),
        (lines(GOOD.replace("Calle 1", "Ñuble")).encode("latin-1"), "Windows-1252 (Latin-1)"),
        (lines(GOOD.replace("Calle 1", "Ñuble")).encode("utf-16"), "UTF-16"),
        (lines(GOOD.replace("Calle 1", "Ñuble")).replace("\n", "\r\n").encode(), ""),
        (lines(GOOD.replace("Calle 1", "Ñuble")).replace(",", ";").encode(), ""),
    ],
)
def test_encodings_and_delimiters_are_recognised(
    tmp_path: Path, areas: Path, data: bytes, note: str
) -> None:
    told = take(tmp_path, areas, data)
    assert Report.objects.get().address == "Ñuble"
    assert note in told.err


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"PK\x03\x04\x14\x00" + bytes(range(256)), "neither an XLSX nor a CSV"),
        (b"a,b,c\n1,2,3\n", "Found: a, b, c. Missing: Los Angeles lacks SRNumber"),
        (b"service_request_id,lat\n1,2\n", "Open311 lacks requested_datetime"),
    ],
)
def test_a_file_that_cannot_serve_is_refused_and_leaves_nothing(
    tmp_path: Path, areas: Path, data: bytes, says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        take(tmp_path, areas, data)
    assert not City.objects.exists()


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[columns", "is not TOML"),
        ('[columns]\nid = "a"', "must name the columns of created, type"),
        ('[columns]\nphone = "a"', "has 'phone'"),
        ("[columns]\nid = 3", "should be a text"),
        ("columns = 3", "own.toml"),
        ('timezone = "Mars/Base"\n[columns]\nid="a"\ncreated="b"\ntype="c"', "no time zone"),
        ('[columns]\nid="a"\ncreated="b"\ntype="c"\n[statuses]\nx=["fly"]', "verb 'fly'"),
        (
            '[columns]\nid="a"\ncreated="b"\ntype="c"\n[statuses]\nx=["resolve","start"]',
            "start is not possible when resolved",
        ),
    ],
)
def test_a_bad_mapping_is_refused_in_one_sentence(
    tmp_path: Path, areas: Path, toml: str, says: str
) -> None:
    mapping = tmp_path / "own.toml"
    mapping.write_text(toml)
    with pytest.raises(CommandError, match=says):
        take(tmp_path, areas, lines(GOOD), "--map", str(mapping))
    assert not City.objects.exists()


def test_missing_files_are_named(tmp_path: Path, areas: Path) -> None:
    for arguments in (
        [str(tmp_path / "none.csv"), "--boundaries", str(areas)],
        [str(tmp_path), "--boundaries", str(areas)],
        [str(areas), "--map", str(tmp_path / "none.toml")],
    ):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("reports", "import-311", *arguments)
    (tmp_path / "e.csv").write_text(lines(GOOD))
    with pytest.raises(CommandError, match="--boundaries"):
        call_command("reports", "import-311", str(tmp_path / "e.csv"))
    with pytest.raises(CommandError, match="There is no file"):
        call_command("reports", "import-311", str(tmp_path / "e.csv"), "--boundaries", "none")


def test_an_interruption_leaves_whole_batches_and_the_next_run_goes_on(
    tmp_path: Path, areas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = lines(*(GOOD.replace("1,", f"{number},", 1) for number in range(1, 8)))
    monkeypatch.setattr(load, "BATCH", 3)
    real, seen = load.import_report, []

    def interrupted(**words: Any) -> Any:
        seen.append(words)
        if len(seen) == 5:
            raise KeyboardInterrupt
        return real(**words)

    monkeypatch.setattr(load, "import_report", interrupted)
    with pytest.raises(SystemExit) as ended:
        take(tmp_path, areas, rows)
    assert ended.value.code == 130
    assert Report.objects.count() == 3
    told = take(tmp_path, areas, rows)
    assert told.figures["stored"] == Report.objects.count() == 7
    assert told.figures["stored_before"] == 3


def test_two_cities_with_the_same_numbers_stay_apart(tmp_path: Path, areas: Path) -> None:
    take(tmp_path, areas, lines(GOOD), "--city", "una")
    take(tmp_path, areas, lines(GOOD), "--city", "otra")
    assert sorted(Report.objects.values_list("city__slug", flat=True)) == ["otra", "una"]


def test_a_city_that_stands_keeps_its_categories_first(
    tmp_path: Path, areas: Path, city: City
) -> None:
    before = list(city.categories.values_list("code", flat=True))
    areas_of_city = take(tmp_path, areas, lines(GOOD))
    assert areas_of_city.figures["city"] == city.slug
    assert list(city.categories.values_list("code", flat=True)) == [*before, "street-light"]


@pytest.mark.slow
@pytest.mark.timeout(600)  # a minute alone; beside others on a small machine it takes its time
@pytest.mark.real_data
def test_ten_thousand_real_requests_are_all_accounted_for(tmp_path: Path, real_data: Path) -> None:
    folder = real_data / "la311"
    started = time.monotonic()
    out = StringIO()
    boundaries = str(folder / "neighborhood_councils.geojson")
    arguments = ["import-311", str(folder / "requests.csv"), "--boundaries", boundaries, "--json"]
    call_command("reports", *arguments, stdout=out, stderr=StringIO())
    print(f"{time.monotonic() - started:.1f} s")
    figures = json.loads(out.getvalue().strip().splitlines()[-1])
    assert figures["rows"] == figures["stored"] + figures["skipped"] == 9_999
    assert figures["stored"] == Report.objects.count()
    assert figures["labelled"] == 8_156
    assert figures["routed_as_labelled"] / figures["labelled"] >= 0.989
    assert Report.objects.filter(lat=None).count() == 1_753
    assert Report.objects.filter(why__near_m__gt=0).exists()
