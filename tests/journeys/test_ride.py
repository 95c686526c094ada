"""Despierta, without eyes: chosen by keyboard, told by text, sound, vibration and speech.

Everything is found by role and name in the accessibility tree, as a screen reader has it, and done
by keyboard alone; in Spanish, as most riders have it.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import DESK, PHONE
from tests.journeys.riders import SCENE, SCREEN, STEP_M, STEP_S, Feeder, Rider, Y
from tests.kernels.transit.drawn import spot
from tests.running import Running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AWAKE = re.compile("Ya desperté|I am awake")
SAME_BUS = re.compile("Cuenta también con la posición del bus|Count by the bus's own")
UNKNOWN_BUS = re.compile("No sé cuál|I do not know: the phone")
NOW = re.compile("Te bajas en Universidad, faltan|You get off at Universidad, ")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A small city with lines 62 and Bahías, served."""
    with Running(tmp_path_factory.mktemp("ride")) as running:
        running.minga("shell", "-c", SCENE)
        yield running


@pytest.fixture
def phone(browser_context: Callable[..., BrowserContext], town: Running) -> Rider:
    return Rider(browser_context(viewport=PHONE), town.url)


def test_blind_rider_is_woken_by_the_phone_alone(
    phone: Rider, no_faults: Callable[..., None], shots: Path
) -> None:
    rider = phone
    rider.arrive()
    rider.tab_to("searchbox", "Recorrido o paradero")
    rider.page.keyboard.type("univers")
    result = rider.role("button", "Universidad Recorrido 62 hacia Universidad")
    expect(result).to_be_visible()
    rider.page.keyboard.press("Enter")
    expect(result).to_be_focused()
    rider.page.keyboard.press("Enter")
    expect(rider.role("heading", "Recorrido 62")).to_be_focused()
    expect(rider.page.locator("#ride")).to_have_attribute("data-ready", "lineas-62")
    assert 'combobox "Me bajo en"' in rider.tree()
    expect(rider.role("combobox", "Me bajo en").locator("option:checked")).to_have_text(
        "Universidad"
    )
    rider.press("button", "Poner la alarma")
    expect(rider.role("heading", "La alarma está puesta")).to_be_focused()
    expect(rider.urgent).to_contain_text("La alarma está puesta para Universidad")
    no_faults(rider.page, sizes=(DESK, PHONE))
    rider.page.screenshot(path=shots / "ride-begun.png", full_page=True)

    x = rider.ride(-3000, 3000, lambda: rider.stage() == "ready")
    assert rider.stage() == "ready"
    expect(rider.urgent).to_contain_text("Prepárate: Universidad está cerca")
    expect(rider.role("button", AWAKE)).to_be_visible()
    before = rider.felt()
    assert any("Prepárate" in one for one in before["said"])
    assert before["tones"] >= 4
    assert before["buzzes"] >= 1
    rider.page.clock.run_for(11_000)
    assert rider.felt()["tones"] > before["tones"], "it repeats until it is confirmed"
    no_faults(rider.page, sizes=(DESK, PHONE))
    rider.page.screenshot(path=shots / "ride-ready.png", full_page=True)
    rider.press("button", AWAKE)
    expect(rider.page.locator("#aside")).to_contain_text("Me callo")
    quiet = rider.felt()["tones"]
    rider.page.clock.run_for(30_000)
    assert rider.felt()["tones"] == quiet

    x = rider.ride(x, 3000, lambda: rider.stage() == "now")
    assert rider.stage() == "now"
    assert 3000 - x >= 300, "half a minute at ten metres a second"
    expect(rider.urgent).to_contain_text(NOW)
    rider.page.screenshot(path=shots / "ride-now.png", full_page=True)
    no_faults(rider.page, sizes=(DESK, PHONE))
    said = " ".join(rider.felt()["said"])
    assert "Ya vas en camino" in said
    assert NOW.search(said)
    rider.press("button", "Ya me bajé: apagar la alarma")
    expect(rider.page.locator("#ended")).to_contain_text("No queda nada de este viaje")
    assert rider.page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_nothing_of_destination_or_track_leaves_the_phone(phone: Rider) -> None:
    phone.arrive("#to=lineas-e&line=lineas-62&from=lineas-c")
    expect(phone.page.locator("#found-count")).to_contain_text("Te bajas en Universidad")
    assert "#" not in phone.page.url
    assert "lineas-e" not in phone.page.url
    phone.press("button", "Poner la alarma")
    phone.ride(0, 3000, lambda: phone.stage() == "now")
    assert phone.stage() == "now"
    asked = [one for one in phone.sent if "/static/" not in one.url]
    paths = [one.url.removeprefix(phone.url) for one in asked]
    assert set(paths) <= {
        "/move/ride/", "/move/ride/lines.json", "/move/ride/lines/lineas-62.json",
        "/manifest.webmanifest", "/sw.js",
    }  # fmt: skip
    assert paths.count("/move/ride/lines.json") == 1
    assert {one.method for one in asked} == {"GET"}
    told = " ".join(json.dumps([one.url, one.headers, one.post_data]) for one in phone.sent)
    for secret in ("lineas-e", "lineas-c", "Universidad", f"{spot(3000, Y)[1]:.4f}"[:8]):
        assert secret not in told


