"""Champions: three roles, named only when they agreed, what they learnt, and who leads now."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.ground.models import Event
from minga.programme import privacy
from minga.programme.champions.actions import (
    accept_hand_over,
    change_champion,
    hand_over,
    log_learning,
    name_champion,
    remove_champion,
)
from minga.programme.champions.queries import register_of
from minga.programme.models import Programme
from minga.programme.models.champions import Champion, HandOver, Learning
from tests.cast import Cast
from tests.programme.making import AT, begun, made, phase

pytestmark = pytest.mark.django_db

SINCE = date(2026, 3, 1)
ROLES = ["collaborator", "champion", "role_model"]
ADDRESS = "/programme/movernos/champions/"


def named(programme: Programme, name: str = "Norma", **details: Any) -> Champion:
    details = {"roles": ["champion"], "since": SINCE, "at": AT, "by": None} | details
    return name_champion(programme=programme, name=name, **details)


def learnt(champion: Champion, what: str = "Facilitó una mesa", **details: Any) -> Learning:
    details = {"done_on": SINCE, "at": AT, "by": None} | details
    return log_learning(champion=champion, what=what, **details)


def test_a_champion_has_one_to_three_roles_in_their_order(programme: Programme) -> None:
    champion = named(programme, roles=["role_model", "champion", "collaborator"])
    assert champion.roles == ROLES


@pytest.mark.parametrize("roles", [[], ["boss"], ["champion", "boss"]])
def test_no_role_or_an_unknown_one_is_refused(programme: Programme, roles: list[str]) -> None:
    with pytest.raises(BadInput):
        named(programme, roles=roles)
    assert not Champion.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "a\x00b"])
def test_a_bad_name_is_refused(programme: Programme, name: str) -> None:
    with pytest.raises(BadInput):
        named(programme, name)


def test_facts_tell_no_name(programme: Programme) -> None:
    champion = named(programme, "Norma Secreta")
    learnt(champion, "Aprendió algo muy suyo")
    events = list(Event.objects.filter(name__in=["champion.named", "learning.logged"]))
    assert len(events) == 2
    assert "Secreta" not in str([event.data for event in events])
    assert "suyo" not in str([event.data for event in events])


def test_only_those_who_agreed_are_named_to_everybody(programme: Programme) -> None:
    named(programme, "Con permiso", public=True)
    hidden = named(programme, "Sin permiso")
    assert [champion.name for champion in register_of(programme).champions] == ["Con permiso"]
    assert register_of(programme).unnamed == 1
    assert len(register_of(programme, everything=True).champions) == 2
    change_champion(champion=hidden, roles=["role_model"], public=True, at=AT, by=None)
    assert register_of(programme).unnamed == 0


def test_what_was_learnt_stands_in_the_component_where_it_was_done(programme: Programme) -> None:
    champion = named(programme)
    interview = made(programme, "interview", phase=phase(programme, "interviews"))
    learnt(champion, node=interview, hours="3,5")
    learnt(
        champion, "Ordenó datos", component=programme.components.get(code="diagnosis"), hours="2"
    )
    learnt(champion, "Enseñó a otra unidad")
    register = register_of(programme)
    codes = [stop.component.code if stop.component else "" for stop in register.way]
    assert codes == ["codesign", "diagnosis", ""]
    assert register.hours == 5.5
    assert register.way[0].learnings[0].node == interview


@pytest.mark.parametrize("hours", ["-1", "1001", "mucho", "NaN", "Infinity", "1e99"])
def test_hours_that_are_none_are_refused(programme: Programme, hours: str) -> None:
    with pytest.raises(BadInput):
        learnt(named(programme), hours=hours)


def test_learning_on_a_thing_of_another_programme_is_refused(programme: Programme) -> None:
    other = begun(programme.city, None, slug="otro")
    with pytest.raises(BadInput):
        learnt(named(programme), node=made(other, "challenge"))
    with pytest.raises(BadInput):
        learnt(named(programme), component=other.components.first())


def handed(programme: Programme, **details: Any) -> HandOver:
    details = {"what": "Los talleres", "from_team": "Banco", "to_team": "Unidad"} | details
    return hand_over(programme=programme, at=AT, by=None, **details)


def test_a_hand_over_counts_once_it_is_accepted(programme: Programme) -> None:
    offered = handed(programme)
    assert offered.accepted_at is None
    accepted = accept_hand_over(hand_over=offered, at=AT, by=None)
    assert accepted.accepted_at == AT
    with pytest.raises(BadInput):
        accept_hand_over(hand_over=offered, at=AT, by=None)
    names = list(Event.objects.filter(name__startswith="lead.").values_list("name", flat=True))
    assert names == ["lead.handed_over", "lead.accepted"]


@pytest.mark.parametrize("teams", [{"to_team": "banco"}, {"what": ""}, {"from_team": " "}])
def test_a_hand_over_to_oneself_or_of_nothing_is_refused(
    programme: Programme, teams: dict[str, str]
) -> None:
    with pytest.raises(BadInput):
        handed(programme, **teams)


def test_a_stranger_names_learns_and_hands_over_nothing(programme: Programme, cast: Cast) -> None:
    champion, offered = named(programme), handed(programme)
    for person in (cast.stranger, cast.fabian, cast.rosa):
        with pytest.raises(Refused):
            named(programme, by=person)
        with pytest.raises(Refused):
            learnt(champion, by=person)
        with pytest.raises(Refused):
            accept_hand_over(hand_over=offered, at=AT, by=person)
        with pytest.raises(Refused):
            remove_champion(champion=champion, at=AT, by=person)


def test_a_champion_who_asks_is_taken_off_with_what_was_learnt(programme: Programme) -> None:
    champion = named(programme)
    learnt(champion)
    remove_champion(champion=champion, at=AT, by=None)
    assert not Champion.objects.exists()
    assert not Learning.objects.exists()


def test_privacy_hands_out_and_forgets_a_champion(programme: Programme, cast: Cast) -> None:
    mine = named(programme, "Rosa", person=cast.rosa, public=True)
    learnt(mine, "Dirigió la mesa")
    kept = named(programme, "Norma", by=cast.maite)
    accept_hand_over(hand_over=handed(programme), at=AT, by=cast.maite)
    export = privacy.export_of(cast.rosa)["champion"]
    assert export == [
        {
            "programme": "movernos",
            "name": "Rosa",
            "roles": ["champion"],
            "since": "2026-03-01",
            "public": True,
            "learnt": ["Dirigió la mesa"],
        }
    ]
    privacy.forget(cast.rosa, at=AT)
    privacy.forget(cast.maite, at=AT)
    assert list(Champion.objects.values_list("pk", "by")) == [(kept.pk, None)]
    assert HandOver.objects.get().accepted_by is None


def test_page_names_who_agreed_and_counts_the_others(programme: Programme, client: Client) -> None:
    named(programme, "Norma <b>", public=True)
    hidden = named(programme, "Sin permiso")
    learnt(hidden, "Ordenó datos")
    page = client.get(ADDRESS).content.decode()
    assert "Norma &lt;b&gt;" in page
    assert "Sin permiso" not in page
    assert "Ordenó datos" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


@pytest.mark.slow
def test_lead_keeps_the_register_on_the_page(
    programme: Programme, cast: Cast, client: Client
) -> None:
    client.force_login(cast.maite)
    form: dict[str, Any] = {"name": "Norma", "roles": ["champion"], "public": "true"}
    assert client.post(f"{ADDRESS}name/", form | {"roles": []}).status_code == 422
    assert client.post(f"{ADDRESS}name/", form | {"since": "ayer"}).status_code == 422
    assert client.post(f"{ADDRESS}name/", form).status_code == 302
    chosen = {"champion": Champion.objects.get().pk}
    assert client.post(f"{ADDRESS}change/", chosen | {"roles": ROLES}).status_code == 302
    assert Champion.objects.get().roles == ROLES
    learning = chosen | {"what": "Facilitó", "hours": "2,5"}
    assert client.post(f"{ADDRESS}learn/", learning | {"hours": "x"}).status_code == 422
    assert client.post(f"{ADDRESS}learn/", learning).status_code == 302
    offer = {"what": "Talleres", "from_team": "Banco", "to_team": "Unidad"}
    assert client.post(f"{ADDRESS}hand-over/", offer).status_code == 302
    accepted = {"hand_over": HandOver.objects.get().pk}
    assert client.post(f"{ADDRESS}accept/", accepted).status_code == 302
    assert client.post(f"{ADDRESS}accept/", accepted).status_code == 409
    assert client.get(ADDRESS).status_code == 200
    assert client.post(f"{ADDRESS}remove/", chosen).status_code == 302
    assert client.post(f"{ADDRESS}remove/", chosen).status_code == 404
    assert client.post(f"{ADDRESS}dance/").status_code == 404


def test_a_stranger_cannot_post(programme: Programme, cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    assert client.post(f"{ADDRESS}name/", {"name": "x"}).status_code == 403


def test_times_of_hand_overs_are_kept(programme: Programme) -> None:
    later = datetime(2026, 12, 1, tzinfo=UTC)
    offered = handed(programme)
    accept_hand_over(hand_over=offered, at=later, by=None)
    row = HandOver.objects.get()
    assert (row.handed_at, row.accepted_at) == (AT, later)
