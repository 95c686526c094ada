"""The promise: what is open stays true, through short-lived links and a server that dies."""

import re
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.citizen import (
    PLAZA_PERU,
    Post,
    drawer,
    file_one,
    on_the_wire,
    open_report,
    receipts_of,
    wait_for_worker,
)
from tests.journeys.conftest import DESK
from tests.journeys.test_control import dossier, row, signed_in
from tests.journeys.test_offline import REPORTS, file_offline
from tests.journeys.workshop_room import Room, card, note_down, part
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LINK_S = 4
RECORD = """async ([address, token]) => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const ended = new Promise((done) => (recorder.onstop = done));
  recorder.start();
  await new Promise((done) => setTimeout(done, 3000));
  recorder.stop();
  await ended;
  const body = new FormData();
  body.append("voice", new Blob(pieces, { type: recorder.mimeType }), "note");
  const headers = { Authorization: `Bearer ${token}` };
  return (await fetch(address, { method: "POST", headers, body })).status;
}"""


@pytest.fixture(scope="module")
def own_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A city of this module's own, which its tests may kill. Links to files live four seconds."""
    data = tmp_path_factory.mktemp("outages")
    with Running(data, demo=True, MINGA_MEDIA_LINK_S=str(LINK_S)) as running:
        yield running


def file(running: Running, category: str = "fallen_tree", **words: Any) -> dict[str, Any]:
    """File as a neighbour's phone does; receipt and token."""
    told = httpx.post(
        f"{running.url}/api/v1/reports",
        json={"category": category, "lat": -36.8270, "lon": -73.0503, **words},
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )
    told.raise_for_status()
    found: dict[str, Any] = told.json()
    return found


def add_photo(running: Running, told: dict[str, Any]) -> None:
    from tests.ground import media_corpus

    httpx.post(
        f"{running.url}/api/v1/reports/{told['receipt']}/photos",
        files={"photo": ("p.jpg", media_corpus.PHOTOS["jpeg-grey"](), "image/jpeg")},
        headers={"Authorization": f"Bearer {told['token']}"},
        timeout=60,
    ).raise_for_status()


def marked(page: Page) -> None:
    """A page that is loaded anew forgets this mark."""
    page.evaluate("window.unbroken = true")


def is_unbroken(page: Page) -> bool:
    return bool(page.evaluate("window.unbroken === true"))


# ------------------------------------------------------------------ links to files


def test_links_of_an_open_panel_outlive_their_time(browser_context, own_city, shots: Path):
    context = browser_context(viewport=DESK)
    told = file(own_city, "accident", text="Choque con lesionados")
    add_photo(own_city, told)
    page = signed_in(context, own_city.url)
    voice = f"/api/v1/reports/{told['receipt']}/voice"
    assert page.evaluate(RECORD, [voice, told["token"]]) == 201
    row(page, told["receipt"]).locator("a").click()
    panel = dossier(page, told["receipt"])
    expect(panel.locator("audio")).to_be_visible()
    marked(page)
    first = panel.locator("audio").get_attribute("src")
    page.wait_for_timeout(LINK_S * 2 * 1000)
    assert httpx.get(f"{own_city.url}{first}").status_code == 404
    for shown, name in ((".photos a", "href"), ("audio", "src")):
        link = panel.locator(shown).first.evaluate(f"one => one.{name}")
        assert httpx.get(link).status_code == 200, shown
    played = panel.locator("audio").evaluate(
        """async (sound) => {
          await sound.play();
          await new Promise((done) => sound.addEventListener("timeupdate", done, { once: true }));
          return [sound.error, sound.currentTime > 0];
        }"""
    )
    assert played == [None, True]
    assert is_unbroken(page)
    panel.locator(".voice").scroll_into_view_if_needed()
    page.screenshot(path=shots / "control-voice-1280.png")


def test_a_playing_note_is_not_cut_off_by_a_new_link(browser_context, own_city):
    told = file(own_city, "accident")
    page = signed_in(browser_context(viewport=DESK), own_city.url)
    voice = f"/api/v1/reports/{told['receipt']}/voice"
    assert page.evaluate(RECORD, [voice, told["token"]]) == 201
    row(page, told["receipt"]).locator("a").click()
    sound = dossier(page, told["receipt"]).locator("audio")
    sound.evaluate("async (one) => { one.loop = true; await one.play(); }")
    playing = sound.get_attribute("src")
    page.wait_for_timeout(LINK_S * 1000)
    assert sound.get_attribute("src") == playing
    assert not sound.evaluate("one => one.paused")
    sound.evaluate("one => { one.loop = false; one.pause(); }")
    expect(sound).not_to_have_attribute("src", playing)


