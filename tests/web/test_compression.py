"""Pages travel packed, and their packed length gives no secret away."""

import gzip

import pytest
from django.test import Client

from minga.territory.models import City
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PACKED = {"Accept-Encoding": "gzip, br"}


def test_a_page_is_packed_for_who_takes_it(client: Client, city: City) -> None:
    plain, packed = client.get("/"), client.get("/", headers=PACKED)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(plain.content) / 3
    assert gzip.decompress(packed.content).startswith(b"<!DOCTYPE html>")


def test_only_pages_are_packed_here(client: Client, city: City) -> None:
    for address in ("/api/v1/categories", "/api/v1/openapi.json", "/favicon.ico"):
        assert client.get(address, headers=PACKED).headers.get("Content-Encoding") is None, address


def test_a_packed_page_gives_no_secret_away(city: City, cast: Cast, client: Client) -> None:
    client.force_login(cast.tito, backend="django.contrib.auth.backends.ModelBackend")
    first, second = (client.get("/report/", headers=PACKED) for _ in range(2))
    pages = [gzip.decompress(answer.content).decode() for answer in (first, second)]
    for page in pages:
        assert client.cookies["csrftoken"].value not in page, "the token is masked in the page"
        assert client.cookies["sessionid"].value not in page
    tokens = [page.split('name="csrfmiddlewaretoken" value="')[1][:64] for page in pages]
    assert tokens[0] != tokens[1], "masked anew each time"
    # Even the same page has not the same length twice: its gzip header holds random bytes.
    assert len({len(client.get("/report/", headers=PACKED).content) for _ in range(20)}) > 3
