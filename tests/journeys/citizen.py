"""What a citizen does on the report page, in words the journeys share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Page, expect

PLAZA_PERU = {"latitude": -36.8275, "longitude": -73.0400, "accuracy": 12}
FILED = "**/api/v1/reports"
# In the page: Playwright's requests and routes miss some of what goes past a service worker.
WIRE = """
const send = fetch;
window.fetch = async (address, asked) => {
  const answer = await send(address, asked);
  if (asked?.method !== "POST") return answer;
  const key = new Headers(asked.headers).get("Idempotency-Key");
  const body = typeof asked.body === "string" ? asked.body : "";
  if (await onTheWire(String(address), key, body, answer.status)) throw new TypeError("lost");
  return answer;
};"""
READ_DRAWER = """name => new Promise((done, failed) => {
  const asked = indexedDB.open("minga");
  asked.onerror = () => failed(asked.error);
  asked.onsuccess = () => {
    const rows = asked.result.transaction(name).objectStore(name).getAll();
    rows.onsuccess = () => { asked.result.close(); done(rows.result); };
  };
})"""


def open_report(context: BrowserContext, url: str, path: str = "/report/") -> Page:
    """The report page with its modules running."""
    page = context.new_page()
    page.goto(f"{url}{path}")
    expect(page.locator("[data-place=words]")).not_to_be_empty()
    return page


def choose(page: Page, category: str) -> None:
    """Touch the tile of a category."""
    page.locator(f".kind:has([value={category}])").click()


def send(page: Page) -> None:
    """Touch "send"."""
    page.locator("#send").click()


def receipt_shown(page: Page) -> str:
    """The receipt on the page once the report has arrived."""
    expect(page.locator("#sent")).to_have_attribute("data-state", "done")
    return page.locator("[data-sent=receipt]").inner_text()


def drawer(page: Page, name: str) -> list[dict[str, Any]]:
    """All rows of one of the phone's drawers (without its blobs)."""
    rows: list[dict[str, Any]] = page.evaluate(READ_DRAWER, name)
    return rows


def file_one(page: Page, url: str, category: str = "street_light", **words: str) -> dict[str, Any]:
    """File a report and return what this phone keeps of it, the token among it."""
    choose(page, category)
    if "text" in words:
        page.locator(".more__summary").first.click()
        page.locator("#text").fill(words["text"])
    send(page)
    receipt = receipt_shown(page)
    return next(row for row in drawer(page, "mine") if row["receipt"] == receipt)


def wait_for_worker(page: Page) -> None:
    """Until the service worker holds the page, so that it opens without signal."""
    page.evaluate("navigator.serviceWorker.ready")
    # A function, because a bare expression is evaluated anew each time, which our CSP forbids.
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def told_of(url: str, receipt: str) -> dict[str, Any]:
    """What everybody may know of a report."""
    answer = httpx.get(f"{url}/api/v1/reports/{receipt}")
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def receipts_of(url: str) -> set[str]:
    """Every public report of the city that has a point."""
    features = httpx.get(f"{url}/api/v1/reports.geojson").json()["features"]
    return {feature["properties"]["receipt"] for feature in features}


@dataclass(frozen=True)
class Post:
    """Something that a page sent and the server answered."""

    key: str | None
    body: str
    status: int


def on_the_wire(context: BrowserContext, door: str, tell: Callable[[Post], Any]) -> None:
    """Tell of each answered POST to an address that ends so; where `tell` says True, the page
    never hears the answer. For a context that has no page yet.
    """

    def heard(address: str, key: str | None, body: str, status: int) -> bool:
        return address.endswith(door) and tell(Post(key, body, status)) is True

    context.expose_function("onTheWire", heard)
    context.add_init_script(WIRE)


def until(page: Page, is_so: Callable[[], Any], *, within_s: float = 20) -> None:
    """Look again and again while the browser goes on, where no element tells."""
    for _ in range(int(within_s * 10)):
        if is_so():
            return
        page.wait_for_timeout(100)
    assert is_so()
