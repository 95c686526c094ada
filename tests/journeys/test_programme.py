"""The promise: from an official's interview to the roadmap, with three browsers at once."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demo.cast import PASSWORD
from tests.journeys.conftest import DESK, PHONE
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLACE = "/programme/movernos/"
WALL = {"width": 1920, "height": 1080}


class Lead:
    """Maite at her desk: enters things, takes steps, opens phases."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        page.goto(f"{url}/sign-in/?next={PLACE}desk/")
        page.locator("[name=email]").fill("maite@demo.minga.invalid")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").click()
        page.wait_for_url("**/desk/")

    def enter(self, kind: str, title: str, *up: str, **told: str) -> str:
        """Fill the form of a kind and answer the new public id."""
        self.page.goto(f"{self.url}{PLACE}k/{kind}/add/" + (f"?up={up[0]}" if up else ""))
        form = self.page.locator("main form:has([name=title])")
        form.locator("[name=title]").fill(title)
        if up:
            form.locator("[name=up]").select_option(list(up))
        for name, value in told.items():
            field = form.locator(f"[name={name}]")
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        form.locator("button[type=submit]").last.click()
        expect(self.page.locator(f"h1:has-text('{title}'), [name=sure]").first).to_be_attached()
        if form.locator("[name=sure]").count():  # something alike is there: it is another one
            form.locator("button[type=submit]").last.click()
        self.page.wait_for_url("**/n/*/")
        expect(self.page.locator("h1")).to_have_text(title)
        return re.search(r"/n/([\w-]+)/", self.page.url)[1]  # type: ignore[index]

    def step(self, node: str, verb: str, reason: str = "") -> None:
        """Take a step on the node's own page."""
        self.page.goto(f"{self.url}/n/{node}/")
        form = self.page.locator(f"main form[action$='/{verb}/'][action*='/n/{node}/']")
        if reason:
            form.locator("[name=reason]").fill(reason)
        form.locator("button").click()
        expect(self.page.locator("main [role=alert]")).to_have_count(0)

    def open_phases(self) -> None:
        """Open every phase that is shut, with a reason where its gate asks for one."""
        self.page.goto(f"{self.url}{PLACE}desk/")
        shut = self.page.locator("form[action$='/open/']")
        for left in range(shut.count(), 0, -1):
            expect(shut).to_have_count(left)
            reason = shut.first.locator("[name=exception]")
            if reason.count():
                reason.fill("Todos los pasos en una tarde")
            shut.first.locator("button").click()
        expect(shut).to_have_count(0)

    def hold(self, makes: str) -> str:
        """Open a workshop in the phase that makes a kind; answers its code."""
        self.page.goto(f"{self.url}{PLACE}desk/")
        there = self.page.locator(f"article:has(a[href*='/k/{makes}/add/'])").first
        there.locator("form[action*='/hold/'] button").click()
        self.page.wait_for_url("**/run/")
        return re.search(r"/w/(\w+)/", self.page.url)[1]  # type: ignore[index]


def live(page: Page) -> None:
    expect(page.locator("[data-live-state]").first).to_have_attribute("data-live-state", "open")


def note_from(phone: Page, text: str) -> None:
    phone.locator("#note").fill(text)
    phone.locator("[data-part=composer] button[type=submit]").click()


@pytest.mark.timeout(300)
def test_from_an_interview_to_the_roadmap(
    live_city: Running,
    browser_context: Callable[..., Any],
    no_faults: Callable[[Page], None],
    shots: Path,
) -> None:
    url = live_city.url
    lead = Lead(browser_context(viewport=DESK).new_page(), url)
    phone: Page = browser_context(viewport=PHONE).new_page()
    wall: Page = browser_context(viewport=WALL, permissions=[]).new_page()
    lead.open_phases()
    challenge = told_in_an_interview(lead)
    concept = designed_in_a_workshop(lead, phone, wall, challenge, shots)
    tried_by_a_citizen(lead, phone, concept, no_faults)
    initiative = agreed_on_the_roadmap(lead, challenge)

    # Everybody sees it on the roadmap, and walks back to where it came from in one click.
    phone.goto(f"{url}{PLACE}roadmap/")
    expect(phone.get_by_text("Horarios de las últimas salidas, abiertos").first).to_be_visible()
    phone.goto(f"{url}/n/{initiative}/")
    expect(phone.locator(".node-page__trail")).to_contain_text("Nadie se queda abajo")
    phone.goto(f"{url}/n/{challenge}/")
    trail = phone.locator(".node-page__trail")
    expect(trail).to_contain_text("Cartel de papel con código QR")
    expect(trail).not_to_contain_text("Entrevista en el terminal")
    no_faults(phone)
    phone.screenshot(path=shots / "programme-challenge-phone.png", full_page=True)
    lead.page.goto(f"{url}{PLACE}")
    lead.page.screenshot(path=shots / "programme-desk.png", full_page=True)


