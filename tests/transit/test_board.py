"""The board of a shelter: what it tells, how it renews itself; /move/ in a citizen test."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from minga.territory.models import City
from minga.transit import lookup
from minga.transit.alerts.actions.alerts import AlertCard, open_alert
from minga.transit.models import Feed, Stop
from minga.transit.service_days import moment_of
from tests.cast import Cast
from tests.transit.worlds import TIMED

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EIGHT = 8 * 3600
DAY = date(2026, 11, 18)


@pytest.fixture
def eight(city: City, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The pages' clock stands at 8:00."""
    moment = moment_of(city, DAY, EIGHT).astimezone(UTC)
    monkeypatch.setattr(lookup, "now", lambda: moment)
    return moment


def board(query: str = "") -> str:
    answer = Client().get(f"/move/board/lineas-b/{query}", headers={"Accept-Language": "es"})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_board_tells_clock_stop_and_what_leaves(feed: Feed, city: City, eight: datetime) -> None:
    text = board()
    assert "Los Aromos" in text
    assert 'data-clock datetime="' in text
    assert ">08:00</time>" in text
    assert "Universidad" in text
    assert 'data-leaves="2026-11-18T08:05' in text
    assert "<nav" not in text
    assert "style=" not in text


def test_board_answers_its_rows_alone(feed: Feed, city: City, eight: datetime) -> None:
    text = board("?part=rows")
    assert "data-made=" in text
    assert "<html" not in text


def test_board_shows_the_alerts_that_hold_now(feed: Feed, city: City, eight: datetime) -> None:
    hour = timedelta(hours=1)
    for header, starts_at in (("Desvío por feria", eight - hour), ("Mañana", eight + hour)):
        card = AlertCard(
            starts_at=starts_at, ends_at=eight + 9 * hour, lines=(TIMED,),
            words={"es": {"header": header, "text": ""}},
        )  # fmt: skip
        open_alert(city=city, card=card, at=eight, by=None)
    text = board()
    assert "Desvío por feria" in text
    assert "Mañana" not in text


def test_board_of_a_demonstration_says_so(feed: Feed, city: City, eight: datetime) -> None:
    assert "Demostración" not in board()
    Feed.objects.update(is_demo=True)
    told = Client().get("/move/board/lineas-b/", headers={"Accept-Language": "en"})
    assert "Demonstration: invented lines and times" in told.content.decode()


def test_board_of_a_stop_that_nothing_serves_says_so(
    feed: Feed, city: City, eight: datetime
) -> None:
    one = Stop.objects.get(code="lineas-b")
    one.pk, one.code, one.stop_id = None, "lineas-sola", "sola"
    one.lat += 0.5
    one.save()
    answer = Client().get("/move/board/lineas-sola/", headers={"Accept-Language": "en"})
    assert "Nothing leaves here" in answer.content.decode()


def test_citizens_try_the_page_in_a_campaign_of_the_programme(city: City, cast: Cast) -> None:
    """A test of the programme opens /move/ by its address; answers come to its results page."""
    from minga.programme import actions
    from tests.programme.making import AT, begun, made

    programme = begun(city, cast.maite, at=AT)
    test = made(programme, "test", fields={"address": "/move/", "tasks": "Busca tu micro"})
    actions.move_node(node=test, verb="open", at=AT, by=None)
    address = f"/programme/movernos/test/{test.public_id}/"
    page = Client().get(address).content.decode()
    assert 'href="/move/" target="_blank" rel="noopener' in page
    assert Client().get("/move/").status_code == 200
    told: dict[str, Any] = {
        "key": "k", "task": ["Busca tu micro"], "outcome-1": "done", "took-1": "20", "rating": "5",
    }  # fmt: skip
    sent = Client().post(address, told)
    assert sent.status_code == 302
    results = Client().get(sent.headers["Location"]).content.decode()
    assert "Busca tu micro" in results
    assert f'href="{address}' in results or 'href="/move/"' in results
