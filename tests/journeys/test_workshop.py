"""The promise: a room full of people works on one wall, and everybody sees it by itself.

How soon: `python -m bench screens`.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.workshop_room import (
    PROJECTOR,
    Room,
    card,
    note_down,
    part,
    press,
    tab_to,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def room(browser_context: Any, live_city: Any) -> Room:
    return Room(browser_context, live_city.url)


def test_a_whole_workshop_with_two_phones_a_wall_and_paper(
    room: Room, no_faults: Any, shots: Path
) -> None:
    wall, one, two = room.wall(), room.phone(), room.phone()
    expect(wall.locator(".wall__view[data-view=lobby]")).to_be_visible()

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


def test_every_page_is_without_faults_in_both_themes(
    browser_context: Any, live_city: Any, no_faults: Any, shots: Path
) -> None:
    room = Room(browser_context, live_city.url, all_boards=True)
    phone = room.phone()
    expect(phone.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)  # the last of seven
    note_down(phone, "Una nota")
    wall = room.wall()
    for page, sizes in ((phone, (PHONE,)), (wall, (PROJECTOR,)), (room.desk, (DESK, PHONE))):
        expect(card(page, "Una nota")).to_be_visible()
        no_faults(page, sizes=sizes, dark=True)
    room.desk.screenshot(path=shots / "workshop-desk-360.png", full_page=True)
    room.desk.goto(f"{room.url}/w/{room.code}/?plain=1")
    no_faults(room.desk, dark=True)
