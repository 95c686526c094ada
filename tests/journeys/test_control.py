"""The promise: what a neighbour reports stands on the operator's screen within a second."""

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from demo.cast import PASSWORD
from tests.journeys.citizen import until
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CENTRE = (-36.8270, -73.0503)
# A queue of its own, whose first row has the focus while 560 rows come above it.
STORM = """async () => {
  const room = document.querySelector("script[src*='control/room.js']").src;
  const { Queue } = await import(room.replace("room.js", "queue.js"));
  const section = document.createElement("section");
  section.innerHTML = `<div id="queue-scroll"><ol id="queue-list"></ol></div>
    <p id="queue-more" hidden><a href="/"></a></p><p id="queue-none"></p>
    <button id="queue-pill"></button>`;
  const scroll = section.firstElementChild;
  Object.assign(scroll.style, { blockSize: "400px", overflowY: "auto", overflowAnchor: "none" });
  document.body.replaceChildren(section);
  const queue = new Queue(section);
  const add = (from, to) => {
    const ids = Array.from({ length: to - from }, (_, at) => from + at);
    const row = (id) => `<li class="line" id="line-R${id}" data-receipt="R${id}" data-id="${id}">
      <a href="/">${id}</a></li>`;
    queue.patch(ids.map((id) => `R${id}`), ids.map(row).join(""));
  };
  add(0, 100);
  queue.lines[0].querySelector("a").focus();
  const top = () => document.activeElement.getBoundingClientRect().top;
  const before = top();
  for (let from = 100; from < 660; from += 80) add(from, from + 80);
  const isHeld = Math.abs(top() - before) < 10;
  return [document.activeElement.textContent, isHeld, queue.lines.length < 660];
}"""
TOP = "() => document.activeElement.getBoundingClientRect().top"
File = Callable[..., str]


