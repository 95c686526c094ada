"""Tables that leave the house: what was written is read back, and nothing of it ever runs."""

import csv
import io
import tracemalloc
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from minga.ground.documents.cells import plain
from minga.ground.documents.spreadsheets import MAX_CELL, Sheet, as_csv, as_xlsx

AT = datetime(2026, 11, 22, 12, 30)
TEXTS = ["=1+1", "+1", "-1", "@x", "\t=1", "\n=1", "'=1", "''-", "'hola", "a=b", "<b>&", "- uno"]
readable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


def cells(data: bytes) -> list[Any]:
    """Every cell below the header."""
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [cell for row in sheet.iter_rows(min_row=2) for cell in row]


def test_workbook_keeps_texts_as_they_are_and_runs_none() -> None:
    found = cells(as_xlsx({"Hoja": (["texto"], [[text] for text in TEXTS])}))
    assert {cell.data_type for cell in found} == {"s"}
    assert [plain(cell.value) for cell in found] == [text.strip(" ") for text in TEXTS]
    assert found[0].value == "=1+1"  # nobody reads an apostrophe
    assert [cell.quotePrefix for cell in found] == [
        text.lstrip("'")[:1] in tuple("=+-@\t\n") for text in TEXTS
    ]


def test_csv_hides_what_a_program_would_run() -> None:
    data = as_csv(["=texto"], [[text] for text in TEXTS]).decode().removeprefix("\ufeff")
    rows = [row[0] for row in csv.reader(io.StringIO(data, newline=""))]
    assert all(cell[0] not in "=+-@\t\n" for cell in rows)
    assert [plain(cell) for cell in rows[1:]] == [text.strip(" ") for text in TEXTS]


@given(st.lists(st.lists(readable, min_size=2, max_size=2), max_size=5))
def test_any_text_comes_back_from_either(rows: list[list[str]]) -> None:
    wanted = [text.strip(" ") for row in rows for text in row]
    assert [plain(cell.value) for cell in cells(as_xlsx({"x": (["a", "b"], rows)}))] == wanted
    data = as_csv(["a", "b"], rows).decode().removeprefix("\ufeff")
    told = list(csv.reader(io.StringIO(data, newline="")))[1:]
    assert [plain(cell) for row in told for cell in row] == wanted


def test_numbers_and_times_are_such_and_controls_are_gone() -> None:
    row = [3, 0.5, AT, None, "a\x00b\x0bc", "x" * (MAX_CELL + 5), True]
    sheet = Sheet(list("abcdefg"), [row], (8,), wraps=True)
    number, share, moment, empty, text, long, truth = cells(as_xlsx({"x": sheet}))
    assert (number.value, share.value, moment.value) == (3, 0.5, AT)
    assert moment.is_date
    assert (empty.value, text.value, len(long.value)) == (None, "abc", MAX_CELL)
    assert truth.value == "True"
    assert text.alignment.wrap_text


@pytest.mark.parametrize("name", ["a/b:c", "x" * 40, "", "'"])
def test_sheets_have_names_that_programs_take(name: str) -> None:
    [kept] = load_workbook(io.BytesIO(as_xlsx({name: (["a"], [])}))).sheetnames
    assert 1 <= len(kept) <= 31
    assert not set(kept) & set("[]:*?/\\'")


def test_equal_rows_are_equal_files_that_say_who_made_them() -> None:
    sheets = {"x": (["a", *"bcdefghijklmnopqrstuvwxyz", "aa"], [["1"] * 27])}
    data = as_xlsx(sheets, title="=Acta <1>", at=AT.astimezone())
    assert as_xlsx(sheets, title="=Acta <1>", at=AT.astimezone()) == data
    book = load_workbook(io.BytesIO(data))
    assert (book.properties.title, book.properties.creator) == ("=Acta <1>", "Minga")
    assert book.worksheets[0].auto_filter.ref == "A1:AA2"
    assert book.worksheets[0].freeze_panes == "A2"


@pytest.mark.slow
def test_long_workbook_is_written_as_its_rows_come() -> None:
    as_xlsx({"x": (["n"], [])})  # what is loaded once
    rows = ([number, "una frase larga " * 600] for number in range(1000))  # 9.6 MB of words
    tracemalloc.start()
    as_xlsx({"x": (["n", "texto"], rows)})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 2**20
