"""The promise: whoever sees a problem reports it in three taps, by whatever way they can."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.citizen import (
    PLAZA_PERU,
    Post,
    choose,
    drawer,
    file_one,
    on_the_wire,
    open_report,
    receipt_shown,
    receipts_of,
    send,
    told_of,
    until,
)
from tests.journeys.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW = {"width": 320, "height": 400}


@pytest.fixture
def url(live_city) -> str:
    return live_city.url


@pytest.fixture
def phone(browser_context):
    return browser_context(geolocation=PLAZA_PERU)


@pytest.fixture
def page(phone, url) -> Page:
    return open_report(phone, url)


def test_three_taps_from_open_to_sent(page, url):
    taps = []
    page.expose_function("tapped", lambda: taps.append(1))
    page.evaluate("addEventListener('pointerdown', () => tapped(), true)")
    mine = file_one(page, url, "road_damage")
    assert len(taps) <= 3
    told = told_of(url, mine["receipt"])
    assert told["state"] == "received"
    assert (told["place"]["lat"], told["place"]["accuracy_m"]) == (PLAZA_PERU["latitude"], 12)
    expect(page.locator("[data-sent=answers]")).to_contain_text(told["answered_by"]["name"])


def test_one_opened_form_is_one_report_and_a_reload_loses_no_word(browser_context, url):
    """Reloaded half-way, then sent by click, Enter and touch at once, with a slow phone."""
    context = browser_context(geolocation=PLAZA_PERU)
    sent: list[Post] = []
    on_the_wire(context, "/api/v1/reports", sent.append)
    page = open_report(context, url)
    choose(page, "street_light")
    page.locator(".more__summary").first.click()
    page.locator("#text").fill("Toda la cuadra a oscuras")
    until(page, lambda: "a oscuras" in str(drawer(page, "settings")))
    page.reload()
    expect(page.locator("#draft")).to_be_visible()
    expect(page.locator("#text")).to_have_value("Toda la cuadra a oscuras")
    expect(page.locator("[name=category][value=street_light]")).to_be_checked()
    before = receipts_of(url)
    page.evaluate(
        """() => {
          const send = document.getElementById("send");
          send.click();
          send.form.requestSubmit();
          const touch = { bubbles: true, cancelable: true, pointerType: "touch" };
          send.dispatchEvent(new PointerEvent("click", touch));
        }"""
    )
    receipt_shown(page)
    until(page, lambda: receipts_of(url) - before)  # its answer is kept for a second
    assert len(receipts_of(url) - before) == 1
    assert len({post.key for post in sent}) == 1
    page.goto(f"{url}/report/")
    expect(page.locator("#send")).to_be_attached()
    expect(page.locator("#draft")).to_be_hidden()


def test_the_place_is_said_in_words_with_who_answers(page):
    choose(page, "street_light")
    words = page.locator("[data-place=words]")
    expect(words).to_have_attribute("role", "status")
    expect(words).to_have_text(re.compile(r"^Cerca de .+ \(±\s12\sm\)\. Responde .+\.$"))


def test_outside_the_city_is_said_at_once(browser_context, url):
    santiago = {"latitude": -33.45, "longitude": -70.66, "accuracy": 20}
    page = open_report(browser_context(geolocation=santiago), url)
    expect(page.locator("[data-place=words]")).to_contain_text("fuera de la ciudad")
    choose(page, "rubbish")
    send(page)
    expect(page.locator("#fault-lat")).to_contain_text("fuera de la ciudad")
    assert drawer(page, "waiting") == []


@pytest.mark.parametrize("kind", ["accident", "fire"])
def test_urgent_kinds_show_the_emergency_numbers_first(page, kind):
    choose(page, kind)
    expect(page.locator("#send")).to_be_hidden()
    calls = page.locator("#urgent a").evaluate_all("all => all.map(one => one.href)")
    assert {"tel:131", "tel:132", "tel:133"} <= set(calls)
    page.locator("#urgent button").click()
    send(page)
    assert receipt_shown(page)


def test_keyboard_alone_files_by_address(browser_context, url):
    page = open_report(browser_context(permissions=[]), url)
    expect(page.locator("[data-place=words]")).to_contain_text("no comparte")
    page.locator(".kind__radio").first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    address = page.locator("#address")
    _tab_to(page, "#address")
    page.keyboard.insert_text("plaza")
    expect(address).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#address-list li").last).to_have_attribute("aria-selected", "true")
    page.keyboard.insert_text(" peru")
    # What was chosen was chosen for other words.
    expect(address).not_to_have_attribute("aria-activedescendant", re.compile("."))
    expect(page.locator("#address-list li")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(address).to_have_attribute("aria-activedescendant", "address-list-0")
    page.keyboard.press("Enter")
    expect(page.locator("[data-place=words]")).to_contain_text("Plaza Perú")
    _tab_to(page, "#send")
    page.keyboard.press("Enter")
    place = told_of(url, receipt_shown(page))["place"]
    assert place["lat"] is not None


def test_an_address_in_words_is_enough(browser_context, url):
    page = open_report(browser_context(permissions=[]), url)
    choose(page, "flood")
    page.locator("#address").fill("Pasaje Los Aromos 1234, casa azul")
    page.locator("#area").select_option(index=2)
    send(page)
    told = told_of(url, receipt_shown(page))
    assert told["place"]["lat"] is None
    assert told["place"]["address"] == "Pasaje Los Aromos 1234, casa azul"
    assert told["area"] is not None


def test_the_pin_can_be_moved_on_the_map(page, url):
    choose(page, "signage")
    page.locator("[data-place=open]").click()
    canvas = page.locator(".place__map canvas")
    expect(page.locator("[data-place=here]")).to_be_visible(timeout=15_000)
    canvas.click(position={"x": 60, "y": 60})
    send(page)
    place = told_of(url, receipt_shown(page))["place"]
    assert place["accuracy_m"] is None
    assert abs(place["lat"] - PLAZA_PERU["latitude"]) < 0.02
    assert place["lat"] != PLAZA_PERU["latitude"]


def test_photo_leaves_the_phone_small_and_without_its_place(page, url, tmp_path):
    picture = tmp_path / "foto.jpg"
    exif = Image.Exif()
    exif[0x010F] = "A telling camera"
    Image.effect_noise((2400, 1200), 80).convert("RGB").save(picture, exif=exif)
    sent = []
    page.on("request", lambda one: sent.append(one) if one.url.endswith("/photos") else None)
    choose(page, "fallen_tree")
    page.locator(".more__summary").first.click()
    page.locator("#photos input").set_input_files(picture)
    expect(page.locator(".photos__one img")).to_be_visible()
    with page.expect_response("**/photos") as answer:
        send(page)
    assert answer.value.status == 201
    assert answer.value.json() == {"width": 1600, "height": 800}
    assert "token" not in sent[0].url
    assert sent[0].headers["authorization"].startswith("Bearer ")


def test_a_photo_nobody_can_read_is_refused_with_a_sentence(page, url, tmp_path):
    heic = tmp_path / "foto.heic"
    heic.write_bytes(b"\0\0\0\x18ftypheic" + b"\0" * 64)
    choose(page, "fallen_tree")
    page.locator(".more__summary").first.click()
    page.locator("#photos input").set_input_files(heic)
    send(page)
    receipt_shown(page)
    page.locator("[data-sent=page]").click()
    expect(page.locator("[data-author=faults]")).to_contain_text("HEIC")


def test_voice_is_recorded_heard_and_sent(page, url):
    choose(page, "congestion")
    page.locator(".more__summary").first.click()
    page.locator("[data-voice-button]").click()
    expect(page.locator("[data-voice-clock]")).to_contain_text("1 /")
    page.locator("[data-voice-button]").click()
    expect(page.locator("#voice audio")).to_be_visible()
    with page.expect_response("**/voice") as answer:
        send(page)
    assert answer.value.status == 201
    assert 0.5 < answer.value.json()["duration_s"] < 20


def test_neighbours_nearby_are_a_hint_and_not_a_refusal(browser_context, url):
    there = {"latitude": -36.8111, "longitude": -73.0222, "accuracy": 5}
    receipts = []
    for _ in range(2):
        page = open_report(browser_context(geolocation=there), url)
        receipts.append(file_one(page, url, "rubbish")["receipt"])
    expect(page.locator("[data-sent=similar]")).to_contain_text(receipts[0])


def test_the_app_is_offered_after_the_first_report_only(page, url):
    page.evaluate("dispatchEvent(new Event('beforeinstallprompt'))")
    expect(page.locator("[data-install]")).to_be_hidden()
    file_one(page, url, "other")
    expect(page.locator("[data-install]")).to_be_visible()
    page.locator("[data-install-later]").click()
    page.goto(f"{url}/report/")
    page.evaluate("dispatchEvent(new Event('beforeinstallprompt'))")
    file_one(page, url, "other")
    expect(page.locator("[data-install]")).to_be_hidden()


def test_it_speaks_english_too(browser_context, url):
    page = open_report(browser_context(locale="en-US", geolocation=PLAZA_PERU), url)
    expect(page.locator("[data-place=words]")).to_contain_text("Near ")
    file_one(page, url, "road_damage")
    expect(page.locator("#sent-title")).to_have_text("Done! Your report is in.")


def test_what_the_server_refuses_comes_back_with_its_fault_and_no_word_lost(browser_context, url):
    page = open_report(browser_context(geolocation=PLAZA_PERU, service_workers="block"), url)
    errors = {"errors": [{"field": "text", "message": "Esto es demasiado largo."}]}
    page.route("**/api/v1/reports", lambda route: route.fulfill(status=422, json=errors))
    choose(page, "other")
    page.locator(".more__summary").first.click()
    page.locator("#text").fill("palabras que no se pierden")
    send(page)
    expect(page.locator("#fault-text")).to_contain_text("demasiado largo")
    expect(page.locator("#text")).to_have_value("palabras que no se pierden")
    page.unroute("**/api/v1/reports")
    send(page)
    assert receipt_shown(page)
    assert drawer(page, "waiting") == []


def test_without_scripts_the_page_is_a_form(browser_context, url):
    context = browser_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}/report/")
    page.locator("[name=category][value=flood]").check()
    page.locator("#address").fill(" ")
    page.locator(".more__summary").first.click()
    page.locator("#text").fill("Agua hasta la vereda")
    send(page)
    expect(page.locator("#fault-lat")).to_be_visible()
    expect(page.locator("#text")).to_have_value("Agua hasta la vereda")
    expect(page.locator("[value=flood]")).to_be_checked()
    page.locator("#address").fill("Calle Larga 12")
    send(page)
    expect(page).to_have_url(re.compile(r"/r/[A-Z0-9-]{11}/$"))


def test_the_old_form_with_other_words_makes_no_error_page(live_city):
    with httpx.Client(base_url=live_city.url) as client:
        html = client.get("/report/").text
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', html)
        assert token is not None
        given = {"csrfmiddlewaretoken": token[1], "key": "volver-atras", "category": "other"}
        headers = {"Referer": live_city.url}
        first = client.post("/report/", data={**given, "address": "Una 1"}, headers=headers)
        again = client.post("/report/", data={**given, "address": "Otra 2"}, headers=headers)
    assert first.status_code == 302
    assert again.status_code == 409
    assert first.headers["Location"].strip("/").split("/")[-1] in again.text
    assert "volver-atras" not in again.text


def test_every_face_of_the_page_is_free_of_faults(page, no_faults, shots: Path):
    anywhere: dict[str, Any] = {"sizes": (NARROW, DESK, PHONE), "dark": True}
    choose(page, "accident")
    no_faults(page, **anywhere)
    page.screenshot(path=shots / "report-urgent.png")
    page.locator("#urgent button").click()
    for fold in page.locator(".more__summary").all():
        fold.click()
    if page.locator("[data-place=fix]").is_hidden():
        page.locator("[data-place=open]").click()
    expect(page.locator("[data-place=here]")).to_be_visible(timeout=15_000)
    no_faults(page, **anywhere)
    page.screenshot(path=shots / "report-open.png", full_page=True)
    send(page)
    receipt_shown(page)
    no_faults(page, **anywhere)
    page.screenshot(path=shots / "report-sent.png", full_page=True)


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by Tab")
