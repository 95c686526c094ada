"""What everybody sees: home, map, list, find; and that nothing private shows there."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from minga.ground.clock import now
from minga.reports.pages.public import PAGE
from minga.reports.phrases import STATE_NAMES
from minga.reports.rules import State
from minga.territory.models import City
from minga.web.templatetags.minga import STATE_ICONS, since
from tests.world import IN_SUR, filed

pytestmark = pytest.mark.django_db
SECRET_WORDS = "vive Rosa, fono 555"


@pytest.mark.parametrize("path", ["/", "/?part=pulse", "/map/", "/list/", "/find/", "/privacy/"])
def test_page_is_whole_and_shows_nothing_private(city: City, client: Client, path: str) -> None:
    report = filed(city, key="k1", at=now(), text=SECRET_WORDS, address=SECRET_WORDS)
    answer = client.get(path)
    assert answer.status_code == 200
    assert SECRET_WORDS not in answer.text
    if path in ("/", "/list/"):
        assert report.receipt in answer.text


def test_list_and_home_cost_the_same_for_one_and_three(city: City, client: Client) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        return len(seen)

    filed(city, key="k1", at=now())
    client.get("/list/")
    one = [cost("/list/"), cost("/")]
    for key in ("k2", "k3"):
        filed(city, key=key, at=now(), place=IN_SUR)
    assert [cost("/list/"), cost("/")] == one


def test_list_narrows_by_each_choice_and_by_everything_open(city: City, client: Client) -> None:
    norte = filed(city, key="k1", at=now())
    sur = filed(city, key="k2", at=now(), place=IN_SUR, category="rubbish")

    def listed(query: str) -> set[str]:
        text = client.get(f"/list/?{query}").text
        return {one.receipt for one in (norte, sur) if one.receipt in text}

    both = {norte.receipt, sur.receipt}
    assert listed("area=N") == {norte.receipt}
    assert listed("category=rubbish") == {sur.receipt}
    assert listed("state=open") == both == listed("state=received")
    assert listed("state=resolved") == listed("state=nonsense") == set()


@pytest.mark.slow
def test_list_goes_page_by_page_and_forgives_a_bad_cursor(city: City, client: Client) -> None:
    receipts = [filed(city, key=f"k{i}", at=now()).receipt for i in range(PAGE + 1)]
    first = client.get("/list/")
    assert receipts[0] not in first.text
    [following] = set(re.findall(r"after=(\d+)", first.text))
    assert receipts[0] in client.get(f"/list/?after={following}").text
    for bad in ("x", "-1", "9" * 40, "²"):
        assert client.get("/list/", {"after": bad}).status_code == 200


def test_find_reads_a_receipt_however_it_is_typed(city: City, client: Client) -> None:
    report = filed(city, key="k1", at=now())
    typed = report.receipt.lower().replace("-", " ")
    answer = client.get("/find/", {"receipt": typed})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/r/{report.receipt}/")


def test_find_tells_a_mistyped_receipt_from_an_unknown_or_hidden_one(
    city: City, client: Client
) -> None:
    report = filed(city, key="k1", at=now())
    wrong = report.receipt[:-1] + ("2" if report.receipt[-1] != "2" else "3")
    type(report).objects.update(hidden=True)
    with translation.override("en"):
        mistyped = client.get("/find/", {"receipt": wrong}, headers={"Accept-Language": "en"})
        hidden = client.get(
            "/find/", {"receipt": report.receipt}, headers={"Accept-Language": "en"}
        )
    assert mistyped.status_code == hidden.status_code == 404
    assert "not a whole receipt" in mistyped.text
    assert "no public report" in hidden.text


def test_every_state_has_a_sign_and_a_word() -> None:
    assert set(STATE_ICONS) == set(STATE_NAMES) == {state.value for state in State}


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=7, hours=23), "7 days ago"),
    ],
)
def test_since_says_the_distance_in_words(passed: timedelta, words: str) -> None:
    at = now()
    with translation.override("en"):
        assert since(at - passed, at) == words
