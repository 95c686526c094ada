"""The API of one workshop for its own pages: the cookie's secret is sent on as bearer token.

So no script holds a secret, and every rule stays where the API has it. Django's CSRF check
stands before this door, as before every page; whoever reads here hears the present token, because
a page that a phone kept without signal has none.
"""

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import resolve

from minga.participation.workshops.pages.auth import KEY, SEAT
from minga.territory.request import MingaRequest


def as_seat(request: MingaRequest, code: str, rest: str = "") -> HttpResponse:
    """What this phone asks of the API."""
    return _carry(request, code, rest, request.COOKIES.get(SEAT, ""))


def as_facilitator(request: MingaRequest, code: str, rest: str = "") -> HttpResponse:
    """What the facilitator asks of the API, by link or by role."""
    return _carry(request, code, rest, request.COOKIES.get(KEY, ""))


def _carry(request: MingaRequest, code: str, rest: str, secret: str) -> HttpResponse:
    route = resolve(f"/api/v1/workshops/{code}/{rest}".rstrip("/"))
    request.bearer = secret
    answer: HttpResponse = route.func(request, *route.args, **route.kwargs)
    if request.method == "GET":
        answer.headers["X-CSRFToken"] = get_token(request)
    return answer
