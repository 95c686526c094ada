"""Several cities in one install, each with its own people, map, words and hours."""

import re

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.people.actions import name_person
from minga.people.models import Organisation
from minga.reports import actions, geojson
from minga.reports.models import Report
from minga.reports.official_actions import OFFICIAL_ACTIONS
from minga.territory.actions import CityExists, redraw
from minga.territory.models import Body, City
from minga.territory.queries import city_named, default_city
from tests.reports.asking import body, post
from tests.web.scene import Role, Scene
from tests.world import small_city

pytestmark = pytest.mark.django_db


def test_first_city_is_the_default_and_stays_it(city: City) -> None:
    other = small_city(at=now(), slug="otra", name="Otra ciudad")
    found = default_city()
    assert found is not None
    assert (found.pk, other.is_default) == (city.pk, False)
    assert City.objects.filter(is_default=True).count() == 1
    with pytest.raises(CityExists):
        small_city(at=now(), slug="otra")
    assert City.objects.count() == 2


def test_pages_show_the_city_that_is_named(scene: Scene) -> None:
    client = Client()
    ours, theirs = scene.own.receipt, scene.away.receipt
    for path in ("/list/", "/api/v1/reports.geojson"):
        here = client.get(path).content.decode()
        there = client.get(f"{path}?city=otra").content.decode()
        assert (ours in here, theirs in here) == (True, False), path
        assert (ours in there, theirs in there) == (False, True), path
    assert "Otra ciudad" in client.get("/?city=otra").content.decode()


def test_numbers_of_one_city_do_not_move_with_the_other(scene: Scene) -> None:
    before = Client().get("/?part=pulse").content
    geojson._made.clear()
    etag = Client().get("/api/v1/reports.geojson").headers["ETag"]
    assert post(body(city="otra")).status_code == 201
    assert Client().get("/?part=pulse").content == before
    assert etag.startswith('"prueba-')


def test_categories_belong_to_their_city(scene: Scene) -> None:
    scene.other.categories.filter(code="fire").update(is_active=False)
    redraw(city=scene.other, at=now())
    here = {one["code"] for one in Client().get("/api/v1/categories").json()}
    there = {one["code"] for one in Client().get("/api/v1/categories?city=otra").json()}
    assert here - there == {"fire"}
    refused = post(body(city="otra", category="fire"))
    assert refused.status_code == 422
    assert post(body(category="fire")).status_code == 201


def test_area_of_another_city_is_unknown_here(scene: Scene) -> None:
    from minga.territory.actions import draw_areas
    from minga.territory.boundaries import Outline
    from tests.world import square

    draw_areas(
        city=scene.other,
        outlines=[Outline("X", "Equis", square(-36.8, -73.1, -36.7, -73))],
        at=now(),
    )
    words = {"lat": None, "lon": None, "address": "Calle 1", "area": "X"}
    assert post(body(**words)).status_code == 422
    assert post(body(city="otra", **words)).status_code == 201


def test_city_held_in_memory_is_not_an_old_one(city: City) -> None:
    assert city_named("prueba") is not None
    City.objects.filter(pk=city.pk).update(name="Renombrada")
    redraw(city=city, at=now())
    found = city_named("prueba")
    assert found is not None
    assert found.name == "Renombrada"
    assert "Renombrada" in Client().get("/").content.decode()


def test_hours_are_those_of_the_city(scene: Scene) -> None:
    from datetime import UTC, datetime

    from minga.reports.models import Entry

    moment = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)  # the evening before in Chile
    Entry.objects.filter(report=scene.own).update(at=moment)
    page = Client().get(f"/r/{scene.own.receipt}/").content.decode()
    assert "30 jun 2026" in page.lower()
    assert "22:30" in page


def test_operator_of_one_city_stays_a_neighbour_in_the_other(scene: Scene) -> None:
    client = scene.roles["operator"].client()
    assert client.get("/control/").status_code == 200
    assert client.get("/control/?city=otra").status_code == 403
    ofelia = scene.roles["other operator"].client()
    assert ofelia.get("/control/").status_code == 403
    page = ofelia.get("/control/?city=otra")
    assert page.status_code == 200
    assert scene.away.receipt in page.content.decode()
    assert scene.own.receipt not in page.content.decode()


UNKNOWN = ("/?city=nowhere", "/list/?city=nowhere", "/report/?city=nowhere", "/map/?city=../etc")
UNKNOWN_TO_OFFICIALS = ("/control/?city=nowhere", "/control/rows/?receipts=a&city=nowhere")
UNKNOWN_TO_PROGRAMS = (
    "/api/v1/categories?city=nowhere",
    "/api/v1/reports.geojson?city=nowhere",
    "/api/v1/where?lat=-36.83&lon=-73.05&city=nowhere",
    "/live/public?city=nowhere",
)


@pytest.mark.parametrize("path", [*UNKNOWN, "/sign-in/?city=nowhere", "/list/?city=prueba%20"])
def test_city_that_is_not_here_is_a_page_that_says_so(scene: Scene, path: str) -> None:
    answer = Client(headers={"Accept-Language": "en"}).get(path)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "There is no such city here" in page
    assert scene.own.receipt not in page


@pytest.mark.parametrize("path", UNKNOWN_TO_OFFICIALS)
def test_control_room_of_a_city_that_is_not_here_shows_no_other(scene: Scene, path: str) -> None:
    answer = scene.roles["operator"].client().get(path)
    assert answer.status_code == 404
    assert scene.own.receipt not in answer.content.decode()


