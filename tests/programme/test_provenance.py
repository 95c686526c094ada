"""Nothing is orphaned and nobody loses credit, whatever is merged, split or withdrawn."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.ground.errors import BadInput
from minga.programme import actions
from minga.programme.actions import Part
from minga.programme.core.queries.graph import (
    Graph,
    credits_of,
    provenance_of,
    successors_of,
    without_origin,
)
from minga.programme.kinds import KINDS
from minga.programme.models import Edge, Node, Programme
from minga.programme.rules import Standing, WouldCircle, reached
from minga.territory.models import City
from tests.cast import Cast
from tests.programme.making import AT, begun, made

pytestmark = pytest.mark.django_db


def chain(programme: Programme) -> dict[str, Node]:
    """From an official's interview to a partner's kept commitment."""
    nodes = {"interview": made(programme, "interview", title="Central de tránsito")}
    for kind, above in (
        ("statement", "interview"),
        ("challenge", "statement"),
        ("concept", "challenge"),
        ("prototype", "concept"),
        ("initiative", "concept"),
        ("commitment", "initiative"),
    ):
        nodes[kind] = made(programme, kind, nodes[above])
    actions.move_node(node=nodes["commitment"], verb="keep", at=AT, by=None)
    return nodes


def test_a_kept_commitment_leads_back_to_the_interview(programme: Programme) -> None:
    nodes = chain(programme)
    up = provenance_of(nodes["commitment"], seen=KINDS).up
    assert [one.node.kind for one in up] == [
        "initiative", "concept", "challenge", "statement", "interview",
    ]  # fmt: skip
    assert [one.distance for one in up] == [1, 2, 3, 4, 5]


def test_what_became_of_a_challenge_is_one_request(
    programme: Programme, client: Client, cast: Cast
) -> None:
    nodes = chain(programme)
    answer = client.get(f"/api/v1/provenance/{nodes['challenge'].public_id}").json()
    assert answer["node"] == nodes["challenge"].public_id
    assert {one["kind"] for one in answer["down"]} == {
        "concept", "prototype", "initiative", "commitment",
    }  # fmt: skip
    # The interview is private: passed through, not shown.
    assert answer["up"] == []
    client.force_login(cast.maite)
    everything = client.get(f"/api/v1/provenance/{nodes['challenge'].public_id}").json()
    assert [one["kind"] for one in everything["up"]] == ["statement", "interview"]


@pytest.mark.parametrize("path", ["nope", "AAA-AAA-AAA", "%00", "9" * 400])
def test_an_unknown_node_is_not_found(programme: Programme, client: Client, path: str) -> None:
    assert client.get(f"/api/v1/provenance/{path}").status_code in (400, 404)


def test_a_private_node_is_not_found_by_a_stranger(programme: Programme, client: Client) -> None:
    interview = made(programme, "interview")
    assert client.get(f"/api/v1/provenance/{interview.public_id}").status_code == 404
    assert client.get(f"/n/{interview.public_id}/").status_code == 404


def test_merging_makes_a_new_node_and_keeps_every_author(programme: Programme) -> None:
    nodes = [made(programme, "challenge", title=f"Desafío {number}") for number in range(3)]
    for number, node in enumerate(nodes):
        actions.credit(
            node=node, name=f"Autora {number}", role="author", at=AT, by=None, public=True
        )
    merged = actions.merge_nodes(nodes=nodes, title="Uno solo", at=AT, by=None)
    assert [credit.name for credit in credits_of(merged)] == ["Autora 0", "Autora 1", "Autora 2"]
    for node in nodes:
        node.refresh_from_db()
        assert node.standing == Standing.MERGED
        assert successors_of(node) == [merged]
    assert Node.objects.count() == 4


def test_what_a_public_node_became_is_named_to_strangers_only_when_it_is_public(
    programme: Programme, client: Client, cast: Cast
) -> None:
    shown, hidden = made(programme, "challenge"), made(programme, "challenge", public=False)
    actions.merge_nodes(nodes=[shown, hidden], title="Con Juana Pérez", at=AT, by=None)
    path = f"/n/{shown.public_id}/"
    assert "Juana" not in client.get(path).content.decode()
    client.force_login(cast.maite)
    assert "Juana" in client.get(path).content.decode()


def test_a_relative_hangs_by_the_edge_that_leads_to_it(programme: Programme) -> None:
    challenge, twin = made(programme, "challenge"), made(programme, "challenge")
    concept = made(programme, "concept", challenge)
    merged = actions.merge_nodes(nodes=[challenge, twin], title="Los dos", at=AT, by=None)
    assert [one.relation for one in provenance_of(concept).up] == ["led_to"]
    down = {one.node.pk: one.relation for one in provenance_of(challenge).down}
    assert down == {concept.pk: "led_to", merged.pk: "merged_into"}


def test_only_several_of_one_kind_and_programme_merge(programme: Programme, city: City) -> None:
    one, other = made(programme, "challenge"), made(programme, "persona")
    elsewhere = made(begun(city, None, slug="otro"), "challenge")
    for nodes in ([one], [one, one], [one, other], [one, elsewhere], []):
        with pytest.raises(BadInput):
            actions.merge_nodes(nodes=nodes, title="x", at=AT, by=None)


def test_a_link_never_closes_a_circle(programme: Programme) -> None:
    first = made(programme, "swot")
    second = made(programme, "swot", first)
    third = made(programme, "swot", second)
    with pytest.raises(WouldCircle):
        actions.link_nodes(source=third, target=first, at=AT, by=None)
    with pytest.raises(WouldCircle):
        actions.link_nodes(source=first, target=first, at=AT, by=None)
    actions.link_nodes(source=first, target=third, at=AT, by=None)
    actions.link_nodes(source=first, target=third, at=AT, by=None)
    assert Edge.objects.filter(source=first, target=third).count() == 1


STEP = st.tuples(
    st.sampled_from(["merge", "split", "withdraw", "answer", "link"]),
    st.integers(0, 30),
    st.integers(0, 30),
)


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEP, max_size=12))
def test_no_sequence_leaves_an_orphan_or_loses_anything(
    city: City, steps: list[tuple[str, int, int]]
) -> None:
    Node.objects.all().delete()
    Programme.objects.all().delete()
    programme = begun(city, None)
    interview = made(programme, "interview")
    for number in range(3):
        node = made(programme, "challenge", interview, title=f"Desafío {number}")
        actions.credit(node=node, name=f"Autora {number}", role="author", at=AT, by=None)
    for verb, first, second in steps:
        before = set(Node.objects.values_list("pk", flat=True))
        _take(programme, verb, first, second)
        assert before <= set(Node.objects.values_list("pk", flat=True))
        _check(programme, interview)


def _take(programme: Programme, verb: str, first: int, second: int) -> None:
    rows = list(Node.objects.current().filter(programme=programme).exclude(kind="interview"))
    if not rows:
        return
    one, other = rows[first % len(rows)], rows[second % len(rows)]
    told: dict[str, Any] = {"at": AT, "by": None}
    try:
        if verb == "merge":
            actions.merge_nodes(nodes=[one, other], title="Juntos", **told)
        elif verb == "split":
            actions.split_node(node=one, parts=[Part("Una parte"), Part("Otra parte")], **told)
        elif verb == "withdraw":
            actions.withdraw_node(node=one, reason="ya no", **told)
        elif verb == "link":
            actions.link_nodes(source=one, target=other, **told)
        elif one.kind == "challenge":
            made(programme, "concept", one)
    except (BadInput, WouldCircle):
        pass


def _check(programme: Programme, interview: Node) -> None:
    down = Graph.of(programme.pk).down()
    from_interview = reached(interview.pk, down)
    nodes = list(Node.objects.filter(programme=programme))
    assert without_origin(programme.pk) == []
    # Everything came of the interview, is still there, and shows the way to what it became.
    assert {node.pk for node in nodes} - {interview.pk} == set(from_interview)
    for node in nodes:
        superseded = node.standing in (Standing.MERGED, Standing.SPLIT)
        assert bool(Edge.objects.filter(source=node).exclude(relation="led_to")) == superseded
    names = {
        credit.name for node in nodes if node.kind == "challenge"
        for credit in credits_of(node, everything=True)
    }  # fmt: skip
    assert names == {"Autora 0", "Autora 1", "Autora 2"}
