"""Journeys: a real browser on a real running city, at phone width and on a desk."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.running import Running

# A machine that runs other tests beside may take its time. How soon: `python -m bench screens`.
expect.set_options(timeout=20_000)

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
PLAZA = {"latitude": -36.8271, "longitude": -73.0503, "accuracy": 12}
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
        told: dict[str, Any] = {
            "viewport": PHONE,
            "locale": "es-CL",
            "timezone_id": "America/Santiago",
            "geolocation": PLAZA,
            "permissions": ["geolocation", "microphone"],
            **wanted,
        }
        opened.append(browser.new_context(**told))
        return opened[-1]

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def no_faults() -> Callable[..., None]:
    """`no_faults(page)`: axe-core finds nothing, and nothing scrolls sideways.

    `within` names the part that alone has changed since the whole page was looked at.
    """

    def check(page: Page, within: str | None = None) -> None:
        found = Axe().run(page, context=within)
        told = [
            (one["id"], [node["target"] for node in one["nodes"]])
            for one in found.response["violations"]
        ]
        assert not told, told
        wide, shown = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= shown, f"{page.url} scrolls sideways: {wide} > {shown}"

    return check


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Where a journey may leave its screenshots (MINGA_SHOTS keeps them)."""
    folder = Path(os.environ.get("MINGA_SHOTS", str(tmp_path)))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
