"""The promise: an interview recorded on a phone without signal arrives once, and stays private."""

import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from demo.cast import PASSWORD
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RECORD = "/programme/movernos/interviews/record/"
SAID = "Los semáforos fallan y nadie nos avisa. Después llega la radio."
STATEMENT = "Los semáforos fallan y nadie nos avisa."
SELECT = """(length) => {
  const answer = document.getElementById("answer-1");
  answer.focus();
  answer.setSelectionRange(0, length);
}"""


def signed_in(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(f"{url}/sign-in/?next=/programme/movernos/")
    page.locator("[name=email]").fill("maite@demo.minga.invalid")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("/programme/movernos/"))
    return page


def visited(context: BrowserContext, url: str) -> Page:
    """Signed in and once on the record page, until the phone has kept it."""
    page = signed_in(context, url)
    page.goto(url + RECORD)
    expect(page.locator("[data-shell]")).not_to_be_empty(timeout=30_000)
    return page


def told(page: Page, service: str, level: str = "organisation") -> None:
    page.check(f"#consent input[value={level}]")
    page.fill("#service", service)
    page.fill("#answer-1", SAID)


def arrived(page: Page, url: str, service: str) -> list[str]:
    """The interviews of the programme with this title, as an official sees them."""
    page.goto(f"{url}/programme/movernos/k/interview/?q={service}")
    return page.locator(".node-card__title").all_inner_texts()


def waiting(page: Page) -> Any:
    return page.locator('.kept-line[data-state="ready"]')


def sent(page: Page) -> Any:
    return page.locator('.kept-line[data-state="sent"]')


def test_an_interview_recorded_without_signal_arrives_once(
    browser_context: Callable[..., BrowserContext],
    live_city: Any,
    no_faults: Callable[[Page], None],
    shots: Path,
) -> None:
    context = browser_context(viewport=PHONE)
    page = visited(context, live_city.url)
    context.set_offline(True)
    page.goto(live_city.url + RECORD)
    expect(page.locator("#consent")).to_be_visible()
    expect(page.locator("#questions")).to_be_hidden()
    service = f"Semaforos {secrets.token_hex(3)}"
    told(page, service)
    page.evaluate(SELECT, len(STATEMENT))
    page.locator("section:has(#answer-1) button").first.click()
    expect(page.locator(".mark-line q")).to_have_text(STATEMENT)
    no_faults(page)
    page.screenshot(path=shots / "interview-phone.png", full_page=True)
    page.locator("#interview button[type=submit]").click()
    expect(waiting(page)).to_have_count(1)
    context.set_offline(False)
    expect(sent(page)).to_have_count(1, timeout=60_000)
    expect(waiting(page)).to_have_count(0)
    page.reload()
    expect(sent(page)).to_have_count(1)
    assert "semáforos fallan" not in page.content()
    assert [one.split(": ")[1] for one in arrived(page, live_city.url, service)] == [service]
    page.locator(".node-card__title a").click()
    expect(page.get_by_text(STATEMENT, exact=True).first).to_be_visible()
    page.locator('li a[href*="k/challenge/add/?up="]').click()
    page.fill("#title", "Avisar al centro cuando un semáforo falla")
    page.locator("main form button[type=submit]").click()
    if page.locator("#alike").count():
        page.locator("main form button[type=submit]").click()
    expect(page.locator("h1")).to_have_text("Avisar al centro cuando un semáforo falla")
    expect(page.locator(".trail")).to_contain_text(service)


def test_closing_the_tab_loses_no_word(
    browser_context: Callable[..., BrowserContext], live_city: Any
) -> None:
    context = browser_context(viewport=PHONE)
    page = visited(context, live_city.url)
    context.set_offline(True)
    page.goto(live_city.url + RECORD)
    told(page, "Alumbrado", level="named")
    page.locator("#answer-1").press_sequentially(" Y la última palabra")
    page.wait_for_timeout(400)  # a finger needs longer from the last key to the tab's cross
    page.close(run_before_unload=False)
    again = context.new_page()
    again.goto(live_city.url + RECORD)
    expect(again.locator("#answer-1")).to_have_value(f"{SAID} Y la última palabra")
    expect(again.locator("#consent input[value=named]")).to_be_checked()
    expect(again.locator("#service")).to_have_value("Alumbrado")


def test_who_does_not_agree_leaves_nothing_on_the_phone(
    browser_context: Callable[..., BrowserContext], live_city: Any
) -> None:
    page = visited(browser_context(viewport=PHONE), live_city.url)
    told(page, "Nadie", level="named")
    page.fill("#name", "Ana Soto")
    page.check("#consent input[value=anonymous]")
    expect(page.locator("#name")).to_be_hidden()
    expect(page.locator("#name")).to_have_value("")
    page.check("#consent input[value=none]")
    expect(page.locator("#questions")).to_be_hidden()
    page.reload()
    expect(page.locator("#service")).to_have_value("")
    expect(page.locator(".kept-line")).to_have_count(0)


def test_a_stranger_proposes_a_challenge(
    browser_context: Callable[..., BrowserContext], live_city: Any, no_faults: Callable[..., None]
) -> None:
    page = browser_context(viewport=PHONE).new_page()
    page.goto(f"{live_city.url}/programme/movernos/propose/")
    page.fill("#title", "Que el barrio pueda cuidar su paradero")
    expect(page.locator("[data-alike-list] li").first).to_be_visible()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#alike")).to_be_visible()
    no_faults(page, sizes=(DESK, PHONE))
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile("/proposed/"))
