"""Begin a programme by its form, give parts, divide, thank."""

import pytest
from django.test import Client

from minga.programme.models import Assignment, Credit, Node, Programme, Session
from tests.cast import Cast
from tests.programme.making import made, opened, phase
from tests.programme.test_pages import browser

pytestmark = pytest.mark.django_db
CARD = {"title": "Salud cerca", "slug": "salud", "sector": "Salud", "objectives": "Uno\nDos\n"}


def test_a_lead_begins_a_programme_by_its_form(cast: Cast) -> None:
    maite = browser(cast.maite)
    assert maite.get("/programme/new/").status_code == 200
    assert maite.post("/programme/new/", CARD).status_code == 302
    begun = Programme.objects.get(slug="salud")
    assert begun.objectives == ["Uno", "Dos"]
    assert maite.post("/programme/new/", CARD).status_code == 422
    assert browser(cast.fabian).get("/programme/new/").status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "new"},
        {"slug": "Con Mayúsculas"},
        {"slug": "../x"},
        {"title": ""},
        {"starts_on": "2026-05-01", "ends_on": "2026-04-01"},
        {"starts_on": "mañana"},
    ],
)
def test_a_bad_card_stores_nothing(cast: Cast, wrong: dict[str, str]) -> None:
    answer = browser(cast.maite).post("/programme/new/", CARD | wrong)
    assert answer.status_code == 422
    assert not Programme.objects.exists()


def test_parts_are_given_and_taken_back_by_leads(programme: Programme, cast: Cast) -> None:
    there = phase(programme, "interviews")
    path = f"/programme/movernos/parts/{there.pk}/"
    maite = browser(cast.maite)
    assert maite.post(path, {"email": cast.paz.email, "role": "interviewer"}).status_code == 302
    assert Assignment.objects.get().person == cast.paz
    assert cast.paz.name in maite.get("/programme/movernos/desk/").content.decode()
    assert browser(cast.paz).get("/programme/movernos/desk/").status_code == 200
    assert (
        browser(cast.paz).post(path, {"email": cast.rosa.email, "role": "official"}).status_code
        == 403
    )
    assert maite.post(path, {"email": "nadie@nada.invalid", "role": "official"}).status_code == 409
    assert maite.post(path, {"email": cast.paz.email, "end": "1"}).status_code == 302
    assert not Assignment.objects.exists()


def test_a_role_that_the_phase_has_not_is_refused(programme: Programme, cast: Cast) -> None:
    path = f"/programme/movernos/parts/{phase(programme, 'interviews').pk}/"
    answer = browser(cast.maite).post(path, {"email": cast.paz.email, "role": "emperor"})
    assert answer.status_code == 409
    assert not Assignment.objects.exists()


def test_a_node_is_divided_by_its_form(programme: Programme, cast: Cast) -> None:
    node = made(programme, "challenge", title="Luz y basura")
    maite = browser(cast.maite)
    path = f"/n/{node.public_id}/split/"
    assert maite.post(path, {"title": ["Luz", " "]}).status_code == 422
    assert maite.post(path, {"title": ["Luz", "Basura", ""]}).status_code == 302
    assert set(Node.objects.current().values_list("title", flat=True)) == {"Luz", "Basura"}
    assert maite.post(path, {"title": ["Otra", "Vez"]}).status_code == 409


def test_whoever_is_thanked_is_named_only_as_agreed(
    programme: Programme, cast: Cast, client: Client
) -> None:
    node = made(programme, "challenge")
    maite = browser(cast.maite)
    path = f"/n/{node.public_id}/thank/"
    assert maite.post(path, {"name": "Rosa Neira"}).status_code == 302
    assert maite.post(path, {"name": "Luis Parra", "public": "true"}).status_code == 302
    assert maite.post(path, {"name": ""}).status_code == 422
    page = client.get(f"/n/{node.public_id}/").content.decode()
    assert "Luis Parra" in page
    assert "Rosa Neira" not in page
    assert Credit.objects.count() == 2


def test_a_workshop_is_held_in_a_phase(programme: Programme, cast: Cast) -> None:
    there = phase(programme, "interviews")
    path = f"/programme/movernos/hold/{there.pk}/"
    assert browser(cast.stranger).post(path).status_code == 403
    opened(programme, "interview")
    answer = browser(cast.maite).post(path)
    workshop = Session.objects.get(phase=there).workshop
    assert answer.headers["Location"] == f"/w/{workshop.code}/run/"
    assert workshop.code in browser(cast.maite).get("/programme/movernos/desk/").content.decode()
