"""The city's own network, imported with one command."""

import json
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from minga.territory.models import City
from minga.transit.feeds.queries.in_service import lines_on, versions_on
from minga.transit.models import Feed, Line, Stop
from minga.transit.timetables import days

pytestmark = [pytest.mark.slow, pytest.mark.real_data]
DAY = date(2026, 11, 25)
AT = datetime(2026, 11, 25, 8, 0, tzinfo=ZoneInfo("America/Santiago"))
LOMAS, UNIVERSITY = (-36.7838, -73.0206), (-36.8295, -73.0345)
"""Lomas San Andrés, and the campus in Concepción."""


def test_real_network_takes_the_place_of_the_demonstration(
    city: City, feed: Feed, real_data: Path
) -> None:
    Feed.objects.filter(pk=feed.pk).update(is_demo=True)
    assert [version.feed.slug for version in versions_on(city, DAY)] == ["lineas"]
    out = StringIO()
    call_command(
        "transit", "import", str(real_data / "gtfs" / "gran_concepcion.zip"), "--json",
        "--feed", "gran-concepcion", "--starts-on", DAY.isoformat(), stdout=out, stderr=StringIO(),
    )  # fmt: skip
    figures = json.loads(out.getvalue())
    counts = {key: figures["counts"][key] for key in ("agencies", "lines", "stops", "trips")}
    assert counts == {"agencies": 34, "lines": 118, "stops": 1895, "trips": 15_991}
    assert figures["counts"]["stop_times"] == 1_295_220
    assert (figures["first_day"], figures["last_day"]) == ("2026-01-01", "2027-12-31")
    # On the day before, the demonstration still serves.
    assert [version.feed.slug for version in versions_on(city, DAY - timedelta(days=1))] == [
        "lineas"
    ]
    assert [version.feed.slug for version in versions_on(city, DAY)] == ["gran-concepcion"]
    assert lines_on(city, DAY).count() == 118
    line = Line.objects.get(short_name="02A")
    assert line.operator == "Buses Hualpensan"
    assert len(line.ways[0]["stops"]) > 50
    assert Stop.objects.filter(code__in=line.ways[0]["stops"]).count() > 50
    network = days.network_of(city, DAY, at=AT)
    journeys = network.plan(LOMAS, UNIVERSITY, 8 * 3600)
    assert journeys
    assert max(journey.rides for journey in journeys) >= 1
    assert min(journey.arrival_s for journey in journeys) < 10 * 3600
