"""The pages of a workshop: coming in, taking part without scripts, the wall, the desk's door."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.ground.clock import now
from minga.participation import actions
from minga.participation.models import Note, Seat
from minga.participation.pages import spoken
from minga.participation.pages.knocking import KEY, SEAT
from minga.territory.models import City
from minga.web.policies import POLICIES, Need
from tests.cast import Cast
from tests.participation.hall import JSON, Hall
from tests.world import small_city

pytestmark = pytest.mark.django_db


class Visitor:
    """A browser that follows forms: it keeps cookies, and may have to show its CSRF token."""

    def __init__(self, code: str, *, strict: bool = False) -> None:
        self.base = f"/w/{code}/"
        self.client = Client(enforce_csrf_checks=strict, headers={"Accept-Language": "en"})

    def see(self, path: str = "") -> Any:
        return self.client.get(self.base + path)

    def send(self, path: str, **words: Any) -> Any:
        return self.client.post(self.base + path, words)

    def join(self, **who: str) -> Any:
        key = re.search(r'name="key" value="([^"]+)"', self.see().content.decode())
        assert key is not None
        return self.send("join/", key=key[1], **who)


@pytest.fixture
def visitor(hall: Hall) -> Visitor:
    return Visitor(hall.code)


@pytest.fixture
def seated(visitor: Visitor) -> Visitor:
    visitor.join()
    return visitor


def facilitator(hall: Hall) -> Visitor:
    """A browser that was opened with the facilitator's link."""
    browser = Visitor(hall.code)
    browser.see(f"run/?key={hall.secret}")
    return browser


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
    actions.close_workshop(workshop=hall.workshop, hand=hall.hand, at=now())
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
    actions.close_board(workshop=hall.workshop, board=hall.board, hand=hall.hand, at=now())
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


# The desk ------------------------------------------------------------------------------


def test_the_link_becomes_a_cookie_and_leaves_the_address(hall: Hall) -> None:
    browser = Visitor(hall.code)
    answer = browser.see(f"run/?key={hall.secret}")
    assert (answer.status_code, answer["Location"]) == (302, f"{browser.base}run/")
    cookie = answer.cookies[KEY]
    assert cookie["httponly"]
    assert cookie["path"] == browser.base
    assert browser.see("run/").status_code == 200


@pytest.mark.parametrize("key", ["", "wrong", "x" * 5000, "ñ", "%00"])
def test_a_wrong_link_opens_nothing(hall: Hall, key: str) -> None:
    browser = Visitor(hall.code)
    answer = browser.see(f"run/?key={key}")
    assert answer.status_code in (400, 403)
    assert KEY not in answer.cookies


def test_a_seat_does_not_become_the_facilitator(hall: Hall, seated: Visitor) -> None:
    token = seated.client.cookies[SEAT].value
    assert seated.see(f"run/?key={token}").status_code == 403
    assert seated.see("run/").status_code == 403
    assert seated.see("run/api/seats").status_code == 404
    close = seated.client.post(f"{seated.base}run/api/close", {}, JSON)
    assert close.status_code == 401


def test_the_desk_is_open_to_the_role_and_shut_to_others(hall: Hall, cast: Cast) -> None:
    seen = {}
    for name in ("fabian", "maite", "stranger", "rosa", "norma"):
        browser = Visitor(hall.code)
        browser.client.force_login(getattr(cast, name))
        seen[name] = browser.see("run/").status_code
    assert seen == {"fabian": 200, "maite": 200, "stranger": 403, "rosa": 403, "norma": 403}


def test_the_door_carries_the_cookie_and_asks_for_the_page_behind_it(hall: Hall) -> None:
    browser = Visitor(hall.code, strict=True)
    browser.see(f"run/?key={hall.secret}")
    token = re.search(r'"csrf": "([^"]+)"', browser.see("run/").content.decode())
    assert token is not None
    address, body = f"{browser.base}run/api/timers", {"seconds": 60}
    assert browser.client.post(address, body, JSON).status_code == 403
    headers = {"X-CSRFToken": token[1]}
    assert browser.client.post(address, body, JSON, headers=headers).status_code == 201
    seats = browser.see("run/api/seats").json()
    assert seats == {"seats": []}


