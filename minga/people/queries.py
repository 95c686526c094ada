"""Read shapes of the room people."""

from datetime import datetime

from minga.ground.secrets import digest
from minga.people.models import ApiToken, EntryLink, Membership, Organisation, Person
from minga.people.roles import ROLES, May


def person_of_token(secret: str) -> Person | None:
    """The active person who holds this bearer token."""
    token = (
        ApiToken.objects.select_related("person")
        .filter(digest=digest(secret), ended_at=None, person__is_active=True)
        .first()
    )
    return token.person if token else None


def link_is_good(secret: str, *, at: datetime) -> bool:
    """True when the one-time link can still be used."""
    return EntryLink.objects.filter(
        digest=digest(secret), used_at=None, expires_at__gte=at, person__is_active=True
    ).exists()


LEADS = [code for code, role in ROLES.items() if May.LEAD in role.permissions]


def may_end_access(lead: Person, person: Person, organisation: Organisation | None) -> bool:
    """A lead ends the access of the others of the own organisation, never a whole account."""
    if organisation is None or lead.pk == person.pk or not lead.is_active:
        return False
    rows = Membership.objects.filter(organisation=organisation)
    is_led = rows.filter(person=lead, role__in=LEADS).exists()
    return is_led and rows.filter(person=person).exists()


def members_led_by(lead: Person) -> list[Membership]:
    """The other people of the organisations that this person leads."""
    led = Membership.objects.filter(person=lead, role__in=LEADS).values("organisation")
    rows = Membership.objects.filter(organisation__in=led, person__is_active=True)
    rows = rows.exclude(person=lead).select_related("person", "organisation")
    return list(rows.order_by("organisation__name", "person__name", "pk"))
