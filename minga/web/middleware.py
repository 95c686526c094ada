"""What stands between the door and a page: headers, who and where, and the route table."""

import ipaddress
import zoneinfo
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, QueryDict
from django.http.request import RawPostDataException
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.ground.queries import last_event_id
from minga.ground.text_safety import honest, is_storable
from minga.people.models import Person
from minga.people.queries import person_of_token
from minga.territory.authority import Authority, authority_of
from minga.territory.models import City
from minga.territory.queries import city_named, default_city
from minga.territory.request import unwrapped
from minga.web.errors import error_response, is_told_in_json, no_such_city
from minga.web.policies import OWN_ACCOUNT, POLICIES, SECRETS, Need

Next = Callable[[HttpRequest], HttpResponse]

CSP = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:" + "".join(f" {host}" for host in settings.MINGA_MAP_HOSTS),
        "media-src 'self' blob:",
        "worker-src 'self' blob:",
        "connect-src 'self'" + "".join(f" {host}" for host in settings.MINGA_MAP_HOSTS),
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), microphone=(self), camera=(self)",
}
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
"""What any route of ours may take; the first four are those of pages."""
if settings.IS_HTTPS:
    HEADERS["Strict-Transport-Security"] = "max-age=31536000"


def security_headers(get_response: Next) -> Next:
    """Security headers on every answer; no cache may keep what is not said to be public."""

    def inside(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return inside


class CompressPages(GZipMiddleware):
    """Pack pages, and pages alone, for the way to the phone.

    What a page holds of a secret must not be guessed from its packed length (BREACH): the CSRF
    token is masked anew in each page, Django adds bytes of a random number, and session and link
    secrets stand in none that shows what a stranger's address brought along.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Packed where it is HTML; files, streams and the API's answers go as they are."""
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith("text/html"):
            return response
        return super().process_response(request, response)


def request_context(get_response: Next) -> Next:
    """Hang city, person, authority and sender address on the request, read when first used."""

    def inside(request: HttpRequest) -> HttpResponse:
        where: Any = request
        where.city = SimpleLazyObject(lambda: _city(request))
        where.person = SimpleLazyObject(lambda: _person(request))
        where.authority = SimpleLazyObject(
            lambda: authority_of(unwrapped(where.person), where.city.pk if where.city else 0)
        )
        where.bearer = bearer_of(request)
        where.sender = sender_address(
            request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
        )
        return get_response(request)

    return inside


def _city(request: HttpRequest) -> City | None:
    return _asked_city(request) or default_city()


def _asked_city(request: HttpRequest) -> City | None:
    named = request.GET.get("city", "")
    return city_named(named) if named and is_storable(named) else None


def _person(request: HttpRequest) -> Person | None:
    """The signed-in person, or the holder of a bearer token (under /api/ and /live/ only).

    A session may change something through the API only with its CSRF token; pages are guarded
    by Django's own middleware.
    """
    if request.path.startswith(("/api/", "/live/")):
        bearer = bearer_of(request)
        if bearer:
            return person_of_token(bearer)
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    unsafe = request.method not in ("GET", "HEAD", "OPTIONS")
    if unsafe and request.path.startswith("/api/") and not _has_csrf_token(request):
        return None
    person: Person = user
    return person


class _Csrf(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        # Django's own way renders a page, whose header asks who is signed in, which asks here.
        return HttpResponseForbidden()


def _has_csrf_token(request: HttpRequest) -> bool:
    check = _Csrf(lambda _: HttpResponse())
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check.process_request(request)
    return check.process_view(request, lambda _: HttpResponse(), (), {}) is None


def bearer_of(request: HttpRequest) -> str:
    """The bearer token of the request, "" when there is none."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else ""


def sender_address(remote: str, forwarded: str) -> str:
    """The address the request comes from, IPv6 as its /64.

    X-Forwarded-For is believed only from the proxies of MINGA_TRUSTED_PROXIES, right to left.
    """
    trusted = set(settings.MINGA_TRUSTED_PROXIES)
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    address = _unmapped(remote)
    while address in trusted and hops:
        address = _unmapped(hops.pop())
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def _unmapped(address: str) -> str:
    """::ffff:192.0.2.7, as a socket of both kinds says it, is 192.0.2.7: not one /64 for all."""
    try:
        mapped = getattr(ipaddress.ip_address(address), "ipv4_mapped", None)
    except ValueError:
        return address
    return str(mapped) if mapped else address


FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
SECRET_FIELDS = frozenset({"password", "again", "present"})


def _make_form_honest(request: HttpRequest) -> None:
    """Leave out of what a form sends the signs that deceive; a password is nobody's to read.

    What the API takes is read by its shapes, which do the same.
    """
    if request.method != "POST" or request.content_type not in FORM_TYPES:
        return
    if request.path.startswith("/api/"):
        return
    sent = request.POST
    if all(text.isascii() for _, texts in sent.lists() for text in texts):
        return
    form = QueryDict(mutable=True, encoding=sent.encoding)
    for name, texts in sent.lists():
        form.setlist(name, texts if name in SECRET_FIELDS else list(map(honest, texts)))
    form._mutable = False
    request.POST = cast(Any, form)


class AccessGate:
    """Opens a route only to those whom `policies.POLICIES` names; an unknown route stays shut."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and response.status_code == 302:
            _tell_stored(request, response)
        if response.status_code != 405:
            return response
        # The framework's own refusal is empty, or plain text.
        allowed = response.headers.get("Allow", "")
        if request.method == "OPTIONS" and not is_told_in_json(request):
            return HttpResponse(status=204, headers={"Allow": f"{allowed}, OPTIONS"})
        return error_response(request, 405, Allow=allowed)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse, explain that there is no city, or let the view run in the city's time zone."""
        where: Any = request
        if "%00" in request.META.get("QUERY_STRING", "") or not is_storable(request.path):
            # PostgreSQL refuses U+0000 in any comparison; no address of ours holds it.
            return error_response(request, 400)
        _make_form_honest(request)
        if request.GET.get("city") and not _asked_city(request) and where.city:
            # Silence would show, or change, another city than the one that was meant.
            return no_such_city(request)
        route = request.resolver_match.view_name if request.resolver_match else ""
        need = POLICIES.get(route, Need.NOBODY)
        if need in (Need.ANYWHERE, Need.LINK):
            return None
        if request.method not in METHODS:
            # Before asking who it is: no token makes a route take what it does not know. The API's
            # own views take no method that they do not name; a page's might.
            is_api = route.startswith("api-1:")
            return None if is_api else error_response(request, 405, Allow=", ".join(METHODS[:4]))
        where.city = unwrapped(where.city)
        if where.city is None:
            return _no_city(request)
        timezone.activate(zoneinfo.ZoneInfo(where.city.timezone))
        if not request.path.startswith(("/api/", "/live/")):
            # Before the view reads its rows: what comes in between, the page hears as news.
            where.live_from = last_event_id()
        unsafe = request.method not in ("GET", "HEAD", "OPTIONS")
        if unsafe and route not in OWN_ACCOUNT and where.person and where.authority.audits:
            return error_response(request, 403)
        if need is Need.ANYBODY or need in SECRETS:
            return None
        if not where.person:
            return error_response(request, 401)
        return None if _is_enough(need, where.authority) else error_response(request, 403)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What an action or page refuses to this person (whose phase? whose node?) is a 403.

        A bad request is one wherever in a page it was read, and nothing of it was stored: fields
        nobody types by hand, a form where something else is taken, and U+0000, which PostgreSQL
        neither looks up nor keeps.
        """
        if isinstance(error, Refused):
            return error_response(request, 403)
        is_unstorable = isinstance(error, (DataError, ValueError)) and "NUL" in str(error)
        if is_unstorable or isinstance(error, (BadInput, RawPostDataException)):
            return error_response(request, 400)
        return None


STORED = "minga_stored"
MAX_STORED = 5


def _tell_stored(request: HttpRequest, response: HttpResponse) -> None:
    """Tell keep-words.js of an official's form that it was stored: its words need no keeping.

    A form that is answered with another page was; one whose session was over is sent to sign in.
    """
    where: Any = request
    is_sent_away = response.headers.get("Location", "").startswith(reverse("web:sign_in"))
    if is_told_in_json(request) or is_sent_away or not where.person:
        return
    earlier = [part for part in request.COOKIES.get(STORED, "").split("|") if part]
    stored = [*earlier, quote(request.get_full_path(), safe="/")][-MAX_STORED:]
    response.set_cookie(
        STORED, "|".join(stored), max_age=600, samesite="Lax", secure=settings.IS_HTTPS
    )


def _is_enough(need: Need, authority: Authority) -> bool:
    if need in (Need.PERSON, Need.PART):
        return True
    enough = {
        Need.OFFICIAL: authority.is_official,
        Need.DISPATCHER: authority.dispatches,
        Need.FACILITATOR: authority.facilitates,
        Need.PROGRAMME_LEAD: authority.leads_programme,
        Need.TRANSIT: authority.runs_transit,
        Need.AUDITOR: authority.audits,
        Need.WARNER: authority.runs_transit or authority.dispatches,
    }
    return enough.get(need, False)


def _no_city(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return error_response(request, 503)
    return render(request, "web/no_city.html", status=503)


def spoken_language(header: str) -> str:
    """The language of an Accept-Language header among ours, for answers given before Django."""
    for part in header.lower().split(","):
        code = part.split(";")[0].strip()[:2]
        if code in dict(settings.LANGUAGES):
            return code
    return str(translation.get_language() or settings.LANGUAGE_CODE)
