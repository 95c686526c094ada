"""The programme's pages: what strangers read, what leads do, what is refused in words."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from minga.people.models import Person
from minga.programme import actions
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Programme
from tests.cast import Cast
from tests.programme.making import AT, FIELDS, made, opened, phase
from tests.programme.test_provenance import chain

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert('x')</script>\"' onload=x"


@pytest.fixture
def maite(cast: Cast) -> Client:
    """A browser in which the programme's lead is signed in."""
    return browser(cast.maite)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_stranger_reads_the_programme_and_is_offered_nothing_to_change(
    programme: Programme, client: Client
) -> None:
    nodes = chain(programme)
    for path in ("/programme/", "/programme/movernos/", "/programme/movernos/k/challenge/"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "/add/" not in page.content.decode()
    page = client.get(f"/n/{nodes['challenge'].public_id}/").content.decode()
    assert nodes["commitment"].title in page  # what became of it
    assert "Central de tránsito" not in page  # the interview is private
    assert "<form" not in page.split("<main", 1)[1].split("</main>")[0]


def test_both_directions_are_one_click(programme: Programme, client: Client) -> None:
    nodes = chain(programme)
    up = client.get(f"/n/{nodes['commitment'].public_id}/").content.decode()
    assert f"/n/{nodes['challenge'].public_id}/" in up
    down = client.get(f"/n/{nodes['challenge'].public_id}/").content.decode()
    assert f"/n/{nodes['commitment'].public_id}/" in down


@pytest.mark.parametrize("path", ["desk/", "k/challenge/add/", "k/challenge/merge/"])
def test_pages_that_change_are_shut_to_others(
    programme: Programme, client: Client, cast: Cast, path: str
) -> None:
    assert client.get(f"/programme/movernos/{path}").status_code == 302  # to sign in
    assert browser(cast.stranger).get(f"/programme/movernos/{path}").status_code == 403
    assert browser(cast.maite).get(f"/programme/movernos/{path}").status_code == 200


def test_a_lead_of_another_city_changes_nothing(programme: Programme, other_lead: Person) -> None:
    node = made(programme, "challenge")
    there = browser(other_lead)
    assert there.get(f"/n/{node.public_id}/edit/").status_code == 403
    answer = there.post(f"/n/{node.public_id}/accept/?city=prueba")
    assert answer.status_code == 403
    node.refresh_from_db()
    assert node.state == "proposed"


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_is_entered_read_and_changed_by_its_form(
    programme: Programme, maite: Client, kind: str
) -> None:
    of = KINDS[kind]
    sources = [] if of.is_root else [_source(programme, of.comes_from)]
    form: dict[str, Any] = {**FIELDS.get(kind, {}), "title": HOSTILE, "text": HOSTILE}
    form["up"] = [source.public_id for source in sources]
    opened(programme, kind)
    assert maite.get(f"/programme/movernos/k/{kind}/add/").status_code == 200
    answer = maite.post(f"/programme/movernos/k/{kind}/add/", form)
    assert answer.status_code == 302, answer.context and answer.context.get("faults")
    node = Node.objects.get(kind=kind, title=" ".join(HOSTILE.split()))
    page = maite.get(answer.headers["Location"]).content.decode()
    assert escape(HOSTILE) in page
    assert "<script>alert" not in page
    assert maite.get(f"/n/{node.public_id}/edit/").status_code == 200
    changed = maite.post(
        f"/n/{node.public_id}/edit/", {**FIELDS.get(kind, {}), "title": "Otro", "version": 1}
    )
    assert changed.status_code == 302
    node.refresh_from_db()
    assert (node.title, node.version) == ("Otro", 2)
    assert maite.get(f"/programme/movernos/k/{kind}/?q=otro").content.decode().count("Otro") >= 1


def _source(programme: Programme, kinds: frozenset[str]) -> Node:
    rooted = sorted(code for code in kinds if KINDS[code].is_root)
    if rooted:
        return made(programme, rooted[0])
    kind = sorted(kinds)[0]
    return made(programme, kind, _source(programme, KINDS[kind].comes_from))


def test_a_form_with_faults_keeps_what_was_typed(programme: Programme, maite: Client) -> None:
    form = {
        "title": "Cruce peligroso",
        "origin": "citizen",
        "evidence_link": "javascript:alert(1)",
        "where": "Collao",
    }
    opened(programme, "challenge")
    answer = maite.post("/programme/movernos/k/challenge/add/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Cruce peligroso" in page
    assert "Collao" in page
    assert 'aria-invalid="true"' in page
    assert not Node.objects.exists()


def test_two_editors_in_two_browsers_are_told(programme: Programme, maite: Client) -> None:
    node = made(programme, "challenge")
    first = maite.post(f"/n/{node.public_id}/edit/", {"title": "Uno", "version": 1})
    second = maite.post(f"/n/{node.public_id}/edit/", {"title": "Dos", "version": 1})
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Dos" in second.content.decode()  # the words are not lost
    node.refresh_from_db()
    assert node.title == "Uno"


def test_the_desk_opens_a_gate_or_says_what_is_missing(programme: Programme, maite: Client) -> None:
    workshop = phase(programme, "workshop")
    path = f"/programme/movernos/desk/{workshop.pk}/open/"
    assert maite.post(path).status_code == 409
    assert maite.post(path, {"exception": "El taller es hoy"}).status_code == 302
    page = Client().get("/programme/movernos/").content.decode()
    assert "El taller es hoy" in page
    assert maite.post(f"/programme/movernos/desk/{workshop.pk}/close/").status_code == 302
    assert maite.post(f"/programme/movernos/desk/{workshop.pk}/close/").status_code == 409


def test_steps_are_taken_and_told(programme: Programme, maite: Client) -> None:
    node = made(programme, "challenge")
    assert maite.post(f"/n/{node.public_id}/solve/").status_code == 409
    assert maite.post(f"/n/{node.public_id}/accept/").status_code == 302
    assert maite.post(f"/n/{node.public_id}/route/").status_code == 422
    assert maite.post(f"/n/{node.public_id}/route/", {"reason": "Es concreto"}).status_code == 302
    assert "Es concreto" in Client().get(f"/n/{node.public_id}/").content.decode()
    assert (
        maite.post(f"/n/{node.public_id}/withdraw/", {"reason": "Era el mismo"}).status_code == 302
    )
    assert maite.post(f"/n/{node.public_id}/answer/").status_code == 409


def test_merging_by_hand_leads_from_the_old_to_the_new(programme: Programme, maite: Client) -> None:
    nodes = [made(programme, "challenge", title=f"Desafío {one}") for one in "ab"]
    ids = [node.public_id for node in nodes]
    path = "/programme/movernos/k/challenge/merge/"
    assert maite.post(path, {"nodes": ids[:1], "title": "Juntos"}).status_code == 422
    answer = maite.post(path, {"nodes": ids, "title": "Juntos"})
    assert answer.status_code == 302
    assert answer.headers["Location"] in Client().get(f"/n/{ids[0]}/").content.decode()
    assert maite.post(path, {"nodes": ids, "title": "Otra vez"}).status_code == 409


def test_what_is_hidden_is_gone_for_strangers_at_once(programme: Programme, maite: Client) -> None:
    node = made(programme, "challenge", title="Con un nombre adentro")
    assert maite.post(f"/n/{node.public_id}/hide/").status_code == 302
    stranger = Client()
    assert stranger.get(f"/n/{node.public_id}/").status_code == 404
    assert "un nombre" not in stranger.get("/programme/movernos/k/challenge/").content.decode()
    assert maite.get(f"/n/{node.public_id}/").status_code == 200


@pytest.mark.parametrize("many", [1, 3])
def test_a_list_asks_the_same_number_of_statements(
    programme: Programme, client: Client, many: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(many):
        made(
            programme, "challenge", title=f"Desafío {number}", phase=phase(programme, "interviews")
        )
    client.get("/programme/movernos/k/challenge/")
    with django_assert_max_num_queries(9):
        client.get("/programme/movernos/k/challenge/")


def test_a_page_of_a_node_with_a_long_story_is_read(programme: Programme, maite: Client) -> None:
    node = made(programme, "swot")
    for number in range(40):
        node = made(programme, "swot", node, title=f"Elemento {number}")
    page = maite.get(f"/n/{node.public_id}/")
    assert page.status_code == 200
    assert page.content.decode().count("trail__step") == 41  # and the record it begins with


@pytest.mark.parametrize("words", ["%", "_", "'", "\x1f", "ñandú 🚌", "x" * 300])
def test_searching_for_anything_answers(programme: Programme, client: Client, words: str) -> None:
    made(programme, "challenge")
    answer = client.get("/programme/movernos/k/challenge/", {"q": words, "state": words})
    assert answer.status_code == 200


def test_whoever_has_a_part_sees_what_is_private(programme: Programme, cast: Cast) -> None:
    interview = made(programme, "interview", title="Con la inspectora")
    actions.assign(
        phase=phase(programme, "interviews"), person=cast.paz, role="interviewer", by=cast.maite
    )
    assert browser(cast.paz).get(f"/n/{interview.public_id}/").status_code == 200
    assert browser(cast.rosa).get(f"/n/{interview.public_id}/").status_code == 404
    assert AT
