"""Every page of the platform, each with an example address: what the crawl opens.

A route that is not here is no page: it takes forms only, or answers with something else than a
whole page. `test_crawl.py` asks every route of the URLconf, so a new page that is missing fails.
"""

import re
import time
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx

from demo.cast import PASSWORD
from minga.ground.clock import now
from minga.web.policies import POLICIES, Need
from tests.web.routes import Route

PLACE = "/programme/movernos/"
READY_WITHIN_S = 300
CITY = "gran-concepcion"
GUARD = "csrfmiddlewaretoken"
COURSE = "Plaza Condell\n* Plaza Perú\nPlaza Perú\nPlaza de la Independencia"
WHO = {
    Need.PERSON: "tito",
    Need.OFFICIAL: "tito",
    Need.DISPATCHER: "tito",
    Need.WARNER: "tito",
    Need.TRANSIT: "olga",
    Need.FACILITATOR: "fabian",
    Need.KEY: "fabian",
    Need.PART: "maite",
    Need.PROGRAMME_LEAD: "maite",
    Need.AUDITOR: "aurora",
}
"""Who of the demonstration uses a route; nobody signs in where anybody may."""

PAGES = (
    "home",
    "web:offline",
    "web:privacy",
    "web:sign_in",
    "web:account",
    "web:audit",
    "reports:file",
    "reports:receipt",
    "reports:map",
    "reports:list",
    "reports:find",
    "control:room",
    "control:file",
    "control:report",
    "transit:move",
    "transit:move ?q=a",
    "transit:near",
    "transit:near ?lat={lat}&lon={lon}",
    "transit:lines",
    "transit:line",
    "transit:place",
    "transit:board",
    "transit:alerts",
    "transit:alert_write",
    "transit:alert_change",
    "transit:feeds",
    "transit:draw",
    "transit:draw_new",
    "transit:draw_line",
    "transit:plan",
    "transit:plan ?{question}",
    "transit:plan_sheet",
    "transit:ride",
    "transit:share",
    "participation:enter",
    "participation:workshops",
    "participation:room",
    "participation:wall",
    "participation:run",
    "participation:codes",
    "participation:paper",
    "opinions:conversations",
    "opinions:new",
    "opinions:conversation",
    "opinions:result",
    "opinions:log",
    "opinions:moderation",
    "programme:programmes",
    "programme:begin",
    "programme:programme",
    "programme:desk",
    "programme:nodes",
    "programme:add",
    "programme:merge",
    "programme:node",
    "programme:edit",
    "programme:split",
    "programme:bring",
    "programme:inventory",
    "programme:partners",
    "programme:challenges",
    "programme:find_challenge",
    "programme:add_challenge",
    "programme:challenges_alike",
    "programme:merge_challenges",
    "programme:propose",
    "programme:proposed",
    "programme:decided",
    "programme:interviews_record",
    "programme:guide_builder",
    "programme:campaign",
    "programme:campaign_results",
    "programme:swot",
    "programme:visions",
    "programme:champions",
    "programme:roadmap",
    "programme:data",
    "programme:data_set",
)
"""Routes, each with what follows its path."""

WIDE_WHEN_NARROW = ("participation:run", "transit:draw_line", "programme:challenges_alike")
"""Pages of officials that still scroll sideways at 320 pixels. A new page may not; take out what
is mended.
"""

