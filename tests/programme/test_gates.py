"""Gates gate: nothing is written behind a shut one, and nothing made there opens another."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from minga.ground.errors import BadInput
from minga.programme import actions
from minga.programme.citizen_tests.actions import Tried, answer_test
from minga.programme.citizen_tests.rules import TestClosed
from minga.programme.core.actions.workshops import hold_workshop
from minga.programme.core.actors import PhaseShut
from minga.programme.core.queries.programmes import unmet
from minga.programme.models import Node, Phase, Programme
from minga.programme.vision.actions.roadmap import follow_up
from minga.programme.vision.actions.visions import share_vision
from minga.territory.models import City
from tests.cast import Cast
from tests.programme.making import AT, begun, made, phase
from tests.programme.test_pages import browser

pytestmark = pytest.mark.django_db


def shut_all(programme: Programme) -> None:
    """Close every phase that is open."""
    for row in Phase.objects.filter(component__programme=programme, state="open"):
        actions.close_phase(phase=row, at=AT, by=None)


WRITES: dict[str, tuple[str, Callable[[Node, Any], Any]]] = {
    "change": ("initiative", lambda node, by: actions.edit_node(
        node=node, version=1, title="Otra", fields=node.fields, at=AT, by=by)),
    "finish": ("initiative", lambda node, by: actions.move_node(
        node=node, verb="finish", reason="listo", at=AT, by=by)),
    "tell": ("initiative", lambda node, by: follow_up(node=node, text="Va bien", at=AT, by=by)),
    "share": ("vision", lambda node, by: share_vision(nodes=[node], title="", at=AT, by=by)),
    "keep": ("commitment", lambda node, by: actions.move_node(
        node=node, verb="keep", at=AT, by=by)),
    "withdraw": ("swot", lambda node, by: actions.withdraw_node(
        node=node, reason="ya no", at=AT, by=by)),
    "split": ("swot", lambda node, by: actions.split_node(
        node=node, parts=[actions.Part("Uno"), actions.Part("Dos")], at=AT, by=by)),
    "thank": ("swot", lambda node, by: actions.credit(
        node=node, name="Rosa", role="author", at=AT, by=by)),
    "publish": ("swot", lambda node, by: actions.set_public(
        node=node, public=True, at=AT, by=by)),
    "workshop": ("swot", lambda node, by: hold_workshop(
        programme=node.programme, at=AT, by=by)),
    "add": ("swot", lambda node, by: actions.add_node(
        programme=node.programme, kind="swot", title="Otra", fields=node.fields,
        sources=[node], at=AT, by=by)),
}  # fmt: skip


@pytest.mark.parametrize("verb", WRITES)
def test_nothing_is_written_behind_a_shut_gate(programme: Programme, cast: Cast, verb: str) -> None:
    kind, write = WRITES[verb]
    above = [made(programme, "persona")] if kind == "vision" else []
    node = made(programme, kind, *above)
    shut_all(programme)
    for by in (None, cast.maite):
        with pytest.raises(PhaseShut):
            write(node, by)
    row = Node.objects.get(pk=node.pk)
    others = Node.objects.exclude(kind="document").count()
    assert (row.version, row.state, others) == (1, node.state, 1 + len(above))


def test_a_node_can_be_hidden_behind_a_shut_gate(programme: Programme, cast: Cast) -> None:
    node = made(programme, "challenge")
    shut_all(programme)
    assert not actions.set_public(node=node, public=False, at=AT, by=cast.maite).public


def test_a_phase_makes_its_own_kinds_only(programme: Programme, cast: Cast) -> None:
    made(programme, "challenge")
    with pytest.raises(BadInput) as refusal:
        made(programme, "dataset", phase=phase(programme, "interviews"), by=cast.maite)
    assert [fault.field for fault in refusal.value.faults] == ["phase"]


def test_a_node_without_a_phase_is_made_in_the_open_one(programme: Programme, cast: Cast) -> None:
    node = made(programme, "challenge", by=cast.maite)
    assert node.phase == phase(programme, "interviews")


def test_a_gate_does_not_count_what_was_made_behind_one(programme: Programme) -> None:
    concept = made(programme, "concept", made(programme, "challenge"))
    assert not unmet(phase(programme, "inventory"))
    # As an older version of Minga left it: made while its phase had never been open.
    Phase.objects.filter(code="workshop").update(state="waiting", opened_at=None)
    assert [lack.have for lack in unmet(phase(programme, "inventory"))] == [0]
    # The phase opens later: what was made before does not count either.
    made_at = concept.made_at
    Phase.objects.filter(code="workshop").update(state="open", opened_at=made_at)
    Node.objects.filter(pk=concept.pk).update(made_at=made_at.replace(year=2025))
    assert unmet(phase(programme, "inventory"))


def test_a_gate_does_not_count_what_another_city_made(programme: Programme) -> None:
    concept = made(programme, "concept", made(programme, "challenge"))
    Node.objects.filter(pk=concept.pk).update(lineage="AAAAAAAAAA")
    assert unmet(phase(programme, "inventory"))


def test_an_item_left_over_counts_wherever_it_was_made(programme: Programme) -> None:
    made(programme, "swot")
    Phase.objects.filter(code="swot").update(opened_at=None)
    assert [lack.is_too_many for lack in unmet(phase(programme, "vision"))] == [False, True]


def test_a_phase_that_opens_again_keeps_what_it_made(programme: Programme, cast: Cast) -> None:
    made(programme, "concept", made(programme, "challenge"))
    shut_all(programme)
    later = AT.replace(year=2027)
    actions.open_phase(
        phase=phase(programme, "workshop"), at=later, by=cast.maite, exception="Otro taller"
    )
    assert not unmet(phase(programme, "inventory"))


def test_an_exception_lets_write_and_everybody_reads_it(programme: Programme, cast: Cast) -> None:
    actions.open_phase(
        phase=phase(programme, "inventory"), at=AT, by=cast.maite, exception="Ya lo sabemos"
    )
    assert made(programme, "dataset", by=cast.maite).pk
    assert "Ya lo sabemos" in Client().get("/programme/movernos/").content.decode()


def test_a_shut_phase_is_told_and_offers_no_buttons(programme: Programme, cast: Cast) -> None:
    node = made(programme, "initiative")
    maite = browser(cast.maite)
    path = f"/n/{node.public_id}/"
    assert f"{path}edit/" in maite.get(path).content.decode()
    shut_all(programme)
    page = maite.get(path).content.decode()
    assert f"{path}edit/" not in page
    assert f"{path}finish/" not in page
    assert f"{path}hide/" in page
    assert maite.post(f"{path}finish/", {"reason": "listo"}).status_code == 409
    hold = f"/programme/movernos/hold/{phase(programme, 'roadmap').pk}/"
    assert maite.post(hold).status_code == 409
    add = maite.post("/programme/movernos/k/initiative/add/", {"title": "Otra", "block": "Datos"})
    assert add.status_code == 409
    assert "Otra" in add.content.decode()


def test_a_proposal_to_a_component_that_does_not_exist_says_so(
    city: City, programme: Programme, client: Client
) -> None:
    challenge = made(programme, "challenge", fields={"nature": "abstract", "route": "competition"})
    page = client.get(f"/n/{challenge.public_id}/", headers={"accept-language": "en"})
    assert "This programme has no such component" in page.content.decode()
    begun(city, None, slug="cerrado")
    form = client.get("/programme/cerrado/propose/", headers={"accept-language": "en"})
    assert "collects no challenges now" in form.content.decode()
    assert "<textarea" not in form.content.decode()
    sent = client.post("/programme/cerrado/propose/", {"title": "Veredas rotas"})
    assert sent.status_code == 409
    assert not Node.objects.filter(programme__slug="cerrado").exists()


def test_a_shut_gate_takes_no_answer_to_a_test(programme: Programme) -> None:
    test = made(programme, "test", _prototype(programme))
    test = actions.move_node(node=test, verb="open", at=AT, by=None)
    assert answer_test(test=test, tried=Tried(rating=4), key="k" * 24, at=AT).answer.rating == 4
    actions.close_phase(phase=phase(programme, "prototype"), at=AT, by=None)
    with pytest.raises(TestClosed):
        answer_test(test=test, tried=Tried(rating=4), key="o" * 24, at=AT)
    again = answer_test(test=test, tried=Tried(rating=4), key="k" * 24, at=AT)
    assert again.again  # a phone that sends it once more is still told that it is stored


def _prototype(programme: Programme) -> Node:
    return made(programme, "prototype", made(programme, "concept", made(programme, "challenge")))
