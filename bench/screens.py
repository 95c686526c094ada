"""From sending to seeing, in real pages: a report on the control room's screen, a note on
another phone of the workshop. Chromium (MINGA_CHROMIUM) shows the demonstration city.
"""

import os
import shutil
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from bench.machine import between, engine, spent
from bench.record import record
from tests.faults.town import fresh_database
from tests.journeys.conftest import DESK, FLAGS
from tests.journeys.test_control import signed_in
from tests.journeys.workshop_room import Room
from tests.running import Running

ROUNDS = 60
WARM_UP = 5
APART_S = 0.5
# Both moments are the browser's own: each page notes when something first stands in it.
ROWS_SEEN = """() => {
  window.seen = {};
  const look = () => {
    for (const row of document.querySelectorAll("#queue-list [data-receipt]"))
      window.seen[row.dataset.receipt] ??= Date.now() / 1000;
  };
  new MutationObserver(look).observe(document.getElementById("queue-list"), { childList: true });
}"""
NOTES_SEEN = """() => {
  window.seen = {};
  const look = () => {
    for (const one of document.querySelectorAll(".note__text"))
      window.seen[one.textContent] ??= Date.now() / 1000;
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}"""
SENT_AT = """() => document.querySelector(".composer").addEventListener(
  "submit", () => (window.sent = Date.now() / 1000), { capture: true })"""


def run(server: str) -> None:
    """Measure on one engine; `server` is "" for the embedded one."""
    with _shown(server) as (running, browser):
        assert running.process is not None
        before = spent([running.process.pid])
        rows, notes = _rows(running, browser), _notes(running, browser)
        cost = between(before, spent([running.process.pid]), [running.process.pid])
        figures = {
            "what": "report: from POST to the row in the control room; note: from one phone's"
            " button to another phone's page; both as Chromium's DOM has them",
            "rounds": ROUNDS,
            "report_to_row": rows,
            "note_to_other_phone": notes,
            "server_cpu_s": cost["server_cpu_s"],
            # Chromium itself is among them.
            "others_share_of_machine": cost["others_share"],
            "browser": browser.version,
        }
        record("screens", engine(running.env["MINGA_DATABASE_URL"]), figures)


@contextmanager
def _shown(server: str) -> Iterator[tuple[Running, Browser]]:
    path = os.environ.get("MINGA_CHROMIUM") or shutil.which("chromium")
    beside = os.environ.get("MINGA_BENCH_FOLDER")
    with (
        tempfile.TemporaryDirectory(dir=beside) as folder,
        fresh_database(server) as database,
        Running(Path(folder), demo=True, MINGA_DATABASE_URL=database) as running,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running, browser
        browser.close()


def _rows(running: Running, browser: Browser) -> dict[str, float]:
    """Seconds from a neighbour's POST to the operator's row."""
    page = signed_in(browser.new_context(viewport=DESK), running.url)  # type: ignore[arg-type]
    page.evaluate(ROWS_SEEN)
    took = []
    with httpx.Client(base_url=running.url) as phone:
        for _ in range(WARM_UP + ROUNDS):
            sent = time.time()
            filed = running.file(str(uuid.uuid4()), phone, category="accident").json()
            took.append(_seen(page, filed["receipt"]) - sent)
            time.sleep(APART_S)
    page.context.close()
    return _told(took)


def _notes(running: Running, browser: Browser) -> dict[str, float]:
    """Seconds from one phone's button to another phone's page."""
    room = Room(browser.new_context, running.url)
    writer, reader = room.phone(), room.phone()
    writer.evaluate(SENT_AT)
    reader.evaluate(NOTES_SEEN)
    took = []
    for number in range(WARM_UP + ROUNDS):
        text = f"Idea {number} de la sala"
        writer.locator("#note").fill(text)
        writer.locator(".composer button[type=submit]").click()
        took.append(_seen(reader, text) - float(writer.evaluate("window.sent")))
        time.sleep(APART_S)
    return _told(took)


def _seen(page: Page, what: str) -> float:
    page.wait_for_function("(what) => what in window.seen", arg=what)
    return float(page.evaluate("(what) => window.seen[what]", what))


def _told(took: list[float]) -> dict[str, Any]:
    counted = took[WARM_UP:]
    return {
        "median_s": round(statistics.median(counted), 3),
        "p90_s": round(statistics.quantiles(counted, n=10)[-1], 3),
        "worst_s": round(max(counted), 3),
    }