WIDE_WHEN_TWICE = (
    "participation:room", "participation:wall", "participation:run", "transit:place",
    "transit:board", "transit:draw_line", "transit:alert_change", "transit:plan_sheet",
    "opinions:moderation", "programme:proposed", "programme:decided", "programme:challenges_alike",
    "programme:merge_challenges", "programme:split", "programme:merge", "programme:campaign",
    "programme:campaign_results", "programme:begin", "programme:bring", "programme:edit",
    "programme:data_set", "control:room", "control:report",
)  # fmt: skip
"""Pages that may scroll sideways on a phone whose letters are twice as large. The list only
shrinks: no new page comes onto it.
"""
UNOPENED = {
    "web:enter": "a link of one use; a spent one is among the pages that say no",
    "web:media": "a file, by a signed link",
    "web:published": "a file",
    "transit:ride_line": "data for the alarm of a ride",
    "transit:ride_buses": "data for the alarm of a ride",
    "transit:ride_notices": "data for the alarm of a ride",
    "timetables:feed_zip": "a file",
    "participation:minutes_pdf": "a file, for who took part once the workshop is closed",
    "participation:minutes_xlsx": "a file, for who took part once the workshop is closed",
    "participation:paper_file": "a file, once the worker has written it",
    "participation:seat_api": "a door to the API, by the seat's cookie",
    "participation:run_api": "a door to the API, by the facilitator's cookie",
}
"""Routes that no example opens, and what they answer when they do: never a page."""