@pytest.mark.parametrize("path", UNKNOWN_TO_PROGRAMS)
def test_programs_are_told_which_field_names_no_city(scene: Scene, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404
    assert [one["field"] for one in answer.json()["errors"]] == ["city"]


def test_nothing_is_filed_for_a_city_that_is_not_here(scene: Scene) -> None:
    before = Report.objects.count()
    form = {"key": "k-nowhere", "category": "street_light", "lat": "-36.83", "lon": "-73.05"}
    assert Client().post("/report/?city=nowhere", form).status_code == 404
    tito = scene.roles["operator"].client()
    assert tito.post("/control/file/?city=nowhere", form).status_code == 404
    told = post(body(city="nowhere"))
    assert (told.status_code, told.json()["errors"][0]["field"]) == (404, "city")
    query = Client().post(
        "/api/v1/reports?city=nowhere",
        body(),
        "application/json",
        headers={"Idempotency-Key": "k-nowhere-2"},
    )
    assert (query.status_code, query.json()["errors"][0]["field"]) == (404, "city")
    assert Report.objects.count() == before


def test_without_any_city_a_named_one_is_the_old_answer(db: None) -> None:
    assert Client().get("/?city=nowhere").status_code == 503
    assert Client().get("/healthz?city=nowhere").status_code in (200, 503)


def test_empty_city_is_the_default_one(scene: Scene) -> None:
    assert scene.own.receipt in Client().get("/list/?city=").content.decode()


CONTROL_PARTS = ("", "&part=queue", "&part=counts", "rows", "points")


@pytest.mark.parametrize("part", CONTROL_PARTS)
def test_no_part_of_the_room_shows_the_other_city(scene: Scene, part: str) -> None:
    both = f"{scene.own.receipt},{scene.sur.receipt},{scene.away.receipt}"
    path = {
        "rows": f"/control/rows/?receipts={both}&city=otra",
        "points": "/control/points/?city=otra",
    }.get(part, f"/control/?city=otra{part}")
    shown = scene.roles["other operator"].client().get(path)
    assert shown.status_code == 200
    assert not {scene.own.receipt, scene.sur.receipt} & set(shown.content.decode().split('"'))
    assert scene.roles["operator"].client().get(path).status_code == 403


def test_operator_of_one_city_cannot_act_in_the_other(scene: Scene) -> None:
    client = scene.roles["other operator"].client()
    for path in (f"/control/{scene.own.receipt}/", f"/control/{scene.own.receipt}/?city=otra"):
        assert client.get(path).status_code in (403, 404), path
    verb = f"/control/{scene.own.receipt}/acknowledge/?city=otra"
    assert client.post(verb).status_code == 404
    scene.own.refresh_from_db()
    assert scene.own.state == "received"
    own = client.post(f"/control/{scene.away.receipt}/acknowledge/?city=otra")
    assert own.headers["Location"] == f"/control/{scene.away.receipt}/?city=otra"


def test_links_of_the_room_stay_in_their_city(scene: Scene) -> None:
    client = scene.roles["other operator"].client()
    pages = ["/control/?city=otra", f"/control/{scene.away.receipt}/?city=otra"]
    pages.append("/control/file/?city=otra")
    for path in pages:
        page = client.get(path).content.decode()
        for link in re.findall(r'(?:href|action|hx-post)="(/control/[^"#]*)"', page):
            assert "city=otra" in link, (path, link)


def test_report_given_away_leads_back_to_the_room_of_its_city(scene: Scene) -> None:
    officer = name_person(
        email="norte@otra.invalid",
        name="Nora",
        organisation=Organisation.objects.get(code="otra-norte"),
        role="officer",
        at=scene.at,
    )
    client = Role(officer).client()
    verb = f"/control/{scene.away.receipt}/hide/?city=otra"

    def moved(**told: object) -> Report:
        changed = actions.hide(**told)  # type: ignore[arg-type]
        Report.objects.filter(pk=changed.pk).update(
            body=Body.objects.get(organisation__code="otra-sur")
        )
        return changed

    for headers in ({}, {"HX-Request": "true"}):
        Report.objects.filter(pk=scene.away.pk).update(
            body=Body.objects.get(organisation__code="otra-norte")
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(OFFICIAL_ACTIONS, "hide", OFFICIAL_ACTIONS["hide"]._replace(act=moved))
            page = client.post(verb, {"reason": "x"}, headers=headers).content.decode()
        assert 'href="/control/?city=otra"' in page
        Report.objects.filter(pk=scene.away.pk).update(hidden=False)


def test_who_must_sign_in_comes_back_to_the_city_that_was_asked(scene: Scene) -> None:
    answer = Client().get("/control/?city=otra")
    assert answer.headers["Location"] == "/sign-in/?next=%2Fcontrol%2F%3Fcity%3Dotra"


@pytest.mark.parametrize("path", ["/", "/list/", "/map/", "/report/", "/find/", "/privacy/"])
def test_public_pages_lead_on_within_their_city(scene: Scene, path: str) -> None:
    away = Client().get(f"{path}?city=otra").content.decode()
    stays = re.compile(r'(?:href|action)="(/(?:report/|map/|list/|find/|control/|)(?:\?[^"]*)?)"')
    links = stays.findall(away)
    assert links
    assert all("city=otra" in link for link in links), links
    assert 'data-city="otra"' in away
    here = Client().get(path).content.decode()
    assert "city=" not in " ".join(stays.findall(here))
    assert "data-city" not in here


def test_receipt_page_is_in_the_city_of_its_report(scene: Scene) -> None:
    page = Client().get(f"/r/{scene.away.receipt}/").content.decode()
    assert "Otra ciudad" in page
    assert 'data-city="otra"' in page
    listening = Client().get(f"/live/public?report={scene.away.receipt}&city=otra").json()
    assert listening["city_id"] == scene.other.pk
