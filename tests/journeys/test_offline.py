"""The promise: without signal a report waits in the phone, survives, and goes out exactly once."""

import json

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.journeys.citizen import (
    FILED,
    PLAZA_PERU,
    Post,
    choose,
    drawer,
    on_the_wire,
    open_report,
    receipt_shown,
    receipts_of,
    send,
    until,
    wait_for_worker,
)

REPORTS = "/api/v1/reports"
KEPT_PATHS = """async () => {
  const caught = (await caches.keys()).map(async name => (await caches.open(name)).keys());
  return (await Promise.all(caught)).flat().map(one => new URL(one.url).pathname);
}"""

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def file_offline(page: Page, count: int) -> None:
    """Report so many times; the first with words."""
    for number in range(count):
        choose(page, "street_light")
        if number == 0:
            page.locator(".more__summary").first.click()
            page.locator("#text").fill("Esperando señal")
        send(page)
        expect(page.locator("#sent")).to_have_attribute("data-state", "kept")
        page.locator(".sent__next a").click()
        expect(page.locator("#send")).to_be_attached()


def test_five_reports_survive_the_tab_and_go_out_once_each(
    browser_context, live_city, no_faults, shots
):
    context = browser_context(geolocation=PLAZA_PERU)
    sent: list[Post] = []
    on_the_wire(context, REPORTS, sent.append)
    page = open_report(context, live_city.url)
    wait_for_worker(page)
    before = receipts_of(live_city.url)
    context.set_offline(True)
    file_offline(page, 5)
    page.close()

    page = context.new_page()
    page.goto(f"{live_city.url}/report/")
    expect(page.locator("[data-waiting-count]")).to_contain_text("5 reportes esperan señal")
    expect(page.locator(".kept")).to_have_count(5)
    expect(page.locator("#waiting")).to_contain_text("Esperando señal")
    page.screenshot(path=shots / "offline-360.png")
    page.locator(".waiting__count").click()
    no_faults(page)
    page.screenshot(path=shots / "offline-open-360.png", full_page=True)

    context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=20_000)
    mine = drawer(page, "mine")
    assert len({one["receipt"] for one in mine}) == 5
    assert receipts_of(live_city.url) - before == {one["receipt"] for one in mine}
    assert len({one.key for one in sent}) == len(sent) == 5
    assert [one for one in sent if json.loads(one.body).get("text")]


def test_whatever_page_is_opened_sends_what_waits(browser_context, live_city):
    context = browser_context(geolocation=PLAZA_PERU)
    page = open_report(context, live_city.url)
    wait_for_worker(page)
    context.set_offline(True)
    file_offline(page, 1)
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{live_city.url}/find/")
    expect(page.locator("#mine .mine__one")).to_have_count(1)
    expect(page.locator("#mine")).to_contain_text("Recibido")
    assert not drawer(page, "waiting")


def test_a_pause_the_server_asks_for_is_kept(browser_context, live_city):
    context = browser_context(geolocation=PLAZA_PERU, service_workers="block")
    page = open_report(context, live_city.url)
    asked: list[int] = []

    def busy(route: Route) -> None:
        asked.append(1)
        headers = {"Retry-After": "3"}
        errors = {"errors": [{"field": "", "message": "Muchos reportes."}]}
        route.fulfill(status=429, headers=headers, json=errors)

    page.route(FILED, busy)
    choose(page, "rubbish")
    send(page)
    expect(page.locator("#sent")).to_have_attribute("data-state", "held")
    expect(page.locator("#waiting")).to_contain_text("pausa")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(1000)
    assert len(asked) == 1
    page.unroute(FILED)
    assert receipt_shown(page)


