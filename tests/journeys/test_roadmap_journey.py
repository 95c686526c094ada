"""From what groups see to a roadmap on the wall, in a browser: on a phone and on a desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from demo.cast import PASSWORD
from tests.journeys.conftest import PHONE
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCENE = """
from datetime import UTC, datetime
from demo.roadmap import load
from minga.programme import actions
from minga.programme.models import Phase
from minga.territory.models import City
at = datetime.now(UTC)
programme = actions.begin_programme(
    city=City.objects.get(), slug="paso-a-paso", title="Paso a paso", sector="transporte",
    at=at, by=None,
)
for phase in Phase.objects.filter(component__programme=programme):
    actions.open_phase(phase=phase, at=at, by=None, exception="Es una prueba")
load(programme, at=at)
"""


@pytest.fixture(scope="module")
def programme(live_city: Running) -> str:
    """The address of a programme with the example roadmap and nothing else; Maite leads it."""
    live_city.minga("shell", "-c", SCENE)
    return f"{live_city.url}/programme/paso-a-paso"


def signed_in(context: BrowserContext, live_city: Running) -> Page:
    page = context.new_page()
    page.goto(f"{live_city.url}/sign-in/")
    page.locator("[name=email]").fill("maite@demo.minga.invalid")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def test_anybody_reads_the_roadmap_as_table_and_as_picture(
    programme: str, browser_context: Callable[..., BrowserContext]
) -> None:
    page = browser_context(viewport=PHONE).new_page()
    page.goto(f"{programme}/roadmap/")
    expect(page.locator("main tbody tr")).to_have_count(22)
    picture = page.locator(".roadmap-wall img")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 1000
    page.emulate_media(media="print")  # on paper it is a table, whatever the width
    expect(page.locator("main thead").first).to_have_css("position", "static")
    expect(page.locator("main tbody tr").first).to_have_css("display", "table-row")
    expect(page.locator(".button:visible, .tabs:visible, .no-print:visible")).to_have_count(0)
    page.goto(f"{programme}/roadmap.svg")
    drawn = page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].map(font => font.status))"
    )
    assert drawn == ["loaded", "loaded"]
    boxes = page.evaluate(
        "[...document.querySelectorAll('a')].map(card => {"
        " const edge = card.querySelector('rect').getBBox();"
        " return [...card.querySelectorAll('text')].every(text => {"
        "  const box = text.getBBox(); return box.x + box.width <= edge.x + edge.width;})})"
    )
    assert len(boxes) == 22
    assert all(boxes)


def test_a_lead_goes_from_swot_to_the_shared_vision_and_follows_an_initiative(
    live_city: Running,
    programme: str,
    browser_context: Callable[..., BrowserContext],
    no_faults: Callable[[Page], None],
) -> None:
    page = signed_in(browser_context(viewport=PHONE), live_city)
    for title, group in (("Pocas cámaras", "Mesa 1"), ("Faltan cámaras", "Mesa 2")):
        page.goto(f"{programme}/swot/")
        page.locator("#title").fill(title)
        page.locator("#quadrant").select_option("weakness")
        page.locator("#group").fill(group)
        page.locator("#up").select_option(index=0)
        page.locator("form[action*='/swot/add/'] button[type=submit]").click()
    for box in page.locator(".swot__choose").all():
        box.check()
    page.locator("#merged").fill("Faltan cámaras fuera del centro")
    page.locator("button[formaction*='/swot/merge/']").click()
    item = page.locator(".swot__item")
    expect(item).to_have_count(1)
    expect(item).to_contain_text("Mesa 1 · Mesa 2")
    item.locator("summary").click()
    item.locator("[name=who]").fill("Mesa 3")
    item.locator("[name=why]").fill("En nuestra comuna sobran")
    item.locator("form button").click()
    expect(page.locator(".dissent")).to_have_text("Mesa 3: En nuestra comuna sobran")
    no_faults(page)
    page.goto(f"{programme}/visions/")
    page.locator("form[action*='/examples/'] button").click()
    for number in (1, 2):
        form = page.locator("form[action*='/visions/group/']").first
        form.locator("[name=group]").fill(f"Mesa {number}")
        form.locator("button").click()
        card = page.locator(".pair", has_text=f"Mesa {number}")
        card.locator("summary").click()
        card.locator("[name=title]").fill(f"Visión {number}")
        card.locator("form button").click()
    page.locator("form[action*='/share/'] [name=title]").fill("Sin apuro y sin miedo")
    page.locator("form[action*='/share/'] button").click()
    expect(page.locator(".shared-vision")).to_contain_text("Mesa 1")
    expect(page.locator(".shared-vision")).to_contain_text("Mesa 2")
    no_faults(page)
    page.goto(f"{programme}/roadmap/")
    page.locator("main tbody th a").first.click()
    page.locator("#told").fill("Se firmó con tres municipios")
    page.locator("#progress").fill("40")
    page.locator("form[action$='/update/'] button").click()
    expect(page.locator("main")).to_contain_text("Se firmó con tres municipios")
    page.goto(f"{programme}/champions/")
    page.locator("#name").fill("Norma")
    page.locator("form[action$='/name/'] [value=champion]").check()
    page.locator("form[action$='/name/'] button").click()
    expect(page.locator(".champions")).to_contain_text("Norma")
