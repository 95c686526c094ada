"""A request as every page and API of Minga gets it: who asks, of which city, from where."""

from typing import TypeVar

from django.http import HttpRequest

from minga.ground.access import Refused
from minga.people.models import Person
from minga.territory.authority import Authority
from minga.territory.models import City

T = TypeVar("T")


class MingaRequest(HttpRequest):
    """What the middleware hangs on each request, for those who read types.

    `person` is read when it is first used: ask `if request.person`, never `is None`.
    """

    city: City
    person: Person | None
    authority: Authority
    sender: str
    """The address it comes from, IPv6 as its /64."""
    bearer: str
    """The bearer token, "" when there is none."""
    live_from: int
    """The newest fact when the page began; from there it listens. Not under /api/ and /live/."""


def signed_in(request: MingaRequest) -> Person:
    """The person itself, not its lazy stand-in, wherever the route asks for one. Raises Refused."""
    person = unwrapped(request.person)
    if person is None:
        raise Refused("nobody is signed in")
    return person


def unwrapped(lazy: T | None) -> T | None:
    """What a lazy object stands for, itself (every look through a wrapper costs), or None."""
    return getattr(lazy, "_wrapped", lazy) if lazy else None
