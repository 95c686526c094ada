"""The promise: the answer comes back, and who reported keeps a say in it."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.citizen import PLAZA_PERU, drawer, file_one, open_report, told_of
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _act(operator: httpx.Client, receipt: str, verb: str, **words: Any) -> None:
    operator.post(f"/{receipt}/{verb}", json=words).raise_for_status()


def _filed(
    context: BrowserContext, url: str, text: str = "Palabras privadas"
) -> tuple[Page, dict[str, Any]]:
    page = open_report(context, url)
    mine = file_one(page, url, "street_light", text=text)
    page.locator("[data-sent=page]").click()
    expect(page.locator("#author")).to_be_visible()
    expect(page.locator("[data-live]")).to_have_attribute("data-live-state", "open")
    return page, mine


def test_the_page_changes_by_itself_when_an_official_answers(browser_context, live_city, operator):
    page, mine = _filed(browser_context(geolocation=PLAZA_PERU), live_city.url)
    _act(operator, mine["receipt"], "acknowledge")
    expect(page.locator(".folio__now")).to_have_attribute("data-state", "acknowledged")
    _act(operator, mine["receipt"], "answer", text="Va la cuadrilla mañana.")
    expect(page.locator(".timeline")).to_contain_text("Va la cuadrilla mañana.")


def test_not_fixed_sends_it_back_to_its_owner(browser_context, live_city, operator):
    page, mine = _filed(browser_context(geolocation=PLAZA_PERU), live_city.url)
    expect(page.locator("[data-author=not-fixed]")).to_be_hidden()
    _act(operator, mine["receipt"], "resolve", text="Luminaria cambiada.")
    page.locator("#still").fill("Sigue parpadeando")
    page.locator("[data-author=not-fixed] button").click()
    expect(page.locator(".folio__now")).to_have_attribute("data-state", "reopened")
    expect(page.locator("[data-author=not-fixed]")).to_be_hidden()
    assert told_of(live_city.url, mine["receipt"])["state"] == "reopened"
    expect(page.locator("#live-part")).not_to_contain_text("Sigue parpadeando")


def test_only_the_author_sees_the_own_words(browser_context, live_city):
    page, mine = _filed(browser_context(geolocation=PLAZA_PERU), live_city.url)
    expect(page.locator("[data-author=text]")).to_have_text("Palabras privadas")
    other = browser_context().new_page()
    other.goto(page.url)
    expect(other.locator("#author")).to_be_hidden()
    assert "Palabras privadas" not in other.content()
    assert mine["token"] not in page.url + page.content()


def test_the_author_erases_the_words_for_ever(browser_context, live_city, operator):
    page, _ = _filed(browser_context(geolocation=PLAZA_PERU), live_city.url, "Algo privado")
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator(".author__forget summary").click()
    page.locator("[data-author=forget]").click()
    expect(page.locator("[data-author=said]")).to_contain_text("Borrado")
    expect(page.locator("[data-author=own]")).to_be_hidden()
    assert "Algo privado" not in str(drawer(page, "mine"))


def test_photos_can_be_added_afterwards(browser_context, live_city, tmp_path):
    picture = tmp_path / "despues.png"
    Image.new("RGB", (200, 100), "orange").save(picture)
    page, _ = _filed(browser_context(geolocation=PLAZA_PERU), live_city.url)
    page.locator("#photos input").set_input_files(picture)
    with page.expect_response("**/photos") as answer:
        page.locator("[data-author=send-files]").click()
    assert answer.value.status == 201
    expect(page.locator("[data-author=said]")).to_contain_text("Gracias")


def test_a_hidden_report_stays_in_the_authors_own_list(browser_context, live_city, operator):
    page, mine = _filed(browser_context(geolocation=PLAZA_PERU), live_city.url)
    _act(operator, mine["receipt"], "hide", reason="Datos de terceros")
    expect(page.locator("h1")).not_to_contain_text("Luz", timeout=10_000)
    page.goto(f"{live_city.url}/report/")
    entry = page.locator(".mine__one", has_text=mine["receipt"])
    expect(entry.locator(".badge")).to_be_visible()
    expect(entry).to_contain_text("sacó este reporte")


def test_nothing_of_the_reporter_is_on_the_public_page(live_city):
    words = {"text": "secreto", "contact": {"phone": "+56 9 1234 5678"}}
    filed = live_city.file("pagina-publica", **words).json()
    html = httpx.get(f"{live_city.url}/r/{filed['receipt']}/").text
    assert not re.search(r"secreto|1234 5678", html)
    assert filed["token"] not in html


def test_the_page_is_free_of_faults(browser_context, live_city, operator, no_faults, shots: Path):
    page, mine = _filed(browser_context(geolocation=PLAZA_PERU), live_city.url)
    _act(operator, mine["receipt"], "answer", text="Gracias por avisar. Va la cuadrilla mañana.")
    _act(operator, mine["receipt"], "resolve", text="Luminaria cambiada.")
    expect(page.locator("[data-author=not-fixed]")).to_be_visible()
    page.locator(".author__forget summary").click()
    expect(page.locator("#report-map canvas")).to_be_visible(timeout=15_000)
    no_faults(page, sizes=(DESK, PHONE), dark=True)
    page.screenshot(path=shots / "receipt.png", full_page=True)