def test_what_waits_can_be_changed_or_thrown_away(browser_context, live_city):
    context = browser_context(geolocation=PLAZA_PERU)
    page = open_report(context, live_city.url)
    wait_for_worker(page)
    context.set_offline(True)
    file_offline(page, 2)
    page.locator(".waiting__count").click()
    page.locator(".kept__ways .button").first.click()
    expect(page.locator("#text")).to_have_value("Esperando señal")
    page.locator("#text").fill("Otras palabras")
    send(page)
    # The list as it was before has two entries as well: wait for the new words in it.
    expect(page.locator(".kept", has_text="Otras palabras")).to_have_count(1)
    expect(page.locator(".kept")).to_have_count(2)
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator(".kept", has_not_text="Otras palabras").get_by_text("Descartar").click()
    expect(page.locator(".kept")).to_have_count(1)
    context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=20_000)
    assert [one["shown"]["text"] for one in drawer(page, "mine")] == ["Otras palabras"]


def test_with_the_page_closed_the_browsers_own_sync_sends_it(browser_context, live_city):
    context = browser_context(geolocation=PLAZA_PERU)
    page = open_report(context, live_city.url)
    wait_for_worker(page)
    context.set_offline(True)
    file_offline(page, 1)
    page.goto("about:blank")
    context.set_offline(False)
    # The browser's part is played by its debugger; the worker's part is ours.
    debugger = context.new_cdp_session(page)
    registrations: list[str] = []
    debugger.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.extend(one["registrationId"] for one in told["registrations"]),
    )
    page.goto(f"{live_city.url}/healthz")  # no page of ours, which would send it itself
    debugger.send("ServiceWorker.enable")
    until(page, lambda: registrations)
    sync = {"origin": live_city.url, "tag": "minga.queue", "lastChance": True}
    debugger.send("ServiceWorker.dispatchSyncEvent", {**sync, "registrationId": registrations[0]})
    until(page, lambda: not drawer(page, "waiting"))
    assert len(drawer(page, "mine")) == 1


def test_a_photo_waits_with_its_report(browser_context, live_city, tmp_path):
    picture = tmp_path / "foto.png"
    Image.new("RGB", (300, 200), "teal").save(picture)
    context = browser_context(geolocation=PLAZA_PERU)
    page = open_report(context, live_city.url)
    wait_for_worker(page)
    context.set_offline(True)
    choose(page, "rubbish")
    page.locator(".more__summary").first.click()
    page.locator("#photos input").set_input_files(picture)
    send(page)
    expect(page.locator("#sent")).to_have_attribute("data-state", "kept")
    page.close()
    page = context.new_page()
    page.goto(f"{live_city.url}/report/")
    with page.expect_response("**/photos") as answer:
        context.set_offline(False)
    assert answer.value.status == 201
    expect(page.locator("#waiting")).to_be_hidden()


def test_without_signal_other_pages_say_so_and_the_map_still_draws(
    browser_context, live_city, no_faults, shots
):
    context = browser_context(geolocation=PLAZA_PERU)
    page = open_report(context, live_city.url)
    wait_for_worker(page)
    context.set_offline(True)
    page.goto(f"{live_city.url}/list/")
    expect(page.locator("h1")).to_have_text("Aquí no hay señal")
    page.goto(f"{live_city.url}/report/?from=app")
    choose(page, "rubbish")
    page.locator("[data-place=open]").click()
    expect(page.locator("[data-place=here]")).to_be_visible(timeout=15_000)
    expect(page.locator(".map__trouble")).to_have_count(0)
    no_faults(page)
    page.screenshot(path=shots / "offline-map-360.png", full_page=True)


def test_the_worker_keeps_nothing_private(browser_context, live_city):
    context = browser_context(geolocation=PLAZA_PERU)
    page = open_report(context, live_city.url)
    wait_for_worker(page)
    page.goto(f"{live_city.url}/sign-in/")
    page.goto(f"{live_city.url}/list/")
    kept = page.evaluate(KEPT_PATHS)
    paths = {path for path in kept if not path.startswith("/static/")}
    assert paths == {"/report/", "/offline/"}
