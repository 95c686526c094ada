"""Role × kind × phase × {see, add, change, move}: a table, and every surface obeys it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from minga.ground.access import Refused
from minga.ground.models import Event
from minga.people.actions import enter, make_entry_link, name_person
from minga.people.models import Organisation, Person
from minga.programme import actions
from minga.programme.access import TABLE, Act, Actor, Part, may
from minga.programme.core.actions.workshops import hold_workshop
from minga.programme.kinds import KINDS
from minga.programme.methods.open_innovation import OPEN_INNOVATION
from minga.programme.models import Node, Programme
from minga.territory.models import City
from minga.web.hub import Ticket, frame_of
from tests.cast import Cast
from tests.programme.making import AT, FIELDS, made, opened, phase
from tests.programme.test_pages import browser

pytestmark = pytest.mark.django_db
PLANS = {plan.code: plan for component in OPEN_INNOVATION for plan in component.phases}
PARTS = [(plan.code, role) for plan in PLANS.values() for role in plan.roles]
HIDDEN = "SOLO-ADENTRO"


@pytest.fixture
def auditor(city: City) -> Person:
    """Somebody of the comptroller who reads and changes nothing."""
    return name_person(
        email="contralora@prueba.invalid",
        name="Contralora",
        organisation=Organisation.objects.get(code=f"{city.slug}-centro"),
        role="auditor",
        at=AT,
    )


def hidden(programme: Programme, kind: str) -> Node:
    """A node of a kind that is not public, with all it needs upstream."""
    upstream = {
        "statement": "interview", "concept": "challenge", "prototype": "concept",
        "demonstration": "prototype", "vision": "persona",
    }  # fmt: skip
    source = upstream.get(kind)
    above = [hidden(programme, source)] if source else []
    return made(programme, kind, *above, title=f"{HIDDEN} {kind}", public=False)


def test_every_role_of_a_phase_has_its_rows() -> None:
    assert {role for _code, role in PARTS} == set(TABLE)
    for role, rows in TABLE.items():
        made_there = {kind for code, of in PARTS if of == role for kind in PLANS[code].makes}
        assert set(rows) - {"answer", "workshop"} <= made_there, role


@pytest.mark.parametrize("kind", [*KINDS, "stake", "champion", "answer", "workshop"])
def test_a_stranger_may_nothing_an_auditor_sees_a_lead_may_all(kind: str) -> None:
    for act in Act:
        assert not may(Actor(), act, kind)
        assert may(Actor(audits=True, leads=True), act, kind) is (act is Act.SEE)
        assert may(Actor(leads=True), act, kind)


@pytest.mark.parametrize(("code", "role"), PARTS)
def test_a_part_opens_only_what_its_phase_makes(code: str, role: str) -> None:
    plan = PLANS[code]
    actor = Actor(parts=(Part(role, 1, frozenset(plan.makes)),))
    for kind in KINDS:
        for act in Act:
            granted = kind in plan.makes and act in TABLE[role].get(kind, frozenset())
            assert may(actor, act, kind, 1) is granted, (kind, act)
            assert not may(actor, act, kind, 2), (kind, act)
        assert not may(actor, Act.PUBLISH, kind)
    assert not any(may(actor, act, thing) for act in Act for thing in ("stake", "champion"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "role"),
    [("interviews", "citizen"), ("interviews", "official"), ("interviews", "interviewer"),
     ("workshop", "citizen"), ("stakeholders", "official"), ("roadmap", "partner")],
)  # fmt: skip
def test_every_surface_shows_a_part_what_the_table_says(
    programme: Programme, cast: Cast, code: str, role: str
) -> None:
    nodes = {kind: hidden(programme, kind) for kind in KINDS}
    actions.assign(phase=phase(programme, code), person=cast.paz, role=role, by=cast.maite)
    actor = Actor(parts=(Part(role, 1, frozenset(PLANS[code].makes)),))
    paz = browser(cast.paz)
    for kind, node in nodes.items():
        seen = may(actor, Act.SEE, kind)
        title = f"{HIDDEN} {kind}"
        page = paz.get(f"/n/{node.public_id}/")
        api = paz.get(f"/api/v1/provenance/{node.public_id}")
        listed = paz.get(f"/programme/movernos/k/{kind}/").content.decode()
        assert (page.status_code == 200, api.status_code == 200) == (seen, seen), kind
        assert (title in listed) is seen, kind
        assert (title in api.content.decode()) is seen, kind
    bank = paz.get("/programme/movernos/k/challenge/export.csv").content.decode()
    assert (HIDDEN in bank) is may(actor, Act.SEE, "challenge")
    assert HIDDEN not in paz.get("/data/programme/movernos.json").content.decode()
    assert paz.get("/programme/movernos/partners/export/partners.xlsx").status_code == 403


WRITES: dict[Act, Callable[[Node, Person], Any]] = {
    Act.CHANGE: lambda node, by: actions.edit_node(
        node=node, version=node.version, title="Otro", fields=node.fields, at=AT, by=by
    ),
    Act.MOVE: lambda node, by: actions.withdraw_node(node=node, reason="ya no", at=AT, by=by),
    Act.PUBLISH: lambda node, by: actions.set_public(node=node, public=True, at=AT, by=by),
}


@pytest.mark.slow
@pytest.mark.parametrize(("code", "role"), PARTS)
def test_every_write_of_a_part_is_asked_of_the_table(
    programme: Programme, cast: Cast, code: str, role: str
) -> None:
    actor = Actor(parts=(Part(role, 1, frozenset(PLANS[code].makes)),))
    actions.assign(phase=phase(programme, code), person=cast.paz, role=role, by=cast.maite)
    opened(programme, *KINDS)
    for kind in {*PLANS[code].makes, "commitment", "interview", "dataset"}:
        for act, write in WRITES.items():
            home = phase(programme, code) if kind in PLANS[code].makes else None
            above = [made(programme, "persona")] if kind == "vision" else []
            above += [made(programme, "interview")] if kind == "statement" else []
            if kind in ("concept", "prototype", "demonstration"):
                above = [hidden(programme, {"concept": "challenge", "prototype": "concept",
                                            "demonstration": "prototype"}[kind])]  # fmt: skip
            node = made(programme, kind, *above, phase=home)
            if may(actor, act, kind):
                write(node, cast.paz)
            else:
                with pytest.raises(Refused):
                    write(node, cast.paz)
        if not may(actor, Act.ADD, kind):
            with pytest.raises(Refused):
                made(programme, kind, by=cast.paz, fields=FIELDS.get(kind, {}))


def test_a_citizen_with_a_part_publishes_and_keeps_no_promise(
    programme: Programme, cast: Cast
) -> None:
    promise, data = made(programme, "commitment"), made(programme, "dataset")
    there = phase(programme, "interviews")
    actions.assign(phase=there, person=cast.rosa, role="citizen", by=cast.maite)
    rosa = browser(cast.rosa)
    assert rosa.post(f"/n/{promise.public_id}/keep/").status_code == 403
    assert rosa.post(f"/n/{data.public_id}/open/").status_code == 403
    path = "/programme/movernos/k/commitment/add/"
    body = {"title": "Mía", "form": "venue", "activity": "taller", "phase": str(there.pk)}
    assert rosa.post(path, body).status_code == 403
    promise.refresh_from_db()
    assert promise.state == "promised"
    page = rosa.get(f"/n/{promise.public_id}/").content.decode()
    assert f"/n/{promise.public_id}/keep/" not in page
    assert f"/n/{promise.public_id}/edit/" not in page


def test_who_wrote_it_may_rewrite_it_and_nobody_elses(programme: Programme, cast: Cast) -> None:
    there = phase(programme, "interviews")
    opened(programme, "challenge")
    actions.assign(phase=there, person=cast.rosa, role="citizen", by=cast.maite)
    own = made(programme, "challenge", by=cast.rosa)
    other = made(programme, "challenge")
    WRITES[Act.CHANGE](own, cast.rosa)
    with pytest.raises(Refused):
        WRITES[Act.CHANGE](other, cast.rosa)
    with pytest.raises(Refused):
        WRITES[Act.MOVE](own, cast.rosa)


def test_what_is_not_public_leads_nowhere_for_who_may_not_see_it(
    programme: Programme, cast: Cast
) -> None:
    interview = made(programme, "interview")
    opened(programme, "challenge")
    actions.assign(
        phase=phase(programme, "interviews"), person=cast.rosa, role="citizen", by=cast.maite
    )
    with pytest.raises(Refused):
        made(programme, "challenge", interview, by=cast.rosa)


def test_what_is_chosen_from_lists_nothing_that_is_hidden(
    programme: Programme, client: Client, cast: Cast
) -> None:
    """A facilitator brings notes home, and sees no pending challenge on the way."""
    hidden(programme, "challenge")
    made(programme, "challenge", title="Nadie avisa")
    opened(programme, "idea")
    place = phase(programme, "workshop")
    actions.assign(phase=place, person=cast.fabian, role="facilitator", by=None)
    workshop = hold_workshop(programme=programme, phase=place, at=AT, by=None).workshop
    address = f"/programme/{programme.slug}/bring/{workshop.code}/"
    client.force_login(cast.fabian)
    page = client.get(address).content.decode()
    assert "Nadie avisa" in page
    assert HIDDEN not in page
    client.force_login(cast.maite)
    assert HIDDEN in client.get(address).content.decode()


def test_the_page_that_a_phone_keeps_has_no_hidden_guide(
    programme: Programme, client: Client, cast: Cast
) -> None:
    guide = actions.move_node(node=hidden(programme, "guide"), verb="use", at=AT, by=None)
    address = f"/programme/{programme.slug}/interviews/record/"
    assert HIDDEN not in client.get(address).content.decode()
    client.force_login(cast.maite)
    assert guide.title in client.get(address).content.decode()


def test_the_stream_tells_nobody_of_what_is_not_public(programme: Programme, city: City) -> None:
    made(programme, "interview")
    event = Event.objects.get(name="node.added")
    for ticket in (Ticket(city.pk, official=False), Ticket(city.pk, official=True)):
        assert not ticket.hears(frame_of(event))
    made(programme, "challenge")
    public = Event.objects.filter(name="node.added").latest("pk")
    assert Ticket(city.pk, official=False).hears(frame_of(public))


def test_an_auditor_sees_everything_and_changes_nothing(
    programme: Programme, cast: Cast, auditor: Person
) -> None:
    interview = made(programme, "interview", title="Con la inspectora")
    contralora = browser(auditor)
    page = contralora.get(f"/n/{interview.public_id}/")
    assert page.status_code == 200
    assert '<form class="step"' not in page.content.decode()
    assert contralora.get("/programme/movernos/partners/export/partners.xlsx").status_code == 200
    assert contralora.get(f"/api/v1/provenance/{interview.public_id}").status_code == 200
    for write in WRITES.values():
        with pytest.raises(Refused):
            write(interview, auditor)
    assert contralora.post(f"/n/{interview.public_id}/publish/").status_code == 403
    assert contralora.post("/programme/movernos/propose/", {"title": "Una"}).status_code == 403


def test_an_auditor_changes_nothing_whatever_other_role_they_have(
    programme: Programme, city: City, cast: Cast
) -> None:
    name_person(
        email=cast.maite.email,
        name="Maite",
        organisation=Organisation.objects.get(code=f"{city.slug}-norte"),
        role="auditor",
        at=AT,
    )
    with pytest.raises(Refused):
        made(programme, "challenge", by=cast.maite)


def test_the_audit_trail_of_a_city_tells_of_its_own_accounts(
    auditor: Person, other_lead: Person, cast: Cast
) -> None:
    """An account belongs to no city; its facts are told where it was given a role."""
    for person in (cast.maite, other_lead):
        secret = make_entry_link(person=person, at=AT)
        enter(secret=secret, password="otra clave larga y buena", at=AT)
    page = browser(auditor).get("/audit/").content.decode()
    assert "Maite" in page
    assert f"{auditor.pk}" in page
    assert other_lead.name not in page
    assert "otra-centro" not in page
    narrowed = browser(auditor).get("/audit/", {"subject": f"{other_lead.pk}"}).content.decode()
    assert "person.named" not in narrowed.partition("<tbody>")[2]
    theirs = name_person(
        email="contralor@otra.invalid",
        name="Contralor",
        organisation=Organisation.objects.get(code="otra-centro"),
        role="auditor",
        at=AT,
    )
    page = browser(theirs).get("/audit/", {"city": "otra"}).content.decode()
    assert other_lead.name in page
    assert "Maite" not in page


def test_the_audit_trail_says_who_did_what_and_when(
    programme: Programme, cast: Cast, auditor: Person, client: Client
) -> None:
    challenge = made(programme, "challenge", by=cast.maite, title="Paraderos oscuros")
    contralora = browser(auditor)
    page = contralora.get("/audit/", {"kind": "node.added"}).content.decode()
    assert "Maite" in page
    assert challenge.public_id in page
    assert "oscuros" not in page
    assert "person.named" not in page.split("<tbody>")[1]
    assert contralora.post("/audit/").status_code in (403, 405)
    for person in (cast.maite, cast.tito, cast.stranger):
        assert browser(person).get("/audit/").status_code == 403
    assert client.get("/audit/").status_code == 302
