"""The promise: what somebody types is shown, never run, wherever it comes up."""

import json
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ground import media_corpus
from tests.journeys.conftest import DESK
from tests.journeys.test_control import dossier, row, signed_in
from tests.web.payloads import PAYLOADS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WATCH = """
  window.pwned = [];
  window.violated = [];
  for (const name of ["alert", "confirm", "prompt"]) window[name] = () => window.pwned.push(name);
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violated.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""
STORABLE = [one for one in PAYLOADS if "\x00" not in one]
HOSTILE = [*STORABLE, "\"><script>window.pwned.push('own')</script>"]
PLACE = {"lat": -36.8270, "lon": -73.0503}


@pytest.fixture(scope="module")
def told(live_city: Any) -> dict[str, str]:
    """Reports that hold every payload in every field; receipt → token."""
    filed: dict[str, str] = {}
    for at in range(0, len(HOSTILE), 12):
        some = HOSTILE[at : at + 12]
        text = "\n".join(some)
        words = {
            "category": "street_light",
            **PLACE,
            "text": text,
            "address": text[:300],
            "attributes": {one[:200]: one for one in some},
            "contact": {"name": text[:200], "phone": some[0][:200], "email": some[-1][:200]},
        }
        filed |= _file(live_city.url, words)
    only_address = {"category": "other", "address": "".join(HOSTILE)[:300]}
    return filed | _file(live_city.url, only_address)


def _file(url: str, words: dict[str, Any]) -> dict[str, str]:
    answer = httpx.post(
        f"{url}/api/v1/reports", json=words, headers={"Idempotency-Key": str(uuid.uuid4())}
    )
    answer.raise_for_status()
    receipt, token = answer.json()["receipt"], answer.json()["token"]
    photo = media_corpus.PHOTOS["jpeg-grey"]()
    name = f"{HOSTILE[2]}.jpg".replace('"', "%22")
    httpx.post(
        f"{url}/api/v1/reports/{receipt}/photos",
        files={"photo": (name, photo, "image/jpeg")},
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    ).raise_for_status()
    return {receipt: token}


@pytest.fixture
def watched(browser_context: Any) -> BrowserContext:
    """A desk whose pages note dialogs, scripts that ran and what the policy stopped."""
    context: BrowserContext = browser_context(viewport=DESK)
    context.add_init_script(WATCH)
    return context


def unharmed(page: Page) -> None:
    """Nothing ran, nothing had to be stopped, and nothing typed became an element."""
    page.wait_for_timeout(300)
    assert page.evaluate("window.pwned") == []
    assert page.evaluate("window.violated") == []
    strange = page.evaluate(
        """() => [...document.querySelectorAll("script, iframe, object, embed, base, marquee, math,"
          + "xmp, isindex, [onerror], [onload], [onclick], [onfocus], [onmouseover], [ontoggle],"
          + "[style*=evil], link[href*=evil], img[src=x], a[href^=javascript], form[action*=evil]")]
          .filter((one) => !(one.localName === "script" && (one.src.startsWith(location.origin)
            || one.type === "application/json")))
          .map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert strange == []


def dialogs(page: Page) -> list[str]:
    seen: list[str] = []

    def note(dialog: Any) -> None:
        seen.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    return seen


def test_control_room_shows_it_as_words(watched, live_city, told, operator, shots: Path):
    page = signed_in(watched, live_city.url)
    seen = dialogs(page)
    for receipt in told:
        for verb, words in (("note", "text"), ("answer", "text"), ("hide", "reason")):
            said = {words: " ".join(HOSTILE)[:490]}
            operator.post(f"/{receipt}/{verb}", json=said).raise_for_status()
        row(page, receipt).locator("a").click()
        panel = dossier(page, receipt)
        expect(panel.locator(".timeline")).to_contain_text("alert(1)")
        for key in ("p", "c"):
            page.keyboard.press("Escape") if key == "c" else None
            page.keyboard.press(key)
        unharmed(page)
    page.screenshot(path=shots / "hostile-control.png")
    page.goto(f"{live_city.url}/control/{next(iter(told))}/")
    expect(page.locator(".told").first).to_contain_text("alert(1)")
    unharmed(page)
    _unhidden(operator, told)
    assert seen == []


def _unhidden(operator: httpx.Client, told: dict[str, str]) -> None:
    """Public again, with every word published as it stands: the most that can be shown."""
    for receipt in told:
        operator.post(f"/{receipt}/unhide", json={"reason": "x"})
        text = "\n".join(HOSTILE)[:3900]
        operator.post(f"/{receipt}/publish", json={"text": text}).raise_for_status()


def test_public_pages_show_it_as_words(watched, live_city, told, operator, shots: Path):
    page = watched.new_page()
    seen = dialogs(page)
    _unhidden(operator, told)
    for receipt in told:
        page.goto(f"{live_city.url}/r/{receipt}/")
        expect(page.locator("#live-part")).to_contain_text("alert(1)")
        expect(page.locator("[data-live]")).to_have_attribute("data-live-state", "open")
        unharmed(page)
    page.screenshot(path=shots / "hostile-receipt.png")
    for path in ("/list/", "/", "/find/?receipt=" + "%22%3E%3Cimg src=x onerror=alert(1)%3E"):
        page.goto(f"{live_city.url}{path}")
        unharmed(page)
    page.goto(f"{live_city.url}/map/?state=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E")
    expect(page.locator("#map-list")).not_to_be_empty()
    unharmed(page)
    page.goto(f"{live_city.url}/map/")
    entry = page.locator("#map-list a").first
    expect(entry).to_be_visible()
    unharmed(page)
    assert seen == []


def test_page_printed_from_hostile_words_is_calm(watched, live_city, told, tmp_path: Path):
    page = watched.new_page()
    page.goto(f"{live_city.url}/r/{next(iter(told))}/")
    page.emulate_media(media="print")
    unharmed(page)
    assert page.pdf(path=tmp_path / "printed.pdf").startswith(b"%PDF")
    unharmed(page)


def test_programs_get_the_same_words_as_data(live_city, told):
    receipt = next(iter(told))
    for path in (f"/api/v1/reports/{receipt}", "/api/v1/reports.geojson"):
        answer = httpx.get(f"{live_city.url}{path}")
        assert answer.headers["Content-Type"].startswith(("application/json", "application/geo"))
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert json.loads(answer.text)
