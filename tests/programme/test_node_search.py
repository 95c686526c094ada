"""Search in a programme finds what is written however it is typed, and only what may be seen."""

import pytest
from django.test import Client

from minga.ground.actions import refold
from minga.ground.secrets import new_receipt
from minga.people.models import Person
from minga.programme import actions
from minga.programme.core.actions.erasing import erase_node
from minga.programme.core.queries.nodes import nodes_of
from minga.programme.models import Node, Programme
from minga.territory.models import City
from tests.cast import Cast
from tests.programme.making import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_phase_open")]

STATES = {"challenge": "accepted", "idea": "noted"}


def made(programme: Programme, kind: str, *, by: Person | None = None, **said: str | bool) -> Node:
    """A node by itself: where it comes from is no matter of these tests."""
    return Node.objects.create(
        programme=programme, kind=kind, state=STATES[kind], public_id=new_receipt(), by=by,
        made_at=AT, changed_at=AT, **said,
    )  # fmt: skip


TITLE = "Semáforos para ciegos en Av. O'Higgins esq. Ñuble"
SPELLINGS = (
    "semaforos", "SEMÁFOROS", "Semáforos", "sema\u0301foros", "ohiggins", "O’HIGGINS", "o higgins",
    "avenida ohiggins", "avda", "nuble", "ÑUBLE", "ohiggins/nuble", "nuble y o'higgins",
    "ciegos semáforos",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["challenge", "idea"])
@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_search_folds_accents_and_case(
    client: Client, programme: Programme, kind: str, typed: str
) -> None:
    wanted = made(programme, kind, title=TITLE, text="Una frase", public=True)
    made(programme, kind, title="Otra cosa", text="Buses llenos", public=True)
    assert [row.pk for row in nodes_of(programme, kind, search=typed)] == [wanted.pk]
    html = client.get(f"/programme/{programme.slug}/k/{kind}/", {"q": typed}).content.decode()
    assert wanted.public_id in html
    assert "Otra cosa" not in html


def test_what_is_not_written_is_not_found(programme: Programme) -> None:
    made(programme, "idea", title=TITLE)
    for typed in ("semaforo azul", "zzz", "semaforos ciegas", "sema%fxros"):
        assert list(nodes_of(programme, "idea", search=typed)) == [], typed


def test_a_node_is_found_by_its_number(programme: Programme) -> None:
    wanted = made(programme, "idea", title=TITLE)
    made(programme, "idea", title="Otra")
    assert list(nodes_of(programme, "idea", search=wanted.public_id.lower())) == [wanted]


def test_a_search_follows_what_is_changed_and_forgets_what_is_erased(
    programme: Programme, cast: Cast
) -> None:
    node = made(programme, "idea", title="Llamar al 987654321", by=cast.maite)
    actions.edit_node(
        node=node, version=node.version, title="Señalética", text="más grande", fields={},
        at=AT, by=cast.maite,
    )  # fmt: skip
    assert list(nodes_of(programme, "idea", search="987654321")) == []
    assert list(nodes_of(programme, "idea", search="senaletica GRANDE")) == [node]
    erase_node(node=node, at=AT, by=cast.maite)
    node.refresh_from_db()
    assert "senaletica" not in node.folded
    assert list(nodes_of(programme, "idea", search="señalética", everything=True)) == []


def test_many_written_at_once_are_found_too(programme: Programme, city: City) -> None:
    columns = {"programme": programme, "kind": "idea", "state": "noted", "made_at": AT}
    Node.objects.bulk_create(
        Node(public_id=f"X{number}", title=f"Árbol {number}", changed_at=AT, **columns)
        for number in range(3)
    )
    assert nodes_of(programme, "idea", search="ARBOL").count() == 3


def test_what_was_written_before_there_was_such_a_search_is_folded(programme: Programme) -> None:
    node = made(programme, "idea", title=TITLE)
    Node.objects.update(folded="")
    assert list(nodes_of(programme, "idea", search="semaforos")) == []
    assert refold(Node.objects.filter(kind="idea"), ("title", "text")) == 1
    assert list(nodes_of(programme, "idea", search="semaforos")) == [node]
