"""The promise: a room full of people works on one wall, and everybody sees it by itself.

How soon: `python -m bench screens`.
"""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from demo.cast import PASSWORD
from tests.journeys.citizen import wait_for_worker
from tests.journeys.conftest import DESK, PHONE
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PROJECTOR = {"width": 1920, "height": 1080}

KEPT = """async (page) => {
  const caught = (await caches.keys()).map(async (name) => (await caches.open(name)).keys());
  return (await Promise.all(caught)).flat().some(({ url }) => new URL(url).pathname === page);
}"""


def part(page: Page, name: str) -> Locator:
    return page.locator(f"[data-part={name}]")


def live(page: Page) -> Page:
    expect(page.locator("[data-live-state]").first).to_have_attribute("data-live-state", "open")
    return page


class Room:
    """A desk, a wall and phones, each a browser of its own."""

    def __init__(self, open_context: Any, url: str) -> None:
        self.open, self.url = open_context, url
        self.desk = open_context(viewport=DESK).new_page()
        self.desk.goto(f"{url}/sign-in/?next=/workshops/")
        self.desk.locator("[name=email]").fill("fabian@demo.minga.invalid")
        self.desk.locator("[name=password]").fill(PASSWORD)
        self.desk.locator("main form button").click()
        self.desk.locator("#title").fill("Movernos mejor")
        self.desk.locator(".shelf__form button[type=submit]").click()
        self.desk.wait_for_url("**/run/")
        live(self.desk)
        self.code = re.search(r"/w/(\w+)/", self.desk.url)[1]  # type: ignore[index]

    def wall(self, **told: Any) -> Page:
        page = self.open(viewport=PROJECTOR, **told).new_page()
        page.goto(f"{self.url}/w/{self.code}/wall/")
        return live(page)

    def phone(self, **told: Any) -> Page:
        page = self.open(viewport=PHONE, **told).new_page()
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


@pytest.fixture
def room(browser_context: Any, live_city: Any) -> Room:
    return Room(browser_context, live_city.url)


def note_down(phone: Page, text: str) -> None:
    """Write a note on a phone."""
    phone.locator("#note").fill(text)
    phone.locator(".composer button[type=submit]").click()


def card(page: Page, text: str) -> Locator:
    return page.locator(".note", has_text=text)


def test_a_whole_workshop_with_two_phones_a_wall_and_paper(
    room: Room, no_faults: Any, shots: Path
) -> None:
    wall, one, two = room.wall(), room.phone(), room.phone()
    expect(wall.locator(".wall__view[data-view=lobby]")).to_be_visible()
    no_faults(wall)

    # Notes from phones and from paper stand everywhere, in the order in which they were sent.
    told: list[str] = []
    for number in range(3):
        for writer, reader in ((one, two), (two, one)):
            told.append(f"Idea {number} de {'uno' if writer is one else 'dos'}")
            note_down(writer, told[-1])
            for page in (wall, reader):
                expect(card(page, told[-1])).to_be_visible()
    told.append("Una idea en papel")
    room.on_paper(told[-1])
    for page in (one, two):  # the newest on top
        expect(page.locator(".note__text")).to_have_text(told[::-1])
    for page in (wall, room.desk):
        expect(page.locator(".note__text")).to_have_count(len(told))
        expect(card(page, told[-1])).to_be_visible()
    wall.screenshot(path=shots / "workshop-wall.png")
    no_faults(wall)
    no_faults(one)

    # Three dots each, one taken back, none spent twice.
    for _ in range(3):
        card(one, "Una idea en papel").locator("[data-act=dot]").click()
        card(two, "Idea 0 de uno").locator("[data-act=dot]").click()
    expect(part(one, "left")).to_contain_text("0")
    card(one, "Una idea en papel").locator("[data-act=dot]").click(force=True)
    expect(part(one, "trouble")).to_be_visible()
    card(one, "Una idea en papel").locator("[data-act=lift]").click()
    expect(card(wall, "Una idea en papel").locator(".note__votes .dot")).to_have_count(2)
    expect(card(wall, "Idea 0 de uno").locator(".note__votes .dot")).to_have_count(3)

    # Two notes become one, and their dots follow.
    for text in ("Una idea en papel", "Idea 0 de uno"):
        card(room.desk, text).locator(".note__choose").check()
    room.desk.locator("[data-do=merge]").click()
    room.desk.locator("#merger-text").fill("Las dos en una")
    part(room.desk, "merger").locator("button[type=submit]").click()
    expect(card(wall, "Las dos en una").locator(".note__votes .dot")).to_have_count(5)
    expect(card(one, "Una idea en papel")).to_have_count(0)

    draw_tables(room, wall, one, no_faults)
    find_consensus(room, wall, one, two, no_faults)
    wall.screenshot(path=shots / "workshop-consensus.png")

    # The end: what was made stays with those who made it.
    room.desk.locator("[data-do=close-workshop]").click()
    room.desk.locator("[data-do=close-workshop]").click()
    expect(part(one, "closed")).to_be_visible()
    expect(one.locator(".composer")).to_be_hidden()
    one.reload()
    expect(card(one, "Las dos en una")).to_be_visible()
    expect(wall.locator(".wall__view[data-view=over]")).to_be_visible()


