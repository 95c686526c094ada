"""Exports as the world writes them: taken rightly with a sentence, or refused with the row."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError
from openpyxl import Workbook

from minga.reports.exports.dates import DAY, MONTH, order_of
from minga.reports.exports.positions import number_of
from minga.reports.models import Report
from minga.territory import atlas
from tests.kernels.test_encodings import to_utm
from tests.reports.test_import_311 import GOOD, HEADER, Told, areas, lines, take

__all__ = ["areas"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_atlas() -> None:
    """Transactions of tests roll back, and primary keys with them."""
    atlas._atlases.clear()


def rows(*changes: tuple[str, str], many: int = 3) -> str:
    """An export of good rows, each changed in the same way."""
    row = GOOD
    for old, new in changes:
        assert old in row
        row = row.replace(old, new)
    return lines(*(row.replace("1,", f"{number},", 1) for number in range(1, many + 1)))


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    """An XLSX of these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, cells in sheets:
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def places(answer: Told) -> set[tuple[float, float]]:
    """Where the stored reports lie."""
    assert answer.figures["skipped"] == 0, answer.out
    return {(round(r.lat or 0, 4), round(r.lon or 0, 4)) for r in Report.objects.all()}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "cp1252", "cp850", "mac_roman"])
def test_no_encoding_becomes_mojibake(tmp_path: Path, areas: Path, encoding: str) -> None:
    address = "Ñuble esq. José Martí, población Íñigo"
    answer = take(tmp_path, areas, rows(("Calle 1", f'"{address}"')).encode(encoding))
    assert {report.address for report in Report.objects.all()} == {address}
    assert "The text is not UTF-8. It was read as" in answer.err


def test_letters_spoilt_before_are_told(tmp_path: Path, areas: Path) -> None:
    answer = take(tmp_path, areas, rows(("Calle 1", "Ã‘uble")).encode())
    assert answer.figures["stored"] == 3
    assert "were spoilt before it came here" not in answer.err  # this one may be meant
    spoilt = "Ñuble ñ".encode().decode("latin-1")
    answer = take(tmp_path, areas, rows(("Calle 1", spoilt), many=1).replace("1,", "7,").encode())
    assert "were spoilt before it came here" in answer.err


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\n" + rows().replace(",", ";"),
        "\n\n" + rows(),
        rows().replace("\n", "\r"),
        rows().replace(",", "\t"),
        rows().replace(",", ";").replace("address", f'"{"where, " * 9}"'),
    ],
    ids=["excel's own line", "blank lines first", "old Mac", "tabs", "commas in quotes"],
)
def test_lines_and_delimiters_of_any_program(tmp_path: Path, areas: Path, text: str) -> None:
    assert take(tmp_path, areas, text).figures["stored"] == 3


def test_decimal_commas_are_numbers(tmp_path: Path, areas: Path) -> None:
    text = rows().replace(",", ";").replace("-36.83", "-36,83").replace("-73.05", "-73,05")
    answer = take(tmp_path, areas, text)
    assert places(answer) == {(-36.83, -73.05)}
    assert "decimal comma" in answer.err


@pytest.mark.parametrize(
    ("text", "number"),
    [("-36,83", -36.83), ("673.123,5", 673123.5), ("673,123.5", 673123.5),
     ("5.922.345", 5922345.0), ("5,922,345.25", 5922345.25), ("\u221236.8", -36.8)],
)  # fmt: skip
def test_numbers_are_read_as_they_are_written(text: str, number: float) -> None:
    assert number_of(text) == number


def test_swapped_axes_of_a_whole_file_are_swapped_back(tmp_path: Path, areas: Path) -> None:
    answer = take(tmp_path, areas, rows(("-36.83,-73.05", "-73.05,-36.83")))
    assert places(answer) == {(-36.83, -73.05)}
    assert "swapped in this file" in answer.err


@pytest.mark.parametrize("is_swapped", [False, True])
def test_utm_becomes_degrees(tmp_path: Path, areas: Path, is_swapped: bool) -> None:
    east, north = to_utm(-36.83, -73.05, 18, south=True)
    pair = (east, north) if is_swapped else (north, east)
    answer = take(tmp_path, areas, rows(("-36.83,-73.05", f"{pair[0]:.1f},{pair[1]:.1f}")))
    assert places(answer) == {(-36.83, -73.05)}
    assert "metres of UTM zone 18 south" in answer.err
    assert "WGS 84" in answer.err


def test_web_mercator_becomes_degrees(tmp_path: Path, areas: Path) -> None:
    answer = take(tmp_path, areas, rows(("-36.83,-73.05", "-4415246.3,-8131888.8")))
    assert len(places(answer)) == 1
    assert "Web Mercator" in answer.err


@pytest.mark.parametrize(
    ("dates", "days", "note"),
    [
        (("03/02/2024 10:00", "13/02/2024 10:00"), {(2, 3), (2, 13)}, "the day comes first"),
        (("03/02/2024 10:00", "03/13/2024 10:00"), {(3, 2), (3, 13)}, "the month comes first"),
        (("03-02-2024", "13.02.2024"), {(2, 3), (2, 13)}, "the day comes first"),
        (("2024/02/03", "2024/02/13"), {(2, 3), (2, 13)}, ""),
        (("03/02/2024 1:05 p. m.", "04/02/2024 01:05 PM"), {(2, 3), (2, 4)}, "in two ways"),
    ],
)
def test_a_date_is_read_as_its_file_writes_dates(
    tmp_path: Path, areas: Path, dates: tuple[str, str], days: set[tuple[int, int]], note: str
) -> None:
    row = GOOD.replace("2024-03-02T10:00:00Z", "")
    text = lines(
        *(
            row.replace("2024-03-01T10:00:00Z", date).replace("1,", f"{number},", 1)
            for number, date in enumerate(dates, start=1)
        )
    )
    answer = take(tmp_path, areas, text)
    filed = [report.filed_at for report in Report.objects.all()]
    assert {(at.month, at.day) for at in filed} == days, answer.out
    assert note in answer.err
    if "p. m." in text:
        assert {at.hour for at in filed} == {13}


