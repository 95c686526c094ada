"""Journeys: a real browser on a real running city, at phone width and on a desk."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.running import Running

# A machine that runs other tests beside may take its time. How soon: `python -m bench screens`.
expect.set_options(timeout=20_000)

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
PLAZA = {"latitude": -36.8271, "longitude": -73.0503, "accuracy": 12}
OPENED_AS: dict[str, Any] = {
    "viewport": PHONE,
    "locale": "es-CL",
    "timezone_id": "America/Santiago",
    "geolocation": PLAZA,
    "permissions": ["geolocation", "microphone"],
}
SETTLED = """async () => {
  // A theme or state set just now is drawn, and its transitions begin, with the next frames.
  for (let frame = 0; frame < 2; frame += 1)
    await new Promise((next) => { requestAnimationFrame(next); setTimeout(next, 250); });
  for (const one of document.getAnimations())
    if (Number.isFinite(one.effect.getComputedTiming().endTime)) one.finish();
}"""
AXE = """async ([within, options]) => {
  const found = await axe.run(within ?? document, { resultTypes: ["violations"], ...options });
  return found.violations.map((one) => [one.id, one.nodes.map((node) => node.target.join(" "))]);
}"""
COLOURS: dict[str, Any] = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""What alone can differ from theme to theme."""
WORDS: dict[str, Any] = {"rules": {"color-contrast": {"enabled": False}}}
"""What can differ from language to language: all but the dearest rule, which is of colours."""
UNDRAWN = """for (const { prototype } of [WebGLRenderingContext, WebGL2RenderingContext])
  for (const name of ["clear", "drawArrays", "drawElements", "drawElementsInstanced"])
    if (name in prototype) prototype[name] = () => {};"""
"""Maps do all but paint: that would be the processor's work, and nobody looks at their pixels."""
WIDE = """() => new Promise((answer) => requestAnimationFrame(() => requestAnimationFrame(() =>
  answer(document.documentElement.scrollWidth > document.documentElement.clientWidth))))"""
"""Asked after two frames: a page that lays itself out by script hears of its new size in one."""
FLAGS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


@pytest.fixture(scope="session")
def live_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration city, served as `./start` serves it."""
    with Running(tmp_path_factory.mktemp("journeys"), demo=True) as running:
        yield running


@pytest.fixture(scope="session")
def operator(live_city: Running) -> Iterator[httpx.Client]:
    """The control centre's hands, by API: a client of reports."""
    token = live_city.minga("token", "new", "--role", "operator")
    with httpx.Client(
        base_url=f"{live_city.url}/api/v1/control/reports",
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    ) as client:
        yield client


def as_long_as(*, fixture_name: str, config: pytest.Config) -> Any:
    """How long a browser lives: in a run of journeys as long as the worker, else a module.

    Its driver keeps an event loop running, which the tests of other rooms need stopped.
    """
    alone = all("tests/journeys" in Path(argument).as_posix() for argument in config.args)
    return "session" if config.args and alone else "module"


@pytest.fixture(scope=as_long_as)
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or the one MINGA_CHROMIUM names."""
    path = os.environ.get("MINGA_CHROMIUM", "")
    if not path:
        pytest.skip("no browser: set MINGA_CHROMIUM")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


Open = Callable[..., BrowserContext]


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[Open]:
    """Makes contexts: `open(viewport=PHONE, locale="es-CL")`, with a position on the square."""
    opened: list[BrowserContext] = []

    def make(**wanted: Any) -> BrowserContext:
        opened.append(browser.new_context(**{**OPENED_AS, **wanted}))
        if "MINGA_SHOTS" not in os.environ:
            opened[-1].add_init_script(UNDRAWN)
        return opened[-1]

    yield make
    for context in opened:
        context.close()


def faults_of(
    page: Page, within: str | None = None, rules: dict[str, Any] | None = None
) -> list[Any]:
    """What axe-core finds: the rule, and the elements that break it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(SETTLED)  # a colour on its way to another has no contrast
    found: list[Any] = page.evaluate(AXE, [within, rules or {}])
    return found


def is_wide(page: Page) -> bool:
    """True where the page scrolls sideways."""
    return bool(page.evaluate(WIDE))


@pytest.fixture
def no_faults() -> Callable[..., None]:
    """`no_faults(page)`: axe-core finds nothing, and nothing scrolls sideways.

    For what a page becomes while it is used; as it opens, `test_crawl.py` looks at every one.
    `within` names the part that alone has changed since the whole page was looked at. The page is
    turned to each of `sizes`, and its colours are looked at in the dark, too, where that is asked.
    """

    def check(
        page: Page, within: str | None = None, *, sizes: Sequence[Any] = (), dark: bool = False
    ) -> None:
        for size in sizes or (page.viewport_size,):
            page.set_viewport_size(size)
            found = faults_of(page, within)
            assert not found, (page.url, size, found)
            assert not is_wide(page), f"{page.url} scrolls sideways: {size}"
        if dark:
            page.emulate_media(color_scheme="dark")
            found = faults_of(page, within, COLOURS)
            assert not found, (page.url, "dark", found)
            page.emulate_media(color_scheme="light")

    return check


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where a journey may leave its screenshots (MINGA_SHOTS keeps them)."""
    folder = Path(os.environ.get("MINGA_SHOTS", str(tmp_path)))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
