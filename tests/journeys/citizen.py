"""What a citizen does on the report page, in words the journeys share."""

import json
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import BrowserContext, Page, expect

PLAZA_PERU = {"latitude": -36.8275, "longitude": -73.0400, "accuracy": 12}
FILED = "**/api/v1/reports"
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
    page.wait_for_function("navigator.serviceWorker.controller !== null")


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


def bodies_of(requests: list[Any]) -> list[dict[str, Any]]:
    """The JSON of the reports that went out."""
    return [json.loads(request.post_data) for request in requests]


def until(page: Page, is_so: Callable[[], Any], *, within_s: float = 20) -> None:
    """Look again and again while the browser goes on, where no element tells."""
    for _ in range(int(within_s * 10)):
        if is_so():
            return
        page.wait_for_timeout(100)
    assert is_so()
