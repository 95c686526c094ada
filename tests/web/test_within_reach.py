"""What people come for is within reach: the photo, a link to keep, the opinions."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.territory.models import City
from tests.world import filed

pytestmark = pytest.mark.django_db


def test_a_photo_is_not_behind_a_fold(client: Client, city: City) -> None:
    page = client.get("/report/").content.decode()
    outside = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert outside.count('type="file" accept="image/*"') == page.count('accept="image/*"') == 1


def test_a_receipt_can_be_kept_and_shared_by_a_link_alone(client: Client, city: City) -> None:
    report = filed(city, key="k", at=now(), text="Mis palabras")
    page = client.get(f"/r/{report.receipt}/").content.decode()
    [link] = re.findall(r'href="(https://wa\.me/[^"]+)"', page)
    [text] = parse_qs(urlsplit(link).query)["text"]
    assert text.endswith(f"/r/{report.receipt}/")
    assert "palabras" not in text
    # Nothing is fetched from there: it is only a link.
    assert not re.search(r'(?:src|action)="https://wa', page)


def test_the_opinions_stand_below_every_page(client: Client, city: City) -> None:
    for address in ("/", "/report/", "/move/"):
        footer = client.get(address).content.decode().split('<footer class="footer"')[1]
        assert 'href="/opinions/"' in footer, address