@pytest.fixture
def file(live_city: Any) -> File:
    """`file("fire", text=…)` reports as a neighbour's phone does; the receipt."""

    def send(category: str = "fallen_tree", **words: Any) -> str:
        lat, lon = words.pop("at", CENTRE)
        told = httpx.post(
            f"{live_city.url}/api/v1/reports",
            json={"category": category, "lat": lat, "lon": lon, **words},
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
        return str(told.raise_for_status().json()["receipt"])

    return send


def signed_in(context: BrowserContext, url: str, who: str = "tito") -> Page:
    page = context.new_page()
    page.goto(f"{url}/sign-in/?next=/control/")
    sign_in(page, who)
    return page


def sign_in(page: Page, who: str = "tito") -> None:
    page.locator("[name=email]").fill(f"{who}@demo.minga.invalid")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    expect(page.locator("[data-live]")).to_have_attribute("data-live-state", "open")


def row(page: Page, receipt: str) -> Any:
    return page.locator(f"#line-{receipt}")


def dossier(page: Page, receipt: str) -> Any:
    return page.locator(f'[data-dossier="{receipt}"]')


def test_a_new_report_stands_there_by_itself(browser_context, live_city, file):
    """How soon: `python -m bench screens`."""
    page = signed_in(browser_context(viewport=DESK), live_city.url)
    for _ in range(5):
        receipt = file("accident")
        row(page, receipt).wait_for(state="attached")
    expect(page.locator(".line").first).to_have_id(f"line-{receipt}")
    expect(page.locator("#announce")).to_contain_text(re.compile("nuevo", re.I))


def test_the_focused_row_does_not_jump(browser_context, live_city, file):
    page = signed_in(browser_context(viewport=DESK), live_city.url)
    for _ in range(3):
        page.keyboard.press("j")
    before = page.evaluate(TOP)
    new = [file() for _ in range(3)]
    row(page, new[-1]).wait_for(state="attached")
    expect(page.locator("#queue-pill")).to_contain_text("3")
    assert abs(page.evaluate(TOP) - before) < 2
    page.locator("#queue-pill").click()
    expect(page.locator("#queue-pill")).to_be_hidden()
    expect(row(page, new[-1]).locator("a")).to_be_focused()
    assert page.evaluate(STORM) == ["99", True, True]


def test_a_report_is_attended_by_keyboard_alone(browser_context, live_city, file):
    receipt = file("street_light", text="Se apagó el poste")
    page = signed_in(browser_context(viewport=DESK), live_city.url)
    page.keyboard.press("u")
    expect(row(page, receipt).locator("a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dossier(page, receipt)).to_contain_text("Se apagó el poste")
    page.keyboard.press("a")
    expect(page.locator(".moment")).to_be_visible()
    page.keyboard.press("z")
    expect(page.locator(".moment button")).to_be_hidden()
    page.keyboard.press("a")
    page.keyboard.press("s")  # what waits its moment is done first
    expect(dossier(page, receipt)).to_have_class(re.compile("is-acknowledged"))
    expect(page.locator("#assign-body")).to_be_focused()
    page.locator("#assign-body").select_option("mop-vialidad")
    page.keyboard.press("Control+Enter")
    expect(dossier(page, receipt)).to_have_class(re.compile("is-assigned"))
    expect(row(page, receipt).locator(".badge--assigned")).to_be_visible()
    page.keyboard.press("c")
    page.locator("#offer-answer").select_option(index=1)
    expect(page.locator("#words-answer")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(dossier(page, receipt).locator(".timeline")).to_contain_text("equipo")
    page.keyboard.press("r")
    expect(page.locator("#words-resolve")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(dossier(page, receipt)).to_have_class(re.compile("is-resolved"))
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    # The row no longer fits "open"; it goes as soon as the keyboard leaves it.
    page.keyboard.press("j")
    expect(row(page, receipt)).to_have_count(0)


def test_two_operators_see_each_other_work(browser_context, live_city, file):
    receipt = file("flood")
    one = signed_in(browser_context(viewport=DESK), live_city.url)
    two = signed_in(browser_context(viewport=DESK), live_city.url)
    row(two, receipt).locator("a").click()
    expect(dossier(two, receipt)).to_be_visible()
    two.keyboard.press("n")
    two.locator("#words-note").fill("La vecina volvió a llamar")
    row(one, receipt).locator("a").click()
    expect(dossier(one, receipt)).to_be_visible()
    one.keyboard.press("a")
    acknowledged = row(two, receipt).locator(".badge--acknowledged")
    expect(acknowledged).to_be_attached(timeout=15_000)
    # What the second one writes is not taken away; the panel offers itself anew.
    expect(two.locator("[data-refreshes]")).to_be_visible()
    expect(two.locator("#words-note")).to_have_value("La vecina volvió a llamar")
    two.keyboard.press("Control+Enter")
    expect(dossier(two, receipt)).to_contain_text("La vecina volvió a llamar")
    expect(dossier(one, receipt)).to_contain_text("La vecina volvió a llamar")


def test_a_stale_tab_and_a_lost_session_keep_the_words(browser_context, live_city, file):
    receipt = file("flood")
    first = signed_in(browser_context(viewport=DESK), live_city.url)
    two = signed_in(browser_context(viewport=DESK), live_city.url)
    for page in (first, two):
        row(page, receipt).locator("a").click()
        expect(dossier(page, receipt)).to_be_visible()
    two.keyboard.press("c")
    two.locator("#words-answer").fill("Vamos en camino")
    first.keyboard.press("r")
    first.locator("#words-resolve").fill("Ya quedó despejado")
    first.keyboard.press("Control+Enter")
    expect(dossier(first, receipt)).to_have_class(re.compile("is-resolved"))
    two.keyboard.press("Control+Enter")
    expect(dossier(two, receipt).locator("[data-unsent]")).to_contain_text("Ya quedó despejado")
    expect(two.locator("#words-answer")).to_have_value("Vamos en camino")
    assert "Vamos en camino" not in dossier(two, receipt).locator(".timeline").last.inner_text()
    two.locator("#words-answer").fill("Quedó despejado; gracias por avisar")
    two.context.clear_cookies(name="sessionid")
    two.keyboard.press("Control+Enter")
    two.wait_for_url("**/sign-in/**")
    sign_in(two)
    expect(two.locator("#words-answer")).to_have_value("Quedó despejado; gracias por avisar")
    two.locator("#words-answer").focus()
    two.keyboard.press("Control+Enter")
    expect(dossier(two, receipt).locator(".timeline").last).to_contain_text("gracias por avisar")
    two.reload()
    expect(dossier(two, receipt)).to_be_visible()
    expect(two.locator("#act-answer")).to_be_hidden()  # sent: nothing comes back


def test_a_key_pressed_before_the_report_has_come_is_kept(browser_context, live_city, file):
    receipt = file("flood")
    page = signed_in(browser_context(viewport=DESK, service_workers="block"), live_city.url)
    held: list[Route] = []
    page.route(f"**/control/{receipt}/", lambda route: held.append(route))
    row(page, receipt).locator("a").click()
    until(page, lambda: held)
    page.keyboard.press("n")
    for route in held:
        route.continue_()
    expect(page.locator("#words-note")).to_be_focused()


def test_a_form_unfolded_while_the_panel_renews_itself_stays(
    browser_context, live_city, file, operator
):
    receipt = file("flood")
    page = signed_in(browser_context(viewport=DESK, service_workers="block"), live_city.url)
    row(page, receipt).locator("a").click()
    expect(dossier(page, receipt)).to_be_visible()
    held: list[Route] = []
    page.route(f"**/control/{receipt}/", lambda route: held.append(route))
    operator.post(f"/{receipt}/acknowledge").raise_for_status()
    until(page, lambda: held)
    page.keyboard.press("n")
    expect(page.locator("#words-note")).to_be_focused()
    for route in held:
        route.continue_()
    expect(page.locator("[data-refreshes]")).to_be_visible()
    expect(page.locator("#words-note")).to_be_focused()


def test_filters_change_queue_and_address(browser_context, live_city, file):
    tree, fire = file("fallen_tree"), file("fire")
    page = signed_in(browser_context(viewport=DESK), live_city.url)
    page.locator("#f-category").select_option("fire")
    expect(row(page, tree)).to_have_count(0)
    expect(row(page, fire)).to_be_visible()
    assert "category=fire" in page.url
    other = file("fallen_tree")
    later = file("fire")
    expect(row(page, later)).to_be_visible()
    expect(row(page, other)).to_have_count(0)
    page.go_back()
    expect(row(page, other)).to_be_visible()


def test_a_lost_connection_is_told_and_nothing_is_missed(browser_context, live_city, file):
    context = browser_context(viewport=DESK)
    page = signed_in(context, live_city.url)
    context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    missed = [file() for _ in range(3)]
    context.set_offline(False)
    for receipt in missed:
        row(page, receipt).wait_for(state="attached", timeout=30_000)
    expect(page.locator("[data-live]")).to_have_attribute("data-live-state", "open")


def test_an_address_only_report_is_placed(browser_context, live_city):
    told = httpx.post(
        f"{live_city.url}/api/v1/reports",
        json={"category": "other", "address": "Frente a la plaza"},
        headers={"Idempotency-Key": str(uuid.uuid4())},
    ).json()
    page = signed_in(browser_context(viewport=DESK), live_city.url)
    row(page, told["receipt"]).locator("a").click()
    expect(dossier(page, told["receipt"])).to_contain_text("Sin ubicar en el mapa")
    page.keyboard.press("g")
    expect(page.locator("#place-lat")).to_be_visible()
    page.locator("#place-lat").fill("-36,8270")
    page.locator("#place-lon").fill("-73,0503")
    page.keyboard.press("Control+Enter")
    expect(dossier(page, told["receipt"])).to_have_attribute("data-lat", "-36.827")
    expect(row(page, told["receipt"]).locator(".mark--warn")).to_have_count(0)


def test_a_caller_is_filed_in_few_keys(browser_context, live_city):
    page = signed_in(browser_context(viewport=DESK), live_city.url)
    page.keyboard.press("Shift+N")
    expect(page.locator("[name=category]").first).to_be_focused()
    page.locator("#call[data-ready]").wait_for()
    presses = 0

    def press(*keys: str) -> None:
        nonlocal presses
        for key in keys:
            page.keyboard.press(key)
            presses += 1

    press("1", "Tab", *"plaza")
    page.locator("#call-found [role=option]").first.wait_for()
    press("Enter")  # the first
    expect(page.locator("#call-lat")).not_to_have_value("")
    press("Backspace")
    expect(page.locator("#call-lat")).to_have_value("")  # other words, and no point yet
    page.locator("#call-found [role=option]").first.wait_for()
    press("ArrowDown", "Tab")
    expect(page.locator("#call-lat")).not_to_have_value("")
    press("Tab", *"choque leve", "Tab", *"Ana", "Tab", *"912345678")
    press("Control+Enter")
    code = page.locator(".readout__code")
    expect(code).to_have_attribute("aria-label", re.compile(r"^\w{3}-\w{3}-\w{3}$"))
    expect(page.locator("[name=category]").first).to_be_focused()
    # 20 s are 60 keys at the slow pace of three a second.
    assert presses <= 60, presses


def test_sound_is_off_until_asked_and_the_title_counts(browser_context, live_city, file):
    context = browser_context(viewport=DESK)
    page = signed_in(context, live_city.url)
    bell = page.locator("#bell")
    expect(bell).to_have_attribute("aria-pressed", "false")
    title = page.title()
    row(page, file("fire")).wait_for(state="attached")
    assert page.title() == title
    assert bell.get_attribute("data-rang") is None
    bell.click()
    page.evaluate("Object.defineProperty(document, 'hasFocus', { value: () => false })")
    row(page, file("fire")).wait_for(state="attached")
    expect(page).to_have_title(f"(1) {title}")
    expect(bell).to_have_attribute("data-rang", "urgent")
    page.reload()
    expect(page.locator("#bell")).to_have_attribute("aria-pressed", "true")


def test_boxes_are_drawn_by_keyboard_and_by_pointer(browser_context, live_city, file):
    from tests.ground import media_corpus

    filed = live_city.file(str(uuid.uuid4()), category="accident").json()
    receipt = filed["receipt"]
    page = signed_in(browser_context(viewport=DESK), live_city.url)
    httpx.post(
        f"{live_city.url}/api/v1/reports/{receipt}/photos",
        files={"photo": ("p.jpg", media_corpus.PHOTOS["jpeg-grey"](), "image/jpeg")},
        headers={"Authorization": f"Bearer {filed['token']}"},
        timeout=60,
    ).raise_for_status()
    row(page, receipt).locator("a").click()
    dossier(page, receipt).locator(".photos img").wait_for()
    page.keyboard.press("p")
    page.locator("#act-publish [name=photo]").check()
    page.locator("[data-adds-box]").click()
    expect(page.locator("[data-boxes]")).not_to_have_value("")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowDown")
    assert page.locator("[data-boxes]").input_value() == "0.38,0.4,0.2,0.22"
    page.locator("[data-stage]").scroll_into_view_if_needed()
    frame = page.locator("[data-stage]").bounding_box()
    page.mouse.move(frame["x"] + 8, frame["y"] + 8)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] / 4, frame["y"] + frame["height"] / 4)
    page.mouse.up()
    assert page.locator("[data-boxes]").input_value().count(";") == 1
    page.locator("#act-publish .button--primary").click()
    expect(dossier(page, receipt).locator(".photos .badge")).to_be_visible()


def test_the_room_has_no_faults(browser_context, live_city, file, no_faults, shots: Path):
    receipt = file("accident", text="Choque")
    page = signed_in(browser_context(viewport=PHONE), live_city.url)
    page.screenshot(path=shots / "control-360.png")
    row(page, receipt).locator("a").click()
    expect(dossier(page, receipt)).to_be_visible()
    no_faults(page, sizes=(DESK, PHONE), dark=True)
    for opener in page.locator("[data-opens]").all():
        opener.click()
        no_faults(page, within="#side")
    no_faults(page, sizes=(DESK, PHONE))  # with the last of the forms
    page.screenshot(path=shots / "control-360-report.png")


def test_an_officer_sees_the_own_body_only(browser_context, live_city, file):
    page = signed_in(browser_context(viewport=DESK), live_city.url, who="valentina")
    expect(page.locator("#new-call")).to_have_count(0)
    other = file("rubbish")
    page.wait_for_timeout(800)
    expect(row(page, other)).to_have_count(0)


def test_the_room_works_without_javascript(browser_context, live_city, file):
    receipt = file("rubbish", text="Escombros en la vereda")
    page = browser_context(viewport=DESK, java_script_enabled=False).new_page()
    page.goto(f"{live_city.url}/sign-in/?next=/control/")
    page.locator("[name=email]").fill("tito@demo.minga.invalid")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.locator("#f-category").select_option("rubbish")
    page.locator("#filter button").click()
    row(page, receipt).locator("a").click()
    page.locator("#words-note").fill("Visto sin programa")
    page.locator("#act-note button").first.click()
    expect(dossier(page, receipt)).to_contain_text("Visto sin programa")
