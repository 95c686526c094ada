"""The only writers of the room people."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.password_validation import validate_password

from minga.ground.access import refuse_unless
from minga.ground.secrets import digest
from minga.ground.work import action, record
from minga.people.events import (
    PersonAccessEnded,
    PersonEntered,
    PersonForgotten,
    PersonNamed,
    PersonSignedOutEverywhere,
    TokenGranted,
)
from minga.people.models import ApiToken, EntryLink, Membership, Organisation, Person
from minga.people.queries import may_end_access

ENTRY_LINK_LASTS = timedelta(days=3)
NOWHERE: dict[str, Any] = {"city_id": 0, "city": ""}
"""Accounts belong to no single city."""


class LinkNotValid(ValueError):
    """The one-time link was used, has expired, or never existed."""


@action
def found_organisation(
    *, code: str, name: str, helix: str, simulated: bool, short_name: str | None = None
) -> Organisation:
    """Enter an organisation, or correct the names and helix of the one with this code.

    Without `short_name` it keeps the one it has.
    """
    facts = {"name": name, "helix": helix, "simulated": simulated}
    if short_name is not None:
        facts["short_name"] = short_name
    organisation, _ = Organisation.objects.update_or_create(code=code, defaults=facts)
    return organisation


@action
def name_person(
    *,
    email: str,
    name: str,
    organisation: Organisation,
    role: str,
    at: datetime,
    by: Person | None = None,
    simulated: bool = False,
    language: str = "es",
) -> Person:
    """Give the person with this address a role in an organisation; make the account if new.

    An account that was closed opens again, without its old password.
    """
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        person = Person(email=email.lower(), name=name, simulated=simulated, language=language)
        person.set_unusable_password()
        person.save()
    elif not person.is_active:
        person.is_active = True
        person.set_unusable_password()
        person.save()
    Membership.objects.update_or_create(
        person=person, organisation=organisation, defaults={"role": role}
    )
    named = PersonNamed(person_id=person.pk, organisation=organisation.code, role=role, **NOWHERE)
    record(named, at=at, by=by)
    return person


@action
def make_entry_link(*, person: Person, at: datetime) -> str:
    """A secret for a one-time link; the secret itself is not kept."""
    secret = secrets.token_urlsafe(24)
    EntryLink.objects.create(person=person, digest=digest(secret), expires_at=at + ENTRY_LINK_LASTS)
    return secret


@action
def enter(*, secret: str, password: str, at: datetime) -> Person:
    """Use a one-time link: set the password, end this link and every other one of the person.

    Raises LinkNotValid, and Django's ValidationError for a weak password (the link stays good).
    """
    link = EntryLink.objects.select_for_update().filter(digest=digest(secret)).first()
    if link is None or link.used_at is not None or link.expires_at < at:
        raise LinkNotValid
    person = link.person
    if not person.is_active:
        raise LinkNotValid
    validate_password(password, person)
    person.set_password(password)
    person.save()
    person.entry_links.filter(used_at=None).update(used_at=at)
    record(PersonEntered(person_id=person.pk, **NOWHERE), at=at, by=person)
    return person


@action
def change_password(*, person: Person, password: str, at: datetime) -> None:
    """Set a new password; every session opened with the old one ends."""
    validate_password(password, person)
    person.set_password(password)
    person.save()
    record(PersonEntered(person_id=person.pk, **NOWHERE), at=at, by=person)


@action
def sign_out_everywhere(*, person: Person, at: datetime) -> None:
    """End all sessions, media links and bearer tokens of a person."""
    person.epoch += 1
    person.save()
    _end_keys(person, at)
    record(PersonSignedOutEverywhere(person_id=person.pk, **NOWHERE), at=at, by=person)


@action
def end_access(
    *,
    person: Person,
    at: datetime,
    by: Person | None = None,
    organisation: Organisation | None = None,
) -> Person:
    """Take a person's role in an organisation away; without one, close the whole account.

    An account that is left without any role is closed too. Sessions, media links, entry links and
    tokens end in any case; history keeps who did what. Raises Refused; `by` None is the keeper.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if by is not None:
        refuse_unless(may_end_access(by, person, organisation), "not the lead of this person")
    rows = person.memberships.all()
    (rows.filter(organisation=organisation) if organisation else rows).delete()
    person.is_active = person.is_active and bool(organisation) and person.memberships.exists()
    person.epoch += 1
    person.save()
    _end_keys(person, at)
    ended = PersonAccessEnded(
        person_id=person.pk, organisation=organisation.code if organisation else "", **NOWHERE
    )
    record(ended, at=at, by=by)
    return person


def _end_keys(person: Person, at: datetime) -> None:
    """Bearer tokens and entry links; sessions and media links end with the epoch."""
    person.tokens.filter(ended_at=None).update(ended_at=at)
    person.entry_links.filter(used_at=None).update(used_at=at)


@action
def grant_token(*, person: Person, label: str, at: datetime, by: Person | None = None) -> str:
    """A new bearer token, shown once; only its digest is kept."""
    secret = secrets.token_urlsafe(32)
    ApiToken.objects.create(person=person, digest=digest(secret), label=label, made_at=at)
    record(TokenGranted(person_id=person.pk, **NOWHERE), at=at, by=by)
    return secret


@action
def forget_person(*, person: Person, at: datetime, by: Person | None = None) -> None:
    """Empty an account of personal data and close it; its public acts stay, without a name."""
    person.email = f"forgotten-{person.pk}@invalid.invalid"
    person.name = ""
    person.is_active = False
    person.epoch += 1
    person.set_unusable_password()
    person.save()
    for rows in (person.memberships, person.tokens, person.entry_links):
        rows.all().delete()
    record(PersonForgotten(person_id=person.pk, **NOWHERE), at=at, by=by)
