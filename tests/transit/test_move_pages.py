"""The pages of what runs now, on lines drawn by hand: words, links, layers, hostile addresses."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from minga.ground.clock import now
from minga.reports import actions as reports
from minga.territory.models import City
from minga.transit.alerts.actions.alerts import AlertCard, open_alert
from minga.transit.feeds.queries.lines import is_near, search_lines, search_stops
from minga.transit.models import Vehicle
from minga.transit.phrases import mode_name
from minga.transit.planning.queries.geocoding import matches
from minga.transit.service_days import day_of
from tests.cast import Cast
from tests.transit.streets import CROSSING, OFF_ALL, drawn, line
from tests.world import filed, small_city

pytestmark = pytest.mark.django_db


def page(path: str, **headers: str) -> str:
    answer = Client().get(path, headers={"Accept-Language": "en", **headers})
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "Av. del Cruce",
        "AVDA. DEL CRUCE 120",
        "avenidadelcruce",
        "cruce",
        "del crucé",
        "calle cruce",
    ],
)
def test_a_stop_is_found_as_people_write_it(city: City, typed: str) -> None:
    drawn(city, at=now())
    day = day_of(city, now())
    assert [stop.code for stop in search_stops(city, day, typed)] == ["micros-cruce"]
    assert [match.code for match in matches(city, typed, day)] == ["micros-cruce"]
    assert "Avenida del Cruce" in page(f"/move/?{urlencode({'q': typed})}")


def warned(city: City, header: str = "Feria", **told: Any) -> None:
    card = AlertCard(
        starts_at=now(), ends_at=now() + timedelta(hours=1),
        words={"es": {"header": header, "text": ""}}, **({"lines": ("micros-10",)} | told),
    )  # fmt: skip
    open_alert(city=city, card=card, at=now(), by=None)


def seen(city: City, number: int = 1, *, simulated: bool = False, old: bool = False) -> None:
    Vehicle.objects.create(
        city=city, public_id=f"bus-{number}", vehicle_id=f"{number}", label=f"Micro {number}",
        line="micros-10", lat=CROSSING[0], lon=CROSSING[1], source="simulated" if simulated else
        "feed", simulated=simulated, at=now(),
        expires_at=now() + timedelta(minutes=-1 if old else 5),
    )  # fmt: skip


def queries(path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert Client().get(path).status_code == 200
    return len(told)


# ---------------------------------------------------------------- /move/


def test_city_without_feeds_says_so_kindly_and_still_tells_of_the_streets(city: City) -> None:
    filed(city, key="k", at=now(), category="accident")
    text = page("/move/")
    assert "The lines of this city are not here yet" in text
    assert "Crash or accident" in text
    for path in ("/move/lines/", "/move/near/", "/move/near/?lat=-36.85&lon=-73.05"):
        page(path)


def test_move_tells_alerts_streets_vehicles_and_lines(city: City) -> None:
    drawn(city, at=now())
    warned(city)
    filed(city, key="a", at=now(), category="flood", place=OFF_ALL)
    filed(city, key="b", at=now(), category="rubbish", place=OFF_ALL)
    seen(city)
    seen(city, 2, simulated=True)
    seen(city, 3, old=True)
    text = page("/move/")
    assert "Feria" in text
    assert "Water or flooding" in text
    assert "not confirmed yet" in text
    assert "Rubbish" not in page("/move/?part=now")
    assert "2 vehicles tell where they are." in text
    assert "1 of them is simulated." in text
    assert 'href="/move/lines/micros-62/"' in text
    assert 'href="/report/"' in text
    assert "<script>" not in text
    assert "style=" not in text


def test_alert_tells_the_map_where_it_is(city: City) -> None:
    """At its own place, else at the stops it names, else along its lines."""
    drawn(city, at=now())
    warned(city, "Desvío", stops=("micros-este",))
    text = page("/move/?part=now")
    assert 'data-lines="micros-10 "' in text
    assert 'data-spots="-36.85000,-72.91000 "' in text
    assert "data-reported" not in text
    warned(city, "Choque", lat=CROSSING[0], lon=CROSSING[1], stops=("micros-este",))
    assert 'data-spots="-36.85000,-73.05000 "' in page("/move/?part=now")


def test_move_leads_to_sharing_and_its_keepers_to_their_work(city: City, cast: Cast) -> None:
    drawn(city, at=now())
    theirs = {f"/move/{name}/" for name in ("feeds", "draw", "alerts")}
    for person, work in ((None, set()), (cast.olga, theirs), (cast.tito, {"/move/alerts/"})):
        client = Client()
        if person:
            client.force_login(person)
        text = client.get("/move/").content.decode()
        assert 'href="/move/share/"' in text
        assert {path for path in theirs if f'href="{path}"' in text} == work
    client.force_login(cast.olga)
    for path in theirs:
        assert 'class="keepers"' in client.get(path).content.decode()


def test_report_that_is_told_as_an_alert_is_not_told_twice(city: City, cast: Cast) -> None:
    from minga.ground import worker

    drawn(city, at=now())
    report = filed(city, key="k", at=now(), category="accident", place=CROSSING)
    reports.acknowledge(report=report, at=now(), by=cast.tito)
    while worker.run_due(at=now()):
        pass
    text = page("/move/")
    assert "Crash or accident on the way" in text
    assert text.count(f'href="/r/{report.receipt}/"') == 1
    assert "Nobody has reported anything else" in text
    reports.hide(report=report, reason="x", at=now(), by=cast.tito)
    while worker.run_due(at=now()):
        pass
    assert report.receipt not in page("/move/")


def test_small_delays_stand_aside_of_what_weighs(city: City, cast: Cast) -> None:
    from minga.ground import worker

    drawn(city, at=now())
    warned(city)
    report = filed(city, key="k", at=now(), category="road_damage", place=CROSSING)
    reports.acknowledge(report=report, at=now(), by=cast.tito)
    while worker.run_due(at=now()):
        pass
    text = page("/move/?part=now")
    assert text.index("Feria") < text.index("1 smaller alert")
    assert text.index("1 smaller alert") < text.index("Damaged road")


def test_search_finds_lines_stops_and_streets(city: City) -> None:
    drawn(city, at=now())
    text = page("/move/?q=62")
    assert 'class="find" href="/move/lines/micros-62/"' in text
    assert 'class="find" href="/move/lines/micros-10/"' not in text
    assert 'href="/move/places/micros-cruce/"' in page("/move/?q=av+del+crúce")
    street = page("/move/?q=gral+bonilla")
    assert "/move/near/?lat=-36.83000&amp;lon=-72.95000&amp;name=Av.%20Gral.%20Bonilla" in street
    assert "Nothing found" in page("/move/?q=zzz")


@pytest.mark.parametrize("words", ["%00", "%", "_", "'; drop table", "a" * 5000, "😀", "\\"])
def test_hostile_searches_find_nothing_and_break_nothing(city: City, words: str) -> None:
    drawn(city, at=now())
    assert Client().get("/move/", {"q": words}).status_code == 200
    assert Client().get(f"/move/?q={words[:100]}").status_code in (200, 400)


def test_search_prefers_the_name_on_the_bus(city: City) -> None:
    version = drawn(city, at=now())
    for name in ("620", "162"):
        line(version, name, [(-36.8, -73), (-36.9, -73)], [])
    day = day_of(city, now())
    assert search_lines(city, day, "62")[0].code == "micros-62"
    assert search_lines(city, day, " ") == []
    assert [stop.code for stop in search_stops(city, day, "CRUCE")] == ["micros-cruce"]


def test_followed_things_come_first_with_their_alerts_and_unknown_ones_are_passed_over(
    city: City,
) -> None:
    drawn(city, at=now())
    warned(city, "Desvío", lat=CROSSING[0], lon=CROSSING[1])
    asked = "/move/?part=followed&line=micros-10&line=micros-62&line=nada&place=micros-este&area=N"
    text = page(asked)
    assert text.count("Desvío") == 3  # line 10, the stop that it serves, the area it lies in
    assert text.count("No alerts") == 1  # line 62
    assert "no longer in service" in page("/move/?part=followed&line=nada&area=%27")
    many = "&".join(f"line=x{n}" for n in range(90))
    page(f"/move/?part=followed&{many}")


# ---------------------------------------------------------------- lines, near, places


def test_line_tells_both_ways_its_stops_and_that_it_is_hailed(city: City) -> None:
    drawn(city, at=now())
    text = page("/move/lines/micros-10/")
    assert text.index("Terminal Oeste") < text.index("Avenida del Cruce")
    assert text.count("wayside") == 2
    assert "hail it anywhere" not in text
    assert "Hail it anywhere; these are its marks" in page("/move/lines/micros-62/")


def test_line_tells_its_vehicles_with_place_source_and_age(city: City) -> None:
    drawn(city, at=now())
    seen(city, simulated=True)
    seen(city, 2)
    told = " ".join(page("/move/lines/micros-10/?part=now").split())
    assert "Micro 1 · near Avenida del Cruce · " in told
    assert "simulated position" in told
    assert "position from the operator" in told
    assert "Micro" not in page("/move/lines/micros-62/?part=now")


def test_demonstration_is_labelled(city: City) -> None:
    drawn(city, at=now(), is_demo=True)
    assert "Demonstration" in page("/move/lines/micros-10/")


def test_feed_of_the_city_replaces_the_demonstration(city: City) -> None:
    drawn(city, at=now(), is_demo=True, slug="demo")
    assert "demo-10" in page("/move/lines/")
    drawn(city, at=now())
    text = page("/move/lines/")
    assert "micros-10" in text
    assert "demo-10" not in text
    assert Client().get("/move/lines/demo-10/").status_code == 404


@pytest.mark.parametrize(
    "code", ["nada", "%27", "..", "a" * 400, "%E2%80%8B", "<b>", "%F0%9F%98%80"]
)
@pytest.mark.parametrize("kind", ["lines", "places", "board"])
def test_hostile_codes_are_nothing(city: City, kind: str, code: str) -> None:
    drawn(city, at=now())
    assert Client().get(f"/move/{kind}/{code}/").status_code == 404


def test_things_of_another_city_are_not_here(city: City) -> None:
    other = small_city(at=now(), slug="otra", name="Otra ciudad")
    drawn(other, at=now())
    assert Client().get("/move/lines/micros-10/").status_code == 404
    assert Client().get("/move/lines/micros-10/?city=otra").status_code == 200
    assert "?city=otra" in page("/move/?city=otra")


@pytest.mark.parametrize(
    ("lat", "lon", "status"),
    [("x", "y", 400), ("nan", "0", 400), ("91", "0", 400), ("inf", "inf", 400), ("", "3", 400),
     ("-36.85", "-73.05", 200), ("0", "0", 200), ("1e999", "1", 400), ("-36.85", "", 400)],
)  # fmt: skip
def test_near_reads_positions_and_refuses_nonsense(
    city: City, lat: str, lon: str, status: int
) -> None:
    drawn(city, at=now())
    answer = Client().get("/move/near/", {"lat": lat, "lon": lon})
    assert answer.status_code == status
    if (lat, lon) == ("-36.85", "-73.05"):
        assert "Avenida del Cruce" in answer.content.decode()


def test_modes_have_names() -> None:
    with translation.override("en"):
        told = [mode_name(mode) for mode in (0, 2, 3, 109, 714, 1000, 9999, -1)]
    assert told == [
        "Tram", "Train", "Bus", "Train", "Bus", "Boat", "Bus", "Bus",
    ]  # fmt: skip


def test_lines_are_near_by_their_segments_not_their_points() -> None:
    ways = [{"path": [[-73.1, -36.85], [-72.9, -36.85]]}, {"path": []}]
    assert is_near(ways, -36.8503, -73.0, 40)
    assert not is_near(ways, -36.8505, -73.0, 40)
    assert is_near([{"path": [[-73.0, -36.85]]}], -36.85, -73.0, 1)


# ---------------------------------------------------------------- layers


def test_layers_tell_lines_and_vehicles_and_are_not_sent_twice(city: City) -> None:
    drawn(city, at=now())
    seen(city, simulated=True)
    client = Client()
    for path, many in (
        ("/move/lines.geojson", 2),
        ("/move/lines.geojson?line=micros-10", 5),
        ("/move/vehicles.geojson", 1),
        ("/move/vehicles.geojson?line=micros-62", 0),
    ):
        answer = client.get(path)
        told = json.loads(answer.content)
        assert (told["type"], len(told["features"])) == ("FeatureCollection", many), path
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(packed.content) == answer.content
    [bus] = json.loads(client.get("/move/vehicles.geojson").content)["features"]
    assert bus["properties"]["simulated"] is True
    assert bus["properties"]["source"] == "simulated"
    assert bus["properties"]["at"]
    assert client.get("/move/lines.geojson?line=nada").status_code == 404


# ---------------------------------------------------------------- how much is asked


@pytest.mark.parametrize(
    "path", ["/move/", "/move/?part=followed&line=micros-10", "/move/lines/micros-10/",
             "/move/places/micros-cruce/", "/move/lines/"],
)  # fmt: skip
def test_one_alert_or_three_ask_the_same(city: City, path: str) -> None:
    drawn(city, at=now())
    warned(city, stops=("micros-este",))
    seen(city)
    Client().get(path)
    one = queries(path)
    for number in (2, 3):
        warned(city, f"Aviso {number}", lines=("micros-62", "micros-10"), stops=("micros-cruce",))
        seen(city, number)
        filed(city, key=f"k{number}", at=now(), category="accident")
    Client().get(path)  # what is new is read once for all
    assert queries(path) == one


def test_one_line_or_three_ask_the_same(city: City) -> None:
    version = drawn(city, at=now())
    paths: list[Callable[[], int]] = [lambda: queries("/move/"), lambda: queries("/move/lines/")]
    Client().get("/move/")
    before = [ask() for ask in paths]
    line(version, "81", [(-36.8, -73), (-36.9, -73)], ["este"])
    assert [ask() for ask in paths] == before
