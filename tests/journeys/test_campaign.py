"""The promise: anybody tries a service on their phone and says how it went, even without signal."""

import csv
import io
import subprocess
import sys
import uuid
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import DESK
from tests.running import CHECKOUT, Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPEN_TESTS = """
import django; django.setup()
from minga.ground.clock import now
from minga.programme import actions
from minga.programme.models import Node, Programme
programme = Programme.objects.get(slug="movernos")
told = dict(programme=programme, at=now(), by=None, simulated=True)
roots = Node.objects.current().filter(programme=programme, kind="challenge")
concept = actions.add_node(kind="concept", title="Avisar", sources=[roots.order_by("pk")[0]],
    fields={"for_whom": "todos", "does": "avisa"}, **told)
for _ in range(4):
    test = actions.add_node(kind="test", title="Prueba el reporte", sources=[concept],
        fields={"address": "/report/", "tasks": "Abre la página\\nMarca el lugar"}, **told)
    print(actions.move_node(node=test, verb="open", at=now(), by=None).public_id)
"""
"""Each journey takes one of them: it counts from none."""


@pytest.fixture(scope="module")
def open_tests(live_city: Running) -> list[str]:
    """Tests of the report page that nobody has answered."""
    ran = subprocess.run(
        [sys.executable, "-c", OPEN_TESTS],
        env={**live_city.env, "DJANGO_SETTINGS_MODULE": "minga.web.settings"},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.split()


@pytest.fixture
def test_path(open_tests: list[str]) -> str:
    """The address of one that no other journey takes."""
    return f"/programme/movernos/test/{open_tests.pop()}/"


def counted(live_city: Running, test_path: str) -> dict[tuple[str, str], int]:
    """The public sheet of the results, as (question, answer) → how many."""
    told = httpx.get(f"{live_city.url}{test_path}results.csv").raise_for_status()
    rows = list(csv.reader(io.StringIO(told.content.decode("utf-8-sig"))))[1:]
    return {(question, answer): int(many) for question, answer, many, _ in rows}


def fill(page: Page) -> None:
    """Time the first task, tick both, rate by keyboard, write a line."""
    first, second = page.locator("[data-task]").all()
    first.locator("[data-clock-button]").click()
    page.wait_for_timeout(1200)
    first.get_by_label("Terminado").or_(first.locator("[value=done]")).first.check()
    expect(first.locator("[data-took]")).not_to_have_value("")
    second.locator("[value=too_hard]").check()
    page.locator("[name=rating][value='3']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[name=rating][value='4']")).to_be_checked()
    page.locator("#text").fill("El mapa tarda <b>mucho</b>")


def test_an_answer_without_signal_waits_and_arrives_once(
    browser_context: Any, live_city: Running, test_path: str, no_faults: Any, shots: Any
) -> None:
    context: BrowserContext = browser_context()
    page = context.new_page()
    page.goto(f"{live_city.url}{test_path}")
    with context.expect_page() as opened:
        page.locator("[data-open]").click()
    assert opened.value.url == f"{live_city.url}/report/"
    opened.value.close()
    fill(page)
    page.locator("details summary").first.click()
    no_faults(page)
    page.screenshot(path=shots / "campaign-360.png", full_page=True)

    context.set_offline(True)
    page.locator("#answer button[type=submit]").click()
    expect(page.locator("#outcome")).to_have_attribute("data-state", "warn")
    assert counted(live_city, test_path)["answers", ""] == 0
    context.set_offline(False)
    expect(page.locator("#outcome")).to_have_attribute("data-state", "success", timeout=15_000)
    page.screenshot(path=shots / "campaign-sent-360.png", full_page=True)
    page.reload()
    page.wait_for_timeout(500)
    told = counted(live_city, test_path)
    assert told["answers", ""] == 1
    assert told["rating", "4"] == 1
    assert told["Abre la página", "done"] == 1
    assert told["Marca el lugar", "too_hard"] == 1


def test_what_was_ticked_survives_a_phone_that_forgets_the_tab(
    browser_context: Any, live_city: Running, test_path: str
) -> None:
    page = browser_context().new_page()
    page.goto(f"{live_city.url}{test_path}")
    fill(page)
    page.reload()
    expect(page.locator("[name=rating][value='4']")).to_be_checked()
    expect(page.locator("#text")).to_have_value("El mapa tarda <b>mucho</b>")
    expect(page.locator("[data-task]").nth(1).locator("[value=too_hard]")).to_be_checked()


def test_results_move_while_somebody_looks(
    browser_context: Any, live_city: Running, test_path: str, shots: Any
) -> None:
    page = browser_context(viewport=DESK).new_page()
    page.goto(f"{live_city.url}{test_path}results/")
    expect(page.locator(".tally__many").first).to_have_text("0")
    test = test_path.rstrip("/").rsplit("/", 1)[1]
    # What came between the page and its stream is replayed to it.
    for number in range(2):
        httpx.post(
            f"{live_city.url}/api/v1/tests/{test}/answers",
            json={"rating": 5, "tasks": [{"task": "Abre la página", "outcome": "done"}]},
            headers={"Idempotency-Key": str(uuid.uuid4())},
        ).raise_for_status()
        expect(page.locator(".tally__many").first).to_have_text(str(number + 1))
    page.screenshot(path=shots / "campaign-results-1280.png", full_page=True)


def test_without_scripts_the_form_itself_answers(
    browser_context: Any, live_city: Running, test_path: str
) -> None:
    page = browser_context(java_script_enabled=False).new_page()
    page.goto(f"{live_city.url}{test_path}")
    page.locator("[name=rating][value='2']").check(force=True)
    page.locator("#answer button[type=submit]").click()
    expect(page.locator(".notice--success")).to_be_visible()
    assert counted(live_city, test_path)["rating", "2"] == 1
