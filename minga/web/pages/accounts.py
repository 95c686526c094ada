"""Signing in and out, the one-time link, and one's own account."""

from typing import Any

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from minga.ground.clock import now
from minga.ground.rate_limit import TooMany, take
from minga.ground.secrets import digest
from minga.people import actions
from minga.people.models import Person
from minga.people.queries import link_is_good, members_led_by
from minga.people.roles import ROLES
from minga.territory.authority import authority_of
from minga.territory.request import MingaRequest, signed_in
from minga.web.forms import ChangePasswordForm, NewPasswordForm, SignInForm

BACKEND = "django.contrib.auth.backends.ModelBackend"
TRIES_PER_ADDRESS = 12
TRIES_PER_ACCOUNT = 60
"""A minute. The second is wide, so that a stranger who guesses does not shut the owner out."""

DOORS = (
    ("reports:file", "megaphone", gettext_lazy("Report what is wrong in the street")),
    ("reports:find", "search", gettext_lazy("See what became of a report or a challenge")),
    ("opinions:conversations", "messages-square", gettext_lazy("Say what you think")),
    (
        "programme:programmes",
        "flag",
        gettext_lazy("Propose a challenge, or see what is being done"),
    ),
    ("participation:enter", "users-round", gettext_lazy("Join a workshop with its code")),
    ("transit:move", "bus", gettext_lazy("See what passes now")),
)
"""What anybody may do here; offered to who signs in."""
# Why a page of ours sent somebody here; the words are in the template.
REASONS = ("out", "everywhere", "password", "ended")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: MingaRequest) -> HttpResponse:
    """The door for people with an account. Citizens need none."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = _recognise(request, form)
        if person is not None:
            login(request, person, backend=BACKEND)
            return redirect(_onwards(request, person))
    shown = {"form": form, "next": _next(request), "reason": _reason(request)}
    return render(request, "web/sign_in.html", shown, status=422 if form.errors else 200)


@require_POST
def sign_out(request: MingaRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    return redirect(f"{reverse('web:sign_in')}?done=out")


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: MingaRequest, token: str) -> HttpResponse:
    """First entry by the one-time link: choose a password, and be inside."""
    if not link_is_good(token, at=now()):
        return render(request, "web/enter.html", {"form": None}, status=410)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.enter(secret=token, password=form.cleaned_data["password"], at=now())
        except ValidationError as weak:
            form.add_error("password", weak)
        except actions.LinkNotValid:
            return render(request, "web/enter.html", {"form": None}, status=410)
        else:
            login(request, person, backend=BACKEND)
            return redirect(_onwards(request, person))
    return render(request, "web/enter.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("present", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: MingaRequest) -> HttpResponse:
    """Who I am here, and a new password."""
    person = signed_in(request)
    form = ChangePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _changed(request, person, form):
        return redirect(f"{reverse('web:account')}?done=password")
    rows = person.memberships.select_related("organisation").order_by("organisation__name")
    shown: dict[str, Any] = {
        "form": form,
        "reason": _reason(request),
        "memberships": [(row.organisation, ROLES[row.role]) for row in rows],
        "colleagues": [(row, ROLES[row.role]) for row in members_led_by(person)],
        "work": _work(request, person).items(),
        "doors": DOORS if getattr(request.city, "pk", 0) else (),
    }
    return render(request, "web/account.html", shown, status=422 if form.errors else 200)


@require_POST
def sign_out_everywhere(request: MingaRequest) -> HttpResponse:
    """End every session and every key of this person, this one included."""
    actions.sign_out_everywhere(person=signed_in(request), at=now())
    logout(request)
    return redirect(f"{reverse('web:sign_in')}?done=everywhere")


def _recognise(request: MingaRequest, form: SignInForm) -> Person | None:
    """The person these words belong to, or None with the reason on the form."""
    email, password = form.cleaned_data["email"].strip(), form.cleaned_data["password"]
    sender = request.sender
    # Not the address itself: it is personal, and longer than the key may be.
    account = digest(email.lower())[:40]
    try:
        take(f"sign-in address {sender}", per_minute=TRIES_PER_ADDRESS, at=now())
        take(f"sign-in account {account}", per_minute=TRIES_PER_ACCOUNT, at=now())
    except TooMany:
        form.add_error(None, _("Too many tries. Wait a minute, then try again."))
        return None
    person = authenticate(request, username=email, password=password)
    if isinstance(person, Person):
        return person
    form.add_error(None, _("E-mail and password do not fit together."))
    return None


def _changed(request: MingaRequest, person: Person, form: ChangePasswordForm) -> bool:
    """True when the new password was stored; otherwise the form says why not."""
    cleaned = form.cleaned_data
    if not person.check_password(cleaned["present"]):
        form.add_error("present", _("That is not your present password."))
        return False
    try:
        actions.change_password(person=person, password=cleaned["password"], at=now())
    except ValidationError as weak:
        form.add_error("password", weak)
        return False
    update_session_auth_hash(request, person)
    return True


def _next(request: MingaRequest) -> str:
    """The page of ours that asked for a sign-in; nothing else is believed."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else ""


def _onwards(request: MingaRequest, person: Person) -> str:
    """Where to go once inside: what was asked for, where the person's work is, or the own page,
    which says what a neighbour may do here.
    """
    return _next(request) or reverse(next(iter(_work(request, person)), "web:account"))


def _work(request: MingaRequest, person: Person) -> dict[str, Any]:
    """The pages of this person's work in the city, and what each is called."""
    city_id = getattr(request.city, "pk", 0)  # one may sign in before there is a city
    reach = authority_of(person, city_id)
    work = {
        "control:room": (reach.is_official, _("Control room")),
        "transit:feeds": (reach.runs_transit, _("Public transport")),
        "programme:programmes": (reach.leads_programme, _("Programmes")),
        "participation:workshops": (reach.facilitates, _("Workshops")),
        "web:audit": (reach.audits, _("Audit")),
    }
    return {page: name for page, (is_theirs, name) in work.items() if is_theirs}


def _reason(request: MingaRequest) -> str:
    done = request.GET.get("done", "")
    return done if done in REASONS else ""
