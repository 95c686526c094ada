"""Filing: once per key, routed, recorded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from minga.ground.clock import now
from minga.ground.errors import KeyReused
from minga.reports.models import Entry, Report
from minga.territory.models import City
from tests.world import IN_NORTE, IN_SUR, NOWHERE, ON_HIGHWAY, filed, small_city

pytestmark = pytest.mark.django_db


def test_filing_records_one_fact_with_the_place_of_the_hazard(city: City, facts: Any) -> None:
    report = filed(city, key="k1", at=now(), text="Se cayó el poste")
    [event] = facts.events
    assert (event.name, event.subject) == ("report.filed", report.receipt)
    assert (event.data["lat"], event.data["area"]) == (IN_NORTE[0], "N")
    assert "poste" not in str(event.data)


def test_same_key_and_words_find_the_first_report(city: City, facts: Any) -> None:
    first = filed(city, key="k1", at=now(), text="a")
    again = filed(city, key="k1", at=now() + timedelta(hours=1), text="a")
    assert first.receipt == again.receipt
    assert facts.names == ["report.filed"]
    with pytest.raises(KeyReused):
        filed(city, key="k1", at=now(), text="b")


@pytest.mark.parametrize(
    ("place", "category", "body", "rule"),
    [
        (IN_NORTE, "street_light", "prueba-norte", "area"),
        (IN_SUR, "street_light", "prueba-sur", "area"),
        (IN_SUR, "accident", "prueba-centro", "category"),
        (ON_HIGHWAY, "road_damage", "prueba-vialidad", "owner+category"),
        (ON_HIGHWAY, "street_light", "prueba-norte", "area"),
        (NOWHERE, "street_light", "prueba-centro", "default"),
    ],
)
def test_who_answers_follows_place_category_and_owner(
    city: City, place: tuple[float, float], category: str, body: str, rule: str
) -> None:
    report = filed(city, key="k", at=now(), category=category, place=place)
    assert (report.filed_answer["body"], report.why["rule"]) == (body, rule)


def test_point_just_outside_belongs_to_the_area_and_says_so(city: City) -> None:
    # 0.0003 degrees of latitude are 33 m north of the edge at -36.80.
    near = filed(city, key="near", at=now(), place=(-36.7997, -73.05))
    assert (near.why["area"], near.why["near_m"]) == ("N", 33)
    far = filed(city, key="far", at=now(), place=(-36.7990, -73.05))
    assert "area" not in far.why


def test_similar_reports_are_a_hint(city: City) -> None:
    first = filed(city, key="a", at=now())
    filed(city, key="b", at=now(), category="rubbish")
    again = filed(city, key="c", at=now(), place=(IN_NORTE[0] + 0.0002, IN_NORTE[1]))
    assert [one["receipt"] for one in again.filed_answer["similar"]] == [first.receipt]
    assert filed(city, key="d", at=now() + timedelta(days=6)).filed_answer["similar"] == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_threads_with_one_key_make_one_report() -> None:
    """R6: 20 threads × 50 keys, retried at the same time, and one conflicting body each."""
    city, at = small_city(at=now()), now()

    def once(key: str) -> str:
        try:
            return filed(city, key=key, at=at).receipt
        finally:
            connections.close_all()

    keys = [f"key-{number}" for number in range(50) for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(once, keys))
    assert len(set(receipts)) == 50
    assert Report.objects.count() == 50 == Entry.objects.count()
    by_key = dict(zip(keys, receipts, strict=True))
    assert all(by_key[key] == receipt for key, receipt in zip(keys, receipts, strict=True))
    with pytest.raises(KeyReused):
        filed(city, key="key-1", at=at, text="otra cosa")
