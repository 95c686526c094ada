"""The reporter adds something later: an answer, a better place or kind, that it is fixed."""

from typing import Any

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.ground.conflicts import Changed
from minga.ground.models import Event
from minga.reports import actions, api
from minga.reports.models import Entry, Report
from minga.reports.rules import MAX_REPLIES
from minga.territory.models import City
from tests.cast import Cast
from tests.reports.asking import as_author, body, fields_of, post
from tests.world import IN_NORTE

pytestmark = pytest.mark.django_db
JSON = "application/json"


def _reply(filed: dict[str, Any], given: dict[str, Any], who: Client | None = None) -> Any:
    sender = who or as_author(filed)
    return sender.post(f"/api/v1/reports/{filed['receipt']}/reply", given, JSON)


@pytest.fixture
def filed(city: City, cast: Cast) -> dict[str, Any]:
    """A report that was just filed, as its author knows it."""
    answer: dict[str, Any] = post(body()).json()
    return answer


def test_an_answer_reaches_the_officials_and_not_the_public(filed: dict[str, Any]) -> None:
    answer = _reply(filed, {"text": "Frente al número 12, la de la esquina"})
    assert answer.status_code == 200
    assert "número 12" not in answer.content.decode()
    assert answer.json()["timeline"][-1]["kind"] == "reply"
    assert "número 12" not in Client().get(f"/r/{filed['receipt']}/").content.decode()
    entry = Entry.objects.latest("pk")
    assert (entry.kind, entry.text, entry.from_reporter) == (
        "reply", "Frente al número 12, la de la esquina", True
    )  # fmt: skip
    assert Event.objects.latest("pk").name == "report.replied"


def test_the_same_words_sent_twice_are_one_answer(filed: dict[str, Any]) -> None:
    for _ in range(2):
        assert _reply(filed, {"text": "Sigue igual"}).status_code == 200
    assert Entry.objects.filter(kind="reply").count() == 1


def test_place_and_kind_can_be_put_right(filed: dict[str, Any]) -> None:
    lat, lon = IN_NORTE[0] + 0.001, IN_NORTE[1]
    assert _reply(filed, {"lat": lat, "lon": lon, "category": "flood"}).status_code == 200
    report = Report.objects.get()
    assert (report.lat, report.lon, report.category.code) == (lat, lon, "flood")
    kinds = set(report.entries.filter(from_reporter=True).values_list("kind", flat=True))
    assert kinds == {"placed", "sorted"}
    assert fields_of(_reply(filed, {"lat": 10.0, "lon": 10.0})) == {"lat"}
    assert fields_of(_reply(filed, {"category": "no-such"})) == {"category"}


def test_fixed_is_said_and_the_official_closes(filed: dict[str, Any], cast: Cast) -> None:
    assert _reply(filed, {"fixed": True}).json()["state"] == "received"
    page = Client(headers={"Accept-Language": "en"}).get(f"/r/{filed['receipt']}/")
    assert "says it is fixed" in page.content.decode()
    actions.resolve(report=Report.objects.get(), at=now(), by=cast.norma)
    assert _reply(filed, {"fixed": True}).status_code == 409


def test_an_official_who_was_writing_meanwhile_is_told(filed: dict[str, Any], cast: Cast) -> None:
    report = Report.objects.get()
    seen = report.entries.latest("pk").pk
    _reply(filed, {"text": "Ya no está"})
    client = Client()
    client.force_login(cast.norma)
    control = client.get(f"/control/{filed['receipt']}/").content.decode()
    assert "Ya no está" in control
    report.seen_entry = seen
    with pytest.raises(Changed):
        actions.resolve(report=report, at=now(), by=cast.norma)


def test_nothing_is_no_answer(filed: dict[str, Any]) -> None:
    assert fields_of(_reply(filed, {"text": "  "})) == {"text"}
    assert fields_of(_reply(filed, {"text": "x" * 501})) == {"text"}


def test_only_the_author_answers(filed: dict[str, Any]) -> None:
    other = post(body()).json()
    assert _reply(filed, {"text": "yo"}, Client()).status_code == 401
    assert _reply(filed, {"text": "yo"}, as_author(other)).status_code == 403


def test_answers_are_limited(
    filed: dict[str, Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MINGA_LIMIT_ADDRESS = 1000
    statuses = [
        _reply(filed, {"text": f"palabra {number}"}).status_code
        for number in range(api.REPLIES_PER_MINUTE + 1)
    ]
    assert statuses == [200] * api.REPLIES_PER_MINUTE + [429]
    settings.MINGA_LIMIT_ADDRESS = 0
    for number in range(MAX_REPLIES - api.REPLIES_PER_MINUTE):
        assert _reply(filed, {"text": f"otra {number}"}).status_code == 200
    assert _reply(filed, {"text": "una más"}).status_code == 422


def test_words_of_an_answer_are_erased_with_the_others(filed: dict[str, Any]) -> None:
    _reply(filed, {"text": "Mi casa es la 12"})
    as_author(filed).post(f"/api/v1/reports/{filed['receipt']}/forget", {}, JSON)
    assert not Entry.objects.filter(text__contains="12").exists()
