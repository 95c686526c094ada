"""The promise: who facilitates orders, splits and turns, by keyboard too, and all pages follow."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.workshop_room import Room, card, note_down, part, press

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def room(browser_context: Any, live_city: Any) -> Room:
    return Room(browser_context, live_city.url)


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