# ------------------------------------------------------------------ a server that dies


def test_open_pages_go_on_after_the_server_was_killed(browser_context, own_city):
    citizen = open_report(browser_context(geolocation=PLAZA_PERU), own_city.url)
    mine = file_one(citizen, own_city.url, "street_light")
    citizen.locator("[data-sent=page]").click()
    expect(citizen.locator("[data-live]")).to_have_attribute("data-live-state", "open")
    desk = signed_in(browser_context(viewport=DESK), own_city.url)
    row(desk, mine["receipt"]).wait_for(state="attached")
    for page in (citizen, desk):
        marked(page)

    own_city.kill_all()
    for page in (citizen, desk):
        expect(page.locator("[data-live]")).to_have_attribute(
            "data-live-state", "waiting", timeout=15_000
        )
    own_city.start()
    missed = [file(own_city)["receipt"] for _ in range(12)]
    token = own_city.minga("token", "new", "--role", "operator")
    httpx.post(
        f"{own_city.url}/api/v1/control/reports/{mine['receipt']}/answer",
        json={"text": "Ya volvimos: va la cuadrilla."},
        headers={"Authorization": f"Bearer {token}"},
    ).raise_for_status()
    for receipt in missed:
        row(desk, receipt).wait_for(state="attached", timeout=60_000)
    expect(citizen.locator(".timeline")).to_contain_text("Ya volvimos", timeout=60_000)
    later = file(own_city)["receipt"]
    row(desk, later).wait_for(state="attached")
    shown = desk.locator(".line").evaluate_all("lines => lines.map((one) => one.dataset.receipt)")
    assert len(shown) == len(set(shown))
    for page in (citizen, desk):
        expect(page.locator("[data-live]")).to_have_attribute("data-live-state", "open")
        assert is_unbroken(page)


def test_a_server_killed_in_the_middle_loses_and_doubles_nothing(browser_context, own_city):
    context = browser_context(geolocation=PLAZA_PERU)
    stored: list[Post] = []

    def lose(one: Post) -> bool:
        stored.append(one)
        if len(stored) != 2:
            return False
        own_city.kill_all()
        return True

    on_the_wire(context, REPORTS, lose)
    page = open_report(context, own_city.url)
    wait_for_worker(page)
    before = receipts_of(own_city.url)
    context.set_offline(True)
    file_offline(page, 5)
    context.set_offline(False)
    expect(page.locator(".kept")).to_have_count(4, timeout=20_000)
    expect(page.locator("#waiting")).to_contain_text(re.compile("Próximo intento"))
    own_city.start()
    page.locator(".waiting__count").click()
    page.locator("[data-waiting-now]").click()
    expect(page.locator("#waiting")).to_be_hidden(timeout=20_000)
    mine = {one["receipt"] for one in drawer(page, "mine")}
    assert len(mine) == 5
    assert receipts_of(own_city.url) - before == mine
    assert stored[1].key in {one.key for one in stored[2:]}


def test_the_room_comes_back_by_itself_after_the_server_was_away(browser_context, own_city):
    room = Room(browser_context, own_city.url)
    wall, phone = room.wall(), room.phone()
    own_city.kill_all()
    note_down(phone, "Mientras no había nadie")
    expect(part(phone, "waiting")).to_be_visible()
    expect(part(phone, "live")).to_have_attribute("data-live-state", "waiting")
    own_city.start()
    expect(card(wall, "Mientras no había nadie")).to_be_visible(timeout=60_000)
    expect(part(phone, "live")).to_have_attribute("data-live-state", "open", timeout=60_000)
    expect(card(phone, "Mientras no había nadie")).to_have_count(1)


# ------------------------------------------------------------------ a server that says no


def answering(page: Page, status: int, **headers: str) -> list[str]:
    """From now on every stream of the page is answered so (0: the line is cut); who asked."""
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.resource_type)
        if status:
            route.fulfill(status=status, json={"errors": []}, headers=headers)
        else:
            route.abort()

    page.route("**/live/**", answer)
    return asked


def test_stream_that_is_refused_says_so_and_asks_no_more(browser_context, own_city):
    page = browser_context().new_page()
    asked = answering(page, 403)
    page.goto(f"{own_city.url}/")
    live = page.locator("[data-live]")
    expect(live).to_have_attribute("data-live-state", "refused")
    expect(live).to_have_text(live.get_attribute("data-refused"))
    page.wait_for_timeout(4000)
    assert asked == ["eventsource", "eventsource", "fetch"]


