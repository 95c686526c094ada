"""Who acted is not who is responsible: history names the institution of the person who did it."""

from typing import Any

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.people.models import Membership
from minga.reports import actions
from minga.reports.actions.filing import Filing
from minga.reports.models import Entry, Report, Source
from minga.reports.queries import category_of
from minga.territory.models import City
from tests.cast import Cast
from tests.world import IN_NORTE, filed

pytestmark = pytest.mark.django_db

CENTRE = "Centro de control"
NORTE = "Municipalidad Norte"


def timeline(client: Client, report: Report) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/reports/{report.receipt}", headers={"Accept-Language": "es"})
    lines: list[dict[str, Any]] = answer.json()["timeline"]
    return lines


def page(client: Client, report: Report) -> str:
    return client.get(f"/r/{report.receipt}/", headers={"Accept-Language": "es"}).content.decode()


def test_who_acted_is_not_who_is_responsible(city: City, cast: Cast, client: Client) -> None:
    report = filed(city, key="k", at=now())
    actions.answer(report=report, text="La vimos en la cámara.", at=now(), by=cast.tito)
    actions.resolve(report=report, at=now(), by=cast.norma)
    received, answered, resolved = timeline(client, report)
    assert (received["by"], received["body"]) == ("", NORTE)
    assert (answered["by"], answered["body"]) == (f"{CENTRE}, por {NORTE}", NORTE)
    assert resolved["by"] == NORTE
    shown = page(client, report)
    assert f"{CENTRE}, por {NORTE}" in shown
    # At the line of its own act; with the answer as the one it was given for; not as who received.
    assert shown.count(f"{NORTE} · <time") == 2


def test_who_assigns_is_not_who_is_assigned(city: City, cast: Cast, client: Client) -> None:
    report = filed(city, key="k", at=now())
    actions.assign(report=report, body=f"{city.slug}-sur", at=now(), by=cast.tito)
    assert timeline(client, report)[-1]["by"] == CENTRE


def test_a_call_is_received_by_the_centre_and_a_neighbours_report_by_nobody(
    city: City, cast: Cast, client: Client
) -> None:
    kind = category_of(city, "street_light")
    assert kind is not None
    filing = Filing(category=kind.code, lat=IN_NORTE[0], lon=IN_NORTE[1])
    about: dict[str, Any] = {"city": city, "category": kind, "filing": filing, "at": now()}
    called = actions.file_report(**about, key="1", source=Source.CALL, by=cast.tito).report
    own = actions.file_report(**about, key="2", source=Source.WEB, by=cast.norma).report
    assert timeline(client, called)[0]["by"] == CENTRE
    assert timeline(client, own)[0]["by"] == ""


def test_who_leaves_an_institution_takes_no_history_along(
    city: City, cast: Cast, client: Client
) -> None:
    report = filed(city, key="k", at=now())
    actions.acknowledge(report=report, at=now(), by=cast.norma)
    Membership.objects.filter(person=cast.norma).delete()
    assert timeline(client, report)[-1]["by"] == str(report.body)
    assert Entry.objects.get(state="acknowledged").organisation == report.body.organisation
