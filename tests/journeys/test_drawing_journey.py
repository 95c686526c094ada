"""The promises: a line is drawn on the map or typed, by mouse or keyboard; a phone can be a bus."""

import csv
import io
import json
import uuid
import zipfile
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from demo.cast import PASSWORD
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLACES = "Plaza Condell\n* Plaza Perú\nPlaza Perú\nPlaza de la Independencia"


def keeper(page: Page, url: str, path: str = "/move/draw/") -> None:
    """Olga, who keeps the city's public transport."""
    page.goto(f"{url}/sign-in/?next={path}")
    page.fill("[name=email]", "olga@demo.minga.invalid")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{path}*")


def named() -> str:
    """A name that no other run has used."""
    return f"T{uuid.uuid4().hex[:6]}"


def write_ends(page: Page, name: str) -> None:
    page.fill("#name", name)
    page.fill("#origin_0", "Condell")
    page.fill("#headsign_0", "Centro")


def erase(page: Page, url: str, name: str) -> None:
    """Leave the city as it was."""
    page.goto(f"{url}/move/draw/lines/{name.lower()}/")
    page.locator(".draw__erase summary").click()
    page.locator(".draw__erase button").click()
    page.wait_for_url("**/move/draw/")


def points(page: Page) -> int:
    """How many points the text of the way there has."""
    rows = page.input_value("#path_0").splitlines()
    return len([row for row in rows if row.strip() and not row.startswith("*")])


def test_line_is_typed_checked_saved_and_taken_along(
    live_city: Any, browser_context: Any, no_faults: Callable[..., None]
) -> None:
    """With the keyboard and place names only; the map is not needed."""
    page = browser_context(viewport=PHONE).new_page()
    keeper(page, live_city.url)
    expect(page.locator("main h1")).to_be_visible()
    page.locator("a[href^='/move/draw/new/']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#draw")).to_have_attribute("data-ready", "")
    name = named()
    write_ends(page, name)
    page.fill("#path_0", PLACES + "\nNingún lugar")
    page.locator("button[value=check]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#path_0-told")).to_contain_text("Ningún lugar")
    expect(page.locator("#path_0")).to_have_attribute("aria-invalid", "true")
    no_faults(page, sizes=(DESK, PHONE))
    page.fill("#path_0", PLACES)
    page.locator("button[value=save]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/lines/{name.lower()}/?saved=1*")
    expect(page.locator(".notice--success")).to_be_visible()
    expect(page.locator("#draw")).to_have_attribute("data-ready", "")
    assert points(page) == 3
    assert "* Plaza Perú: -36.8268" in page.input_value("#path_0")
    content = page.request.get(f"{live_city.url}/move/draw/gtfs.zip").body()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        routes = list(csv.DictReader(io.StringIO(packed.read("routes.txt").decode())))
    [mine] = [row for row in routes if row["route_short_name"] == name]
    assert mine["continuous_pickup"] == "0"
    erase(page, live_city.url, name)


def test_line_is_drawn_on_the_map(live_city: Any, browser_context: Any) -> None:
    """Taps add points, the keyboard adds the middle, a stop has a name, undo takes back."""
    page = browser_context(viewport=DESK).new_page()
    page.on("dialog", lambda dialog: dialog.accept("Paradero nuevo"))
    keeper(page, live_city.url, "/move/draw/new/")
    expect(page.locator("#draw")).to_have_attribute("data-ready", "")
    map_ = page.locator("#draw-map canvas").first
    facts = page.locator("#draw-facts")
    before = facts.text_content()
    map_.click(position={"x": 120, "y": 120})
    expect(facts).not_to_have_text(before or "")
    assert points(page) == 1
    map_.click(position={"x": 420, "y": 300})
    expect(facts).to_contain_text("km")
    assert points(page) == 2
    page.locator("[data-draw=middle]").focus()
    page.keyboard.press("Enter")
    expect(facts).to_contain_text("3")
    assert points(page) == 3
    page.locator("[data-draw=stop]").click()
    expect(facts).to_contain_text("1")
    assert "* Paradero nuevo: " in page.input_value("#path_0")
    for _ in range(2):
        page.locator("[data-draw=undo]").click()
    assert points(page) == 2
    assert "Paradero" not in page.input_value("#path_0")
    page.locator("[data-draw=erase]").click()
    assert points(page) == 1


def spots(page: Page) -> list[tuple[float, float]]:
    """The points of the way there, as the text has them."""
    rows = page.input_value("#path_0").splitlines()
    pairs = [
        tuple(float(one) for one in row.split(",")) for row in rows if row[:1] in "-0123456789"
    ]
    return [(lat, lon) for lat, lon in pairs]