def test_stream_that_fails_for_a_while_comes_back_by_itself(browser_context, own_city):
    page = browser_context().new_page()
    asked = answering(page, 503)
    page.goto(f"{own_city.url}/")
    live = page.locator("[data-live]")
    expect(live).to_have_attribute("data-live-state", "busy")
    expect(live).to_have_text(live.get_attribute("data-busy"))
    marked(page)
    while "fetch" not in asked:  # it has asked why
        page.wait_for_timeout(100)
    expect(live).to_have_attribute("data-live-state", "busy")
    page.unroute("**/live/**")
    expect(live).to_have_attribute("data-live-state", "open", timeout=60_000)
    assert is_unbroken(page)


def test_tab_that_was_refused_comes_back_with_another_that_is_let_in(browser_context, own_city):
    context = browser_context()
    refused = context.new_page()
    answering(refused, 403)
    refused.goto(f"{own_city.url}/")
    expect(refused.locator("[data-live]")).to_have_attribute("data-live-state", "refused")
    other = context.new_page()
    other.goto(f"{own_city.url}/")
    expect(other.locator("[data-live]")).to_have_attribute("data-live-state", "open")
    expect(refused.locator("[data-live]")).to_have_attribute("data-live-state", "open")
    asked = []
    refused.unroute("**/live/**")
    refused.on("request", lambda one: asked.append(one.url) if "/live/" in one.url else None)
    other.close()
    expect(refused.locator("[data-live]")).to_have_attribute("data-live-state", "open")
    while not asked:  # now it listens itself
        refused.wait_for_timeout(100)


def test_overdue_report_rings_again(browser_context, own_city, shots: Path):
    told = file(own_city, "fire", text="Sale humo del techo")
    page = signed_in(browser_context(viewport=DESK), own_city.url)
    page.locator("#bell").click()
    expect(row(page, told["receipt"])).to_be_attached()
    own_city.minga("shell", "--no-imports", "-c", _errand_is_due(told["receipt"]))
    expect(page.locator("#bell")).to_have_attribute("data-rang", "overdue", timeout=15_000)
    line = row(page, told["receipt"])
    expect(line.locator(".mark--late")).to_be_attached()
    expect(line).to_have_class(re.compile("is-overdue"))
    expect(page.locator("#announce")).not_to_be_empty()
    page.screenshot(path=shots / "control-overdue-1280.png")


def _errand_is_due(receipt: str) -> str:
    return (
        "from datetime import timedelta; from minga.ground.models import Errand;"
        "from minga.ground.clock import now; from minga.reports.models import Report;"
        f"Report.objects.filter(receipt='{receipt}').update(filed_at=now() - timedelta(minutes=6));"
        f"Errand.objects.filter(event__subject='{receipt}').update(due_at=now())"
    )


def test_restored_database_makes_open_pages_load_anew(browser_context, own_city):
    """Last of this module: it takes the city back to a copy of before."""
    told = file(own_city, "street_light")
    before = browser_context(viewport=DESK)
    signed_in(before, own_city.url).close()
    kept = own_city.data / "copy.sqlite3"
    own_city.kill_all()
    _copied(own_city.data / "minga.sqlite3", kept)
    own_city.start()
    lost = [file(own_city)["receipt"] for _ in range(3)]
    citizen = browser_context().new_page()
    citizen.goto(f"{own_city.url}/r/{told['receipt']}/")
    desk = before.new_page()
    desk.goto(f"{own_city.url}/control/")
    row(desk, lost[-1]).wait_for(state="attached")
    expect(desk.locator("[data-live]")).to_have_attribute("data-live-state", "open")
    newcomer = signed_in(browser_context(viewport=DESK), own_city.url)
    expect(citizen.locator("[data-live]")).to_have_attribute("data-live-state", "open")
    marked(citizen)

    own_city.kill_all()
    for name in ("minga.sqlite3-wal", "minga.sqlite3-shm"):
        (own_city.data / name).unlink(missing_ok=True)
    shutil.copy(kept, own_city.data / "minga.sqlite3")
    own_city.start()
    citizen.wait_for_function("() => window.unbroken === undefined", timeout=60_000)
    expect(citizen.locator("[data-live]")).to_have_attribute("data-live-state", "open")
    for receipt in lost:
        expect(row(desk, receipt)).to_have_count(0, timeout=60_000)
    new = file(own_city)["receipt"]
    row(desk, new).wait_for(state="attached", timeout=30_000)
    # The session of who came in after the copy is gone: that page asks to sign in again.
    newcomer.wait_for_url("**/sign-in/**", timeout=60_000)


def _copied(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as held, sqlite3.connect(target) as copy:
        held.backup(copy)
