"""Long papers: no page waits for them; the worker writes them, says how far it is, keeps them."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from minga.ground import heartbeat
from minga.ground.clock import now
from minga.ground.documents import fonts
from minga.ground.documents.sheet import Paper as Sheet
from minga.participation.models import Board, Note, Paper, Workshop
from minga.participation.reactions import write_papers
from minga.participation.workshops import actions, paper_writer
from minga.participation.workshops.actions.papers import (
    KEPT,
    LEASE,
    MAX_ATTEMPTS,
    claim_paper,
    forget_papers,
    tell_progress,
)
from minga.participation.workshops.pages.papers import LONG_NOTES
from minga.participation.workshops.rules import PaperState
from minga.territory.models import City
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(city: City, cast: Cast) -> Workshop:
    return actions.open_workshop(city=city, title="Sala llena", at=now(), by=cast.fabian).workshop


@pytest.fixture
def lead(cast: Cast) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(cast.fabian)
    return client


def note_rows(workshop: Workshop, count: int) -> None:
    board = Board.objects.get(workshop=workshop)
    Note.objects.bulk_create(
        Note(
            board=board, public_id=f"N{number:05}", text=f"Más árboles {number:05}", made_at=now(),
            changed_at=now(), revision=number, intake_key=f"nota-{number}", intake_digest="",
        )
        for number in range(count)
    )  # fmt: skip


def test_minutes_of_a_few_notes_come_at_once(workshop: Workshop, lead: Client) -> None:
    note_rows(workshop, 3)
    answer = lead.get(f"/w/{workshop.code}/minutes.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert not Paper.objects.exists()


def test_minutes_of_a_full_hall_are_written_by_the_worker(
    workshop: Workshop, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_writer, "PROGRESS_S", 0.0)
    note_rows(workshop, LONG_NOTES + 1)
    page = f"/w/{workshop.code}/minutes/"
    sent = lead.get(f"/w/{workshop.code}/minutes.pdf")
    assert (sent.status_code, sent.headers["Location"]) == (302, page)
    assert not Paper.objects.exists()  # looking asks for nothing
    assert lead.post(page).status_code == 302
    assert lead.get(f"/w/{workshop.code}/minutes/file.pdf").status_code == 404
    waiting = lead.get(page)
    assert waiting.headers["Refresh"] == "2"
    assert "No worker is running" in waiting.content.decode()
    heartbeat.beat("worker", at=now())
    assert "No worker is running" not in lead.get(page).content.decode()
    write_papers(now())
    ready = lead.get(page)
    assert "Refresh" not in ready.headers
    assert "file.pdf" in ready.content.decode()
    reader = PdfReader(BytesIO(lead.get(f"/w/{workshop.code}/minutes/file.pdf").content))
    text = "\n".join(sheet.extract_text() for sheet in reader.pages)
    assert all(f"{number:05}" in text for number in range(LONG_NOTES + 1))


def test_how_far_a_paper_is_can_be_seen(workshop: Workshop, lead: Client) -> None:
    page = f"/w/{workshop.code}/minutes/"
    lead.post(page)
    paper = claim_paper(at=now())
    assert paper is not None
    tell_progress(paper=paper, done=30, parts=120, at=now())
    assert 'value="25"' in lead.get(page).content.decode()


def test_who_asks_again_shares_the_paper_until_something_changes(
    workshop: Workshop, lead: Client
) -> None:
    page = f"/w/{workshop.code}/minutes/"
    lead.post(page)
    lead.post(page)
    first = Paper.objects.get()
    write_papers(now())
    lead.post(page)
    assert Paper.objects.get().pk == first.pk
    Workshop.objects.update(revision=workshop.revision + 7)
    assert "has changed" in lead.get(page).content.decode()
    lead.post(page)
    assert Paper.objects.get().pk != first.pk


def test_a_paper_is_for_the_facilitator_alone(workshop: Workshop, lead: Client, cast: Cast) -> None:
    lead.post(f"/w/{workshop.code}/minutes/")
    write_papers(now())
    official = Client()
    official.force_login(cast.stranger)
    for client in (Client(), official):
        for path in ("minutes/", "minutes/file.pdf"):
            assert client.get(f"/w/{workshop.code}/{path}").status_code == 403
        assert client.post(f"/w/{workshop.code}/minutes/").status_code == 403


def test_a_worker_that_dies_leaves_the_paper_to_the_next(workshop: Workshop, lead: Client) -> None:
    lead.post(f"/w/{workshop.code}/minutes/")
    at = now()
    assert claim_paper(at=at) is not None
    assert claim_paper(at=at) is None  # another one writes it
    assert claim_paper(at=at + LEASE + timedelta(seconds=1)) is not None


def test_a_paper_that_cannot_be_written_says_so(
    workshop: Workshop, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> bytes:
        raise ValueError("no")

    monkeypatch.setattr(paper_writer, "_written", broken)
    lead.post(f"/w/{workshop.code}/minutes/")
    write_papers(now())
    paper = Paper.objects.get()
    assert (paper.state, paper.attempts) == (PaperState.FAILED, MAX_ATTEMPTS)
    assert "could not be written" in lead.get(f"/w/{workshop.code}/minutes/").content.decode()
    monkeypatch.undo()
    lead.post(f"/w/{workshop.code}/minutes/")
    write_papers(now())
    assert Paper.objects.get().state == PaperState.READY


def test_names_do_not_stay_in_papers(workshop: Workshop, lead: Client) -> None:
    lead.post(f"/w/{workshop.code}/minutes/")
    write_papers(now())
    actions.forget_names(workshop=workshop, at=now())
    assert not Paper.objects.exists()
    lead.post(f"/w/{workshop.code}/minutes/")
    forget_papers(at=now() + KEPT + timedelta(minutes=1))
    assert not Paper.objects.exists()


# ------------------------------------------------------------------ tables of papers


def table(rows: int, text: str = "Una nota de la pared") -> PdfReader:
    lines = [[str(number), f"{text} fila-{number:05}"] for number in range(rows)]
    paper = Sheet(title="x", text=f"{text} fila-", language="es", at=now())
    paper.add_page()
    paper.rows(["N", "Nota"], lines, (10, 90))
    return PdfReader(BytesIO(paper.finish()))


def test_a_table_holds_every_row_and_its_head_on_each_page() -> None:
    pages = [page.extract_text() for page in table(200).pages]
    assert len(pages) > 3
    assert all("Nota" in page for page in pages)
    assert all(f"fila-{number:05}" in "".join(pages) for number in range(200))


def test_a_row_longer_than_a_page_goes_on_on_the_next() -> None:
    long_row = [f"palabra{number:04}" for number in range(1500)]
    pages = [page.extract_text() for page in table(1, " ".join(long_row)).pages]
    assert len(pages) >= 3
    assert all(word in "".join(pages) for word in long_row)


def test_the_work_of_a_table_grows_with_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = 0
    width = fonts.width

    def counted(text: str, size: float, *, bold: bool = False) -> float:
        nonlocal measured
        measured += 1
        return width(text, size, bold=bold)

    monkeypatch.setattr(fonts, "width", counted)
    table(50)
    of_fifty, measured = measured, 0
    table(500)
    assert measured < 11 * of_fifty
