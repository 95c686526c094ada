"""Every page, opened once in each language, on a phone and a desk, in the light and in the dark.

axe-core finds nothing, nothing scrolls sideways (at 320 pixels and with letters twice as large,
too), and the browser reports no error and nothing that the content security policy stopped.
Pages without an example address fail here: see `crawl.py`.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.journeys.conftest import (
    COLOURS,
    DESK,
    OPENED_AS,
    PHONE,
    UNDRAWN,
    WORDS,
    faults_of,
    is_wide,
)
from tests.journeys.crawl import PAGES, UNOPENED, WIDE_WHEN_NARROW, WIDE_WHEN_TWICE, Examples
from tests.running import Running
from tests.web.routes import routes

# On a new machine the first server compiles the kernels, once.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

ENLARGED = ({"width": 640, "height": 400}, {"width": 320, "height": 640})
"""1,280 pixels at 200 and at 400 %: what WCAG 1.4.10 asks to reflow."""
TWICE = "() => { document.documentElement.style.fontSize = '200%'; }"
STOPPED = """() => { window.stopped = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.stopped.push(`${event.violatedDirective} ${event.blockedURI}`)); }"""
LOOKS: dict[str, tuple[tuple[Any, str, dict[str, Any]], ...]] = {
    "es-CL": (
        (PHONE, "light", {}),
        (PHONE, "dark", COLOURS),
        (DESK, "dark", COLOURS),
        (DESK, "light", {}),
    ),
    "en": ((DESK, "light", WORDS),),
}
"""Language → (size, theme, rules). Colours do not depend on the language, nor words on theme and
size. In an order in which the page turns seldom.
"""


@pytest.fixture(scope="session")
def examples(live_city: Running) -> Iterator[Examples]:
    """Addresses in the demonstration city."""
    made = Examples(live_city.url)
    yield made
    for hand in made.hands.values():
        hand.close()


Opened = Callable[[str, str], Page]


@pytest.fixture(scope="session")
def page_of(browser: Browser, examples: Examples) -> Iterator[Opened]:
    """The page of somebody in a language; it goes from route to route."""
    contexts: dict[tuple[str, str], BrowserContext] = {}

    def page(who: str, locale: str) -> Page:
        if (who, locale) not in contexts:
            context = browser.new_context(
                **{**OPENED_AS, "locale": locale}, reduced_motion="reduce", service_workers="block"
            )
            context.add_cookies(
                [
                    {"name": one.name, "value": str(one.value), "url": examples.url}
                    for one in examples.hands[who].cookies.jar
                ]
            )
            context.add_init_script(f"({STOPPED})()")
            context.add_init_script(UNDRAWN)
            context.set_default_navigation_timeout(120_000)  # a busy machine may take its time
            context.new_page()
            contexts[who, locale] = context
        return contexts[who, locale].pages[0]

    yield page
    for context in contexts.values():
        context.close()


def test_every_route_is_a_page_with_an_example_or_no_page(examples: Examples) -> None:
    """A new page that the crawl would not open fails here."""
    pages, unopened = set(), set()
    for route in routes():
        if route.is_api:
            continue
        answer = examples.hands[examples.who(route.name)].get(examples.path(route))
        if answer.status_code == 200 and "<html" in answer.text:
            pages.add(route.name)
        elif answer.status_code not in (200, 302, 405):
            unopened.add(route.name)
    assert pages == {page.split()[0] for page in PAGES}
    assert unopened == set(UNOPENED)


@pytest.mark.parametrize("named", PAGES)
def test_page_has_no_faults(named: str, examples: Examples, page_of: Opened) -> None:
    name, _, query = named.partition(" ")
    path = examples.path(next(route for route in routes() if route.name == name), query)
    for locale, looks in LOOKS.items():
        page = page_of(examples.who(name), locale)
        said: list[str] = []

        def hear(message: ConsoleMessage, said: list[str] = said) -> None:
            if message.type == "error":
                said.append(message.text)

        page.on("console", hear)
        page.set_viewport_size(PHONE)
        answer = page.goto(f"{examples.url}{path}")
        assert answer is not None
        assert answer.ok, (path, answer.status)
        assert page.locator("html").get_attribute("lang") == locale[:2]
        for size, theme, rules in looks:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            found = faults_of(page, rules=rules)
            assert found == [], (path, locale, size["width"], theme, found)
        for size in (DESK, PHONE, *ENLARGED):
            page.set_viewport_size(size)
            is_known = size["width"] == 320 and name in WIDE_WHEN_NARROW
            assert is_known or not is_wide(page), (path, locale, size["width"])
        page.set_viewport_size(PHONE)
        page.evaluate(TWICE)
        assert not is_wide(page) or name in WIDE_WHEN_TWICE, (path, locale, "letters of 200 %")
        assert page.evaluate("window.stopped") == []
        assert said == []
        page.remove_listener("console", hear)
        # An open map or stream would go on behind the other tests. An answer of the same site
        # leaves the browser's process, and what it has compiled, for the next page.
        page.goto(f"{examples.url}/healthz")


def test_pages_known_to_be_wide_are_pages() -> None:
    assert {page.split()[0] for page in PAGES} >= {*WIDE_WHEN_TWICE, *WIDE_WHEN_NARROW}