def test_point_is_dragged_by_mouse_and_moved_by_keyboard(
    live_city: Any, browser_context: Any, no_faults: Callable[[Page], None]
) -> None:
    page = browser_context(viewport=DESK).new_page()
    keeper(page, live_city.url, "/move/draw/new/")
    expect(page.locator("#draw")).to_have_attribute("data-ready", "")
    canvas = page.locator("#draw-map canvas").first
    for x, y in ((120, 120), (420, 300)):
        canvas.click(position={"x": x, "y": y})
    expect(page.locator("#draw-facts")).to_contain_text("km")
    first, last = spots(page)
    box = canvas.bounding_box() or {}
    at = [box["x"] + 420, box["y"] + 300]
    page.mouse.move(at[0] - 30, at[1])
    page.mouse.move(*at, steps=3)
    expect(canvas).to_have_css("cursor", "move")
    page.mouse.down()
    page.mouse.move(at[0] + 60, at[1] - 90, steps=4)
    page.mouse.up()
    assert spots(page)[0] == first
    [_, dragged] = spots(page)
    assert dragged[0] > last[0]
    assert dragged[1] > last[1]
    page.locator("[data-draw=undo]").click()
    assert spots(page) == [first, last]

    hand = page.locator("#draw-hand")
    hand.focus()
    said = page.locator("#draw-point")
    expect(said).to_contain_text(f": {last[0]:.5f}, {last[1]:.5f}")
    page.keyboard.press("PageUp")
    expect(said).to_contain_text(f": {first[0]:.5f}, {first[1]:.5f}")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("ArrowRight")
    [moved, still] = spots(page)
    assert moved[0] - first[0] == pytest.approx(100 / 111_195, abs=2e-6)
    assert moved[1] - first[1] == pytest.approx(10 / 111_195 / 0.8, rel=0.05)
    assert still == last
    expect(said).to_contain_text(f": {moved[0]:.5f}, {moved[1]:.5f}")
    no_faults(page)
    for _ in range(2):
        page.locator("[data-draw=undo]").click()
    assert spots(page) == [first, last]


def test_what_is_not_saved_outlives_the_page(live_city: Any, browser_context: Any) -> None:
    context = browser_context(viewport=PHONE)
    page = context.new_page()
    keeper(page, live_city.url, "/move/draw/new/")
    expect(page.locator("#draw")).to_have_attribute("data-ready", "")
    page.fill("#path_0", PLACES)
    while not page.evaluate(
        "Object.keys(localStorage).some((key) => key.startsWith('minga-draw'))"
    ):
        page.wait_for_timeout(100)
    page.close()
    again = context.new_page()
    again.goto(f"{live_city.url}/move/draw/new/")
    expect(again.locator("[data-kept-notice]")).to_be_visible()
    expect(again.locator("#path_0")).to_have_value(PLACES)
    again.locator("[data-kept-drop]").click()
    expect(again.locator("#path_0")).to_have_value("")
    expect(again.locator("[data-kept-notice]")).to_be_hidden()


def test_two_people_at_once_do_not_overwrite_each_other(
    live_city: Any, browser_context: Any
) -> None:
    url, name = live_city.url, named()
    one, two = (browser_context(viewport=DESK).new_page() for _ in range(2))
    keeper(one, url, "/move/draw/new/")
    write_ends(one, name)
    one.fill("#path_0", PLACES)
    one.locator("button[value=save]").click()
    one.wait_for_url("**saved=1*")
    where = f"/move/draw/lines/{name.lower()}/"
    keeper(two, url, where)
    for page, words in ((one, "Primero"), (two, "Segundo")):
        expect(page.locator("#draw")).to_have_attribute("data-ready", "")
        page.fill("#long_name", words)
    one.locator("button[value=save]").click()
    one.wait_for_url("**saved=1*")
    two.locator("button[value=save]").click()
    expect(two.locator(".notice--warn")).to_be_visible()
    expect(two.locator("#long_name")).to_have_value("Segundo")
    one.reload()
    expect(one.locator("#long_name")).to_have_value("Primero")
    two.locator("button[value=save]").click()
    two.wait_for_url("**saved=1*")
    expect(two.locator("#long_name")).to_have_value("Segundo")
    erase(two, url, name)


def spot_on(url: str, line: str) -> dict[str, float]:
    """A place on the way of a line."""
    told = httpx.get(f"{url}/move/lines.geojson", params={"line": line}).raise_for_status().json()
    path = told["features"][0]["geometry"]["coordinates"]
    lon, lat = path[len(path) // 2]
    return {"latitude": lat, "longitude": lon, "accuracy": 8}


def shared(url: str, line: str) -> list[dict[str, Any]]:
    """The buses of the line that are somebody's phone."""
    told = httpx.get(f"{url}/move/vehicles.geojson", params={"line": line}).json()["features"]
    return [one["properties"] for one in told if one["properties"]["source"] == "passenger"]


def test_phone_is_its_bus_until_it_ends(
    live_city: Any, browser_context: Any, no_faults: Callable[[Page], None]
) -> None:
    """Off by default, by consent, with the keyboard; off the line nothing is shown."""
    url = live_city.url
    line = "demo-72j"
    context = browser_context(viewport=PHONE, geolocation=spot_on(url, line))
    page = context.new_page()
    page.goto(f"{url}/move/share/?line={line}")
    expect(page.locator("#share-begin")).to_be_disabled()
    assert page.input_value("#share-line") == line
    page.locator("#share-consent").focus()
    page.keyboard.press("Space")
    expect(page.locator("#share-begin")).to_be_enabled()
    page.locator("#share-begin").focus()
    page.keyboard.press("Enter")
    words = json.loads(page.locator("#share-words").text_content() or "")
    expect(page.locator("#share-state")).to_have_text(words["shown"])
    [bus] = shared(url, line)
    assert not bus["simulated"]
    no_faults(page)
    context.set_geolocation({"latitude": -36.9, "longitude": -73.2, "accuracy": 8})
    expect(page.locator("#share-state")).to_have_text(words["off"])
    assert shared(url, line) == []
    page.locator("#share-end").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#share-form")).to_be_visible()
    expect(page.locator("#share-trouble")).to_have_text(words["ended"])
