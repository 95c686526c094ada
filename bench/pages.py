"""What a page costs a phone that has never been here: requests, bytes, shifts, and the wait.

Chromium (MINGA_CHROMIUM) opens each page of the demonstration city with an empty cache. Twice:
once as fast as it goes, for bytes, layout shifts and height; once with a processor four times
slower and a line of 400 kbit/s and 400 ms (WebPageTest's "slow 3G"), for the wait.

Transferred bytes are those on the wire, headers too. Layout shifts are added up as CLS is (the
worst window of five seconds, a second's rest ends it; https://web.dev/articles/cls), while the
page opens and while it is scrolled through. Interactive is a page after its last long task before
five seconds of quiet: no long task, no more than two requests under way
(https://web.dev/articles/tti).
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.record import record
from tests.journeys.conftest import FLAGS, OPENED_AS
from tests.running import Running

PAGES = (
    "/", "/report/", "/map/", "/list/", "/move/", "/move/plan/", "/move/ride/", "/opinions/",
    "/programme/movernos/", "/privacy/", "/data/",
)  # fmt: skip
SLOWER, KBIT_S, DELAY_MS = 4, 400, 400
SETTLES_MS, QUIET_MS, PATIENCE_MS = 2500, 5000, 60_000
NOTE = """() => {
  const bench = (window.bench = { shifts: [], tasks: [], paint: 0 });
  const watch = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each))
    .observe({ type, buffered: true });
  watch("layout-shift", (one) => one.hadRecentInput || bench.shifts.push(
    [one.startTime, one.value, one.sources.map(({ node }) => node?.nodeType === 1
      ? `${node.tagName.toLowerCase()}.${node.className}`.slice(0, 60) : node?.nodeName ?? "?")]));
  watch("longtask", (one) => bench.tasks.push([one.startTime, one.startTime + one.duration]));
  watch("paint", (one) => (bench.paint = Math.max(bench.paint, one.startTime)));
}"""
SCROLL = """async () => {
  const step = innerHeight * 0.8;
  for (let at = 0; at < document.documentElement.scrollHeight && at < 12000; at += step) {
    scrollTo(0, at);
    await new Promise((next) => setTimeout(next, 120));
  }
}"""
TIMES = """() => ({ ...window.bench, now: performance.now(),
  content: performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
  origin: performance.timeOrigin, height: document.documentElement.scrollHeight })"""


def run(server: str) -> None:
    """Measure every page; the engine of the database makes no difference, so only once."""
    if server:
        return
    with _shown() as (running, browser):
        pages = {path: _measured(browser, running.url, path) for path in PAGES}
        figures = {
            "what": "each page opened by a phone with an empty cache; interactive_s on a processor"
            f" {SLOWER} times slower and a line of {KBIT_S} kbit/s, {DELAY_MS} ms",
            "pages": pages,
            "browser": browser.version,
        }
        record("pages", "sqlite", figures)


@contextmanager
def _shown() -> Iterator[tuple[Running, Browser]]:
    path = os.environ.get("MINGA_CHROMIUM") or shutil.which("chromium")
    beside = os.environ.get("MINGA_BENCH_FOLDER")
    with (
        tempfile.TemporaryDirectory(dir=beside) as folder,
        Running(Path(folder), demo=True) as running,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield running, browser
        browser.close()


@contextmanager
def _cold(browser: Browser) -> Iterator[tuple[BrowserContext, Page, CDPSession]]:
    context = browser.new_context(**OPENED_AS, service_workers="block")
    context.add_init_script(f"({NOTE})()")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    yield context, page, wire
    context.close()


def _measured(browser: Browser, url: str, path: str) -> dict[str, Any]:
    with _cold(browser) as (_, page, wire):
        sizes: list[float] = []
        wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
        page.goto(url + path)  # also warms the server's own caches for the second look
        page.wait_for_timeout(SETTLES_MS)
        opened = list(sizes)
        page.evaluate(SCROLL)
        page.wait_for_timeout(SETTLES_MS)
        seen = page.evaluate(TIMES)
        figures = {
            "requests": len(opened),
            "kB": round(sum(opened) / 1000, 1),
            "cls": round(layout_shift(seen["shifts"]), 3),
            "moved": _moved(seen["shifts"]),
            "height_px": seen["height"],
        }
    with _cold(browser) as (_, page, wire):
        wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        speed = KBIT_S * 1000 / 8
        wire.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": DELAY_MS,
                "downloadThroughput": speed,
                "uploadThroughput": speed,
            },
        )
        requests = _noted(wire)
        page.goto(url + path, wait_until="commit", timeout=PATIENCE_MS)
        return {**figures, **_waited(page, requests)}


def _noted(wire: CDPSession) -> dict[str, list[float]]:
    """By request: when it began and ended, in ms since 1970; a stream has no end."""
    spans: dict[str, list[float]] = {}
    clocks: list[float] = []

    def begun(event: dict[str, Any]) -> None:
        clocks.append((event["wallTime"] - event["timestamp"]) * 1000)
        spans[event["requestId"]] = [event["wallTime"] * 1000, 0]

    def ended(event: dict[str, Any]) -> None:
        if event["requestId"] in spans:
            spans[event["requestId"]][1] = event["timestamp"] * 1000 + clocks[0]

    wire.on("Network.requestWillBeSent", begun)
    wire.on("Network.loadingFinished", ended)
    wire.on("Network.loadingFailed", ended)
    return spans


def _waited(page: Page, requests: dict[str, list[float]]) -> dict[str, float]:
    """Wait until the page has been quiet for long enough; how long that took, in seconds."""
    page.wait_for_load_state("domcontentloaded", timeout=PATIENCE_MS)
    while True:
        seen = page.evaluate(TIMES)
        if seen["content"]:
            begin = max(seen["paint"], seen["content"])
            under_way = [
                [begun - seen["origin"], ended and ended - seen["origin"]]
                for begun, ended in requests.values()
            ]
            moment = interactive(begin, seen["tasks"], under_way, seen["now"])
            if moment is not None or seen["now"] > PATIENCE_MS:
                took = {"painted_s": seen["paint"], "interactive_s": moment or PATIENCE_MS}
                return {name: round(ms / 1000, 2) for name, ms in took.items()}
        page.wait_for_timeout(500)


def interactive(
    begin: float, tasks: list[list[float]], under_way: list[list[float]], now: float
) -> float | None:
    """The end of the last long task before five quiet seconds, ms; None while there were none.

    `tasks` and `under_way` are spans (ms); a request that ends at 0 is still under way.
    """
    moment = begin
    while moment + QUIET_MS <= now:
        later = [end for start, end in tasks if start < moment + QUIET_MS and end > moment]
        later += _crowded_until(under_way, moment, moment + QUIET_MS)
        if not later:
            return max([begin, *(end for _, end in tasks if end <= moment)])
        moment = max(later)
    return None


def _crowded_until(spans: list[list[float]], begin: float, end: float) -> list[float]:
    """When more than two requests at once end within a window, ms; none where they do not."""
    found = []
    for start, _ in spans:
        at = max(start, begin)
        if not begin <= at < end:
            continue
        ends = sorted((stop or end) for first, stop in spans if first <= at < (stop or end))
        if len(ends) > 2:
            found.append(ends[-3])
    return found


def layout_shift(shifts: list[list[Any]]) -> float:
    """CLS: the worst sum of shifts in a window of at most five seconds without a second's rest."""
    worst = whole = 0.0
    begin = last = float("-inf")
    for at, value, _ in sorted(shifts, key=lambda one: one[0]):
        if at - last > 1000 or at - begin > 5000:
            begin, whole = at, 0.0
        whole, last = whole + value, at
        worst = max(worst, whole)
    return worst


def _moved(shifts: list[list[Any]]) -> list[str]:
    """The parts that moved most, for whoever mends it."""
    most = sorted(shifts, key=lambda one: -one[1])[:3]
    return [f"{value:.3f} {', '.join(parts[:3])}" for _, value, parts in most if value > 0.005]
