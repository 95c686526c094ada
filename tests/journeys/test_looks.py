"""The promise: pages that say "no" are designed too, and everything can be read enlarged."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Page, Route, expect

from demo.cast import PASSWORD
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_control import dossier, row, signed_in
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENLARGED = {"width": 320, "height": 640}
"""1,280 pixels at 400 %: what WCAG 1.4.10 asks to reflow. At 200 % there are twice as many."""
WALL = {"width": 1920, "height": 1080}
REFUSALS = {
    "400": "/list/?state=%00",
    "404": "/nothing/here/",
    "404-city": "/?city=atlantis",
    "410": "/enter/no-such-link/",
}
READ = ["/", "/report/", "/map/", "/list/", "/find/", "/privacy/", "/sign-in/", "/offline/"]


@pytest.fixture(scope="module")
def cityless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A new installation, before its keeper has made a city."""
    with Running(tmp_path_factory.mktemp("cityless")) as running:
        yield running


SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@SIZES
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_that_say_no_have_no_faults(
    browser_context, live_city, no_faults, shots: Path, size, theme
):
    # The service worker would answer in place of the failure that is played.
    context = browser_context(viewport=size, color_scheme=theme, service_workers="block")
    page = context.new_page()
    for name, path in REFUSALS.items():
        answer = page.goto(f"{live_city.url}{path}")
        assert answer.status == int(name[:3])
        _looked_at(page, no_faults, shots / f"refusal-{name}-{theme}-{size['width']}.png")
    page.route("**/broken/", _fail)
    assert page.goto(f"{live_city.url}/broken/").status == 500
    _looked_at(page, no_faults, shots / f"refusal-500-{theme}-{size['width']}.png")


def _fail(route: Route) -> None:
    """The page is the server's own; only the failure is played."""
    with translation.override("es"):
        page = render_to_string("500.html")
    route.fulfill(status=500, content_type="text/html; charset=utf-8", body=page)


def _looked_at(page: Page, no_faults: Any, shot: Path) -> None:
    expect(page.locator("h1:visible").first).to_be_visible()
    no_faults(page)
    page.screenshot(path=shot, full_page=True)


@SIZES
def test_who_may_not_enter_is_told_so(browser_context, live_city, no_faults, shots: Path, size):
    page = browser_context(viewport=size).new_page()
    page.goto(f"{live_city.url}/sign-in/?next=/account/")
    page.locator("[name=email]").fill("rosa@demo.minga.invalid")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/account/")
    assert page.goto(f"{live_city.url}/control/").status == 403
    _looked_at(page, no_faults, shots / f"refusal-403-{size['width']}.png")
    page.goto(f"{live_city.url}/account/")
    page.context.clear_cookies()
    with page.expect_navigation() as answer:
        page.locator("form[action='/sign-out/'] button").click()
    assert answer.value.status == 403
    _looked_at(page, no_faults, shots / f"refusal-csrf-{size['width']}.png")


@SIZES
def test_new_installation_says_what_to_do(browser_context, cityless, no_faults, shots: Path, size):
    page = browser_context(viewport=size).new_page()
    for path in ("/", "/report/", "/control/", "/?city=atlantis"):
        assert page.goto(f"{cityless.url}{path}").status == 503
        _looked_at(page, no_faults, shots / f"refusal-no-city-{size['width']}.png")


@pytest.mark.parametrize("width", [320, 640])
def test_pages_of_citizens_reflow_when_enlarged(
    browser_context, live_city, no_faults, shots: Path, width
):
    context = browser_context(viewport={**ENLARGED, "width": width})
    told = live_city.file(f"enlarged-{width}").json()
    page = context.new_page()
    for path in [*READ, f"/r/{told['receipt']}/"]:
        page.goto(f"{live_city.url}{path}")
        page.wait_for_load_state("networkidle") if path in ("/offline/", "/privacy/") else None
        expect(page.locator("h1:visible").first).to_be_visible()
        no_faults(page)
        name = path.strip("/").replace("/", "-") or "home"
        page.screenshot(path=shots / f"enlarged-{width}-{name[:12]}.png", full_page=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_room_fills_a_wide_screen(browser_context, live_city, no_faults, shots: Path, theme):
    told = live_city.file(f"wide-{theme}", category="accident", text="Choque en la esquina").json()
    page = signed_in(browser_context(viewport=WALL, color_scheme=theme), live_city.url)
    row(page, told["receipt"]).locator("a").click()
    expect(dossier(page, told["receipt"])).to_be_visible()
    expect(page.locator("#room-map canvas")).to_be_visible()
    page.wait_for_timeout(800)
    no_faults(page)
    page.screenshot(path=shots / f"control-1920-{theme}.png")
    boxes = [page.locator(part).bounding_box() for part in ("#queue-scroll", "#room-map", "#side")]
    wide = [box["width"] for box in boxes]
    assert sum(wide) >= WALL["width"] - 20, wide
    assert all(part >= 400 for part in wide), wide