def told_in_an_interview(lead: Lead) -> str:
    """What somebody said becomes a challenge."""
    interview = lead.enter(
        "interview", "Entrevista en el terminal", answers="Nadie sabe a qué hora"
    )
    said = lead.enter("statement", "Nadie sabe a qué hora pasa la última micro", interview)
    challenge = lead.enter("challenge", "Saber a qué hora pasa la última micro", said)
    lead.step(challenge, "accept")
    return challenge


def designed_in_a_workshop(
    lead: Lead,
    phone: Page,
    wall: Page,
    challenge: str,
    shots: Path,
) -> str:
    """The phone writes, the wall shows it; the note becomes a concept, selected with a reason."""
    code = lead.hold("concept")
    wall.goto(f"{lead.url}/w/{code}/wall/")
    live(wall)
    phone.goto(f"{lead.url}/w/{code}/")
    phone.locator("main form button[type=submit]").first.click()
    live(phone)
    note_from(phone, "Un cartel que dice cuándo pasa la última")
    expect(wall.locator(".note__text", has_text="Un cartel")).to_be_visible(timeout=3000)
    wall.screenshot(path=shots / "programme-wall.png")
    lead.page.goto(f"{lead.url}{PLACE}bring/{code}/")
    lead.page.locator("[name=notes]").first.check()
    kind = lead.page.locator("select[name^=kind-]").first
    if kind.count():
        kind.select_option("concept")
    lead.page.locator("[name^=for_whom-]").first.fill("Quien vuelve tarde")
    does = lead.page.locator("[name^=does-]")
    if does.count():
        does.first.fill("Muestra la última salida de cada línea")
    lead.page.locator("main [name=up]").select_option(challenge)
    lead.page.locator("main form button[type=submit]").last.click()
    made = lead.page.locator(".notice--success a[href*='/n/']").first
    concept = re.search(r"/n/([\w-]+)/", str(made.get_attribute("href")))[1]  # type: ignore[index]
    lead.step(concept, "present")
    lead.step(concept, "select", "La empresa ofrece ponerlo en diez paraderos")
    return concept


def tried_by_a_citizen(
    lead: Lead, phone: Page, concept: str, no_faults: Callable[[Page], None]
) -> None:
    """A prototype, and a citizen who tries it on the phone."""
    prototype = lead.enter("prototype", "Cartel de papel con código QR", concept, hours="6")
    tasks = "Abre la lista\nMira la hora"
    test = lead.enter("test", "Busca la última micro", prototype, address="/list/", tasks=tasks)
    lead.step(test, "open")
    phone.goto(f"{lead.url}{PLACE}test/{test}/")
    for number in (1, 2):
        phone.locator(f"[name=outcome-{number}][value=done]").check(force=True)
    phone.locator("[name=rating][value='4']").check(force=True)
    phone.locator("#answer button[type=submit]").click()
    expect(phone.locator("#outcome")).to_be_visible()
    no_faults(phone)


def agreed_on_the_roadmap(lead: Lead, challenge: str) -> str:
    """Strengths validated, one vision, and what will be done."""
    told = {"quadrant": "strength", "group": "Terminal"}
    swot = lead.enter("swot", "La gente ya comparte horarios", challenge, **told)
    lead.step(swot, "agree")
    persona = lead.enter("persona", "Estudiante que sale de clases a las diez", challenge)
    vision = lead.enter("vision", "Nadie se queda abajo de la última micro", persona, swot)
    lead.step(vision, "share")
    told = {"block": "Datos", "year": "2025"}
    return lead.enter("initiative", "Horarios de las últimas salidas, abiertos", vision, **told)


def test_a_challenge_is_entered_by_keyboard_alone(
    live_city: Running, browser_context: Callable[..., Any]
) -> None:
    lead = Lead(browser_context(viewport=DESK).new_page(), live_city.url)
    page = lead.page
    page.goto(f"{live_city.url}{PLACE}k/persona/add/")
    page.locator("#title").focus()
    page.keyboard.type("Visitante que no conoce la ciudad")
    page.keyboard.press("Tab")
    page.keyboard.type("Llega en tren y no habla español.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # the first of what it may come from
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/n/*/")
    expect(page.locator("h1")).to_have_text("Visitante que no conoce la ciudad")
