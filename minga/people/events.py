"""The facts of the room people: who may act, and since when."""

from dataclasses import dataclass
from typing import ClassVar

from minga.ground.facts import Fact, fact


@fact("person.named")
@dataclass(frozen=True, kw_only=True)
class PersonNamed(Fact):
    """A person was given a role in an organisation."""

    person_id: int
    organisation: str
    role: str
    SUBJECT: ClassVar[str] = "person_id"
    OFFICIAL: ClassVar[bool] = True


@fact("person.entered")
@dataclass(frozen=True, kw_only=True)
class PersonEntered(Fact):
    """A person set a password of their own, through a one-time link or in place of the old one."""

    person_id: int
    SUBJECT: ClassVar[str] = "person_id"
    OFFICIAL: ClassVar[bool] = True


@fact("person.signed_out_everywhere")
@dataclass(frozen=True, kw_only=True)
class PersonSignedOutEverywhere(Fact):
    """A person ended all own sessions, links and tokens."""

    person_id: int
    SUBJECT: ClassVar[str] = "person_id"
    OFFICIAL: ClassVar[bool] = True


@fact("person.access_ended")
@dataclass(frozen=True, kw_only=True)
class PersonAccessEnded(Fact):
    """A person lost the role in an organisation, or (no organisation) the whole account."""

    person_id: int
    organisation: str
    SUBJECT: ClassVar[str] = "person_id"
    OFFICIAL: ClassVar[bool] = True


@fact("token.granted")
@dataclass(frozen=True, kw_only=True)
class TokenGranted(Fact):
    """A bearer token was made for a person."""

    person_id: int
    SUBJECT: ClassVar[str] = "person_id"
    OFFICIAL: ClassVar[bool] = True


@fact("person.forgotten")
@dataclass(frozen=True, kw_only=True)
class PersonForgotten(Fact):
    """A person's account was emptied of personal data and closed."""

    person_id: int
    SUBJECT: ClassVar[str] = "person_id"
    OFFICIAL: ClassVar[bool] = True
