"""What the server does so that no form of an official loses words (the rest: tests/js)."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.reports.models import Report
from minga.territory.models import City
from minga.web.middleware import STORED
from tests.cast import Cast
from tests.web.test_conflicts import inside
from tests.world import filed

pytestmark = pytest.mark.django_db
HERE = "http://testserver"


@pytest.fixture
def report(city: City) -> Report:
    return filed(city, key="one", at=now())


def test_a_session_that_ended_leads_back_to_the_form(report: Report) -> None:
    page = f"/control/{report.receipt}/?city=prueba"
    sent = Client().post(
        f"/control/{report.receipt}/answer/", {"text": "x"}, headers={"Referer": HERE + page}
    )
    assert sent.status_code == 302
    assert parse_qs(urlsplit(sent.headers["Location"]).query)["next"] == [page]
    room = f"{HERE}/control/#{report.receipt}"
    panel = Client().post(
        f"/control/{report.receipt}/answer/",
        headers={"HX-Request": "true", "HX-Current-URL": room},
    )
    assert panel.status_code == 401
    address = urlsplit(panel.headers["HX-Redirect"])
    assert parse_qs(address.query)["next"] == [f"/control/#{report.receipt}"]


@pytest.mark.parametrize(
    "elsewhere", ["", "https://mala.example/control/", f"{HERE}.mala.example/"]
)
def test_nobody_is_led_elsewhere(report: Report, elsewhere: str) -> None:
    sent = Client().post(f"/control/{report.receipt}/answer/", headers={"Referer": elsewhere})
    assert parse_qs(urlsplit(sent.headers["Location"]).query) == {}


def test_a_form_that_was_stored_is_told_and_no_other(report: Report, cast: Cast) -> None:
    client = inside(cast.tito)
    answer = f"/control/{report.receipt}/answer/"
    assert STORED not in client.post(answer, {"text": ""}).cookies
    assert unquote(client.post(answer, {"text": "ya"}).cookies[STORED].value) == answer
    twice = client.post(f"{answer}?city=prueba", {"text": "dos"}).cookies[STORED].value
    assert [unquote(part) for part in twice.split("|")] == [answer, f"{answer}?city=prueba"]
    assert STORED not in Client().post(answer, {"text": "no"}).cookies


def test_only_the_pages_of_somebody_signed_in_keep_words(city: City, cast: Cast) -> None:
    page = inside(cast.tito).get("/control/").content.decode()
    assert f'data-person="{cast.tito.pk}"' in page
    assert 'data-words-back="' in page
    assert "data-person" not in Client().get("/").content.decode()
    account = inside(cast.tito).get("/account/").content.decode()
    assert account.count("data-ends-session") == 2
