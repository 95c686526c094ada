"""Where a workshop went no further: an empty board to vote on, minutes nobody could take home."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from minga.ground.clock import now
from minga.participation.workshops import actions
from tests.participation.hall import Hall
from tests.participation.visiting import Visitor


def _texts(hall: Hall, board: int) -> list[str]:
    notes = hall.notes().values()
    return sorted(note["text"] for note in notes if note["board"] == board)


class TestVoting:
    """A board to choose on takes the notes people wrote."""

    def test_a_new_board_takes_the_notes_it_is_given(self, hall: Hall) -> None:
        who = hall.join()
        notes = [hall.posted(who, text) for text in ("una", "dos")]
        board = hall.board_of("dots", notes=notes, source=hall.board)
        assert _texts(hall, board) == ["dos", "una"]

    def test_a_board_that_hangs_empty_takes_them_later_and_once(self, hall: Hall) -> None:
        who = hall.join()
        notes = [hall.posted(who, text) for text in ("una", "dos")]
        board = hall.board_of("dots")
        for _ in range(2):
            taken = hall.leader.post("/take", {"board": board, "notes": notes})
            assert taken.status_code == 200, taken.content
        assert _texts(hall, board) == ["dos", "una"]
        copy = next(note for note in hall.notes().values() if note["board"] == board)
        assert who.vote(copy["note"]) == 201

    def test_a_board_takes_no_notes_of_its_own(self, hall: Hall) -> None:
        note = hall.posted(hall.join())
        refused = hall.leader.post("/take", {"board": hall.board, "notes": [note]})
        assert refused.status_code == 422

    def test_nobody_but_the_facilitator_takes_notes_on(self, hall: Hall) -> None:
        who = hall.join()
        body = {"board": hall.board_of("dots"), "notes": [hall.posted(who)]}
        assert who.post("/take", body).status_code == 403
        assert hall.stranger.post("/take", body).status_code == 401

    def test_the_desk_asks_which_notes(self, hall: Hall) -> None:
        desk = Visitor(hall.code)
        page = desk.see(f"run/?key={hall.secret}")
        text = desk.client.get(page.headers["Location"]).content.decode()
        assert 'name="which"' in text
        assert 'data-part="bring"' in text


class TestMinutes:
    """Whoever took part takes the minutes home."""

    @pytest.mark.parametrize("form", ["pdf", "xlsx"])
    def test_after_the_end_and_without_names(self, hall: Hall, form: str) -> None:
        phone = Visitor(hall.code)
        phone.join(name="Rosa Pérez")
        hall.posted(hall.join(name="Nahuel"), "más árboles")
        assert phone.see(f"minutes.{form}").status_code == 403
        actions.close_workshop(workshop=hall.workshop, actor=hall.actor, at=now())
        assert f"minutes.{form}" in phone.see().content.decode()
        answer = phone.see(f"minutes.{form}")
        assert answer.status_code == 200
        assert Visitor(hall.code).see(f"minutes.{form}").status_code == 403
        if form == "xlsx":
            book = load_workbook(BytesIO(answer.content))
            cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
            assert "más árboles" in cells
            assert not any("Rosa" in cell or "Nahuel" in cell for cell in cells)
            notes = next(
                sheet
                for sheet in book
                if "más árboles" in [cell.value for row in sheet for cell in row]
            )
            head = [cell.value for cell in notes[1]]
            seats = [
                notes.cell(2, place + 1).value
                for place, name in enumerate(head)
                if name in ("Seat", "Arrived")
            ]
            assert not any(seats)
