"""The promise: say what you think on a phone in seconds, and see what unites people."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from demo.cast import PASSWORD
from tests.journeys.conftest import DESK, PHONE
from tests.running import CHECKOUT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TALK = """
import django; django.setup()
from demo.opinions import open_demo_conversation
from minga.ground.clock import now
from minga.participation.models import Conversation
from minga.people.models import Person
from minga.territory.queries import default_city
if not Conversation.objects.filter(slug="movilidad-2035").exists():
    by = Person.objects.filter(memberships__role="facilitator").first()
    open_demo_conversation(city=default_city(), by=by, at=now())
"""
PATH = "/opinions/movilidad-2035/"


@pytest.fixture(scope="module")
def talk(live_city):
    """The demonstration's conversation, opened unless the city came with it."""
    env = {**live_city.env, "DJANGO_SETTINGS_MODULE": "minga.web.settings"}
    subprocess.run([sys.executable, "-c", TALK], env=env, cwd=CHECKOUT, check=True)
    return f"{live_city.url}{PATH}"


def asked(page):
    return page.locator("#asked")


def test_a_phone_answers_one_statement_after_the_other(browser_context, talk, no_faults, shots):
    page = browser_context(viewport=PHONE).new_page()
    page.goto(talk)
    # All three answers are on the first screen of a small phone.
    for way in ("agree", "disagree", "pass"):
        box = page.locator(f".opinion-way--{way}").bounding_box()
        assert box["y"] + box["height"] <= PHONE["height"]
        assert min(box["width"], box["height"]) >= 44
    page.screenshot(path=shots / "opinions-phone.png")
    seen = set()
    for way in ("agree", "disagree", "pass"):
        text = asked(page).inner_text()
        seen.add(text)
        page.locator(f".opinion-way--{way}").click()
        expect(asked(page)).not_to_have_text(text)
        expect(asked(page)).to_be_focused()  # a screen reader goes on with the next statement
    assert len(seen) == 3
    expect(page.locator("progress")).to_have_attribute("value", "3")
    page.reload()
    expect(page.locator("progress")).to_have_attribute("value", "3")
    no_faults(page, sizes=(DESK, PHONE))


def test_the_keyboard_alone_is_enough(browser_context, talk):
    page = browser_context(viewport=DESK).new_page()
    page.goto(talk)
    text = asked(page).inner_text()
    page.locator(".opinion-way--agree").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".opinion-way--disagree")).to_be_focused()
    page.keyboard.press("Enter")
    expect(asked(page)).not_to_have_text(text)
    page.keyboard.press("Tab")
    expect(page.locator(".opinion-way--agree")).to_be_focused()


def test_without_scripts_everything_works(browser_context, talk):
    page = browser_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(talk)
    text = asked(page).inner_text()
    page.locator(".opinion-way--agree").click()
    expect(asked(page)).not_to_have_text(text)
    page.locator("#text").fill("Que las micros tengan calefacción en invierno.")
    page.locator("form[action*=say] button").click()
    expect(page.locator(".notice--success")).to_be_visible()
    page.locator(".opinion-mine > summary").click()
    page.locator(".opinion-mine a").click()
    expect(asked(page)).to_have_text(text)
    page.locator(".opinion-way--disagree").click()
    page.locator(".opinion-mine > summary").click()
    page.locator(".opinion-erase summary").click()
    page.locator(".opinion-erase button").click()
    expect(page.locator("progress")).to_have_attribute("value", "0")


def test_somebody_changes_their_mind_and_goes_on(browser_context, talk):
    page = browser_context(viewport=PHONE).new_page()
    page.goto(talk)
    first = asked(page).inner_text()
    page.locator(".opinion-way--agree").click()
    expect(asked(page)).not_to_have_text(first)
    page.locator(".opinion-mine > summary").click()
    page.locator(".opinion-mine a").click()
    expect(page.locator(".opinion-way--agree")).to_have_attribute("aria-pressed", "true")
    page.locator(".opinion-way--disagree").click()
    expect(asked(page)).not_to_have_text(first)
    expect(page.locator("progress")).to_have_attribute("value", "1")
    expect(page).not_to_have_url(re.compile("statement="))


def test_the_result_is_readable_by_everybody(browser_context, talk, no_faults, shots):
    page = browser_context(viewport=PHONE).new_page()
    page.goto(f"{talk}result/")
    expect(page.locator(".opinion-map")).to_be_visible()
    assert page.locator(".camp__people path").count() >= 55
    assert page.locator(".opinion-groups table").count() >= 2
    page.locator(".opinion-more > summary").click()
    expect(page.locator(".opinion-row").last).to_be_visible()
    no_faults(page, sizes=(DESK, PHONE), dark=True)
    page.screenshot(path=shots / "opinions-result-360.png", full_page=True)


def test_a_facilitator_reads_what_waits(browser_context, talk, live_city, no_faults):
    said = "Más sombra en los paraderos."
    page = browser_context(viewport=PHONE).new_page()
    page.goto(talk)
    page.locator("#text").fill(said)
    page.locator("form[action*=say] button").click()
    expect(page.locator(".notice--success")).to_be_visible()
    page.goto(f"{live_city.url}/sign-in/?next={PATH}moderation/")
    page.locator("[name=email]").fill("fabian@demo.minga.invalid")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    waiting = page.locator(".opinion-judge", has_text=said)
    expect(waiting).to_be_visible()
    no_faults(page, sizes=(DESK, PHONE))
    waiting.locator(".button--primary").click()
    expect(waiting).not_to_be_visible()
    page.goto(f"{talk}log/")
    expect(page.locator(".timeline li").first).to_contain_text(said)
    assert page.locator(".timeline li").count() >= 2
