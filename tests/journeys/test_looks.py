"""The promise: pages that say "no" are designed too, and the control room fills its wall."""

from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Page, Route, expect

from demo.cast import PASSWORD
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_control import dossier, row, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WALL = {"width": 1920, "height": 1080}
REFUSALS = {
    "400": "/list/?state=%00",
    "404": "/nothing/here/",
    "404-city": "/?city=atlantis",
    "410": "/enter/no-such-link/",
}


def test_pages_that_say_no_have_no_faults(browser_context, live_city, no_faults, shots: Path):
    # The service worker would answer in place of the failure that is played.
    page = browser_context(service_workers="block").new_page()
    for name, path in REFUSALS.items():
        answer = page.goto(f"{live_city.url}{path}")
        assert answer.status == int(name[:3])
        looked_at(page, no_faults, shots / f"refusal-{name}.png", dark=True)
    page.route("**/broken/", _fail)
    assert page.goto(f"{live_city.url}/broken/").status == 500
    looked_at(page, no_faults, shots / "refusal-500.png", dark=True)


def _fail(route: Route) -> None:
    """The page is the server's own; only the failure is played."""
    with translation.override("es"):
        page = render_to_string("500.html")
    route.fulfill(status=500, content_type="text/html; charset=utf-8", body=page)


def looked_at(page: Page, no_faults: Any, shot: Path, *, dark: bool = False) -> None:
    """A page that says no has no faults on a phone and on a desk."""
    expect(page.locator("h1:visible").first).to_be_visible()
    no_faults(page, sizes=(PHONE, DESK), dark=dark)
    page.screenshot(path=shot, full_page=True)


def test_who_may_not_enter_is_told_so(browser_context, live_city, no_faults, shots: Path):
    page = browser_context().new_page()
    page.goto(f"{live_city.url}/sign-in/?next=/account/")
    page.locator("[name=email]").fill("rosa@demo.minga.invalid")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/account/")
    assert page.goto(f"{live_city.url}/control/").status == 403
    looked_at(page, no_faults, shots / "refusal-403.png")
    page.goto(f"{live_city.url}/account/")
    page.context.clear_cookies()
    with page.expect_navigation() as answer:
        page.locator("form[action='/sign-out/'] button").click()
    assert answer.value.status == 403
    looked_at(page, no_faults, shots / "refusal-csrf.png")


def test_room_fills_a_wide_screen(browser_context, live_city, no_faults, shots: Path):
    told = live_city.file("wide", category="accident", text="Choque en la esquina").json()
    page = signed_in(browser_context(viewport=WALL), live_city.url)
    row(page, told["receipt"]).locator("a").click()
    expect(dossier(page, told["receipt"])).to_be_visible()
    expect(page.locator("#room-map canvas")).to_be_visible()
    no_faults(page, dark=True)
    page.screenshot(path=shots / "control-1920.png")
    boxes = [page.locator(part).bounding_box() for part in ("#queue-scroll", "#room-map", "#side")]
    wide = [box["width"] for box in boxes]
    assert sum(wide) >= WALL["width"] - 20, wide
    assert all(part >= 400 for part in wide), wide
