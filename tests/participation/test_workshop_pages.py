"""The pages of a workshop: coming in, taking part without scripts, the wall."""

import re
from functools import partial
from typing import Any

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.participation.models import Note, Seat
from minga.participation.workshops import actions
from minga.participation.workshops.pages.auth import SEAT
from minga.territory.models import City
from tests.participation.hall import JSON, Hall
from tests.participation.visiting import Visitor
from tests.world import small_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(hall: Hall) -> Visitor:
    return Visitor(hall.code)


@pytest.fixture
def seated(visitor: Visitor) -> Visitor:
    visitor.join()
    return visitor


# Coming in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["{lower}", " {code} ", "{a}-{b}", "{a} {b}"])
def test_a_code_is_found_however_it_is_typed(hall: Hall, typed: str) -> None:
    code = hall.code
    given = typed.format(code=code, lower=code.lower(), a=code[:3], b=code[3:])
    answer = Client().get("/w/", {"code": given})
    assert (answer.status_code, answer["Location"]) == (302, f"/w/{code}/")


@pytest.mark.parametrize("typed", ["ZZZZZZ", "O0IL1U", "<script>", "x" * 500, "😀"])
def test_a_code_that_is_none_is_told_kindly(hall: Hall, typed: str) -> None:
    answer = Client(headers={"Accept-Language": "en"}).get("/w/", {"code": typed})
    assert answer.status_code == 404
    assert b"field__error" in answer.content
    assert b"<script>" not in answer.content.replace(b"<script src", b"").replace(b"<script t", b"")


def test_an_address_in_small_letters_leads_to_the_proper_one(hall: Hall) -> None:
    answer = Client().get(f"/w/{hall.code.lower()}/wall/?x=1")
    assert (answer.status_code, answer["Location"]) == (302, f"/w/{hall.code}/wall/?x=1")


@pytest.mark.parametrize("path", ["", "wall/", "run/", "api/", "run/api/"])
def test_a_workshop_that_is_not_there_is_not_found(city: City, path: str) -> None:
    assert Client().get(f"/w/ZZZZZZ/{path}").status_code == 404


def test_joining_takes_one_press_and_keeps_the_token_from_scripts(visitor: Visitor) -> None:
    answer = visitor.join()
    assert answer.status_code == 302
    cookie = answer.cookies[SEAT]
    assert cookie["httponly"]
    assert cookie["path"] == visitor.base
    assert cookie["samesite"] == "Lax"
    page = visitor.see().content.decode()
    assert cookie.value not in page
    assert "You are number 1" in page


def test_joining_twice_with_the_same_page_is_one_seat(hall: Hall, visitor: Visitor) -> None:
    key = "the-key-of-a-page-that-was-sent-twice"
    assert [visitor.send("join/", key=key).status_code for _ in range(2)] == [302, 302]
    assert Seat.objects.filter(workshop=hall.workshop, arrived_by="phone").count() == 1


def test_what_was_told_at_the_door_is_kept_when_something_is_wrong(visitor: Visitor) -> None:
    answer = visitor.join(name="x" * 121, organisation="Junta de Vecinos")
    assert answer.status_code == 422
    assert b"Junta de Vecinos" in answer.content
    assert b"field__error" in answer.content
    assert SEAT not in answer.cookies


def test_a_closed_workshop_lets_nobody_in(hall: Hall, visitor: Visitor) -> None:
    actions.close_workshop(workshop=hall.workshop, actor=hall.actor, at=now())
    page = visitor.see()
    assert b"This workshop is over" in page.content
    assert b"doorway__go" not in page.content
    answer = visitor.send("join/", key="a-key-made-before-the-end")
    assert answer.status_code == 409
    assert SEAT not in answer.cookies


def test_a_workshop_of_a_second_city_opens_from_its_code_alone(city: City) -> None:
    other = Hall(small_city(slug="otra", name="Otra", at=now()))
    page = Client().get(f"/w/{other.code}/")
    assert page.status_code == 200
    assert b"Otra" in page.content


