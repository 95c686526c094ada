"""Several cities in one install, each with its own people, map, words and hours."""

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.reports import geojson
from minga.territory.actions import CityExists, redraw
from minga.territory.models import City
from minga.territory.queries import city_named, default_city
from tests.reports.asking import body, post
from tests.web.scene import Scene
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
    assert "Ciudad de prueba" in client.get("/?city=nowhere").content.decode()


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
    City.objects.filter(pk=city.pk).update(name="Renombrada", revision=city.revision + 1)
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
    olga = scene.roles["other operator"].client()
    assert olga.get("/control/").status_code == 403
    page = olga.get("/control/?city=otra")
    assert page.status_code == 200
    assert scene.away.receipt in page.content.decode()
    assert scene.own.receipt not in page.content.decode()
