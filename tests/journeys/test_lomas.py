"""From Lomas de San Andrés to the university: the plan, the ride, and the alarm that wakes before
the stop. At 360 pixels and in Spanish, once with eyes and once without.
"""

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from minga.ground.geo import distance_m
from tests.journeys.conftest import PHONE
from tests.journeys.riders import SENSES
from tests.journeys.test_plan import FORO, LOMAS, choose, tab_to, town, working_day
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
__all__ = ["town"]  # a fixture

Point = tuple[float, float]
STEP_M, STEP_S = 80.0, 10
NOW = re.compile(r"\b[Aa]hora\b")


class Traveller:
    """Somebody with a phone, whose position we play."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.page = context.new_page()
        self.page.clock.install()
        self.page.add_init_script(SENSES)
        self.path: list[Point] = []

    def open(self) -> None:
        self.page.goto(f"{self.url}/move/plan/")
        expect(self.page.locator("#plan[data-ready]")).to_be_attached()

    def set_time(self) -> None:
        """Half past seven of a working day; pickers differ from browser to browser."""
        self.page.locator("#day").fill(working_day().isoformat())
        self.page.locator("#time").fill("07:30")

    def read_ride(self) -> None:
        """The path of the last ride of the way that is open, as the map has it."""
        drawn = json.loads(self.page.locator("#plan-drawn").text_content() or "")
        rides = [step for step in drawn["ways"][0]["steps"] if not step["walk"]]
        self.path = [(lat, lon) for lon, lat in rides[-1]["path"]]

    @property
    def stop(self) -> Point:
        return self.path[-1]

    def stand(self, point: Point) -> None:
        self.context.set_geolocation({"latitude": point[0], "longitude": point[1], "accuracy": 8})

    def stage(self) -> str:
        return self.page.locator("#ride").get_attribute("data-stage") or ""

    def ride(self, spots: list[Point], until: str) -> list[Point]:
        """A position every ten seconds, until the alarm is so far; what is left of the way."""
        while spots and self.stage() != until:
            heard = int(self.page.locator("#ride").get_attribute("data-fixes") or 0)
            self.page.clock.fast_forward(STEP_S * 1000)
            self.stand(spots.pop(0))
            expect(self.page.locator("#ride")).to_have_attribute("data-fixes", str(heard + 1))
        assert self.stage() == until, self.page.locator("main").aria_snapshot()
        return spots

    def felt(self) -> dict[str, Any]:
        told: dict[str, Any] = self.page.evaluate("felt")
        return told


def stepped(path: list[Point]) -> list[Point]:
    """Points every STEP_M along a path."""
    told, left = [path[0]], STEP_M
    for (lat, lon), (to_lat, to_lon) in pairwise(path):
        long = distance_m(lat, lon, to_lat, to_lon)
        at = left
        while at <= long:
            share = at / long
            told.append((lat + share * (to_lat - lat), lon + share * (to_lon - lon)))
            at += STEP_M
        left = at - long
    return [*told, path[-1]]


@pytest.fixture
def traveller(browser_context: Callable[..., BrowserContext], town: Running) -> Traveller:
    return Traveller(browser_context(viewport=PHONE, locale="es-CL"), town.url)


def test_with_eyes(traveller: Traveller, no_faults: Callable[[Page], None], shots: Path) -> None:
    page = traveller.page
    traveller.open()
    expect(page.get_by_role("heading", level=1)).to_have_text("Planifica tu viaje")
    choose(page, "from", "lomas san", LOMAS)
    choose(page, "to", "foro", FORO)
    page.get_by_text("Salir a las").click()
    traveller.set_time()
    page.get_by_role("button", name="Buscar cómo llegar").click()
    way = page.locator(".way").first
    expect(way).to_contain_text(re.compile(r"Toma la micro \S+ hacia Universidad\."))
    expect(way).to_contain_text(re.compile(r"[Hh]azla parar.+Pasa cada \d+ min\."))
    expect(way).to_contain_text("Camina")
    expect(page.get_by_text("Las caminatas se miden en línea recta")).to_be_visible()
    expect(page.get_by_text("Líneas de demostración").first).to_be_visible()
    page.screenshot(path=shots / "lomas-plan.png", full_page=True)
    traveller.read_ride()

    traveller.stand(traveller.path[0])
    way.get_by_role("link", name="Avísame dónde bajarme").click()
    expect(page.locator("#found-count")).to_contain_text("Te bajas en")
    page.get_by_role("button", name="Poner la alarma").click()
    expect(page.get_by_role("heading", name="La alarma está puesta")).to_be_visible()
    no_faults(page)
    spots = traveller.ride(stepped(traveller.path), "ready")
    expect(page.locator("#said")).to_contain_text("Prepárate")
    page.screenshot(path=shots / "lomas-ready.png", full_page=True)
    page.locator("#awake").click()
    spots = traveller.ride(spots, "now")
    expect(page.locator("#said")).to_contain_text(NOW)
    assert distance_m(*spots[0], *traveller.stop) >= 30 * STEP_M / STEP_S, "half a minute before"
    no_faults(page)
    page.screenshot(path=shots / "lomas-now.png", full_page=True)
    page.get_by_role("button", name="Ya me bajé: apagar la alarma").click()
    expect(page.locator("#ended")).to_be_visible()


def test_by_keyboard_and_accessibility_tree(traveller: Traveller) -> None:
    page = traveller.page
    traveller.open()
    for label, typed, name in (("Desde", "lomas san", LOMAS), ("Hasta", "foro", FORO)):
        tab_to(page, "combobox", label)
        page.keyboard.type(typed)
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("combobox", name=label)).to_have_value(name)
        expect(page.get_by_role("option")).to_have_count(0)
    tab_to(page, "radio", "Ahora")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Salir a las")).to_be_checked()
    traveller.set_time()
    tab_to(page, "button", "Buscar cómo llegar")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Avísame dónde bajarme").first).to_be_visible()
    tree = page.locator("main").aria_snapshot()
    assert re.search(r"Toma la micro \S+ hacia Universidad\..+[Hh]azla parar", tree)
    assert re.search(r'heading ".+ – cerca de las \d\d:\d\d" \[level=3\]', tree)
    traveller.read_ride()

    traveller.stand(traveller.path[0])
    tab_to(page, "link", "Avísame dónde bajarme")
    page.keyboard.press("Enter")
    expect(page.locator("#found-count")).to_contain_text("Te bajas en")
    assert 'button "Poner la alarma"' in page.locator("main").aria_snapshot()
    tab_to(page, "button", "Poner la alarma")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="La alarma está puesta")).to_be_focused()
    spots = traveller.ride(stepped(traveller.path), "ready")
    expect(page.locator("#going").get_by_role("alert")).to_contain_text("Prepárate")
    felt = traveller.felt()
    assert any("Prepárate" in one for one in felt["said"])
    assert felt["buzzes"] >= 1
    assert felt["tones"] >= 1
    tab_to(page, "button", page.locator("#awake").inner_text())
    page.keyboard.press("Enter")
    spots = traveller.ride(spots, "now")
    expect(page.locator("#going").get_by_role("alert")).to_contain_text(NOW)
    assert any(NOW.search(one) for one in traveller.felt()["said"])
    tab_to(page, "button", "Ya me bajé: apagar la alarma")
    page.keyboard.press("Enter")
    expect(page.locator("#ended")).to_be_visible()
