"""The end of a person's access, being forgotten by every room, and the copy of what is held."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from minga.ground.access import Refused
from minga.ground.clock import now
from minga.ground.models import Event
from minga.people import actions
from minga.people.models import Organisation, Person
from minga.people.queries import link_is_good, members_led_by, person_of_token
from minga.reports.actions import acknowledge
from minga.reports.models import Entry
from minga.territory.authority import authority_of
from minga.territory.models import City
from minga.web import privacy
from tests.cast import PASSWORD, Cast
from tests.world import filed

pytestmark = pytest.mark.django_db


def norte(city: City) -> Organisation:
    return Organisation.objects.get(code=f"{city.slug}-norte")


def inside(person: Person) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def said(*words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("person", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


# ------------------------------------------------------------------ the action


def test_end_of_access_ends_everything_at_once(city: City, cast: Cast) -> None:
    client = inside(cast.norma)
    token = actions.grant_token(person=cast.norma, label="", at=now())
    link = actions.make_entry_link(person=cast.norma, at=now())
    assert client.get("/control/").status_code == 200
    actions.end_access(person=cast.norma, organisation=norte(city), at=now(), by=cast.lidia)
    assert client.get("/control/").status_code == 302
    assert person_of_token(token) is None
    assert not link_is_good(link, at=now())
    cast.norma.refresh_from_db()
    assert (cast.norma.is_active, cast.norma.memberships.count()) == (False, 0)
    assert not authority_of(cast.norma, city.pk).is_official
    event = Event.objects.get(name="person.access_ended")
    assert (event.by_id, event.official) == (cast.lidia.pk, True)
    assert event.data["person_id"] == cast.norma.pk
    assert event.data["organisation"] == norte(city).code


def test_role_elsewhere_stays_but_has_to_sign_in_again(city: City, cast: Cast) -> None:
    south = Organisation.objects.get(code=f"{city.slug}-sur")
    actions.name_person(
        email=cast.norma.email, name="Norma", organisation=south, role="officer", at=now()
    )
    client = inside(cast.norma)
    actions.end_access(person=cast.norma, organisation=norte(city), at=now(), by=cast.lidia)
    cast.norma.refresh_from_db()
    assert cast.norma.is_active
    assert [row.organisation for row in cast.norma.memberships.all()] == [south]
    assert client.get("/control/").status_code == 302
    assert inside(cast.norma).get("/control/").status_code == 200


@pytest.mark.parametrize("by", ["norma", "tito", "sergio", "stranger", "rosa"])
def test_only_the_lead_of_the_body_ends_access(city: City, cast: Cast, by: str) -> None:
    target = cast.lidia if by == "norma" else cast.norma
    with pytest.raises(Refused):
        actions.end_access(person=target, organisation=norte(city), at=now(), by=getattr(cast, by))
    target.refresh_from_db()
    assert target.is_active
    assert not Event.objects.filter(name="person.access_ended").exists()


def test_lead_reaches_no_other_body_no_whole_account_and_not_oneself(
    city: City, cast: Cast
) -> None:
    south = Organisation.objects.get(code=f"{city.slug}-sur")
    for person, organisation in (
        (cast.sergio, south),
        (cast.sergio, norte(city)),
        (cast.norma, None),
        (cast.lidia, norte(city)),
    ):
        with pytest.raises(Refused):
            actions.end_access(person=person, organisation=organisation, at=now(), by=cast.lidia)
    assert Person.objects.filter(is_active=False).count() == 0


def test_naming_somebody_again_opens_the_account_without_the_old_password(
    city: City, cast: Cast
) -> None:
    actions.end_access(person=cast.norma, at=now())
    again = actions.name_person(
        email=cast.norma.email, name="x", organisation=norte(city), role="officer", at=now()
    )
    assert again.pk == cast.norma.pk
    assert (again.is_active, again.has_usable_password()) == (True, False)
    secret = actions.make_entry_link(person=again, at=now())
    assert link_is_good(secret, at=now())


# ------------------------------------------------------------------ the lead's page


def test_lead_sees_the_own_people_and_ends_access(city: City, cast: Cast) -> None:
    client = inside(cast.lidia)
    page = client.get("/account/").content.decode()
    assert "The people you lead" in page
    assert cast.norma.email in page
    assert cast.sergio.email not in page
    assert f"/account/members/{cast.lidia.memberships.get().pk}/end/" not in page
    member = cast.norma.memberships.get()
    assert member in members_led_by(cast.lidia)
    answer = client.post(f"/account/members/{member.pk}/end/")
    assert answer.headers["Location"].startswith("/account/?done=ended")
    after = client.get("/account/?done=ended").content.decode()
    assert "The access has ended" in after
    assert cast.norma.email not in after
    cast.norma.refresh_from_db()
    assert not cast.norma.is_active
    assert client.post(f"/account/members/{member.pk}/end/").status_code == 404


@pytest.mark.parametrize("who", ["norma", "tito", "sergio", "stranger"])
def test_nobody_else_finds_those_people(cast: Cast, who: str) -> None:
    target = cast.lidia if who == "norma" else cast.norma
    client = inside(getattr(cast, who))
    assert "/account/members/" not in client.get("/account/").content.decode()
    member = target.memberships.get()
    assert client.post(f"/account/members/{member.pk}/end/").status_code == 404
    assert client.post(f"/account/members/{10**30}/end/").status_code == 404
    assert client.get(f"/account/members/{member.pk}/end/").status_code == 405
    target.refresh_from_db()
    assert target.is_active


# ------------------------------------------------------------------ the keeper's verbs


def test_keeper_closes_an_account(cast: Cast) -> None:
    client = Client()
    assert client.login(username=cast.tito.email, password=PASSWORD)
    out, err = said("end", cast.tito.email.upper())
    assert out == ""
    assert "closed" in err
    assert client.get("/control/").status_code == 302
    assert not Client().login(username=cast.tito.email, password=PASSWORD)


def test_copy_holds_what_every_room_knows(city: City, cast: Cast) -> None:
    report = filed(city, key="k", at=now())
    acknowledge(report=report, at=now(), by=cast.tito)
    out, _ = said("export", cast.tito.email)
    held = json.loads(out)
    assert {"people", "reports"} <= set(held)
    assert held["people"]["email"] == cast.tito.email
    assert [act["state"] for act in held["reports"]["acts"]] == ["acknowledged"]
    assert report.receipt in {fact["subject"] for fact in held["reports"]["facts"]}
    assert PASSWORD not in out
    assert cast.tito.password not in out


def test_forgetting_asks_every_room_and_keeps_the_history(
    city: City, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = filed(city, key="k", at=now())
    acknowledge(report=report, at=now(), by=cast.tito)
    type(report).objects.filter(pk=report.pk).update(filed_by=cast.tito)
    with pytest.raises(CommandError, match="--yes"):
        said("forget", cast.tito.email)
    cast.tito.refresh_from_db()
    assert cast.tito.name == "Tito"
    asked = []
    for _name, room in list(privacy._rooms()):
        monkeypatch.setattr(room, "forget", _noting(room.forget, room.__name__, asked))
    said("forget", cast.tito.email, "--yes")
    assert {"minga.people.privacy", "minga.reports.privacy"} <= set(asked)
    assert asked[-1] == "minga.people.privacy"
    cast.tito.refresh_from_db()
    report.refresh_from_db()
    assert (cast.tito.name, cast.tito.is_active, report.filed_by) == ("", False, None)
    assert Entry.objects.filter(report=report, state="acknowledged").count() == 1


def _noting(forget: object, name: str, asked: list[str]) -> object:
    def noted(*args: object, **words: object) -> None:
        asked.append(name)
        forget(*args, **words)  # type: ignore[operator]

    return noted


def test_a_room_that_fails_leaves_the_person_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from minga.people import privacy as people

    def fail(*args: object, **words: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(people, "forget", fail)
    with pytest.raises(RuntimeError):
        privacy.forget(person=cast.tito, at=now())
    cast.tito.refresh_from_db()
    assert cast.tito.name == "Tito"
    assert not Event.objects.filter(name="person.forgotten").exists()


@pytest.mark.parametrize("verb", ["end", "export", "forget"])
def test_unknown_address_is_one_sentence(cast: Cast, verb: str) -> None:
    with pytest.raises(CommandError, match="nobody with the address"):
        said(verb, "nadie@nada.invalid")
