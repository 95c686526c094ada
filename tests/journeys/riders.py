"""Who rides in the journeys: a person with a keyboard and a screen reader, and the bus itself."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Request, expect

from tests.kernels.transit.drawn import spot
from tests.running import CHECKOUT, Running

SCENE = """
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from tests.transit.worlds import brought, crossing, written
from tests.world import small_city
at = datetime.now(UTC)
zip = written(Path(tempfile.mkdtemp()) / "lineas.zip", crossing())
brought(small_city(at=at), zip, at=at)
"""
FEEDER = """
import json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "minga.web.settings"
import django
django.setup()
from datetime import UTC, datetime, timedelta
from minga.territory.models import City
from minga.transit.realtime.actions.vehicles import Position, place_vehicles
from minga.transit.rules import VehicleSource
began = datetime.now(UTC)
print("ready", flush=True)
for line in sys.stdin:
    lat, lon, second = json.loads(line)
    at = began + timedelta(seconds=second)
    bus = Position(vehicle_id=sys.argv[1], lat=lat, lon=lon, at=at, line="lineas-62", direction=0,
                   bearing=90.0, label=sys.argv[1])
    place_vehicles(city=City.objects.first(),
                   source=VehicleSource.SIMULATED, positions=[bus], at=at)
    print("told", flush=True)
"""
SENSES = """
window.felt = { tones: 0, said: [], buzzes: 0 };
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { felt.tones += 1; return start.call(this, at); };
SpeechSynthesis.prototype.speak = ({ text }) => { felt.said.push(text); };
Navigator.prototype.vibrate = (pattern) => { felt.buzzes += pattern ? 1 : 0; return true; };
"""
SCREEN = """
window.lock = new EventTarget();
lock.release = async () => {};
Object.defineProperty(navigator, "wakeLock", { value: { request: async () => lock } });
"""
Y = -3300
STEP_M, STEP_S = 100, 10


class Rider:
    """A person with a keyboard, a screen reader and a phone whose position we play."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.page = context.new_page()
        self.page.clock.install()
        self.page.add_init_script(SENSES)
        self.sent: list[Request] = []
        self.page.on("request", lambda request: self.sent.append(request))

    def arrive(self, link: str = "") -> None:
        self.stand(-3000)
        self.page.goto(f"{self.url}/move/ride/{link}")
        expect(self.role("searchbox", "Recorrido o paradero")).to_be_visible()
        expect(self.page.locator("#found-count")).not_to_have_text(
            "Cargando recorridos y paraderos…"
        )

    def role(self, role: Any, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role(role, name=name)

    @property
    def urgent(self) -> Locator:
        return self.page.locator("#going").get_by_role("alert")

    def tree(self) -> str:
        return self.page.locator("main").aria_snapshot()

    def tab_to(self, role: Any, name: str | re.Pattern[str]) -> None:
        """By Tab alone, as many times as it takes, within reason."""
        wanted = self.role(role, name)
        expect(wanted).to_be_visible()
        for _ in range(40):
            if wanted.evaluate("(element) => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{role} {name} cannot be reached by Tab: {self.tree()}")

    def press(self, role: Any, name: str | re.Pattern[str], key: str = "Enter") -> None:
        self.tab_to(role, name)
        self.page.keyboard.press(key)

    def choose(self, name: str, option: str) -> None:
        """Pick an option of a list with the arrow keys."""
        self.tab_to("combobox", name)
        box = self.role("combobox", name)
        for _ in range(12):
            if box.evaluate("(one) => one.selectedOptions[0]?.textContent") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{option} is not in {name}")

    def stand(self, x: float) -> None:
        lat, lon = spot(x, Y)
        self.context.set_geolocation({"latitude": lat, "longitude": lon, "accuracy": 8})

    def ride(self, x: float, to_x: float, until: Callable[[], bool]) -> float:
        """Along the street, a position every ten seconds, until something is so; where we are."""
        while x < to_x and not until():
            x += STEP_M
            heard = int(self.page.locator("#ride").get_attribute("data-fixes") or 0)
            self.page.clock.fast_forward(STEP_S * 1000)
            self.stand(x)
            expect(self.page.locator("#ride")).to_have_attribute("data-fixes", str(heard + 1))
        return x

    def stage(self) -> str:
        return self.page.locator("#ride").get_attribute("data-stage") or ""

    def felt(self) -> dict[str, Any]:
        told: dict[str, Any] = self.page.evaluate("felt")
        return told


class Feeder:
    """The bus's own positions, as a feed would bring them."""

    def __init__(self, town: Running, label: str = "ABCD-12") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", FEEDER, label], env=town.env, cwd=CHECKOUT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._answer("ready")

    def _answer(self, wanted: str) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == wanted

    def put(self, x: float, second: float) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([*spot(x, Y), second]) + "\n")
        self.process.stdin.flush()
        self._answer("told")

    def end(self) -> None:
        self.process.communicate(timeout=20)
