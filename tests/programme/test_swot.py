"""SWOT: each group says its own; together all merge, agree, and keep every dissent."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.people.models import Organisation
from minga.programme import actions
from minga.programme.core.queries.programmes import unmet
from minga.programme.models import Node, Programme
from minga.programme.rules import GateShut
from minga.programme.vision.actions.swot import agree_on, dissent, merge_items
from minga.programme.vision.queries.swot import Swot, swot_of
from tests.cast import Cast
from tests.programme.making import AT, made, phase

pytestmark = pytest.mark.django_db


def seen(programme: Programme, title: str, group: str, quadrant: str = "weakness") -> Node:
    """An item that a group saw; a body by its code, else by what it calls itself."""
    body = Organisation.objects.filter(code=group).first()
    fields = {"quadrant": quadrant} | ({} if body else {"group": group})
    return made(programme, "swot", title=title, fields=fields, organisation=body)


def titles(swot: Swot, quadrant: str = "weakness") -> list[str]:
    shown = next(shown for shown in swot.quadrants if shown.code == quadrant)
    return [item.node.title for item in shown.items]


def test_each_group_has_its_own_matrix(programme: Programme) -> None:
    seen(programme, "Pocas cámaras", "Mesa norte")
    seen(programme, "Pocos datos", "Mesa sur")
    matrix = swot_of(programme)
    assert matrix.groups == ["Mesa norte", "Mesa sur"]
    assert titles(matrix) == ["Pocas cámaras", "Pocos datos"]
    assert titles(swot_of(programme, group="Mesa sur")) == ["Pocos datos"]


def test_a_municipality_is_a_group_by_its_name(programme: Programme, cast: Cast) -> None:
    body = Organisation.objects.get(code="universidad")
    seen(programme, "Talento", body.code, "strength")
    assert swot_of(programme).groups == [body.name]


def test_items_alike_merge_and_keep_the_groups_that_saw_them(programme: Programme) -> None:
    first = seen(programme, "Pocas cámaras", "Mesa norte")
    two = seen(programme, "Faltan cámaras", "Mesa sur")
    joined = merge_items(
        nodes=[first, two], title="Faltan cámaras fuera del centro", at=AT, by=None
    )
    (item,) = swot_of(programme).items
    assert item.node == joined
    assert item.groups == ["Mesa norte", "Mesa sur"]
    assert item.parts == 2
    for group in item.groups:
        assert titles(swot_of(programme, group=group)) == [joined.title]
    assert Node.objects.filter(pk__in=[first.pk, two.pk], standing="merged").count() == 2


def test_what_is_merged_again_still_counts_what_groups_said(programme: Programme) -> None:
    first = [seen(programme, f"Uno {n}", f"Mesa {n}") for n in range(2)]
    joined = merge_items(nodes=first, title="Uno", at=AT, by=None)
    third = seen(programme, "Uno otra vez", "Mesa 2")
    merge_items(nodes=[joined, third], title="Uno de verdad", at=AT, by=None)
    (item,) = swot_of(programme).items
    assert item.groups == ["Mesa 0", "Mesa 1", "Mesa 2"]
    assert item.parts == 3


def test_a_strength_does_not_merge_with_a_weakness(programme: Programme) -> None:
    items = [seen(programme, "a", "Mesa", "strength"), seen(programme, "b", "Mesa")]
    with pytest.raises(BadInput):
        merge_items(nodes=items, title="c", at=AT, by=None)
    assert Node.objects.current().of_kind("swot").count() == 2


def test_dissent_says_who_and_why_and_every_one_is_kept(programme: Programme) -> None:
    item = seen(programme, "Nadie coordina", "Mesa norte")
    dissent(node=item, who="Mesa sur", why="Nosotros sí", at=AT, by=None)
    dissent(node=item, who="Universidad", why="Depende del tema", at=AT, by=None)
    (shown,) = swot_of(programme).items
    assert shown.node.state == "disputed"
    assert [step.reason for step in shown.dissents] == [
        "Mesa sur: Nosotros sí",
        "Universidad: Depende del tema",
    ]


@pytest.mark.parametrize("told", [{"who": "", "why": "no"}, {"who": "Mesa", "why": "  "}])
def test_dissent_without_who_or_why_is_refused(programme: Programme, told: dict[str, str]) -> None:
    item = seen(programme, "Nadie coordina", "Mesa norte")
    with pytest.raises(BadInput):
        dissent(node=item, at=AT, by=None, **told)
    item.refresh_from_db()
    assert item.state == "noted"


def test_dissent_outlives_agreement_and_merging(programme: Programme) -> None:
    first, second = seen(programme, "a", "Mesa norte"), seen(programme, "b", "Mesa sur")
    dissent(node=first, who="Mesa sur", why="Es al revés", at=AT, by=None)
    agree_on(nodes=[second], at=AT, by=None)
    joined = merge_items(nodes=[second, Node.objects.get(pk=first.pk)], title="ab", at=AT, by=None)
    assert joined.state == "disputed"
    agree_on(nodes=[joined], at=AT, by=None)
    (item,) = swot_of(programme).items
    assert item.node.state == "agreed"
    assert [step.reason for step in item.dissents] == ["Mesa sur: Es al revés"]


def test_validated_only_once_everything_was_talked_about(programme: Programme) -> None:
    assert not swot_of(programme).is_validated
    first, second = seen(programme, "a", "Mesa"), seen(programme, "b", "Mesa")
    agree_on(nodes=[first], at=AT, by=None)
    assert not swot_of(programme).is_validated
    dissent(node=second, who="Mesa sur", why="no", at=AT, by=None)
    assert swot_of(programme).is_validated


def test_vision_opens_only_after_joint_validation(programme: Programme) -> None:
    item, gate = seen(programme, "a", "Mesa"), phase(programme, "vision")
    assert unmet(gate)
    with pytest.raises(GateShut):
        actions.open_phase(phase=gate, at=AT, by=None)
    agree_on(nodes=[item], at=AT, by=None)
    assert actions.open_phase(phase=gate, at=AT, by=None).state == "open"


def test_a_stranger_changes_nothing(programme: Programme, cast: Cast) -> None:
    item = seen(programme, "a", "Mesa")
    for person in (cast.stranger, cast.rosa):
        with pytest.raises(Refused):
            agree_on(nodes=[item], at=AT, by=person)
        with pytest.raises(Refused):
            dissent(node=item, who="x", why="y", at=AT, by=person)


def test_page_shows_everybody_the_matrix_with_its_dissent(
    programme: Programme, client: Client
) -> None:
    item = seen(programme, "Nadie <coordina>", "Mesa norte")
    dissent(node=item, who="Mesa sur", why="<b>Nosotros sí</b>", at=AT, by=None)
    page = client.get("/programme/movernos/swot/").content.decode()
    assert "Nadie &lt;coordina&gt;" in page
    assert "Mesa sur: &lt;b&gt;Nosotros sí&lt;/b&gt;" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert client.get("/programme/movernos/swot/?group=Nadie").status_code == 200
    assert client.get("/programme/otra-cosa/swot/").status_code == 404


@pytest.mark.slow
@pytest.mark.usefixtures("every_phase_open")
def test_lead_adds_merges_agrees_and_hears_what_is_wrong(
    programme: Programme, cast: Cast, client: Client
) -> None:
    client.force_login(cast.maite)
    address = "/programme/movernos/swot/"
    said = {"outside": "Acta de las mesas", "outside_by": "Municipalidad"}
    for title, group in (("Pocas cámaras", "Mesa norte"), ("Faltan cámaras", "Mesa sur")):
        form = {"title": title, "quadrant": "weakness", "group": group}
        assert client.post(f"{address}add/", form | said).status_code == 302
    nodes = list(programme.nodes.filter(kind="swot").values_list("public_id", flat=True))
    assert client.post(f"{address}merge/", {"nodes": nodes, "title": ""}).status_code == 422
    assert client.post(f"{address}merge/", {"nodes": nodes[:1], "title": "x"}).status_code == 422
    assert client.post(f"{address}merge/", {"nodes": nodes, "title": "Cámaras"}).status_code == 302
    joined = programme.nodes.get(kind="swot", standing="current")
    assert joined.phase == phase(programme, "swot")
    assert client.post(f"{address}merge/", {"nodes": nodes, "title": "Otra"}).status_code == 409
    form = {"node": joined.public_id, "who": "Universidad", "why": ""}
    assert client.post(f"{address}dissent/", form).status_code == 422
    assert client.post(f"{address}dissent/", form | {"why": "Sí hay"}).status_code == 302
    assert client.post(f"{address}agree/", {"nodes": joined.public_id}).status_code == 302
    joined.refresh_from_db()
    assert joined.state == "agreed"
    assert client.post(f"{address}dance/").status_code == 404


def test_a_stranger_cannot_post(programme: Programme, cast: Cast, client: Client) -> None:
    assert "/sign-in/" in client.post("/programme/movernos/swot/add/", {}).headers["Location"]
    client.force_login(cast.stranger)
    assert client.post("/programme/movernos/swot/add/", {}).status_code == 403


def test_page_asks_the_same_number_of_statements_for_one_item_and_for_three(
    programme: Programme, client: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get("/programme/movernos/swot/")
        return len(caught)

    seen(programme, "uno", "Mesa 1")
    asked()
    one = asked()
    for number in (2, 3):
        seen(programme, f"otro {number}", f"Mesa {number}")
    assert asked() == one