# Without scripts --------------------------------------------------------------------------------


def test_the_page_a_phone_keeps_is_nobodys(hall: Hall, seated: Visitor) -> None:
    assert '"seat": 1' in seated.see().content.decode()
    for visitor in (seated, Visitor(hall.code)):
        kept = visitor.see("?shell=1").content.decode()
        assert '"seat": 0' in kept
        assert 'data-part="seat-words"></span>' in kept
        assert 'participation/phone.js"' in kept


def test_a_kept_page_hears_the_present_token_and_may_write_with_it(hall: Hall) -> None:
    visitor = Visitor(hall.code, strict=True)
    key = re.search(r'name="key" value="([^"]+)"', visitor.see().content.decode())
    token = visitor.client.cookies["csrftoken"].value
    visitor.send("join/", key=key[1], csrfmiddlewaretoken=token)  # type: ignore[index]
    heard = visitor.see("api/mine").headers["X-CSRFToken"]
    body = {"board": hall.board, "text": "desde la página guardada"}
    send = partial(visitor.client.post, f"{visitor.base}api/notes", body, JSON)
    told = {"Idempotency-Key": "kept-page-0001"}
    assert send(headers=told).status_code == 403
    assert send(headers={**told, "X-CSRFToken": heard}).status_code == 201


def test_a_note_goes_up_by_plain_form(hall: Hall, seated: Visitor) -> None:
    page = seated.see("?plain=1").content.decode()
    assert 'name="text"' in page
    sent = {"board": hall.board, "text": "Más micros al campo", "key": "plain-form-key-1"}
    answers = [seated.send("note/", **sent) for _ in range(2)]
    assert [one["Location"] for one in answers] == [f"{seated.base}?plain=1"] * 2
    assert Note.objects.filter(board=hall.board).count() == 1
    assert "Más micros al campo" in seated.see("?plain=1").content.decode()


def test_a_plain_note_with_a_fault_keeps_its_words(hall: Hall, seated: Visitor) -> None:
    answer = seated.send("note/", board=hall.board, text="x" * 2001, key="plain-form-key-2")
    assert answer.status_code == 422
    assert b"x" * 2001 in answer.content
    assert seated.send("note/", board="9" * 30, text="x", key="plain-form-key-3").status_code == 422


def test_a_plain_note_on_a_closed_board_is_told(hall: Hall, seated: Visitor) -> None:
    actions.close_board(workshop=hall.workshop, board=hall.board, actor=hall.actor, at=now())
    answer = seated.send("note/", board=hall.board, text="tarde", key="plain-form-key-4")
    assert answer.status_code == 409
    assert b"takes nothing more" in answer.content


def test_a_stranger_posts_no_plain_note(hall: Hall, visitor: Visitor) -> None:
    answer = visitor.send("note/", board=hall.board, text="hola", key="plain-form-key-5")
    assert answer["Location"] == visitor.base
    assert not Note.objects.exists()


def test_words_of_others_are_shown_as_words(hall: Hall, seated: Visitor) -> None:
    hall.posted(hall.join(), "<img src=x onerror=alert(1)>")
    page = seated.see("?plain=1").content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


# The wall ------------------------------------------------------------------------------


def test_the_wall_shows_code_and_square_and_nobodys_name(hall: Hall, settings: Any) -> None:
    settings.MINGA_BASE_URL = "https://minga.ejemplo.cl"
    hall.posted(hall.join(name="Rosa Centinela", organisation="Junta Centinela"))
    page = Visitor(hall.code).see("wall/").content.decode()
    assert hall.code in page
    assert "minga.ejemplo.cl/w" in page
    assert page.count("<svg") >= 2
    assert "Centinela" not in page
    assert "style=" not in page  # the pages' policy allows no inline styles
