"""The facilitator's desk: its link, its door to the API, the list of workshops."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from minga.ground.clock import now
from minga.participation.workshops import actions
from minga.participation.workshops.pages import script_texts
from minga.participation.workshops.pages.auth import KEY, SEAT
from minga.territory.models import City
from minga.web.policies import POLICIES, Need
from tests.cast import Cast
from tests.participation.hall import JSON, Hall
from tests.participation.visiting import Visitor, facilitator

pytestmark = pytest.mark.django_db


@pytest.fixture
def seated(hall: Hall) -> Visitor:
    visitor = Visitor(hall.code)
    visitor.join()
    return visitor


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
    assert seats == {"seats": [], "suspicious": []}


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
    assert {POLICIES[name] for name in room} == {Need.CODE, Need.SEAT, Need.KEY}


def test_a_photo_goes_through_the_door_and_stays_among_those_who_were_there(
    hall: Hall, seated: Visitor
) -> None:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "JPEG")
    upload = SimpleUploadedFile("muro.jpg", picture.getvalue(), "image/jpeg")
    desk = facilitator(hall)
    kept = desk.send("run/api/photos", photo=upload, text="El muro", public="false")
    assert kept.status_code == 201, kept.content
    name = kept.json()["photo"]
    assert desk.see(f"run/api/photos/{name}")["Content-Type"] == "image/jpeg"
    assert seated.see(f"api/photos/{name}").status_code == 200
    assert Visitor(hall.code).see(f"api/photos/{name}").status_code == 404


def test_facilitators_find_their_workshops_in_the_navigation(cast: Cast) -> None:
    def links(person: Any) -> int:
        client = Client()
        if person:
            client.force_login(person)
        return client.get("/privacy/").content.decode().count('href="/workshops/"')

    assert links(cast.fabian) == 1
    assert [links(one) for one in (None, cast.stranger, cast.tito)] == [0, 0, 0]


def test_whoever_took_part_sees_the_result_after_the_end(hall: Hall, seated: Visitor) -> None:
    hall.posted(hall.join(), "queda")
    actions.close_workshop(workshop=hall.workshop, actor=hall.actor, at=now())
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
    assert {"note.posted", "round.closed", "workshop.closed", "groups.drawn"} <= set(
        script_texts.facts()
    )
    assert not [
        name for name in script_texts.facts() if name.startswith(("note.fact", "board.fact"))
    ]
