"""The promise: anybody sees what runs now, in words and on a map, on a phone, without an account.

Everything is the demonstration city's own; positions and stops are read from its pages.
"""

import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from demo.cast import PASSWORD
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LINE = ".signs .signs__one"
WALL, TALL = {"width": 1920, "height": 1080}, {"width": 1080, "height": 1920}
LEAST_PX = 43
"""15 mm on a 42-inch screen: a letter that is read from three metres."""


@pytest.fixture(scope="module", autouse=True)
def _awake(live_city: Any) -> None:
    """The first who asks waits for the day to be compiled; no citizen of a journey is that one."""
    httpx.get(first_line(live_city.url), timeout=170).raise_for_status()
    lat, lon = middle_of_a_line(live_city.url)
    httpx.get(f"{live_city.url}/move/near/?lat={lat}&lon={lon}", timeout=170).raise_for_status()


def first_line(url: str) -> str:
    """The page of a line of the city, as the API of the map names it."""
    told = httpx.get(f"{url}/move/lines.geojson").raise_for_status().json()
    return f"{url}/move/lines/{told['features'][0]['properties']['line']}/"


def middle_of_a_line(url: str) -> tuple[float, float]:
    told = httpx.get(f"{url}/move/lines.geojson").raise_for_status().json()
    path = told["features"][0]["geometry"]["coordinates"]
    lon, lat = path[len(path) // 2]
    return lat, lon


def a_stop(url: str) -> str:
    """The code of a stop that some line of the city names."""
    every = httpx.get(f"{url}/move/lines.geojson").raise_for_status().json()["features"]
    for line in dict.fromkeys(one["properties"]["line"] for one in every):
        told = httpx.get(f"{url}/move/lines.geojson", params={"line": line}).json()["features"]
        stops = [one["properties"]["stop"] for one in told if "stop" in one["properties"]]
        if stops:
            return str(stops[0])
    raise AssertionError("no line has a stop")


def official(page: Page, url: str, who: str, path: str) -> None:
    page.goto(f"{url}/sign-in/?next={path}")
    page.locator("[name=email]").fill(f"{who}@demo.minga.invalid")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    expect(page).to_have_url(f"{url}{path}")


def crash(url: str, at: tuple[float, float]) -> str:
    told = httpx.post(
        f"{url}/api/v1/reports",
        json={"category": "accident", "lat": at[0], "lon": at[1]},
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    return str(told.raise_for_status().json()["receipt"])


def test_everything_is_there_without_scripts(live_city: Any, browser_context: Any) -> None:
    page = browser_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{live_city.url}/move/")
    expect(page.locator("h1")).to_be_visible()
    name = page.locator(f"{LINE} .linesign").first.inner_text()
    page.locator("#q").fill(name)
    page.locator(".move__search button").click()
    expect(page.locator(".find").first).to_contain_text(name)
    page.locator(".find").first.click()
    expect(page.locator(".linehead .linesign")).to_have_text(name)
    lat, lon = middle_of_a_line(live_city.url)
    page.goto(f"{live_city.url}/move/near/?lat={lat}&lon={lon}")
    expect(page.locator(".departure").first.or_(page.locator(".empty").first)).to_be_visible()


def test_near_me_asks_the_phone_and_tells_what_leaves(live_city: Any, browser_context: Any) -> None:
    lat, lon = middle_of_a_line(live_city.url)
    where = {"latitude": lat, "longitude": lon, "accuracy": 10}
    page = browser_context(geolocation=where).new_page()
    page.goto(f"{live_city.url}/move/")
    page.locator("[data-near]").click()
    expect(page.locator("#leaves-title")).to_be_visible()
    assert f"lat={lat:.4f}" in page.url


def test_near_me_without_a_position_offers_words(live_city: Any, browser_context: Any) -> None:
    page = browser_context(permissions=[]).new_page()
    page.goto(f"{live_city.url}/move/near/")
    expect(page.locator("[data-here-words]")).not_to_be_empty()
    expect(page.locator("#q")).to_be_visible()


def test_line_is_followed_by_keyboard_and_comes_first(live_city: Any, browser_context: Any) -> None:
    page = browser_context().new_page()
    page.goto(f"{live_city.url}/move/")
    expect(page.locator("#followed")).to_be_hidden()
    page.goto(first_line(live_city.url))
    follow = page.locator("[data-follow=line]")
    expect(follow).to_have_attribute("aria-pressed", "false")
    follow.focus()
    page.keyboard.press("Enter")
    expect(follow).to_have_attribute("aria-pressed", "true")
    page.goto(f"{live_city.url}/move/")
    expect(page.locator("#followed .followed__one")).to_have_count(1)
    page.locator("#followed a").first.click()
    expect(page.locator("[data-follow=line]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-follow=line]").click()
    page.goto(f"{live_city.url}/move/")
    expect(page.locator("#followed")).to_be_hidden()


def test_written_alert_stands_on_open_pages_and_goes_by_itself(
    live_city: Any, browser_context: Any
) -> None:
    line = first_line(live_city.url)
    citizen = browser_context().new_page()
    citizen.goto(line)
    name = citizen.locator(".linehead .linesign").inner_text()
    header = f"Desvío de prueba {uuid.uuid4().hex[:6]}"
    desk = browser_context(viewport=DESK).new_page()
    official(desk, live_city.url, "olga", "/move/alerts/write/")
    desk.locator("#seek_words").fill(name)
    desk.locator("button[name=seek]").click()
    desk.locator(".chip", has_text=name).first.locator("input").check()
    desk.locator("#header_es").fill(header)
    desk.locator(".button--primary.button--big").click()
    expect(desk.locator(".alert__title", has_text=header)).to_be_visible()
    told = citizen.locator(".alert", has_text=header)
    expect(told).to_be_visible()
    citizen.locator("#move-map").scroll_into_view_if_needed()  # a map is made when it is near
    expect(citizen.locator("#move-map")).to_have_attribute("data-alerts", re.compile("[1-9]"))
    told.locator("[data-show-alert]").focus()
    citizen.keyboard.press("Enter")
    expect(told.locator("[data-show-alert]")).to_have_attribute("aria-pressed", "true")
    card = desk.locator("li.card", has_text=header)
    card.locator("form button").click()
    expect(desk.locator("#over ~ ul .alert__title", has_text=header)).to_be_visible()
    expect(citizen.locator(".alert__title", has_text=header)).to_have_count(0)


def test_incident_confirmed_in_the_control_room_warns_the_line(
    live_city: Any, browser_context: Any, operator: httpx.Client
) -> None:
    receipt = crash(live_city.url, middle_of_a_line(live_city.url))
    citizen = browser_context().new_page()
    citizen.goto(first_line(live_city.url))
    link = citizen.locator(f'.alert a[href*="/r/{receipt}/"]')
    expect(link).to_have_count(0)
    operator.post(f"/{receipt}/acknowledge", json={}).raise_for_status()
    expect(link).to_be_visible()
    operator.post(f"/{receipt}/resolve", json={"text": ""}).raise_for_status()
    expect(link).to_have_count(0)


@pytest.mark.parametrize("viewport", [WALL, TALL], ids=["wall", "tall"])
def test_board_is_read_from_three_metres_and_says_when_it_lost_the_network(
    live_city: Any, browser_context: Any, shots: Path, viewport: dict[str, int]
) -> None:
    context = browser_context(viewport=viewport)
    page = context.new_page()
    page.clock.install(time=datetime.now(UTC))
    page.goto(f"{live_city.url}/move/board/{a_stop(live_city.url)}/")
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))
    expect(page.locator("[data-clock]")).not_to_be_empty()
    small = page.evaluate(
        """least => [...document.querySelectorAll(".board *")]
        .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .filter(one => one.getClientRects().length && !one.closest(".visually-hidden"))
        .filter(one => parseFloat(getComputedStyle(one).fontSize) < least)
        .map(one => one.className || one.tagName)""",
        LEAST_PX,
    )
    assert small == []
    page.screenshot(path=shots / f"move-board-{viewport['width']}.png")
    unanswered = re.compile("part=rows")
    page.route(unanswered, lambda route: None)  # the rows stay as they are
    page.evaluate(
        """() => { const list = document.querySelector(".board__rows");
        const row = list.firstElementChild;
        for (let i = 0; i < 30; i += 1) list.append(row.cloneNode(true));
        dispatchEvent(new Event("resize")); }"""
    )
    turn = page.locator("[data-turn]")
    expect(turn).to_have_text(re.compile(r"^[1-9] / [2-9]$"))
    before, first = turn.inner_text(), page.locator(".board__row:visible").first.element_handle()
    page.keyboard.press("Shift")
    page.clock.run_for(50_000)
    expect(turn).to_have_text(before)
    page.clock.run_for(20_000)
    expect(turn).not_to_have_text(before)
    assert first is not None
    assert first.is_hidden()
    page.unroute(unanswered)
    page.clock.resume()
    lost = page.locator("[data-lost]")
    expect(lost).to_be_hidden()
    context.set_offline(True)
    expect(lost).to_be_visible()
    assert any(sign.isdigit() for sign in lost.inner_text())
    page.clock.fast_forward(timedelta(hours=6).seconds * 1000)
    expect(page.locator("[data-leaves]")).to_have_count(0)
    page.screenshot(path=shots / f"move-board-lost-{viewport['width']}.png")
    context.set_offline(False)
    expect(lost).to_be_hidden()


def test_map_draws_lines_and_vehicles_beside_the_words(
    live_city: Any, browser_context: Any
) -> None:
    page = browser_context(viewport=DESK).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_city.url}/move/")
    expect(page.locator("#move-map .maplibregl-canvas")).to_be_visible()
    expect(page.locator("#move-map")).to_have_attribute("data-seen", re.compile(r"^\d+$"))
    assert any("lines.geojson" in url for url in asked)
    assert any("reports.geojson" in url for url in asked)
