"""Warning passengers: who may, what is told, and when it is over."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from minga.ground import worker
from minga.ground.access import Refused
from minga.ground.clock import now
from minga.ground.models import Event
from minga.territory.models import City
from minga.transit.alerts.actions.alerts import AlertCard, change_alert, close_alert, open_alert
from minga.transit.alerts.queries.alerts import alerts_for, open_alerts
from minga.transit.models import Alert
from minga.transit.timetables.serving import serving_of
from tests.cast import Cast
from tests.transit.streets import drawn
from tests.world import small_city

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
HOURS = timedelta(hours=1)


def card(**told: Any) -> AlertCard:
    usual: dict[str, Any] = {
        "starts_at": now(),
        "ends_at": now() + 2 * HOURS,
        "words": {"es": {"header": "Desvío por feria", "text": "Pasa por la otra calle."}},
        "lines": ("micros-10",),
    }
    return AlertCard(**(usual | told))


def opened(city: City, **told: Any) -> Alert:
    return open_alert(city=city, card=card(**told), at=now(), by=None)


def visiting(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def form(**told: Any) -> dict[str, Any]:
    return {
        "header_es": "Desvío por feria",
        "cause": "other_cause",
        "effect": "detour",
        "starts_at": "",
        "ends_at": (now() + 3 * HOURS).isoformat(),
        "line": ["micros-10"],
    } | told


# ---------------------------------------------------------------- actions


@pytest.mark.parametrize("name", ["olga", "tito"])
def test_public_transport_and_the_control_centre_may_warn(
    city: City, cast: Cast, facts: Any, name: str
) -> None:
    by = getattr(cast, name)
    alert = open_alert(city=city, card=card(), at=now(), by=by)
    change_alert(alert=alert, card=card(delay_s=60), at=now(), by=by)
    close_alert(alert=alert, at=now(), by=by)
    assert facts.names == ["alert.opened", "alert.changed", "alert.closed"]
    assert set(facts.events.values_list("subject", flat=True)) == {alert.public_id}


@pytest.mark.parametrize("name", ["stranger", "rosa", "ines", "norma", "fabian", "maite"])
def test_nobody_else_warns_changes_or_closes(city: City, cast: Cast, name: str) -> None:
    by, alert = getattr(cast, name), opened(city)
    with pytest.raises(Refused):
        open_alert(city=city, card=card(), at=now(), by=by)
    with pytest.raises(Refused):
        change_alert(alert=alert, card=card(), at=now(), by=by)
    with pytest.raises(Refused):
        close_alert(alert=alert, at=now(), by=by)
    assert Alert.objects.get().state == "open"


def test_warner_of_one_city_warns_in_no_other(city: City, cast: Cast) -> None:
    other = small_city(at=now(), slug="otra", name="Otra ciudad")
    alert = opened(other)
    with pytest.raises(Refused):
        close_alert(alert=alert, at=now(), by=cast.olga)
    assert visiting(cast.olga).post(f"/move/alerts/{alert.public_id}/close/").status_code == 404


def test_facts_hold_no_words(city: City) -> None:
    opened(city, words={"es": {"header": "SECRETO", "text": "SECRETO"}})
    assert "SECRETO" not in str(list(Event.objects.values_list("data", flat=True)))


def test_whatever_plans_tell_of_an_alert_reaches_those_who_keep_it(city: City) -> None:
    assert serving_of(city).alerts(now()) == []
    alert = opened(city)
    assert serving_of(city).alerts(now()) == [alert]
    change_alert(alert=alert, card=card(lines=("micros-62",)), at=now(), by=None)
    (told,) = serving_of(city).alerts(now())
    assert [informed.line for informed in told.informed.all()] == ["micros-62"]
    close_alert(alert=alert, at=now(), by=None)
    assert serving_of(city).alerts(now()) == []


def test_the_alerts_kept_are_those_that_are_asked_for(city: City) -> None:
    for starts_h, ends_h in ((0, 2), (1, 3), (0, None), (2, None)):
        ends_at = None if ends_h is None else now() + ends_h * HOURS
        opened(city, starts_at=now() + starts_h * HOURS, ends_at=ends_at)
    for hours in (0.5, 1.5, 2.5, 23.9, 24.1):
        at = now() + hours * HOURS
        assert serving_of(city).alerts(at) == list(open_alerts(city, at=at))


def test_alert_is_over_at_its_time_and_is_closed_by_the_worker(city: City, facts: Any) -> None:
    alert = opened(city, ends_at=now() + HOURS)
    forgotten = opened(city, ends_at=None)
    assert set(open_alerts(city, at=now())) == {alert, forgotten}
    later = now() + HOURS
    assert list(open_alerts(city, at=later)) == [forgotten]
    worker.run_periodic_jobs(at=later)
    assert Alert.objects.get(pk=alert.pk).state == "closed"
    assert facts.names[-1] == "alert.closed"
    worker.run_periodic_jobs(at=now() + timedelta(hours=25))
    assert not Alert.objects.filter(state="open").exists()


def test_alerts_for_tells_line_stop_and_network(city: City) -> None:
    line = opened(city, lines=("micros-10",))
    stop = opened(city, lines=(), stops=("micros-cruce",))
    every = opened(city, lines=())
    opened(city, lines=("micros-62",))
    opened(city, starts_at=now() + HOURS)

    def told(**wanted: Any) -> set[Alert]:
        return set(alerts_for(city, at=now(), **wanted))

    assert told(lines=["micros-10"]) == {line, every}
    assert told(stops=["micros-cruce"]) == {stop, every}
    assert told() == {every}


# ---------------------------------------------------------------- pages


def test_form_writes_an_alert(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    client = visiting(cast.olga)
    assert client.get("/move/alerts/write/").status_code == 200
    fields = form(stop=["micros-cruce"], delay_min="7", is_cut="on", header_en="Detour")
    assert client.post("/move/alerts/write/", fields).status_code == 302
    alert = Alert.objects.get()
    assert (alert.delay_s, alert.is_cut, alert.effect, alert.by) == (420, True, "detour", cast.olga)
    assert set(alert.informed.values_list("line", "stop")) == {
        ("micros-10", ""), ("", "micros-cruce"),
    }  # fmt: skip
    page = client.get("/move/alerts/").content.decode()
    assert "Desvío por feria" in page
    assert "Olga" not in Client().get("/move/").content.decode()


def test_form_shows_an_alert_again_and_changes_it(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    alert = opened(city, delay_s=300)
    client = visiting(cast.tito)
    page = client.get(f"/move/alerts/{alert.public_id}/").content.decode()
    assert 'value="Desvío por feria"' in page
    assert 'value="micros-10" checked' in page
    client.post(f"/move/alerts/{alert.public_id}/", form(header_es="Ya no", line=["micros-62"]))
    alert.refresh_from_db()
    assert alert.words == {"es": {"header": "Ya no", "text": ""}}
    assert [informed.line for informed in alert.informed.all()] == ["micros-62"]
    client.post(f"/move/alerts/{alert.public_id}/close/")
    assert Alert.objects.get().state == "closed"


def test_lines_and_stops_are_found_and_what_was_typed_stays(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    fields = form(seek="1", seek_words="cruce", text_es="ya escrito", line=["micros-62"])
    page = visiting(cast.olga).post("/move/alerts/write/", fields).content.decode()
    assert 'name="stop" value="micros-cruce"' in page
    assert 'value="micros-62" checked' in page
    assert "ya escrito" in page
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"header_es": ""},
        {"header_es": "x" * 121},
        {"header_es": "a\x00b"},
        {"text_en": "x" * 1001},
        {"cause": "aliens"},
        {"effect": ""},
        {"ends_at": ""},
        {"ends_at": "mañana"},
        {"ends_at": "2001-01-01T00:00"},
        {"ends_at": "9999-12-31T23:59"},
        {"ends_at": (now() - HOURS).isoformat()},
        {"ends_at": (now() + timedelta(days=200)).isoformat()},
        {"starts_at": (now() + 9 * HOURS).isoformat()},
        {"delay_min": "-3"},
        {"delay_min": "181"},
        {"delay_min": "²"},
        {"delay_min": "1e3"},
        {"line": []},
        {"line": ["micros-404"]},
        {"line": ["a\x00b"]},
        {"stop": ["' OR 1=1 --"]},
    ],
)
def test_form_with_a_fault_comes_back(city: City, cast: Cast, wrong: dict[str, Any]) -> None:
    drawn(city, at=now())
    answer = visiting(cast.olga).post("/move/alerts/write/", form(**wrong))
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    assert not Alert.objects.exists()


def test_alert_of_a_feed_is_not_changed_here(city: City, cast: Cast) -> None:
    alert = opened(city)
    Alert.objects.update(source="feed")
    client = visiting(cast.olga)
    assert client.get(f"/move/alerts/{alert.public_id}/").status_code == 404
    assert client.post(f"/move/alerts/{alert.public_id}/close/").status_code == 404


@pytest.mark.parametrize("public_id", ["nada", "%27", "a" * 300, "%E2%80%8B"])
def test_hostile_alert_addresses_are_nothing(city: City, cast: Cast, public_id: str) -> None:
    assert visiting(cast.olga).get(f"/move/alerts/{public_id}/").status_code == 404


def test_words_of_an_alert_are_escaped_and_in_the_readers_language(city: City) -> None:
    drawn(city, at=now())
    opened(
        city,
        words={"es": {"header": "<b>Feria</b>", "text": ""}, "en": {"header": "Fair", "text": ""}},
    )
    spanish = Client().get("/move/", headers={"Accept-Language": "es"}).content.decode()
    english = Client().get("/move/", headers={"Accept-Language": "en"}).content.decode()
    assert "&lt;b&gt;Feria&lt;/b&gt;" in spanish
    assert "Fair" in english
    assert "Feria" not in english
