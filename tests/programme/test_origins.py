"""Everything comes from somewhere, and people say so in the same step in which they enter it."""

from typing import Any

import pytest
from django.test import Client

from minga.ground.errors import BadInput
from minga.programme import actions
from minga.programme.core.actions.nodes import Outside
from minga.programme.core.queries.graph import provenance_of, without_origin
from minga.programme.kinds import KINDS
from minga.programme.models import Edge, Node, Programme
from tests.cast import Cast
from tests.programme.making import AT, FIELDS, made, opened

pytestmark = pytest.mark.django_db
ROOTS = {"guide", "interview", "example", "document"}


@pytest.fixture
def maite(cast: Cast) -> Client:
    """The browser of who leads the programme."""
    client = Client()
    client.force_login(cast.maite)
    return client


def test_only_what_truly_has_no_origin_is_a_root() -> None:
    assert {code for code, kind in KINDS.items() if kind.is_root} == ROOTS
    assert {code: kind.root_if for code, kind in KINDS.items() if kind.root_if[0]} == {
        "challenge": ("origin", frozenset({"citizen", "organisation"}))
    }
    for kind in KINDS.values():
        assert _reaches_a_root(kind.code, set()), kind.code


def _reaches_a_root(kind: str, seen: set[str]) -> bool:
    if KINDS[kind].is_root:
        return True
    further = KINDS[kind].comes_from - seen
    return any(_reaches_a_root(above, seen | {kind}) for above in further)


@pytest.mark.parametrize("origin", ["", "official", "workshop"])
def test_an_officials_challenge_comes_from_what_was_said(programme: Programme, origin: str) -> None:
    opened(programme, "challenge")
    challenge: dict[str, Any] = {
        "programme": programme, "kind": "challenge", "title": "Un cruce", "at": AT, "by": None,
        "fields": {"origin": origin},
    }  # fmt: skip
    with pytest.raises(BadInput) as refusal:
        actions.add_node(**challenge)
    assert [fault.field for fault in refusal.value.faults] == ["sources"]
    interview = made(programme, "interview")
    assert actions.add_node(**challenge, sources=[interview]).pk


def test_what_has_lost_its_edges_is_told(programme: Programme) -> None:
    concept = made(programme, "concept", made(programme, "challenge"))
    prototype = made(programme, "prototype", concept)
    assert without_origin(programme.pk) == []
    Edge.objects.filter(target=concept).delete()
    assert without_origin(programme.pk) == [concept, prototype]


def test_a_citizens_challenge_cannot_be_said_to_come_from_nowhere(programme: Programme) -> None:
    node = made(programme, "challenge")
    edit: dict[str, Any] = {"node": node, "title": "Otro", "at": AT, "by": None}
    with pytest.raises(BadInput) as refusal:
        actions.edit_node(**edit, version=1, fields={"origin": "official"})
    assert [fault.field for fault in refusal.value.faults] == ["origin"]
    assert actions.edit_node(**edit, version=1).fields == {"origin": "citizen"}
    actions.link_nodes(source=made(programme, "interview"), target=node, at=AT, by=None)
    edited = actions.edit_node(**edit, version=2, fields={"origin": "official"})
    assert (edited.fields, without_origin(programme.pk)) == ({"origin": "official"}, [])


def test_an_outside_record_is_cited_in_the_same_step_and_once(
    programme: Programme, maite: Client
) -> None:
    opened(programme, "initiative")
    form = {"title": "Una", "block": "Datos", "outside": "Plan regional", "outside_by": "GORE"}
    for title in ("Una", "Otra"):
        sent = form | {"title": title}
        assert maite.post("/programme/movernos/k/initiative/add/", sent).status_code == 302
    record = Node.objects.get(kind="document")
    assert (record.title, record.fields) == ("Plan regional", {"publisher": "GORE"})
    assert set(record.down.values_list("target__title", flat=True)) == {"Una", "Otra"}


def test_a_form_without_an_origin_says_so_and_keeps_what_was_typed(
    programme: Programme, maite: Client
) -> None:
    opened(programme, "commitment")
    form = {"title": "Una sala", **FIELDS["commitment"], "outside": "Carta"}
    for extra in ({}, {"outside": ""}):
        answer = maite.post("/programme/movernos/k/commitment/add/", form | extra)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="Una sala"' in page
    assert "up-told" in page
    assert not Node.objects.exists()


@pytest.mark.parametrize("kind", ["challenge", "initiative", "commitment", "result", "dataset"])
def test_every_form_of_a_later_component_offers_what_it_may_come_from(
    programme: Programme, maite: Client, kind: str
) -> None:
    record = made(programme, "document", title="Un acuerdo")
    opened(programme, kind)
    page = maite.get(f"/programme/movernos/k/{kind}/add/").content.decode()
    assert f'<option value="{record.public_id}"' in page
    assert 'name="outside"' in page


def test_a_group_says_what_its_strength_comes_from(programme: Programme, maite: Client) -> None:
    opened(programme, "swot")
    challenge = made(programme, "challenge")
    assert challenge.public_id in maite.get("/programme/movernos/swot/").content.decode()
    form = {"title": "Hay datos", "quadrant": "strength", "group": "Uno"}
    assert maite.post("/programme/movernos/swot/add/", form).status_code == 422
    named = form | {"up": challenge.public_id}
    assert maite.post("/programme/movernos/swot/add/", named).status_code == 302
    item = Node.objects.get(kind="swot")
    assert [relative.node for relative in provenance_of(item).up] == [challenge]


def test_a_node_gets_a_further_origin_on_its_own_page(programme: Programme, maite: Client) -> None:
    concept = made(programme, "concept", made(programme, "challenge"))
    example = made(programme, "example", title="Adopta un grifo")
    path = f"/n/{concept.public_id}/"
    assert f'<option value="{example.public_id}"' in maite.get(path).content.decode()
    assert maite.post(f"{path}link/", {"up": example.public_id}).status_code == 302
    page = maite.get(path).content.decode()
    assert f'<option value="{example.public_id}"' not in page
    assert example in [relative.node for relative in provenance_of(concept).up]
    assert "link/" not in Client().get(path).content.decode()


def test_a_page_never_says_that_something_hidden_is_the_beginning(programme: Programme) -> None:
    challenge = made(programme, "challenge", made(programme, "interview"))
    page = Client().get(f"/n/{challenge.public_id}/").content.decode()
    assert "Está al comienzo." not in page
    assert "Viene de algo que no es público." in page


def test_the_same_record_is_not_entered_twice(programme: Programme) -> None:
    for _ in range(2):
        made(programme, "swot", outside=Outside("Un informe", "Un ministerio"))
    assert Node.objects.filter(kind="document").count() == 1
