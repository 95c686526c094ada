"""The alarm of the phone and the alarm of the server are one machine, to the last bit."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

import minga.transit
from minga.kernels.alarm import Kind
from tests.kernels.alarm_vectors import vectors

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STATIC = Path(minga.transit.__file__).parent / "static" / "transit"
HERE = "http://alarm.test/"
REPLAY = """
async () => {
  const rides = await (await fetch("/rides.json")).json();
  const { begin, courseOf, step, wait } = await import("/alarm.js");
  const same = (one, other) =>
    one === other ||
    (one !== null && other !== null && typeof one === "object" && typeof other === "object" &&
      Object.keys({ ...one, ...other }).every((key) => same(one[key], other[key])));
  const faults = [];
  for (const [ride, { stop, way, ends, aboard, course: drawn, steps }] of rides.entries()) {
    const course = courseOf(stop, way, ends);
    if (!same(course, drawn)) faults.push({ ride, course, drawn });
    let state = begin({ aboard });
    for (const [at, { given, state: wanted, effects: due }] of steps.entries()) {
      let effects;
      const take = typeof given === "number" ? wait : step;
      [state, effects] = take(course, state, given);
      if (!same(state, wanted) || !same(effects, due)) {
        faults.push({ ride, at, given, state, wanted, effects, due });
        break;
      }
    }
  }
  return faults;
}
"""


def modules(route: Route) -> None:
    """Serve the page's own modules, and nothing else."""
    file = STATIC / Path(route.request.url).name
    if file.suffix == ".js" and file.exists():
        route.fulfill(body=file.read_text("utf-8"), content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>-</title>", content_type="text/html")


@pytest.fixture
def page(browser_context: Any) -> Page:
    page = browser_context().new_page()
    page.route("**/*", modules)
    page.goto(HERE)
    return page


def replayed(page: Page, rides: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What differs in the browser."""
    page.route("**/rides.json", lambda route: route.fulfill(json=rides))
    faults: list[dict[str, Any]] = page.evaluate(REPLAY)
    return faults


def test_phone_and_server_give_equal_states_and_effects(page: Page) -> None:
    rides = vectors(40, seed=4)
    steps = [one for ride in rides for one in ride["steps"]]
    assert len(steps) > 10_000
    said = Counter(effect["kind"] for one in steps for effect in one["effects"])
    assert set(said) == set(Kind)
    faults = replayed(page, rides)
    assert faults == [], faults[:1]


def test_replay_sees_a_difference_of_one_bit(page: Page) -> None:
    rides = vectors(2, seed=9)
    rides[1]["steps"][-1]["state"]["last"]["x"] *= 1 + 2**-52
    assert len(replayed(page, rides)) == 1
