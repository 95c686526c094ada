"""Signing in, the one-time link, a new password, and out of every device."""

import pytest
from django.http import HttpResponse
from django.test import Client

from minga.ground.clock import now
from minga.ground.models import Allowance
from minga.people import actions
from minga.territory.models import City
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
NEW = "otra clave larga y buena"


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/sign-in/", {"email": email, "password": password, **more})


def is_inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_everybody_lands_where_their_work_is_and_a_neighbour_where_all_doors_are(
    cast: Cast,
) -> None:
    for person, page in (
        (cast.tito, "/control/"),
        (cast.olga, "/move/feeds/"),
        (cast.maite, "/programme/"),
        (cast.fabian, "/workshops/"),
        (cast.stranger, "/account/"),
    ):
        client = Client()
        answer = sign_in(client, person.email.upper())
        assert (answer.status_code, answer.headers["Location"]) == (302, page)
        assert is_inside(client)
    doors = client.get("/account/").content.decode()
    for door in ("/report/", "/find/", "/opinions/", "/programme/", "/w/", "/move/"):
        assert f'href="{door}' in doors


@pytest.mark.parametrize("wanted", ["https://evil.invalid/", "//evil.invalid", "javascript:x"])
def test_sign_in_leads_to_pages_of_ours_only(cast: Cast, client: Client, wanted: str) -> None:
    answer = sign_in(client, cast.tito.email, next=wanted)
    assert answer.headers["Location"] == "/control/"


def test_wrong_password_and_unknown_address_sound_the_same(cast: Cast, client: Client) -> None:
    wrong = sign_in(client, cast.tito.email, "no es esta")
    unknown = sign_in(client, "no.existe@prueba.invalid", "no es esta")
    assert wrong.status_code == unknown.status_code == 422
    errors = [list(one.context["form"].non_field_errors()) for one in (wrong, unknown)]
    assert errors[0] == errors[1] != []
    assert not is_inside(client)


@pytest.mark.slow
def test_guessing_is_slowed_and_then_the_right_password_waits_too(
    cast: Cast, client: Client
) -> None:
    for _ in range(13):
        sign_in(client, cast.tito.email, "adivinanza")
    sign_in(client, cast.tito.email)
    assert not is_inside(client)


def test_one_time_link_sets_the_password_once(cast: Cast, client: Client) -> None:
    secret = actions.make_entry_link(person=cast.norma, at=now())
    page = f"/enter/{secret}/"
    assert client.get(page).status_code == 200
    differ = client.post(page, {"password": NEW, "again": "no es igual"})
    weak = client.post(page, {"password": "1234", "again": "1234"})
    assert differ.status_code == weak.status_code == 422
    assert client.post(page, {"password": NEW, "again": NEW}).status_code == 302
    assert is_inside(client)
    assert Client().get(page).status_code == 410
    assert Client().post(page, {"password": NEW, "again": NEW}).status_code == 410


def test_new_password_ends_the_other_sessions_and_keeps_this_one(cast: Cast) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(cast.tito)
    words = {"present": PASSWORD, "password": NEW, "again": NEW}
    assert here.post("/account/", {**words, "present": "no"}).status_code == 422
    assert here.post("/account/", words).status_code == 302
    assert is_inside(here)
    assert not is_inside(there)


def test_sign_out_everywhere_ends_sessions_and_keys(cast: Cast, city: City) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(cast.tito)
    key = actions.grant_token(person=cast.tito, label="x", at=now())
    bearer = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/control/reports", headers=bearer).status_code == 200
    assert here.get("/account/end/").status_code == 405
    assert here.post("/account/end/").status_code == 302
    assert not is_inside(here)
    assert not is_inside(there)
    assert Client().get("/api/v1/control/reports", headers=bearer).status_code == 401


def test_forms_are_shut_to_other_sites(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, cast.tito.email).status_code == 403


def test_signing_in_makes_a_new_session(cast: Cast) -> None:
    """A session that somebody else planted does not become the person's own."""
    client = Client()
    sign_in(client, cast.stranger.email)
    planted = client.cookies["sessionid"].value
    sign_in(client, cast.tito.email)
    assert client.cookies["sessionid"].value != planted
    other = Client()
    other.cookies["sessionid"] = planted
    assert not is_inside(other)


def test_closed_account_is_out_at_once_and_stays_out(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.norma)
    link = f"/enter/{actions.make_entry_link(person=cast.norma, at=now())}/"
    type(cast.norma).objects.filter(pk=cast.norma.pk).update(is_active=False)
    assert not is_inside(client)
    assert sign_in(Client(), cast.norma.email).status_code == 422
    assert Client().get(link).status_code == 410
    assert Client().post(link, {"password": NEW, "again": NEW}).status_code == 410


@pytest.mark.parametrize(
    "email", ["x" * 240 + "@a.invalid", "á@prueba.invalid", "a b", "' OR 1=1 --"]
)
def test_odd_addresses_are_answered_like_any_other(cast: Cast, email: str) -> None:
    assert sign_in(Client(), email).status_code == 422


def test_tries_are_counted_without_the_address_itself(cast: Cast) -> None:
    sign_in(Client(), cast.tito.email, "no es esta")
    keys = list(Allowance.objects.using("counters").values_list("key", flat=True))
    assert len(keys) == 2
    assert not any("tito" in key for key in keys)
    assert all(len(key) <= 80 for key in keys)


def test_account_page_is_kept_by_no_cache(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.tito)
    for path in ("/account/", "/", "/control/", "/map/"):
        assert "no-store" in client.get(path).headers["Cache-Control"], path
