"""A workshop in the browser, in words the journeys and the bench share: desk, wall, phones."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from demo.cast import PASSWORD
from tests.journeys.conftest import DESK, PHONE

PROJECTOR = {"width": 1920, "height": 1080}


def part(page: Page, name: str) -> Locator:
    return page.locator(f"[data-part={name}]")


def live(page: Page) -> Page:
    expect(page.locator("[data-live-state]").first).to_have_attribute("data-live-state", "open")
    return page


class Room:
    """A desk, a wall and phones, each a browser of its own."""

    def __init__(self, open_context: Any, url: str, *, all_boards: bool = False) -> None:
        self.open, self.url = open_context, url
        self.desk = open_context(viewport=DESK).new_page()
        self.desk.goto(f"{url}/sign-in/?next=/workshops/")
        self.desk.locator("[name=email]").fill("fabian@demo.minga.invalid")
        self.desk.locator("[name=password]").fill(PASSWORD)
        self.desk.locator("main form button").click()
        self.desk.locator("#title").fill("Movernos mejor")
        for kind in self.desk.locator("[name=boards]").all() if all_boards else ():
            kind.check(force=True)  # its label stands over it
        self.desk.locator(".shelf__form button[type=submit]").click()
        self.desk.wait_for_url("**/run/")
        live(self.desk)
        self.code = re.search(r"/w/(\w+)/", self.desk.url)[1]  # type: ignore[index]

    def wall(self, **told: Any) -> Page:
        page = self.open(viewport=PROJECTOR, **told).new_page()
        page.goto(f"{self.url}/w/{self.code}/wall/")
        return live(page)

    def phone(self, *, wire: Callable[[BrowserContext], Any] | None = None, **told: Any) -> Page:
        context = self.open(viewport=PHONE, **told)
        if wire:
            wire(context)
        page = context.new_page()
        page.goto(f"{self.url}/w/{self.code}/")
        page.locator(".doorway__go").click()
        expect(page.locator("#note")).to_be_visible()
        return live(page)

    def sit(self, helix: str) -> None:
        """Somebody without a phone."""
        self.desk.locator("#seat-helix").select_option(helix)
        before = self.desk.locator(".people__one").count()
        part(self.desk, "seat").locator("button").click()
        expect(self.desk.locator(".people__one")).to_have_count(before + 1)

    def on_paper(self, text: str) -> None:
        self.desk.locator("#paper-text").fill(text)
        self.desk.locator("#paper-text").press("Enter")


def note_down(phone: Page, text: str) -> None:
    """Write a note on a phone."""
    phone.locator("#note").fill(text)
    phone.locator(".composer button[type=submit]").click()


def card(page: Page, text: str) -> Locator:
    return page.locator(".note", has_text=text)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, selector: str) -> None:
    """Go on with Tab until the element has the focus."""
    for _ in range(60):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")
