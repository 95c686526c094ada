"""Accounts: one-time links, passwords, tokens, signing out everywhere, being forgotten."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from minga.ground.clock import now
from minga.ground.models import Event
from minga.people import actions, privacy
from minga.people.models import ApiToken, EntryLink, Membership, Organisation, Person
from minga.people.queries import link_is_good, person_of_token
from minga.people.roles import ROLES, May
from minga.territory.models import City
from tests.cast import Cast

pytestmark = pytest.mark.django_db
GOOD = "caballo pila grapa correcto"


@pytest.fixture
def person(db: None) -> Person:
    body = actions.found_organisation(code="muni", name="Muni", helix="government", simulated=True)
    return actions.name_person(
        email="Ana@Prueba.invalid", name="Ana", organisation=body, role="officer", at=now()
    )


# ------------------------------------------------------------------ one-time links


def test_link_works_once(person: Person) -> None:
    secret = actions.make_entry_link(person=person, at=now())
    assert link_is_good(secret, at=now())
    entered = actions.enter(secret=secret, password=GOOD, at=now())
    assert entered.check_password(GOOD)
    assert not link_is_good(secret, at=now())
    with pytest.raises(actions.LinkNotValid):
        actions.enter(secret=secret, password=GOOD + "2", at=now())
    assert Person.objects.get().check_password(GOOD)


def test_link_ends_with_its_time(person: Person) -> None:
    at = now()
    secret = actions.make_entry_link(person=person, at=at)
    late = at + actions.ENTRY_LINK_LASTS
    assert link_is_good(secret, at=late)
    assert not link_is_good(secret, at=late + timedelta(seconds=1))
    with pytest.raises(actions.LinkNotValid):
        actions.enter(secret=secret, password=GOOD, at=late + timedelta(seconds=1))


def test_used_link_ends_every_other_one(person: Person) -> None:
    first = actions.make_entry_link(person=person, at=now())
    second = actions.make_entry_link(person=person, at=now())
    actions.enter(secret=second, password=GOOD, at=now())
    with pytest.raises(actions.LinkNotValid):
        actions.enter(secret=first, password="otra vez una buena", at=now())


def test_link_of_a_closed_account_opens_nothing(person: Person) -> None:
    secret = actions.make_entry_link(person=person, at=now())
    Person.objects.update(is_active=False)
    assert not link_is_good(secret, at=now())
    with pytest.raises(actions.LinkNotValid):
        actions.enter(secret=secret, password=GOOD, at=now())


@pytest.mark.parametrize("secret", ["", "x", "á" * 30, "x" * 5000])
def test_nonsense_is_no_link(person: Person, secret: str) -> None:
    assert not link_is_good(secret, at=now())
    with pytest.raises(actions.LinkNotValid):
        actions.enter(secret=secret, password=GOOD, at=now())


@pytest.mark.parametrize("weak", ["", "corta", "1234567890", "password123", "ana@prueba.invalid"])
def test_weak_password_is_refused_and_the_link_stays_good(person: Person, weak: str) -> None:
    secret = actions.make_entry_link(person=person, at=now())
    with pytest.raises(ValidationError):
        actions.enter(secret=secret, password=weak, at=now())
    assert link_is_good(secret, at=now())
    assert not Person.objects.get().has_usable_password()
    with pytest.raises(ValidationError):
        actions.change_password(person=person, password=weak, at=now())


def test_nothing_stored_lets_anybody_in(person: Person) -> None:
    secret = actions.make_entry_link(person=person, at=now())
    token = actions.grant_token(person=person, label="a", at=now())
    actions.enter(secret=secret, password=GOOD, at=now())
    rows = [list(model._default_manager.values()) for model in apps.get_models()]
    stored = json.dumps(rows, default=str)
    for word in (secret, token, GOOD):
        assert word not in stored


# ------------------------------------------------------------------ names and roles


def test_address_is_one_person_however_it_is_written(person: Person) -> None:
    body = Organisation.objects.get()
    again = actions.name_person(
        email="ANA@prueba.INVALID", name="Otra", organisation=body, role="lead", at=now()
    )
    assert again.pk == person.pk
    assert (again.name, Membership.objects.get().role) == ("Ana", "lead")
    assert Person.objects.get_by_natural_key("ana@PRUEBA.invalid") == person


def test_roles_are_a_ladder_an_auditor_can_read() -> None:
    grants = {code: role.permissions for code, role in ROLES.items()}
    assert grants == {
        "operator": {May.READ_REPORTS, May.ANSWER_REPORTS, May.DISPATCH},
        "officer": {May.READ_REPORTS, May.ANSWER_REPORTS},
        "lead": {May.READ_REPORTS, May.ANSWER_REPORTS, May.LEAD},
        "member": set(),
        "facilitator": {May.FACILITATE},
        "programme_lead": {May.FACILITATE, May.LEAD_PROGRAMME},
        "transit_operator": {May.RUN_TRANSIT},
        "auditor": {May.AUDIT},
    }
    for role in ROLES.values():
        assert str(role.name)
        assert str(role.description)


def test_unknown_role_does_not_fit_the_database(person: Person) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.update(role="emperor")


# ------------------------------------------------------------------ tokens, and out everywhere


def test_token_stands_for_its_person_until_it_ends(person: Person) -> None:
    token = actions.grant_token(person=person, label="a", at=now())
    assert person_of_token(token) == person
    assert person_of_token(token + "x") is None
    assert person_of_token("") is None
    Person.objects.update(is_active=False)
    assert person_of_token(token) is None


def test_sign_out_everywhere_ends_tokens_and_counts_the_epoch_up(person: Person) -> None:
    token = actions.grant_token(person=person, label="a", at=now())
    before = person.get_session_auth_hash()
    actions.sign_out_everywhere(person=person, at=now())
    assert person_of_token(token) is None
    fresh = Person.objects.get()
    assert fresh.epoch == 1
    assert fresh.get_session_auth_hash() != before
    assert ApiToken.objects.get().ended_at is not None


def test_new_password_ends_the_sessions_of_the_old_one(person: Person) -> None:
    before = person.get_session_auth_hash()
    actions.change_password(person=person, password=GOOD, at=now())
    assert Person.objects.get().get_session_auth_hash() != before


def test_facts_about_people_are_for_officials_and_name_nobody(person: Person) -> None:
    actions.grant_token(person=person, label="secreto", at=now())
    actions.sign_out_everywhere(person=person, at=now())
    for event in Event.objects.all():
        assert event.official
        assert "ana" not in json.dumps(event.data).casefold()
        assert "secreto" not in json.dumps(event.data)
    assert {"person.named", "token.granted", "person.signed_out_everywhere"} <= set(
        Event.objects.values_list("name", flat=True)
    )


# ------------------------------------------------------------------ export and forgetting


def test_export_says_what_is_held(person: Person) -> None:
    actions.grant_token(person=person, label="tablero", at=now())
    assert privacy.export_of(person) == {
        "email": "ana@prueba.invalid",
        "name": "Ana",
        "language": "es",
        "memberships": [{"organisation": "muni", "role": "officer"}],
        "tokens": ["tablero"],
    }


def test_forgotten_person_leaves_no_name_and_no_key(person: Person) -> None:
    actions.make_entry_link(person=person, at=now())
    token = actions.grant_token(person=person, label="de Ana", at=now())
    privacy.forget(person, at=now())
    rows: list[Any] = [list(model._default_manager.values()) for model in apps.get_models()]
    stored = json.dumps(rows, default=str).casefold()
    assert "ana@" not in stored
    assert '"ana"' not in stored
    assert "de ana" not in stored
    assert person_of_token(token) is None
    assert (ApiToken.objects.count(), EntryLink.objects.count()) == (0, 0)
    assert not Person.objects.get().is_active


def test_forgetting_one_of_the_cast_keeps_the_history(city: City, cast: Cast) -> None:
    before = Event.objects.count()
    privacy.forget(cast.lidia, at=now())
    privacy.forget(cast.norma, at=now())
    assert Event.objects.count() == before + 2
    assert Person.objects.filter(name="").count() == 2
