"""The minutes as papers: all that was said is in them, in every alphabet, and nothing is run."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from minga.ground.documents import fonts
from minga.participation.models import Workshop
from minga.participation.workshops import actions, queries
from minga.participation.workshops.actions import NoteWords
from minga.participation.workshops.papers import minutes_pdf, minutes_xlsx
from minga.participation.workshops.rules import Actor
from minga.territory.models import City
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

AT = datetime(2026, 11, 3, 15, tzinfo=UTC)
ALPHABETS = "Ñuble, wüñol ṉ ḻ, Привет, Ελλάδα, 中文, 😀👍🏽, “así” → ≥ ½"
FORMULA = '=HYPERLINK("https://ejemplo.invalid";"clic")'


@pytest.fixture
def workshop(city: City, cast: Cast) -> Workshop:
    """A workshop in which everything happened that minutes tell."""
    return held(city, cast)


def held(city: City, cast: Cast) -> Workshop:
    """Two by phone, one on paper; notes, dots, an objection, a draw and a photo."""
    opened = actions.open_workshop(
        city=city, title="Micros que esperan", purpose=ALPHABETS, at=AT, by=cast.fabian
    )
    one = opened.workshop
    lead = Actor(one.pk, facilitates=True)
    rosa = actions.join_workshop(workshop=one, who={"name": "Rosa", "helix": "civil"}, at=AT).seat
    inés = actions.join_workshop(workshop=one, who={"name": "Inés", "helix": "private"}, at=AT).seat
    paper = actions.seat_paper(workshop=one, who={"name": "Óscar"}, actor=lead, at=AT)
    board = one.boards.get()

    def note(seat: Any, text: str) -> str:
        told: dict[str, Any] = {
            "actor": Actor(one.pk, seat_id=seat.pk),
            "seat": seat.pk,
            "key": text,
            "at": AT,
        }
        if seat is paper:
            told["actor"] = lead
        posted = actions.post_note(workshop=one, board=board.pk, note=NoteWords(text=text), **told)
        return posted.note.public_id

    first = note(rosa, "Techo en el paradero")
    second = note(inés, FORMULA)
    note(paper, f"En papel: {ALPHABETS}")
    actor = Actor(one.pk, seat_id=rosa.pk)
    actions.place_dot(workshop=one, note=first, actor=actor, seat=rosa.pk, at=AT)
    asked = actions.open_round(workshop=one, note=first, actor=lead, at=AT)
    for seat, stance, reason in ((rosa, "agree", ""), (inés, "object", "Falta dinero: ¿quién?")):
        own = Actor(one.pk, seat_id=seat.pk)
        actions.take_stance(
            workshop=one, round=asked.pk, stance=stance, reason=reason, actor=own, seat=seat.pk,
            at=AT,
        )  # fmt: skip
    actions.close_round(workshop=one, round=asked.pk, actor=lead, at=AT)
    draw = actions.announce_groups(
        workshop=one, groups=1, by_helix=False, label="Mesas", actor=lead, at=AT
    )
    actions.draw_groups(workshop=one, grouping=draw.pk, actor=lead, at=AT)
    photo = BytesIO()
    Image.new("RGB", (320, 200), "#0b5653").save(photo, "JPEG")
    photo.seek(0)
    actions.add_board_photo(
        workshop=one, source=photo, text="La pizarra del fondo", actor=lead, at=AT
    )
    withdrawn = Actor(one.pk, seat_id=inés.pk)
    actions.withdraw_note(workshop=one, note=second, actor=withdrawn, at=AT)
    note(inés, f"{FORMULA} otra vez")
    return Workshop.objects.get(pk=one.pk)


def read_pdf(data: bytes) -> str:
    reader = PdfReader(BytesIO(data))
    return "\n".join(page.extract_text() for page in reader.pages)


def pdf_of(workshop: Workshop, *, with_names: bool = True) -> str:
    told = queries.minutes_of(workshop, with_names=with_names)
    return read_pdf(minutes_pdf(told, language="es", at=AT))


def test_pdf_tells_who_came_what_was_said_and_what_was_objected(workshop: Workshop) -> None:
    text = " ".join(pdf_of(workshop).split())
    for words in (
        "Micros que esperan", "Techo en el paradero", "Falta dinero: ¿quién?", "Rosa", "Óscar",
        "La pizarra del fondo", workshop.code, workshop.groupings.get().seed,
    ):  # fmt: skip
        assert words in text, words


def test_pdf_keeps_every_sign_of_every_alphabet(workshop: Workshop) -> None:
    text = "".join(pdf_of(workshop).split())
    for sign in set(fonts.plain(ALPHABETS)) - {" "}:
        assert sign in text, f"U+{ord(sign):04X}"


def test_pdf_carries_its_photos_and_an_outline(workshop: Workshop) -> None:
    told = queries.minutes_of(workshop, with_names=True)
    reader = PdfReader(BytesIO(minutes_pdf(told, language="es", at=AT)))
    assert sum(len(page.images) for page in reader.pages) == 1
    assert reader.outline
    assert reader.metadata is not None
    assert "Micros que esperan" in str(reader.metadata.title)


def test_pdf_without_a_photos_file_still_tells_its_words(workshop: Workshop) -> None:
    told = queries.minutes_of(workshop)
    told["photos"][0]["photo"] = "0" * 32 + ".jpg"
    assert "La pizarra del fondo" in read_pdf(minutes_pdf(told, language="es", at=AT))


def test_names_are_only_in_the_minutes_with_names(workshop: Workshop) -> None:
    assert "Óscar" not in pdf_of(workshop, with_names=False)


def test_a_word_as_long_as_a_page_does_not_break_the_document(workshop: Workshop) -> None:
    told = queries.minutes_of(workshop)
    told["boards"][0]["notes"][0]["text"] = "x" * 2000
    assert read_pdf(minutes_pdf(told, language="es", at=AT)).count("x") >= 2000


def sheets(workshop: Workshop) -> Any:
    told = queries.minutes_of(workshop, with_names=True)
    return load_workbook(BytesIO(minutes_xlsx(told, at=AT)))


def test_spreadsheet_has_a_sheet_for_each_thing(workshop: Workshop) -> None:
    book = sheets(workshop)
    assert len(book.sheetnames) == 6
    cells = {
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    }
    assert {"Techo en el paradero", "La pizarra del fondo", "Rosa"} <= cells
    assert f"En papel: {fonts.plain(ALPHABETS)}" in cells


def test_spreadsheet_never_runs_what_somebody_wrote(workshop: Workshop) -> None:
    found = [
        cell
        for sheet in sheets(workshop)
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith("=")
    ]
    assert found
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.quotePrefix for cell in found)


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_facilitator_alone_takes_the_minutes_home(
    workshop: Workshop, cast: Cast, client: Client, form: str
) -> None:
    address = f"/w/{workshop.code}/minutes.{form}"
    assert client.get(address).status_code == 403
    client.force_login(cast.stranger)
    assert client.get(address).status_code == 403
    client.force_login(cast.fabian)
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF" if form == "pdf" else b"PK")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_minutes_of_no_workshop_are_not_there(city: City, client: Client) -> None:
    assert client.get("/w/NADA22/minutes.pdf").status_code == 404
    assert client.get("/w/NADA22/minutes.docx").status_code == 404