def test_dates_that_contradict_are_refused_row_by_row(tmp_path: Path, areas: Path) -> None:
    row = GOOD.replace("2024-03-02T10:00:00Z", "")
    dates = ("13/02/2024", "02/13/2024", "03/02/2024")
    answer = take(
        tmp_path,
        areas,
        lines(
            *(
                row.replace("2024-03-01T10:00:00Z", date).replace("1,", f"{number},", 1)
                for number, date in enumerate(dates, start=1)
            )
        ),
    )
    assert {report.filed_at for report in Report.objects.all()} == {
        datetime(2024, 2, 13, tzinfo=UTC)
    }
    assert "line 4: '03/02/2024' could be day or month first" in answer.out


def test_the_order_of_dates_follows_the_file_then_the_layout_then_the_country() -> None:
    either = ["03/02/2024", "04/05/2024"]
    assert order_of(either, usual="", timezone="America/Santiago").first == DAY
    assert order_of(either, usual="", timezone="America/Chicago").first == MONTH
    assert order_of(either, usual=MONTH, timezone="America/Santiago").first == MONTH
    assert order_of([*either, "13/05/2024"], usual=MONTH, timezone="UTC").first == DAY
    slip = ["13/05/2024"] * 200 + ["05/13/2024"]
    assert order_of(slip, usual="", timezone="UTC").first == DAY


def test_a_workbook_given_as_csv_is_read(tmp_path: Path, areas: Path) -> None:
    header: list[object] = list(HEADER.split(","))
    filed, closed = datetime(2024, 3, 1, 10), datetime(2024, 3, 2, 10)
    row: list[object] = [1, filed, closed, "closed", "Street Light", -36.83, -73.05, "Ñuble 1"]
    data = workbook(("Hoja 1", [header, row]), ("Notas", [["x"]]))
    answer = take(tmp_path, areas, data)
    report = Report.objects.get()
    assert (report.address, report.filed_at.date()) == ("Ñuble 1", filed.date())
    assert "its sheet “Hoja 1” was read" in answer.err
    assert "its other sheets: “Notas”" in answer.err


def test_a_formula_in_a_workbook_is_refused_with_its_row(tmp_path: Path, areas: Path) -> None:
    header: list[object] = list(HEADER.split(","))
    good: list[object] = [1, "2024-03-01", None, "open", "Hoyo", -36.83, -73.05, None]
    answer = take(tmp_path, areas, workbook(("a", [header, good, [2, "=NOW()", *good[2:]]])))
    assert answer.figures["stored"] == 1
    assert "line 3: a formula stands in the row" in answer.out


def _open_document() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return file.getvalue()


def _packed() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("export.csv", rows())
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel"),
        (_open_document(), "OpenDocument"),
        (_packed(), "Unpack it"),
        (b"\x1f\x8b\x08\x00" + bytes(60), "Unpack it"),
        (b"  <html><table><tr><td>1</td></tr></table>", "web page or XML"),
        (b"%PDF-1.7 ...", "neither an XLSX nor a CSV"),
        ((HEADER + "\n\n").encode(), "not a single row below it"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(
    tmp_path: Path, areas: Path, data: bytes, says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        take(tmp_path, areas, data)


def test_zero_rows_are_never_silent(tmp_path: Path, areas: Path) -> None:
    answer = take(tmp_path, areas, rows(("-36.83,-73.05", "40.1,3.2")))
    assert answer.figures["stored"] == 0
    assert "Nothing was stored. Mostly: the position" in answer.err
    assert "lies outside the city (3 rows)" in answer.err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_mapping_is_text_of_any_encoding(tmp_path: Path, areas: Path, encoding: str) -> None:
    mapping = tmp_path / "own.toml"
    columns = '[columns]\r\nid = "n"\r\ncreated = "año"\r\ntype = "t"\r\naddress = "a"\r\n'
    mapping.write_bytes(f'dates = "iso"\r\n{columns}'.encode(encoding))
    take(tmp_path, areas, "n,año,t,a\n1,2024-03-01,Hoyo,Calle 3\n", "--map", str(mapping))
    assert Report.objects.get().address == "Calle 3"


def test_cells_that_are_only_empty_make_no_row_ragged(tmp_path: Path, areas: Path) -> None:
    answer = take(tmp_path, areas, lines(GOOD + ",,,", GOOD.replace("1,", "2,", 1) + ",,surplus"))
    assert answer.figures["stored"] == 1
    assert "line 3: 10 columns where the header has 8" in answer.out


def test_a_mapping_says_the_order_of_dates(tmp_path: Path, areas: Path) -> None:
    mapping = tmp_path / "own.toml"
    columns = '[columns]\nid = "n"\ncreated = "d"\ntype = "t"\naddress = "a"\n'
    mapping.write_text(f'dates = "numeric"\ndate_order = "month"\n{columns}')
    take(tmp_path, areas, "n,d,t,a\n1,03/02/2024,Hoyo,Calle 3\n", "--map", str(mapping))
    assert Report.objects.get().filed_at.month == 3
    mapping.write_text(f'dates = "numeric"\ndate_order = "week"\n{columns}')
    with pytest.raises(CommandError, match="date_order is 'week'"):
        take(tmp_path, areas, "n,d,t,a\n1,03/02/2024,Hoyo,Calle 3\n", "--map", str(mapping))
