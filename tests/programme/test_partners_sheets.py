"""The partners' spreadsheet: there and back, twice, and files that nobody should send."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from minga.ground.documents.cells import plain, safe
from minga.ground.documents.spreadsheets import as_csv, as_xlsx
from minga.ground.sheets import SheetUnreadable
from minga.people.models import Organisation
from minga.programme.models import Node, Programme
from minga.programme.models.partners import Stake
from minga.programme.partners.actions.partners_import import Outcome, take_partners
from minga.programme.partners.actions.stakes import move_buy_in, place_stake
from minga.programme.partners.pages import workbook_of
from minga.programme.partners.queries import promise_rows, stake_rows
from minga.programme.partners.sheet import header_of, read_partners
from minga.programme.sheet_reader import read_tables
from minga.territory.models import City
from tests.cast import Cast
from tests.programme.making import AT, begun, made, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_phase_open")]

TODAY = date(2026, 11, 3)
HEAD = "name;helix;component;role;interest;influence;buy_in;since;reason\n"


def took(programme: Programme, data: bytes | str) -> Outcome:
    data = data.encode() if isinstance(data, str) else data
    read = read_partners(read_tables(data))
    return take_partners(programme=programme, read=read, at=AT, today=TODAY, by=None)


def filled(programme: Programme, cast: Cast) -> None:
    """A programme with awkward words in every column."""
    for code, role in (("universidad", "=1+1"), ("start-up", '\'=x; "y", z'), ("buses-ines", "-")):
        stake = place_stake(
            programme=programme,
            organisation=Organisation.objects.get(code=code),
            component=programme.components.get(code="codesign") if code == "start-up" else None,
            role=role,
            interest=4,
            influence=None,
            at=AT,
            by=cast.maite,
        )
        move_buy_in(
            stake=stake, buy_in="agreed", on=TODAY, reason="+56 9\nllamar", at=AT, by=cast.maite
        )
    made(
        programme,
        "commitment",
        title="@sala grande",
        fields={"form": "venue", "activity": "-taller", "amount": "+2 días"},
        organisation=Organisation.objects.get(code="universidad"),
        due_on=date(2026, 12, 1),
    )


def without_ids(programme: Programme) -> tuple[list[Any], list[Any]]:
    return list(stake_rows(programme)), [row[1:] for row in promise_rows(programme)]


def test_a_workbook_comes_back_as_it_went(programme: Programme, city: City, cast: Cast) -> None:
    filled(programme, cast)
    other = begun(city, None, slug="otro")
    opened(other, "commitment")
    data = workbook_of(programme)
    # The commitments of another programme are new ones here.
    tables = read_tables(data)
    read = read_partners(tables)
    for _line, values in read.rows["commitments"]:
        values.pop("id")
    outcome = take_partners(programme=other, read=read, at=AT, today=TODAY, by=None)
    assert outcome.stored, outcome.notices
    assert outcome.new == 4
    assert without_ids(other) == without_ids(programme)


@pytest.mark.parametrize("table", ["partners", "commitments"])
def test_a_csv_taken_in_again_changes_nothing(programme: Programme, cast: Cast, table: str) -> None:
    filled(programme, cast)
    before = without_ids(programme)
    rows = stake_rows(programme) if table == "partners" else promise_rows(programme)
    outcome = took(programme, as_csv(header_of(table), rows))
    assert outcome.stored, outcome.notices
    assert (outcome.new, outcome.changed) == (0, 0)
    assert without_ids(programme) == before


def test_a_second_import_stores_nothing_twice(programme: Programme) -> None:
    file = HEAD + "Radio del Valle;Sector privado;;difunde;3;2;Aceptó participar;2026-10-01;sí\n"
    file = file.replace("Aceptó participar", "agreed").replace("Sector privado", "private")
    assert took(programme, file).new == 1
    again = took(programme, file)
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    assert Organisation.objects.filter(name="Radio del Valle").count() == 1
    assert Stake.objects.get().steps.count() == 1


def test_what_changed_in_the_sheet_changes_here_with_a_reason(programme: Programme) -> None:
    assert took(programme, HEAD + "Radio;private;;difunde;3;2;agreed;2026-10-01;sí\n").stored
    back = took(programme, HEAD + "Radio;private;;difunde;3;2;not_met;2026-10-02;\n")
    assert not back.stored
    told = took(programme, HEAD + "Radio;private;;difunde;1;2;not_met;2026-10-02;se retiró\n")
    assert (told.stored, told.changed) == (True, 1)
    stake = Stake.objects.get()
    assert (stake.interest, stake.buy_in) == (1, "not_met")
    assert stake.steps.order_by("-pk")[0].reason == "se retiró"


@pytest.mark.parametrize(
    "row",
    [
        ";private;;;;;;;",
        "Radio;;;;;;;;",
        "Radio;nowhere;;;;;;;",
        "Radio;private;no-such;;;;;;",
        "Radio;private;;;9;;;;",
        "Radio;private;;;mucho;;;;",
        "Radio;private;;;;;vendido;;",
        "Radio;private;;;;;;31-02-2026;",
        "Radio;private;;" + "x" * 201 + ";;;;;",
        "Radio;private;;" + "x" * 9000 + ";;;;;",
    ],
)
def test_one_bad_row_stores_nothing_and_is_named(programme: Programme, row: str) -> None:
    many = Organisation.objects.count()
    outcome = took(programme, HEAD + "Buena;civil;;;;;;;\n" + row + "\n")
    assert not outcome.stored
    assert [notice.line for notice in outcome.notices if notice.is_fault] == [3]
    assert not Stake.objects.exists()
    assert Organisation.objects.count() == many


def test_a_row_that_stands_twice_is_taken_once_and_one_that_differs_is_a_fault(
    programme: Programme,
) -> None:
    twice = took(programme, HEAD + "Radio;private;;a;;;;;\nradio;private;;a;;;;;\n")
    assert not twice.stored  # another spelling of the name is another row
    same = took(programme, HEAD + "Radio;private;;a;;;;;\nRadio;private;;a;;;;;\n")
    assert (same.stored, same.new, len(same.notices)) == (True, 1, 1)
    other = took(programme, HEAD + "Diario;private;;a;;;;;\nDiario;private;;b;;;;;\n")
    assert not other.stored
    assert Stake.objects.count() == 1


def test_a_sheet_renames_no_organisation(programme: Programme, cast: Cast) -> None:
    outcome = took(programme, "code,name,helix\nuniversidad,Otra cosa,civil\n")
    assert not outcome.stored
    assert Organisation.objects.get(code="universidad").name == "Dr. Paz"
    kept = took(programme, "code,name,helix\nuniversidad,DR. PAZ,civil\n")
    assert kept.stored
    assert [notice.is_fault for notice in kept.notices] == [False]
    assert Organisation.objects.get(code="universidad").helix == "academia"


def test_a_commitment_needs_a_partner_that_is_known(programme: Programme) -> None:
    outcome = took(programme, "name,title,form,activity\nNadie Nunca,Sala,venue,taller\n")
    assert not outcome.stored
    assert not Node.objects.exists()


def test_a_commitment_without_an_activity_is_a_fault(programme: Programme, cast: Cast) -> None:
    outcome = took(programme, "name,title,form,activity\nDr. Paz,Sala,venue,\n")
    assert not outcome.stored


def test_a_commitment_is_kept_by_its_sheet(programme: Programme, cast: Cast) -> None:
    row = "name,title,form,activity,state\nDr. Paz,Sala,venue,taller,{}\n"
    assert took(programme, row.format("promised")).new == 1
    kept = took(programme, row.format("kept"))
    assert kept.changed == 1
    promise = Node.objects.get(kind="commitment")
    assert promise.state == "kept"
    [sheet] = [edge.source for edge in promise.up.all()]
    assert (sheet.kind, sheet.title) == ("document", f"Planilla recibida el {AT:%Y-%m-%d}")
    assert not took(programme, row.format("released")).stored


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00\x01\x02", b"PK\x03\x04nothing", b"a,b\n1,2\n", b"<html></html>",
        b"name,helix\nx\x00y,civil\n", "año".encode("utf-16"),
    ],
)  # fmt: skip
def test_no_spreadsheet_is_refused(programme: Programme, data: bytes) -> None:
    try:
        outcome = took(programme, data)
    except SheetUnreadable:
        return
    assert not outcome.stored


def test_huge_files_are_refused() -> None:
    with pytest.raises(SheetUnreadable):
        read_tables(b"x" * (2 * 2**20 + 1))
    with pytest.raises(SheetUnreadable):
        read_tables(b"name;helix\n" + b"a;civil\n" * 6000)
    with pytest.raises(SheetUnreadable):
        read_tables(b"name,helix" + b",x" * 60 + b"\n")


def bomb(name: str, content: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return kept.getvalue()


@pytest.mark.slow
def test_bombs_are_refused_before_they_unfold() -> None:
    with pytest.raises(SheetUnreadable):
        read_tables(bomb("xl/sharedStrings.xml", b"a" * (41 * 2**20)))
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    with pytest.raises(SheetUnreadable):
        read_tables(bomb("xl/workbook.xml", laughs))


def test_a_formula_in_a_workbook_is_a_fault_of_its_row(programme: Programme) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["name", "helix"], ["Buena", "civil"], ['=HYPERLINK("http://x")', "civil"]):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    outcome = took(programme, kept.getvalue())
    assert [notice.line for notice in outcome.notices if notice.is_fault] == [3]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "'=1", "''-", "'hola", "a=b"])
def test_every_text_comes_back_and_none_is_a_formula(text: str) -> None:
    cell = safe(text)
    assert cell[0] not in "=+-@\t"
    assert plain(cell) == text.strip(" ")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=5))
def test_any_words_survive_both_forms(rows: list[list[str]]) -> None:
    rows = [
        ["".join(sign for sign in cell if sign.isprintable()).strip(" ") for cell in row]
        for row in rows
    ]
    rows = [[*row, "x"] for row in rows]
    header = ["a", "b", "c", "d"]
    for data in (as_csv(header, rows), as_xlsx({"x": (header, rows)})):
        table = read_tables(data)[0]
        assert [list(row.cells[:4]) for row in table.rows] == rows


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for given_bytes in (data, b"PK\x03\x04" + data, b"name;helix\n" + data):
        try:
            read_partners(read_tables(given_bytes))
        except SheetUnreadable:
            continue


def test_the_page_takes_a_file_and_tells_each_fault(programme: Programme, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.maite)
    address = f"/programme/{programme.slug}/partners/import/"
    bad = SimpleUploadedFile("a.csv", b"name,helix\nRadio,nowhere\n")
    answer = client.post(address, {"file": bad})
    assert answer.status_code == 422
    assert "2" in answer.content.decode()
    good = SimpleUploadedFile("a.csv", b"name,helix\nRadio,private\n")
    assert client.post(address, {"file": good}).status_code == 200
    assert client.post(address).status_code == 422
    assert Stake.objects.count() == 1
    sheet = client.get(f"/programme/{programme.slug}/partners/export/partners.csv")
    assert sheet.headers["Content-Disposition"].startswith("attachment")
    assert "Radio" in sheet.content.decode()
    assert client.get(f"/programme/{programme.slug}/partners/export/x.exe").status_code == 404


def test_the_command_goes_there_and_back(programme: Programme, cast: Cast, tmp_path: Path) -> None:
    filled(programme, cast)
    out = tmp_path / "map.xlsx"
    told = {"programme": programme.slug}
    call_command("programme", "partners", "export", out=str(out), **told)
    said = io.StringIO()
    call_command("programme", "partners", "import", str(out), json=True, stdout=said, **told)
    figures = json.loads(said.getvalue())
    assert (figures["stored"], figures["new"], figures["changed"]) == (True, 0, 0)
    bad = tmp_path / "bad.csv"
    bad.write_text("name,helix\nRadio,nowhere\n")
    with pytest.raises(CommandError):
        call_command("programme", "partners", "import", str(bad), **told)
    with pytest.raises(CommandError):
        call_command("programme", "partners", "import", str(bad), programme="no-such")
