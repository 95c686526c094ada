"""Personas, one for each group; visions of groups, and one that all share with their authors."""

import pytest
from django.test import Client

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.programme import actions
from minga.programme.core.queries.graph import credits_of
from minga.programme.models import Node, Programme
from minga.programme.vision.actions.visions import draw_examples, give_group, share_vision
from minga.programme.vision.queries.visions import authors_by_group, visions_of
from tests.cast import Cast
from tests.programme.making import AT, made, phase

pytestmark = pytest.mark.django_db


def grouped(programme: Programme, group: str) -> Node:
    """A persona of a group."""
    persona = made(programme, "persona", title=f"Persona de {group}")
    return give_group(persona=persona, group=group, at=AT, by=None)


def told(programme: Programme, group: str, author: str, *, public: bool = True) -> Node:
    """The vision of a group, by somebody."""
    fields = {"group": group}
    vision = made(programme, "vision", grouped(programme, group), title=f"V {group}", fields=fields)
    actions.credit(node=vision, name=author, role="author", public=public, at=AT, by=None)
    return vision


@pytest.mark.usefixtures("every_phase_open")
def test_the_four_examples_come_once_and_in_the_programmes_language(programme: Programme) -> None:
    drawn = draw_examples(programme=programme, at=AT, by=None)
    assert len(drawn) == 4
    assert "Estudiante" in {one.title for one in drawn}
    assert draw_examples(programme=programme, at=AT, by=None) == []
    Programme.objects.filter(pk=programme.pk).update(language="en")
    english = draw_examples(programme=Programme.objects.get(pk=programme.pk), at=AT, by=None)
    assert "Student" in {one.title for one in english}


@pytest.mark.usefixtures("every_phase_open")
def test_personas_are_one_for_each_group(programme: Programme) -> None:
    personas = draw_examples(programme=programme, at=AT, by=None)
    for number, persona in enumerate(personas):
        give_group(persona=persona, group=f"Mesa {number}", at=AT, by=None)
    visions = visions_of(programme)
    assert [(pair.group, len(pair.personas)) for pair in visions.pairs] == [
        (f"Mesa {number}", 1) for number in range(4)
    ]
    assert visions.free == []


@pytest.mark.parametrize("again", ["Mesa 1", "mesa 1", " Mesa  1 "])
def test_a_group_that_has_a_persona_gets_no_second_one(programme: Programme, again: str) -> None:
    grouped(programme, "Mesa 1")
    other = made(programme, "persona", title="Otra")
    with pytest.raises(BadInput) as refusal:
        give_group(persona=other, group=again, at=AT, by=None)
    assert refusal.value.faults[0].field == "group"


def test_a_group_may_change_its_mind_about_its_own_persona(programme: Programme) -> None:
    persona = grouped(programme, "Mesa 1")
    assert give_group(persona=persona, group="Mesa 1", at=AT, by=None).value("group") == "Mesa 1"
    actions.withdraw_node(node=persona, reason="no nos sirvió", at=AT, by=None)
    assert grouped(programme, "Mesa 1").pk


def test_a_vision_is_told_through_a_persona(programme: Programme) -> None:
    with pytest.raises(BadInput):
        made(programme, "vision")


def test_shared_vision_names_the_authors_of_every_group_who_agreed(programme: Programme) -> None:
    one = told(programme, "Mesa 1", "Rosa")
    two = told(programme, "Mesa 2", "Inés", public=False)
    three = told(programme, "Mesa 3", "Nahuel")
    shared = share_vision(nodes=[one, two, three], title="Todas", year=2025, at=AT, by=None)
    assert shared.state == "shared"
    assert shared.value("year") == 2025
    parts = authors_by_group(shared)
    assert [(part.group, [one.name for one in part.authors], part.unnamed) for part in parts] == [
        ("Mesa 1", ["Rosa"], 0),
        ("Mesa 2", [], 1),
        ("Mesa 3", ["Nahuel"], 0),
    ]
    assert [one.name for one in credits_of(shared)] == ["Rosa", "Nahuel"]


