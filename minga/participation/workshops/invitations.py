"""The codes that are handed out one a person, and whom a code is for."""

from minga.ground.secrets import ALPHABET, derive, digest
from minga.participation.models import Invitation, Workshop

CODE_SIGNS = 8
"""30 to the power of 8: nobody guesses one of a thousand by trying."""


def code_of(workshop: Workshop, number: int) -> str:
    """The code of an invitation; derived, so that a list can be printed again."""
    drawn = derive("workshop-invitation", workshop.code, str(number))
    value = int.from_bytes(drawn, "big")
    signs = []
    for _ in range(CODE_SIGNS):
        value, place = divmod(value, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def as_written(code: str) -> str:
    """A code as it is printed: two blocks."""
    return f"{code[:4]}-{code[4:]}"


def invitation_of(workshop: Workshop, typed: str) -> Invitation | None:
    """Whom this code is for, however it was typed."""
    code = "".join(sign for sign in typed.upper() if sign in ALPHABET)[:CODE_SIGNS]
    rows = workshop.invitations.filter(code_digest=digest(f"{workshop.code} {code}"))
    return rows.select_related("seat").first()
