"""Every page of what runs now, on the city's own published network."""

from pathlib import Path

import pytest
from django.test import Client

from minga.ground.clock import now
from minga.territory.models import City
from minga.transit.models import Line, Stop
from tests.transit.worlds import brought

pytestmark = [
    pytest.mark.django_db, pytest.mark.slow, pytest.mark.real_data, pytest.mark.timeout(900),
]  # fmt: skip


def test_pages_tell_the_real_network(city: City, real_data: Path) -> None:
    brought(city, real_data / "gtfs" / "gran_concepcion.zip", at=now(), slug="gran-concepcion")
    lines = list(Line.objects.order_by("position"))
    busiest = max(Stop.objects.all(), key=lambda stop: len(stop.lines))
    assert len(lines) == 118
    spot = f"lat={busiest.lat}&lon={busiest.lon}"
    paths = [
        "/move/", "/move/?q=centro", "/move/lines/", "/move/lines.geojson", f"/move/near/?{spot}",
        f"/move/places/{busiest.code}/", f"/move/board/{busiest.code}/",
        *(f"/move/lines/{line.code}/" for line in lines[:: len(lines) // 10]),
    ]  # fmt: skip
    for path in paths:
        answer = Client().get(path)
        assert answer.status_code == 200, path
    text = Client().get(f"/move/places/{busiest.code}/").content.decode()
    assert text.count('class="departure ') > 0 or "Nothing leaves" in text or "no sale nada" in text
    first = Client().get(f"/move/lines/{lines[0].code}/").content.decode()
    assert "<dt>" in first or "no circula" in first.casefold()