def test_authors_survive_a_second_merge(programme: Programme) -> None:
    first = share_vision(
        nodes=[told(programme, "Mesa 1", "Rosa"), told(programme, "Mesa 2", "Inés")],
        title="Dos",
        at=AT,
        by=None,
    )
    actions.credit(node=first, name="Paz", role="editor", public=True, at=AT, by=None)
    last = share_vision(
        nodes=[first, told(programme, "Mesa 3", "Nahuel")], title="Tres", at=AT, by=None
    )
    names = {author.name for part in authors_by_group(last) for author in part.authors}
    assert names == {"Rosa", "Inés", "Paz", "Nahuel"}
    assert last.state == "shared"


def test_a_single_vision_is_shared_as_it_is(programme: Programme) -> None:
    only = told(programme, "Mesa 1", "Rosa")
    assert share_vision(nodes=[only], title="", at=AT, by=None).pk == only.pk
    assert visions_of(programme).shared[0].pk == only.pk


def test_nothing_but_visions_is_shared(programme: Programme) -> None:
    for nodes in ([], [grouped(programme, "Mesa 1")]):
        with pytest.raises(BadInput):
            share_vision(nodes=nodes, title="x", at=AT, by=None)


def test_roadmap_opens_with_the_shared_vision(programme: Programme) -> None:
    vision = told(programme, "Mesa 1", "Rosa")
    share_vision(nodes=[vision], title="", at=AT, by=None)
    assert actions.open_phase(phase=phase(programme, "roadmap"), at=AT, by=None).state == "open"


def test_a_stranger_gives_no_group_and_shares_nothing(programme: Programme, cast: Cast) -> None:
    vision = told(programme, "Mesa 1", "Rosa")
    with pytest.raises(Refused):
        share_vision(nodes=[vision], title="x", at=AT, by=cast.stranger)
    with pytest.raises(Refused):
        give_group(persona=made(programme, "persona"), group="Z", at=AT, by=cast.stranger)
    with pytest.raises(Refused):
        draw_examples(programme=programme, at=AT, by=cast.stranger)


def test_pages_name_who_agreed_and_count_the_others(programme: Programme, client: Client) -> None:
    nodes = [
        told(programme, "Mesa 1", "Rosa <Pérez>"),
        told(programme, "Mesa 2", "Secreta", public=False),
    ]
    shared = share_vision(nodes=nodes, title="La de todas", at=AT, by=None)
    for address in ("/programme/movernos/visions/", f"/n/{shared.public_id}/"):
        page = client.get(address).content.decode()
        assert "Rosa &lt;Pérez&gt;" in page
        assert "Secreta" not in page
        assert "Mesa 2" in page


@pytest.mark.slow
@pytest.mark.usefixtures("every_phase_open")
def test_lead_goes_from_examples_to_the_shared_vision(
    programme: Programme, cast: Cast, client: Client
) -> None:
    client.force_login(cast.maite)
    address = "/programme/movernos/visions/"
    assert client.post(f"{address}examples/").status_code == 302
    personas = list(programme.nodes.filter(kind="persona").order_by("pk")[:2])
    for number, persona in enumerate(personas):
        given = {"persona": persona.public_id, "group": f"Mesa {number}"}
        assert client.post(f"{address}group/", given).status_code == 302
        given |= {"title": f"Visión {number}", "text": "así", "year": "2025"}
        assert client.post(f"{address}write/", given).status_code == 302
    form = {"persona": personas[0].public_id, "group": "Mesa 1"}
    assert client.post(f"{address}group/", form).status_code == 422
    nodes = list(programme.nodes.filter(kind="vision").values_list("public_id", flat=True))
    bad = {"nodes": nodes, "title": "Una", "year": "mañana"}
    assert client.post(f"{address}share/", bad).status_code == 422
    assert client.post(f"{address}share/", bad | {"year": "2025"}).status_code == 302
    shared = programme.nodes.get(kind="vision", standing="current")
    assert shared.state == "shared"
    assert client.get(address).status_code == 200
    assert client.post(f"{address}dance/").status_code == 404


def test_a_stranger_cannot_post(programme: Programme, cast: Cast, client: Client) -> None:
    assert "/sign-in/" in client.post("/programme/movernos/visions/examples/").headers["Location"]
    client.force_login(cast.stranger)
    assert client.post("/programme/movernos/visions/examples/").status_code == 403