def test_place_of_a_plan_is_taken_from_the_link(phone: Rider) -> None:
    lat, lon = spot(1500, Y)
    board = ",".join(f"{one:.6f}" for one in spot(0, Y))
    phone.arrive(f"#to={lat:.6f},{lon:.6f}&line=lineas-62&from={board}&way=0&name=La+casa+de+Rosa")
    expect(phone.page.locator("#found-count")).to_contain_text("La casa de Rosa")
    expect(phone.page.locator("#from option:checked")).to_have_text(board)
    phone.press("button", "Poner la alarma")
    x = phone.ride(0, 3000, lambda: phone.stage() == "now")
    assert 800 <= x <= 1200
    expect(phone.urgent).to_contain_text(re.compile("(Te bajas en|You get off at) La casa de Rosa"))


def test_link_is_taken_while_the_page_is_open(phone: Rider) -> None:
    phone.arrive()
    phone.page.goto(f"{phone.url}/move/ride/#to=lineas-e&line=lineas-62")
    expect(phone.page.locator("#found-count")).to_contain_text("Te bajas en Universidad")
    assert phone.page.url.endswith("/move/ride/")


def test_link_of_a_line_leaves_the_stop_to_choose(phone: Rider) -> None:
    phone.arrive("?line=lineas-62")
    expect(phone.role("heading", "Recorrido 62")).to_be_visible()
    phone.choose("Me bajo en", "Plaza Norte")
    phone.press("button", "Poner la alarma")
    expect(phone.urgent).to_contain_text("La alarma está puesta para Plaza Norte")


def test_alarm_is_chosen_and_rings_without_signal(phone: Rider) -> None:
    phone.arrive()
    phone.page.keyboard.press("Tab")
    phone.tab_to("searchbox", "Recorrido o paradero")
    phone.page.keyboard.type("62")
    expect(phone.role("button", "Recorrido 62 Universidad - Terminal Poniente")).to_be_visible()
    phone.page.keyboard.press("Enter")
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator("#ride")).to_have_attribute("data-ready", "lineas-62")
    expect(phone.page.locator("#ride")).to_have_attribute("data-kept", "/move/ride/", timeout=30000)
    phone.context.set_offline(True)
    phone.page.goto("about:blank")
    phone.arrive("#to=lineas-e&line=lineas-62&from=lineas-c")
    expect(phone.page.locator("#found-count")).to_contain_text("Te bajas en Universidad")
    phone.press("button", "Poner la alarma")
    phone.ride(0, 3000, lambda: phone.stage() == "now")
    expect(phone.urgent).to_contain_text(NOW)
    phone.context.set_offline(False)


def test_screen_position_and_silence_are_told_as_they_are(phone: Rider) -> None:
    phone.page.add_init_script(SCREEN)
    phone.arrive("#to=lineas-e&line=lineas-62")
    phone.press("radio", "Espero en el paradero", "ArrowDown")
    expect(phone.role("radio", "Ya voy en el bus")).to_be_checked()
    phone.press("button", "Poner la alarma")
    expect(phone.page.locator("#screen-state")).to_have_text(
        "encendida mientras esta página esté a la vista"
    )
    expect(phone.page.locator("#position-state")).to_have_text("buena, con 8 m de margen")
    phone.page.evaluate("lock.dispatchEvent(new Event('release'))")
    expect(phone.page.locator("#screen-state")).to_contain_text("puede apagarse")
    phone.page.clock.fast_forward(70_000)
    expect(phone.urgent).to_contain_text("no sé dónde estás")
    phone.stand(-2500)
    expect(phone.urgent).to_contain_text("Volvió la posición")
    phone.press("button", "¿Cuánto falta?")
    expect(phone.urgent).to_contain_text("Faltan 5,5 kilómetros para Universidad")


def test_position_that_is_refused_is_said(
    browser_context: Callable[..., BrowserContext], town: Running
) -> None:
    rider = Rider(browser_context(viewport=PHONE, permissions=[]), town.url)
    rider.arrive("#to=lineas-e&line=lineas-62")
    rider.press("button", "Poner la alarma")
    expect(rider.page.locator("#position-state")).to_contain_text("no permitida")


def test_start_without_a_stop_says_what_lacks(phone: Rider) -> None:
    phone.arrive("#to=nowhere&line=lineas-62")
    phone.press("button", "Poner la alarma")
    expect(phone.role("alert", "").filter(has_text="Me bajo en")).to_be_visible()
    expect(phone.role("combobox", "Me bajo en")).to_be_focused()


