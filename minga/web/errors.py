"""One shape for every refusal: `{"errors": [{"field", "message"}]}`, or a designed page."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.ground.errors import Fault
from minga.reports.phrases import NO_SUCH_CITY

SENTENCES: dict[int, Any] = {
    400: _("The request could not be read."),
    401: _("Please sign in, or send the token of your report."),
    403: _("This is not open to you."),
    404: _("There is nothing here."),
    405: _("This address does not take that kind of request."),
    408: _("The request took too long to arrive. Please try again."),
    409: _("This does not fit what is already there."),
    413: _("That is too large."),
    415: _("Please send JSON, or a form with files."),
    422: _("Something is missing or not as expected."),
    429: _(
        "Many reports are coming from here. This one was not stored: please send it again soon."
    ),
    500: _("Something went wrong on our side. Nothing of yours was half-stored."),
    503: _("No city has been set up here yet. The keeper runs: minga city new"),
}

OVERLOADED = _(
    "Too many people are here at once. Nothing was stored: please try again in a moment."
)


def errors_json(faults: Sequence[Fault], status: int, **headers: str) -> JsonResponse:
    """The faults as the API tells them, in the reader's language."""
    shown = [{"field": fault.field, "message": str(fault.message)} for fault in faults]
    return JsonResponse({"errors": shown}, status=status, headers=headers)


def is_told_in_json(request: HttpRequest) -> bool:
    """True where programs knock, not people."""
    return request.path.startswith(("/api/", "/live/"))


def error_response(request: HttpRequest, status: int, **headers: str) -> HttpResponse:
    """The refusal for this kind of route: JSON, the sign-in page, or a page."""
    if is_told_in_json(request):
        return errors_json([Fault("", SENTENCES[status])], status, **headers)
    if status == 401:
        return _to_sign_in(request)
    page = render(request, f"{status}.html", status=status)
    for name, value in headers.items():
        page[name] = value
    return page


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the door, and from there back to the page, or to the form that was sent too late."""
    is_htmx = "HX-Request" in request.headers
    sent_from = request.headers.get("HX-Current-URL" if is_htmx else "Referer", "")
    back = request.get_full_path()
    if is_htmx or request.method not in ("GET", "HEAD"):
        here = f"{request.scheme}://{request.get_host()}/"
        back = sent_from.removeprefix(here[:-1]) if sent_from.startswith(here) else ""
    address = f"{reverse('web:sign_in')}?{urlencode({'next': back})}"
    if is_htmx:
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def no_such_city(request: HttpRequest) -> HttpResponse:
    """The refusal where the address names a city that is not here."""
    if is_told_in_json(request):
        return errors_json([Fault("city", NO_SUCH_CITY)], 404)
    return render(request, "404.html", {"no_such_city": True}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    return error_response(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return error_response(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return error_response(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500: without the database, which may be what failed."""
    if is_told_in_json(request):
        return errors_json([Fault("", SENTENCES[500])], 500)
    return HttpResponse(render_to_string("500.html"), status=500)
