"""Read shapes of the room people."""

from datetime import datetime

from minga.ground.secrets import digest
from minga.people.models import ApiToken, EntryLink, Person


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