@pytest.fixture
def feeder(town: Running, request: pytest.FixtureRequest) -> Iterator[Feeder]:
    """A bus of its own for each test: positions never go back in time."""
    feeder = Feeder(town, *getattr(request, "param", ()))
    yield feeder
    feeder.end()


def test_blind_rider_is_told_when_the_bus_comes_and_where_to_get_off(
    phone: Rider, town: Running, feeder: Feeder, no_faults: Callable[[Page], None], shots: Path
) -> None:
    phone.arrive("#to=lineas-e&line=lineas-62&from=lineas-c")
    expect(phone.page.locator("#ride")).to_have_attribute("data-ready", "lineas-62")
    phone.press("checkbox", "Avísame también cuando venga mi bus", "Space")
    expect(phone.role("combobox", "Me subo en").locator("option:checked")).to_have_text(
        "Plaza Norte"
    )
    phone.choose("El paradero está, mirando hacia donde va el bus", "a la derecha de la calle")
    no_faults(phone.page)
    phone.page.screenshot(path=shots / "ride-follow.png", full_page=True)
    phone.press("button", "Poner la alarma")
    expect(phone.page.locator("#bus-state")).to_have_text(
        "todavía no se ve ningún bus de este recorrido"
    )

    second = 0.0

    def drive(x: float, to_x: float, words: str | re.Pattern[str]) -> float:
        """The bus goes on until the rider hears the words."""
        nonlocal second
        while x < to_x:
            x, second = x + STEP_M, second + STEP_S
            feeder.put(x, second)
            with phone.page.expect_response("**/move/ride/notices"):
                phone.page.clock.run_for(STEP_S * 1000)
            phone.page.clock.run_for(100)
            if re.search(words, phone.urgent.inner_text()):
                return x
        raise AssertionError(f"{words} was not said: {phone.tree()}")

    x = drive(-2500, 0, "Viene un bus del recorrido 62")
    expect(phone.page.locator("#bus-state")).to_contain_text("bus simulado")
    x = drive(x, 0, "Tu bus está cerca: recorrido 62")
    x = drive(x, 0, "Tu bus está llegando: recorrido 62, por la izquierda. Estira la mano.")
    assert x <= -320, "half a minute before it comes"
    phone.press("button", AWAKE)
    no_faults(phone.page)
    phone.page.screenshot(path=shots / "ride-arriving.png", full_page=True)
    phone.press("button", "Ya me subí")
    x = drive(x, 3000, "Prepárate: Universidad está cerca")
    phone.press("button", AWAKE)
    x = drive(x, 3000, NOW)
    assert x <= 3000 - 300
    phone.press("button", "Ya me bajé: apagar la alarma")
    expect(phone.page.locator("#ended")).to_be_visible()
    expect(phone.page.locator("#ride")).to_have_attribute("data-stage", "")
    count = "from minga.transit.models import Ride; print(Ride.objects.count())"
    assert town.minga("shell", "-c", count).splitlines()[-1] == "0"


@pytest.mark.parametrize("feeder", [("WXYZ-34",)], indirect=True, ids=["other"])
def test_blind_rider_on_the_bus_says_which_one_it_is(
    phone: Rider, feeder: Feeder, no_faults: Callable[[Page], None], shots: Path
) -> None:
    """No position of the phone: the bus that was chosen tells when to get off."""
    phone.context.clear_permissions()
    feeder.put(-300, 0)
    phone.arrive("#to=lineas-e&line=lineas-62&from=lineas-c")
    expect(phone.page.locator("#ride")).to_have_attribute("data-ready", "lineas-62")
    phone.press("radio", "Espero en el paradero", "ArrowDown")
    phone.press("checkbox", SAME_BUS, "Space")
    bus = phone.role("radio", re.compile("WXYZ-34 · .*Plaza Norte · .* · bus simulado"))
    expect(bus).to_be_visible()
    expect(phone.role("radio", UNKNOWN_BUS)).to_be_checked()
    no_faults(phone.page)
    phone.tab_to("radio", UNKNOWN_BUS)
    while not bus.is_checked():
        phone.page.keyboard.press("ArrowUp")
    phone.page.screenshot(path=shots / "ride-which-bus.png", full_page=True)
    with phone.page.expect_response("**/move/ride/begin"):
        phone.press("button", "Poner la alarma")
    expect(phone.page.locator("#bus-state")).to_contain_text("WXYZ-34")
    x, second = 500.0, 30.0
    while x < 3000 and not NOW.search(phone.urgent.inner_text()):
        x, second = x + STEP_M, second + STEP_S
        feeder.put(x, second)
        with phone.page.expect_response("**/move/ride/notices"):
            phone.page.clock.run_for(STEP_S * 1000)
        phone.page.clock.run_for(100)
    assert x <= 3000 - 300
    expect(phone.urgent).to_contain_text(NOW)
    phone.press("button", "Ya me bajé: apagar la alarma")
    expect(phone.page.locator("#ended")).to_be_visible()