def test_the_door_serves_what_a_phone_does(hall: Hall, seated: Visitor) -> None:
    mine = seated.see("api/mine").json()
    assert (mine["seat"], mine["facilitates"]) == (1, False)
    told = seated.client.post(
        f"{seated.base}api/notes",
        {"board": hall.board, "text": "hola"},
        JSON,
        headers={"Idempotency-Key": "door-key-1"},
    )
    assert told.status_code == 201
    assert seated.see("api/?since=0").json()["notes"][0]["text"] == "hola"


@pytest.mark.parametrize("rest", ["../../reports", "..", "nothing/here", "mine/.."])
def test_the_door_leads_nowhere_else(hall: Hall, seated: Visitor, rest: str) -> None:
    assert seated.see(f"api/{rest}").status_code == 404


def test_every_route_behind_the_door_asks_inside() -> None:
    room = [
        name for name in POLICIES if name.startswith("api-1:workshop") and name != "api-1:workshops"
    ]
    assert {POLICIES[name] for name in room} == {Need.ANYBODY}


def test_whoever_took_part_sees_the_result_after_the_end(hall: Hall, seated: Visitor) -> None:
    hall.posted(hall.join(), "queda")
    actions.close_workshop(workshop=hall.workshop, hand=hall.hand, at=now())
    assert hall.stranger.get().json()["notes"] == []
    assert len(seated.see("api/").json()["notes"]) == 1
    assert "queda" in seated.see("?plain=1").content.decode()


def test_only_the_role_makes_a_new_link(hall: Hall, cast: Cast) -> None:
    holder = facilitator(hall)
    assert holder.send("run/link/").status_code == 302  # to the sign-in page
    holder.client.force_login(cast.stranger)
    assert holder.send("run/link/").status_code == 403
    assert holder.see("run/").status_code == 200
    lead = Visitor(hall.code)
    lead.client.force_login(cast.fabian)
    answer = lead.send("run/link/")
    assert answer.status_code == 302
    assert answer.cookies[KEY].value != hall.secret
    holder.client.logout()
    assert holder.see("run/").status_code == 403  # the old link has ended


# The list ------------------------------------------------------------------------------


def test_a_facilitator_opens_a_workshop_from_the_list(city: City, cast: Cast) -> None:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(cast.fabian)
    assert b"No workshop yet" in client.get("/workshops/").content
    answer = client.post(
        "/workshops/", {"title": "Taller del puerto", "dots": "5", "boards": ["swot", "ideas"]}
    )
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert b"Taller del puerto" in page.content
    assert b"Taller del puerto" in client.get("/workshops/").content


@pytest.mark.parametrize(
    "words", [{"title": ""}, {"title": "x" * 200}, {"title": "x", "dots": "99"}]
)
def test_a_workshop_with_a_fault_is_not_opened(city: City, cast: Cast, words: Any) -> None:
    client = Client()
    client.force_login(cast.fabian)
    answer = client.post("/workshops/", {"boards": ["ideas", "no-such"], "dots": "3", **words})
    assert answer.status_code == 422
    assert b"field__error" in answer.content


@pytest.mark.parametrize("who", ["stranger", "rosa", "tito", None])
def test_the_list_is_for_facilitators(city: City, cast: Cast, who: str | None) -> None:
    client = Client()
    if who:
        client.force_login(getattr(cast, who))
    assert client.get("/workshops/").status_code == (403 if who else 302)


def test_the_list_asks_as_often_for_three_as_for_one(
    city: City, cast: Cast, django_assert_num_queries: Any
) -> None:
    client = Client()
    client.force_login(cast.fabian)
    Hall(city)
    client.get("/workshops/")
    with CaptureQueriesContext(connection) as one:
        client.get("/workshops/")
    Hall(city), Hall(city)
    with CaptureQueriesContext(connection) as three:
        client.get("/workshops/")
    assert len(one) == len(three)


def test_every_fact_of_a_workshop_reaches_the_page() -> None:
    assert {"note.posted", "round.closed", "workshop.closed", "groups.drawn"} <= set(spoken.facts())
    assert not [name for name in spoken.facts() if name.startswith(("note.fact", "board.fact"))]
