"""The promise: a new installation says what to do; then whoever keeps the buses brings their lines
to the passengers from a page.

Olga sends the small world of `tests.transit.worlds` as her zip, or draws a line and publishes it;
what is broken is refused with the rows that are.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_looks import looked_at
from tests.running import Running
from tests.transit.worlds import crossing, written

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCENE = """
from minga.ground.clock import now
from tests.cast import Cast
from tests.world import small_city
Cast(small_city(at=now()), at=now())
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A new installation: its keeper has not made a city yet."""
    with Running(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture(scope="module")
def desk(installation: Running) -> Running:
    """Now with a city without timetables, and Olga who will bring them."""
    installation.minga("shell", "-c", SCENE)
    return installation


def signed_in(page: Page, url: str) -> None:
    """Olga lands where her work is."""
    page.goto(f"{url}/sign-in/")
    page.fill("[name=email]", "olga@prueba.invalid")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page).to_have_url(f"{url}/move/feeds/")


def send(page: Page, zip: Path, name: str) -> None:
    page.set_input_files("#file", zip)
    page.fill("#name", name)
    page.locator("#send button[type=submit]").focus()
    page.keyboard.press("Enter")


def test_new_installation_says_what_to_do(
    installation: Running, browser_context: Any, no_faults: Callable[..., None], shots: Path
) -> None:
    """First of this module: the other journeys find a city."""
    page = browser_context().new_page()
    for path in ("/", "/report/", "/control/", "/?city=atlantis"):
        answer = page.goto(f"{installation.url}{path}")
        assert answer is not None
        assert answer.status == 503
        looked_at(page, no_faults, shots / "refusal-no-city.png")


def test_feed_is_sent_read_and_in_service_a_broken_one_is_refused_with_its_rows(
    desk: Running, browser_context: Any, no_faults: Callable[..., None], tmp_path: Path, shots: Path
) -> None:
    name, slug = "Buses de la bahía", "buses-de-la-bahia"
    page = browser_context(viewport=PHONE).new_page()
    signed_in(page, desk.url)
    broken = crossing()
    for row in broken["stop_times"][:23]:  # fewer of so many rows are left out and told
        row["arrival_time"] = "47:99:00"
    send(page, written(tmp_path / "broken.zip", broken), name)
    refused = page.locator("#uploads li.card", has_text=name)
    expect(refused).to_be_visible()
    expect(refused).to_contain_text("Una hora no se puede leer", timeout=60_000)
    expect(refused).to_contain_text("filas 2, 3, 4, 5, 6")
    expect(refused).to_contain_text("lo que regía sigue rigiendo")
    no_faults(page, sizes=(DESK, PHONE))
    page.screenshot(path=shots / "desk-refused-360.png", full_page=True)
    refused.locator("button").click()
    expect(refused).to_have_count(0)

    send(page, written(tmp_path / "whole.zip", crossing()), name)
    expect(page.locator("#uploads")).to_be_visible()
    version = page.locator(f"#feed-{slug} .feed__versions > li")
    expect(version).to_have_count(1, timeout=60_000)
    expect(page.locator("[data-read]")).not_to_be_empty()
    expect(version.locator("input[type=date]")).to_have_value(re.compile(r"\d{4}-\d\d-\d\d"))
    expect(version).to_contain_text("gtfs-guru")
    no_faults(page, sizes=(DESK, PHONE))
    page.screenshot(path=shots / "desk-serves-360.png", full_page=True)
    page.goto(f"{desk.url}/move/")
    page.locator(".signs__one", has_text="62").first.click()
    expect(page.locator(".linehead__name")).to_have_text("Universidad - Terminal Poniente")


def test_line_is_drawn_published_and_found_among_the_lines(
    desk: Running, browser_context: Any
) -> None:
    page = browser_context(viewport=DESK).new_page()
    signed_in(page, desk.url)
    page.locator(".keepers a[href='/move/draw/']").click()
    page.locator("a[href='/move/draw/new/']").click()
    expect(page.locator("#draw")).to_have_attribute("data-ready", "")
    page.fill("#name", "D7")
    page.fill("#origin_0", "Poniente")
    page.fill("#headsign_0", "Oriente")
    canvas = page.locator("#draw-map canvas").first
    for x, y in ((120, 120), (420, 300)):
        canvas.click(position={"x": x, "y": y})
    expect(page.locator("#draw-facts")).to_contain_text("km")
    page.locator("button[value=save]").click()
    page.wait_for_url("**saved=1*")
    page.goto(f"{desk.url}/move/lines/")
    expect(page.locator(".linelist .linesign", has_text="D7")).to_have_count(0)
    page.goto(f"{desk.url}/move/draw/")
    page.locator("#publish button[type=submit]").click()
    expect(page.locator("#publish .notice a[href='/move/feeds/']")).to_be_visible()
    page.goto(f"{desk.url}/move/feeds/")
    expect(page.locator(".feed__versions")).not_to_have_count(0, timeout=60_000)
    expect(page.locator("[data-feeds]")).not_to_have_attribute("data-waits", "", timeout=60_000)
    page.goto(f"{desk.url}/move/lines/")
    page.locator(".linelist__one", has_text="D7").locator("a").click()
    expect(page.locator(".linehead .linesign")).to_have_text("D7")