class Forms(HTMLParser):
    """The forms of a page: of each, the names of its fields, and what they hold unless changed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[set[str], dict[str, list[str]]]] = [(set(), {})]
        self._select, self._area, self._is_chosen = "", "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name, kind = told.get("name", ""), told.get("type", "text")
        names, held = self.forms[-1]
        if tag == "form":
            self.forms.append((set(), {}))
        elif tag in ("select", "textarea", "button"):
            names.add(name)
            self._select, self._area = name * (tag == "select"), name * (tag == "textarea")
            self._is_chosen = False
        elif tag == "option" and self._select:
            value = told.get("value", "")
            if "selected" in told and self._is_chosen:
                held[self._select][-1] = value
            elif not self._is_chosen:
                held.setdefault(self._select, []).append(value)  # the first, unless one is chosen
            self._is_chosen = True
        elif tag == "input" and name:
            names.add(name)
            if kind not in ("checkbox", "radio", "file") or "checked" in told:
                held.setdefault(name, []).append(told.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][1][self._area] = [data]
            self._area = ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._select = self._area = ""

    def with_fields(self, names: set[str]) -> dict[str, list[str]]:
        """What the form with these fields holds."""
        return next(held for known, held in self.forms if names <= known)


class Hand(httpx.Client):
    """Somebody of the demonstration who fills forms, without a browser."""

    def __init__(self, url: str, who: str = "") -> None:
        super().__init__(base_url=url, timeout=READY_WITHIN_S, headers={"Referer": url})
        if who:
            self.fill("/sign-in/", email=f"{who}@demo.minga.invalid", password=PASSWORD)

    def fill(self, path: str, *, to: str = "", **words: Any) -> str:
        """Send the form of a page that has these fields; where it leads."""
        held = Forms(self.get(path).raise_for_status().text).with_fields({GUARD, *words})
        answer = self.post(to or path, data={**held, **words})
        assert answer.status_code == 302, (path, answer.status_code, answer.text[-2000:])
        return answer.headers["Location"]

    def read(self, path: str, pattern: str) -> str:
        """The first of a pattern in a page."""
        found = re.search(pattern, self.get(path).raise_for_status().text)
        assert found, f"{pattern} is not on {path}"
        return unescape(found[1])


Own = dict[str, dict[str, str]]


class Examples:
    """A value for each part of a path that varies, by route: all read off pages, or made there."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.hands = {who: Hand(url, who) for who in ("", *sorted(set(WHO.values())))}
        self.anybody = self.hands[""]
        features = self.anybody.get("/move/lines.geojson").json()["features"]
        lon, lat = features[0]["geometry"]["coordinates"][0]
        self.answers = {"lat": lat, "lon": lon, "question": self._question()}
        self.usual = {
            "slug": "movernos",
            "receipt": self.anybody.read("/list/", r"/r/([\w-]+)/"),
            "line": features[0]["properties"]["line"],
            "stop": self._stop(features),
            "code": self._workshop(),
            "kind": "concept",
            "public_id": self.anybody.read(f"{PLACE}k/challenge/", r"/n/([\w-]+)/"),
            "form": "csv",
            "part": "comments",
            **dict.fromkeys(("member", "number", "phase", "stake", "answer"), "1"),
            **dict.fromkeys(("verb", "rest", "name", "token"), "mine"),
        }
        self.own = self._transit() | self._programme() | {"web:map_style": {"slug": CITY}}
        conversation = {"slug": self.anybody.read("/opinions/", r"/opinions/([\w-]+)/")}
        self.own |= {name: conversation for name in POLICIES if name.startswith("opinions:")}

    def _workshop(self) -> str:
        """One of the programme's own."""
        maite, desk = self.hands["maite"], f"{PLACE}desk/"
        run = maite.fill(desk, to=maite.read(desk, rf'"({PLACE}hold/\d+/)'))
        return run.split("/")[2]

    def _transit(self) -> Own:
        olga = self.hands["olga"]
        drawn = olga.fill(
            "/move/draw/new/", name="T1", origin_0="Condell", headsign_0="Centro", path_0=COURSE,
            do="save",
        )  # fmt: skip
        self._warn()
        alert = olga.read("/move/alerts/", r'"/move/alerts/(\w{3}-\w{3}-\w{3})/"')
        asked = f"/move/plan/?{self.answers['question']}"
        return {
            "transit:draw_line": {"code": drawn.split("/")[4]},
            "transit:alert_change": {"public_id": alert},
            "transit:plan_sheet": {"token": self._sheet(asked)},
        }

    def _sheet(self, asked: str) -> str:
        """The first way of a plan; on a new machine the planner is compiled first, once."""
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            found = re.search(r"/plan/sheet/([^/]+)/", self.anybody.get(asked).text)
            if found:
                return found[1]
            time.sleep(1)
        raise AssertionError(f"no way on {asked}")

    def _programme(self) -> Own:
        proposed = self.anybody.fill(f"{PLACE}propose/", title="Xilófonos en Quillón")
        *_, challenge, token = proposed.strip("/").split("/")
        test = {"public_id": self.anybody.read(f"{PLACE}k/test/", r"/n/([\w-]+)/")}
        return {
            "programme:proposed": {"public_id": challenge, "token": token},
            "programme:inventory": {"kind": "dataset"},
            "programme:inventory_sheet": {"kind": "dataset"},
            "programme:data_set": {"code": self.anybody.read("/data/", r'"/data/([\w-]+)/"')},
            "programme:data_set_document": {"code": "reports"},
            "programme:partners_sheet": {"form": "partners.csv"},
            **{name: test for name in POLICIES if name.startswith("programme:campaign")},
        }

    def _question(self) -> str:
        day = now() + timedelta(days=2)
        return urlencode({
            "from": "Lomas de San Andrés", "to": "Universidad de Concepción (Foro)",
            "when": "depart", "day": day.date().isoformat(), "time": "08:00",
        })  # fmt: skip

    def _stop(self, features: list[Any]) -> str:
        for line in dict.fromkeys(one["properties"]["line"] for one in features):
            told = self.anybody.get("/move/lines.geojson", params={"line": line}).json()["features"]
            stops = [one["properties"]["stop"] for one in told if "stop" in one["properties"]]
            if stops:
                return str(stops[0])
        raise AssertionError("no line has a stop")

    def _warn(self) -> None:
        at = now().replace(second=0, microsecond=0)
        self.hands["olga"].fill(
            "/move/alerts/write/", everything="on", effect="detour", cause="construction",
            header_es="Desvío por obras", starts_at=f"{at:%Y-%m-%dT%H:%M}",
            ends_at=f"{at + timedelta(days=2):%Y-%m-%dT%H:%M}",
        )  # fmt: skip

    def who(self, route: str) -> str:
        """Who opens a route."""
        return WHO.get(POLICIES[route], "")

    def path(self, route: Route, query: str = "") -> str:
        """An address of a route."""
        parts = route.path(self.usual | self.own.get(route.name, {}))
        return parts + query.format(**self.answers)