def draw_tables(room: Room, wall: Page, one: Page, no_faults: Any) -> None:
    """Tables: announced with a fingerprint, then drawn."""
    for helix in ("government", "private", "academia", "civil", "government", "private"):
        room.sit(helix)
    room.desk.locator("#groups-many").fill("2")
    room.desk.locator("[name=by_helix]").uncheck()
    part(room.desk, "groups").locator("button[type=submit]").click()
    expect(room.desk.locator(".draws__one code")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    room.desk.locator(".draws__one .button--primary").click()
    expect(wall.locator(".wall__table")).to_have_count(2)
    assert wall.locator(".wall__seats li").count() == 8
    expect(one.locator(".mytable__number")).to_have_text(re.compile("^[12]$"))
    no_faults(wall)
    no_faults(room.desk)


def find_consensus(room: Room, wall: Page, one: Page, two: Page, no_faults: Any) -> None:
    """Consensus, with an objection that everybody reads."""
    card(room.desk, "Las dos en una").locator(".note__choose").check()
    room.desk.locator("[data-do=round]").click()
    one.locator("[data-stance=agree]").click()
    two.locator("[data-stance=object]").click()
    two.locator(".ask__reason textarea").fill("Falta el campo")
    no_faults(two)
    two.locator(".ask__reason button").click()
    expect(wall.locator(".wall__answered")).to_contain_text("2")
    assert "Falta el campo" not in wall.content()
    room.desk.locator(".rounds__one .button--primary").click()
    expect(wall.locator(".result__objections")).to_contain_text("Falta el campo")
    expect(wall.locator(".result__row--object .result__count")).to_have_text("1")
    no_faults(wall)


def test_a_phone_without_signal_sends_each_note_once(room: Room) -> None:
    wall, phone = room.wall(), room.phone()
    sent: list[str] = []
    phone.context.on(
        "request",
        lambda one: (
            sent.append(one.headers["idempotency-key"]) if one.url.endswith("/notes") else None
        ),
    )
    phone.context.set_offline(True)
    texts = [f"Sin señal {number}" for number in range(3)]
    for text in texts:
        note_down(phone, text)
    expect(part(phone, "waiting-count")).to_contain_text("3")
    note_down(room.phone(), "Mientras tanto")
    expect(card(wall, "Mientras tanto")).to_be_visible()
    phone.context.set_offline(False)
    for text in texts:
        expect(card(wall, text)).to_have_count(1, timeout=20_000)
        expect(card(phone, text)).to_have_count(1)
    expect(part(phone, "waiting")).to_be_hidden()
    expect(card(phone, "Mientras tanto")).to_be_visible(timeout=20_000)
    assert len(Counter(sent)) == 3


def test_dots_and_stances_without_signal_go_out_once_there_is(room: Room) -> None:
    wall, phone = room.wall(), room.phone()
    note_down(phone, "Ciclovías")
    expect(card(wall, "Ciclovías")).to_be_visible()
    room.desk.locator(".note__choose").check()
    room.desk.locator("[data-do=round]").click()
    expect(phone.locator("[data-stance=agree]")).to_be_visible()
    expect(part(phone, "left")).to_contain_text("3")
    phone.context.set_offline(True)
    for _ in range(2):
        card(phone, "Ciclovías").locator("[data-act=dot]").click()
    card(phone, "Ciclovías").locator("[data-act=lift]").click()
    phone.locator("[data-stance=agree]").click()
    expect(phone.locator("[data-stance=agree]")).to_have_attribute("aria-pressed", "true")
    expect(part(phone, "left")).to_contain_text("2")
    expect(part(phone, "acts-count")).to_contain_text("4")
    phone.context.set_offline(False)
    expect(part(phone, "acts")).to_be_hidden()
    expect(part(phone, "trouble")).to_be_hidden()
    expect(card(room.desk, "Ciclovías").locator(".note__votes .dot")).to_have_count(1)
    expect(wall.locator(".wall__answered")).to_contain_text("1")


def test_the_phones_page_opens_again_without_signal(room: Room, no_faults: Any) -> None:
    phone = room.phone()
    note_down(phone, "Antes del corte")
    expect(card(phone, "Antes del corte")).to_be_visible()
    wait_for_worker(phone)
    phone.wait_for_function(KEPT, arg=f"/w/{room.code}/")
    phone.wait_for_function("(name) => localStorage.getItem(name)", arg=f"minga.room.{room.code}")
    phone.context.set_offline(True)
    phone.close()
    again = phone.context.new_page()
    again.goto(f"{room.url}/w/{room.code}/")
    expect(card(again, "Antes del corte")).to_be_visible()
    expect(part(again, "seat")).to_contain_text("1")
    no_faults(again)
    note_down(again, "Durante el corte")
    card(again, "Antes del corte").locator("[data-act=dot]").click()
    expect(part(again, "waiting-count")).to_contain_text("1")
    again.context.set_offline(False)
    expect(card(room.desk, "Durante el corte")).to_have_count(1)
    expect(card(room.desk, "Antes del corte").locator(".note__votes .dot")).to_have_count(1)
    expect(part(again, "waiting")).to_be_hidden()
    expect(part(again, "acts")).to_be_hidden()


def test_the_desk_orders_boards_splits_notes_and_turns_tables(
    room: Room, no_faults: Any, shots: Path
) -> None:
    wall, phone = room.wall(), room.phone()
    note_down(phone, "Más micros y más veredas")
    card(room.desk, "Más micros y más veredas").locator(".note__choose").check()
    room.desk.locator("[data-do=split]").click()
    no_faults(room.desk)
    room.desk.locator("#splitter-text").fill("Más micros\nMás veredas")
    part(room.desk, "splitter").locator("button[type=submit]").click()
    expect(card(wall, "Más veredas")).to_be_visible()
    expect(wall.locator(".note__text", has_text="Más micros y")).to_have_count(0)

    room.desk.locator("summary", has_text=re.compile("Hang a board|Colgar")).first.click()
    room.desk.locator("#board-name").fill("Lo segundo")
    room.desk.locator("[data-verb=boards] button[type=submit]").click()
    expect(part(wall, "title")).to_have_text("Lo segundo")
    boards = room.desk.locator(".boards__look strong")
    expect(boards.nth(1)).to_have_text("Lo segundo")
    earlier = room.desk.locator(".boards__one", has_text="Lo segundo").locator(
        "[data-verb=earlier]"
    )
    earlier.focus()
    press(room.desk, "Enter")
    expect(boards.nth(0)).to_have_text("Lo segundo")
    expect(earlier).to_be_focused()
    expect(part(room.desk, "said")).to_contain_text("Lo segundo")
    expect(part(wall, "title")).not_to_have_text("Lo segundo")
    no_faults(room.desk)

    for _ in range(3):
        room.sit("")
    room.desk.locator("#groups-many").fill("2")
    room.desk.locator("#groups-rounds").fill("2")
    room.desk.locator("[name=by_helix]").uncheck()
    part(room.desk, "groups").locator("button[type=submit]").click()
    room.desk.locator(".draws__one .button--primary").click()
    expect(phone.locator(".mytable__later [aria-current]")).to_contain_text("1")
    turn = room.desk.locator("[data-round='2'] [data-turns]")
    turn.click()
    expect(turn).to_be_hidden()
    expect(wall.locator(".wall__rounds [aria-pressed=true]")).to_contain_text("2")
    expect(phone.locator(".mytable__later [aria-current]")).to_contain_text("2")
    for name, page in (("wall", wall), ("phone", phone), ("desk", room.desk)):
        no_faults(page)
        page.screenshot(path=shots / f"workshop-turned-{name}.png", full_page=True)
    room.desk.set_viewport_size(PHONE)
    no_faults(room.desk)
    room.desk.screenshot(path=shots / "workshop-turned-desk-360.png", full_page=True)


def test_two_people_changing_one_note_lose_neither_text(room: Room, no_faults: Any) -> None:
    one, two = room.phone(), room.phone()
    note_down(one, "La primera versión")
    for page in (one, two):
        card(page, "La primera versión").locator("[data-act=edit]").click()
    one.locator("#edit-text").fill("Lo que escribió una")
    one.locator("[data-edit=save]").click()
    expect(card(two, "Lo que escribió una")).to_have_count(1)
    two.locator("#edit-text").fill("Lo que escribió otro")
    two.locator("[data-edit=save]").click()
    expect(two.locator("[data-edit=theirs-text]")).to_have_text("Lo que escribió una")
    expect(two.locator("#edit-text")).to_have_value("Lo que escribió otro")
    no_faults(two)
    two.locator("#edit-text").fill("Lo de una y lo de otro")
    two.locator("[data-edit=save]").click()
    expect(card(one, "Lo de una y lo de otro")).to_have_count(1)


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


def test_everything_can_be_done_with_the_keyboard_alone(room: Room) -> None:
    room.desk.locator("summary", has_text=re.compile("Hang a board|Colgar")).first.focus()
    press(room.desk, "Enter")
    tab_to(room.desk, "[data-verb=boards] [name=kind]")
    press(room.desk, "ArrowDown", "ArrowDown")  # ideas, concepts, SWOT
    tab_to(room.desk, "[data-verb=boards] button")
    press(room.desk, "Enter")
    expect(room.desk.locator(".boards__one")).to_have_count(2)

    page = room.open(viewport=PHONE).new_page()
    page.goto(f"{room.url}/w/")
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(room.code.lower())
    press(page, "Enter")
    page.wait_for_url(f"**/w/{room.code}/")
    tab_to(page, ".doorway__go")
    press(page, "Enter")
    expect(page.locator("#note")).to_be_visible()
    tab_to(page, "#note")
    page.keyboard.type("Con el teclado")
    tab_to(page, "#note ~ * input[type=radio]")
    press(page, "ArrowDown")  # weaknesses
    tab_to(page, ".composer button[type=submit]")
    press(page, "Enter")
    weak = page.locator(".part").nth(1)
    expect(weak.locator(".note__text")).to_have_text("Con el teclado")
    expect(part(page, "said")).not_to_be_empty()

    tab_to(page, ".note [data-act=dot]")
    press(page, "Enter")
    expect(part(page, "left")).to_contain_text("2")
    tab_to(page, ".note [data-act=edit]")
    press(page, "Enter")
    expect(page.locator("dialog[open]")).to_be_visible()
    # The note is moved to another column with the arrow keys.
    tab_to(page, "dialog input[type=radio]")
    press(page, "ArrowDown")
    tab_to(page, "[data-edit=save]")
    press(page, "Enter")
    expect(page.locator(".part").nth(2).locator(".note__text")).to_have_text("Con el teclado")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_without_scripts_one_joins_and_writes(room: Room, no_faults: Any) -> None:
    page = room.open(viewport=PHONE, java_script_enabled=False).new_page()
    wall = room.wall()
    page.goto(f"{room.url}/w/{room.code}/")
    page.locator(".doorway__go").click()
    page.wait_for_url("**/?plain=1")
    page.locator("#note").fill("Sin guiones")
    page.locator(".composer button[type=submit]").click()
    expect(card(page, "Sin guiones")).to_be_visible()
    expect(card(wall, "Sin guiones")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_without_faults_in_both_themes(
    room: Room, no_faults: Any, shots: Path, scheme: Any
) -> None:
    phone = room.phone(color_scheme=scheme)
    note_down(phone, "Una nota")
    wall = room.wall(color_scheme=scheme)
    room.desk.emulate_media(color_scheme=scheme)
    for page in (phone, wall, room.desk):
        expect(card(page, "Una nota")).to_be_visible()
        no_faults(page)
    room.desk.set_viewport_size(PHONE)
    no_faults(room.desk)
    room.desk.screenshot(path=shots / f"workshop-desk-{scheme}-360.png", full_page=True)
    for path in ("/w/", "/workshops/", f"/w/{room.code}/?plain=1"):
        room.desk.goto(room.url + path)
        no_faults(room.desk)


def test_the_room_comes_back_by_itself_after_the_server_was_away(
    browser_context: Any, tmp_path: Path
) -> None:
    with Running(tmp_path, demo=True) as running:
        room = Room(browser_context, running.url)
        wall, phone = room.wall(), room.phone()
        running.kill_all()
        note_down(phone, "Mientras no había nadie")
        expect(part(phone, "waiting")).to_be_visible()
        expect(part(phone, "live")).to_have_attribute("data-live-state", "waiting")
        running.start()
        expect(card(wall, "Mientras no había nadie")).to_be_visible(timeout=60_000)
        expect(part(phone, "live")).to_have_attribute("data-live-state", "open", timeout=60_000)
        expect(card(phone, "Mientras no había nadie")).to_have_count(1)
