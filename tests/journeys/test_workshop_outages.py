"""The promise: a workshop loses nothing where signal is away (a server: `test_outages.py`)."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.citizen import Post, on_the_wire, wait_for_worker
from tests.journeys.workshop_room import Room, card, note_down, part

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEPT = """async (page) => {
  const caught = (await caches.keys()).map(async (name) => (await caches.open(name)).keys());
  return (await Promise.all(caught)).flat().some(({ url }) => new URL(url).pathname === page);
}"""


@pytest.fixture
def room(browser_context: Any, live_city: Any) -> Room:
    return Room(browser_context, live_city.url)


def test_a_phone_without_signal_sends_each_note_once(room: Room) -> None:
    wall = room.wall()
    sent: list[Post] = []
    phone = room.phone(wire=lambda context: on_the_wire(context, "/notes", sent.append))
    phone.context.set_offline(True)
    expect(phone.locator("[data-signal]")).to_contain_text("tus notas quedan en este teléfono")
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
    assert len({one.key for one in sent}) == len(sent) == 3


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
