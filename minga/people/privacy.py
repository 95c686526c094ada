"""Personal data of the room people: why it is kept, how long, and its ways out."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.ground.purposes import Purpose
from minga.people.actions import forget_person
from minga.people.models import Person

PURPOSES = (
    Purpose(
        what=_("Name, e-mail and password (as a hash) of people with an account"),
        why=_("So that officials can sign in and each act has somebody who answers for it"),
        basis=_("Public function of the municipality"),
        kept_for=_("While the account is open; emptied when it is closed"),
        seen_by=_("The person, and the lead of the own organisation"),
        models=("people.Person", "people.Membership", "people.ApiToken", "people.EntryLink"),
    ),
)


def export_of(person: Person) -> dict[str, Any]:
    """What this room holds about a person, as plain values."""
    return {
        "email": person.email,
        "name": person.name,
        "language": person.language,
        "memberships": [
            {"organisation": membership.organisation.code, "role": membership.role}
            for membership in person.memberships.select_related("organisation")
        ],
        "tokens": [token.label for token in person.tokens.all()],
    }


def forget(person: Person, *, at: datetime, by: Person | None = None) -> None:
    """Empty the account; see `actions.forget_person`."""
    forget_person(person=person, at=at, by=by)
