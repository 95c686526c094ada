"""Who knocks at a page of a workshop: the workshop, the two cookies, and what they open.

A seat's token and the facilitator's secret live in cookies that no script can read and that go
only to the pages of that workshop; `bridge` carries them on to the API.
"""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone

from minga.participation.models import Workshop
from minga.participation.workshops import queries
from minga.participation.workshops.rules import Actor
from minga.territory.request import MingaRequest

SEAT, KEY, PHONE = "minga_seat", "minga_key", "minga_phone"
"""A seat's token, the facilitator's secret, and the key by which a phone is known again."""
KEPT_S = 30 * 24 * 3600
"""A workshop may go on another day; a month later it is minutes."""


def workshop_or_404(request: MingaRequest, code: str) -> Workshop:
    """The workshop with this code; name, clock and colours of the page are those of its city."""
    workshop = queries.workshop_by_code(code)
    if workshop is None:
        raise Http404
    if request.city.pk != workshop.city_id:
        request.city = workshop.city
        timezone.activate(ZoneInfo(workshop.city.timezone))
    return workshop


def proper_address(
    request: MingaRequest, workshop: Workshop, code: str
) -> HttpResponseRedirect | None:
    """The same page under the code as it is written: cookies know only that one."""
    if code == workshop.code:
        return None
    address = request.get_full_path().replace(f"/w/{code}/", f"/w/{workshop.code}/", 1)
    # What does not change would come back for ever.
    return redirect(address if address != request.get_full_path() else f"/w/{workshop.code}/")


def seat_actor(request: MingaRequest, workshop: Workshop) -> Actor:
    """The seat of this phone, if it has one: an official who joins takes part as anybody does."""
    return queries.actor_of(workshop, bearer=request.COOKIES.get(SEAT, ""))


def facilitator_actor(request: MingaRequest, workshop: Workshop) -> Actor:
    """The facilitator by the link's cookie or by role, or a stranger."""
    return queries.actor_of(workshop, bearer=request.COOKIES.get(KEY, ""), person=request.person)


def remember(response: HttpResponse, name: str, secret: str, workshop: Workshop) -> None:
    """Keep a secret in this browser, for the pages of this workshop only."""
    response.set_cookie(
        name,
        secret,
        max_age=KEPT_S,
        path=f"/w/{workshop.code}/",
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def join_url(workshop: Workshop) -> str:
    """Where phones join: short enough to be typed."""
    return f"{settings.MINGA_BASE_URL}/w/{workshop.code}/"


def shown_url(workshop: Workshop) -> str:
    """The same as people read it aloud: without the scheme."""
    return f"{settings.MINGA_BASE_URL}/w".split("://", 1)[-1]
