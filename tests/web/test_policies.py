"""R22: every route × every role × whose report. A new route without a policy fails here."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minga.ground.clock import now
from minga.participation.models import Board, BoardPhoto, Note, Round, Seat, Timer
from minga.people.models import Person
from minga.reports.models import Entry, Report
from minga.reports.queries import author_token
from minga.territory.models import City
from minga.transit.models import Ride, Tracker
from minga.web.policies import POLICIES, SECRETS, Need
from tests.web.routes import Route, routes
from tests.web.scene import Role, Scene

pytestmark = pytest.mark.django_db

FACILITATING = {"facilitator", "programme lead"}
INSIDE = {"officer", "lead", "other officer", "operator"}
"""Roles with a session that belong in the control room of the default city."""
SIGNED_IN = {
    *INSIDE, *FACILITATING, "stranger", "member", "other operator", "other facilitator",
    "transit operator", "auditor",
}  # fmt: skip
DISPATCHERS = {"operator", "operator token"}


def test_every_route_has_a_policy_and_every_policy_a_route() -> None:
    names = {route.name for route in routes()}
    assert "None" not in {name.split(":")[-1] for name in names}, "a route has no name"
    assert names - set(POLICIES) == set(), "these routes have no policy"
    assert set(POLICIES) - names == set(), "these policies have no route"


def test_route_without_a_policy_stays_shut(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(POLICIES, "reports:map")
    for role in ("anonymous", "operator"):
        answer = scene.roles[role].client().get("/map/")
        assert answer.status_code in (302, 403), role


def lets_in(need: Need, role: str, route: Route) -> bool:
    """What the table promises for a role at the default city."""
    by_token = role == "operator token" and route.is_api
    return {
        Need.ANYWHERE: True,
        Need.ANYBODY: True,
        Need.PERSON: role in SIGNED_IN or by_token or (role == "auditor token" and route.is_api),
        Need.OFFICIAL: role in INSIDE or by_token,
        Need.DISPATCHER: role == "operator" or by_token,
        Need.FACILITATOR: role in FACILITATING,
        Need.PROGRAMME_LEAD: role == "programme lead",
        Need.KEY: role in FACILITATING,
        Need.TRANSIT: role == "transit operator",
        Need.AUDITOR: role == "auditor",
        Need.WARNER: role in ("transit operator", "operator") or by_token,
        Need.PART: role == "programme lead",
        Need.NOBODY: False,
    }[need]


def is_refused(answer: Any) -> bool:
    to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/")
    return to_sign_in or answer.status_code in (401, 403)


ROLES = [
    "anonymous", "reporter", "another reporter", "nonsense token", "stranger", "member",
    "officer", "lead", "other officer", "operator", "other operator", "operator token",
    "other operator token", "closed operator", "closed operator token", "auditor token",
    "facilitator", "other facilitator", "programme lead", "transit operator", "auditor",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_every_route_opens_to_whom_the_table_says(scene: Scene, role: str) -> None:
    assert set(scene.roles) == set(ROLES)
    client = scene.roles[role].client()
    for route in routes():
        path = route.path(scene.samples())
        answer = client.get(path)
        need = POLICIES[route.name]
        assert answer.status_code < 500 or route.name == "web:health", path
        if need in (Need.PART, Need.KEY) and answer.status_code in (404, 405):
            continue  # there is no such thing of this kind, or only a form is taken there
        if need in SECRETS and need is not Need.KEY:
            continue  # tried by itself, below
        if need not in (Need.ANYWHERE, Need.ANYBODY):
            assert is_refused(answer) != lets_in(need, role, route), (path, answer.status_code)
        else:
            assert not is_refused(answer), (path, answer.status_code)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["anonymous", "nonsense token", "stranger", "member"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_unsafe_methods_change_nothing_for_who_has_no_right(
    scene: Scene, role: str, method: str
) -> None:
    before = _counts()
    client = scene.roles[role].client()
    for route in routes():
        if route.name in ("web:sign_out_everywhere", "web:sign_out"):
            continue  # one's own session; tried with the accounts
        send = getattr(client, method)
        answer = send(route.path(scene.samples()), b"{}", content_type="application/json")
        assert answer.status_code < 500 or route.name == "web:health", route.name
        if POLICIES[route.name] in (Need.OFFICIAL, Need.DISPATCHER):
            assert is_refused(answer) or answer.status_code == 405, route.name
        if POLICIES[route.name] is Need.PART:
            assert is_refused(answer) or answer.status_code in (404, 405), route.name
    assert _counts() == before


NOTE, TEXT, MINUTE = {"note": "AAAAAAAAAA"}, {"board": 1, "text": "hola"}, {"seconds": 60}
BODIES: dict[str, dict[str, Any]] = {
    "api-1:workshop_notes": TEXT,
    **dict.fromkeys(("participation:seat_api", "participation:run_api"), TEXT),
    "api-1:workshop_note": {"version": 1, "text": "hola"},
    "api-1:workshop_votes": NOTE,
    "api-1:workshop_stance": {"stance": "agree"},
    "api-1:workshop_boards": {"kind": "ideas"},
    "api-1:workshop_take": {"board": 1, "notes": ["AAAAAAAAAA"]},
    "api-1:workshop_crowd_end": {"seats": [1]},
    "api-1:workshop_crowd_weigh": {"seats": [1], "counts": False},
    "api-1:workshop_merge": {"notes": ["AAAAAAAAAA", "BBBBBBBBBB"]},
    "api-1:workshop_note_split": {"parts": [{"text": "una"}, {"text": "otra"}]},
    "api-1:workshop_rounds": NOTE,
    **dict.fromkeys(("api-1:workshop_timers", "api-1:workshop_timer_add"), MINUTE),
    "api-1:workshop_groupings": {"groups": 2},
    "api-1:workshop_turn": {"round": 1},
    "api-1:conversation_opinions": {"opinions": [{"statement": 1, "value": 1}]},
    "api-1:conversation_statements": {"text": "hola"},
}
"""What a route would take, where an empty body is refused for itself."""
FILES = {
    "api-1:report_photos": "photo",
    "api-1:report_voice": "voice",
    "api-1:workshop_photos": "photo",
}
TELLS_NOTHING = {
    "transit:share_end": 200,  # the same answer where the sharing has ended before
    "participation:note": 302,  # to the room, where one may take a seat
    "web:enter": 410,
}
"""What a route without its secret answers, other than a refusal; nothing is changed by it."""


@pytest.mark.parametrize("role", ["anonymous", "nonsense token", "stranger"])
def test_every_secret_that_the_table_names_is_asked_for(scene: Scene, role: str) -> None:
    before = _everything()
    samples = scene.samples()
    guessed = {**samples, "code": "no-such-code"}
    asking = [route for route in routes() if POLICIES[route.name] in SECRETS]
    assert {POLICIES[route.name] for route in asking} == set(SECRETS)
    for route in asking:
        path = route.path(guessed if POLICIES[route.name] is Need.CODE else samples)
        client = scene.roles[role].client()
        statuses = {
            client.get(path).status_code,
            _tried(client.post, path, route.name),
            _tried(client.patch, path, route.name),
            _tried(client.delete, path, route.name),
        } - {405}
        assert statuses, f"{route.name} takes no method that was tried"
        refused = {401, 403, 404, TELLS_NOTHING.get(route.name, 404)}
        assert statuses <= refused, (route.name, statuses)
    assert _everything() == before


def _tried(send: Any, path: str, name: str) -> int:
    if name in FILES and send.__name__ == "post":
        file = SimpleUploadedFile("x.jpg", b"x", "image/jpeg")
        return int(send(path, {FILES[name]: file}).status_code)
    return int(send(path, BODIES.get(name, {}), content_type="application/json").status_code)


def _everything() -> tuple[Any, ...]:
    made = (Note, Seat, Board, Round, Timer, BoardPhoto, Tracker, Ride)
    return _counts(), *(model.objects.count() for model in made)


def _post(client: Client, path: str, **more: Any) -> Any:
    return client.post(path, b"", content_type="application/json", **more)


def _counts() -> tuple[Any, ...]:
    rows = list(Report.objects.order_by("pk").values_list("pk", "state", "hidden", "changed_at"))
    return rows, Entry.objects.count(), Person.objects.count()


# ------------------------------------------------------------------ whose report?

REACH: dict[str, dict[str, int]] = {
    # role: report → what the officials' verb answers at the default city
    "anonymous": dict.fromkeys(("own", "sur", "away", "hidden"), 401),
    "reporter": dict.fromkeys(("own", "sur", "away", "hidden"), 401),
    "closed operator token": dict.fromkeys(("own", "sur", "away", "hidden"), 401),
    "other operator token": dict.fromkeys(("own", "sur", "away", "hidden"), 403),
    "operator token": {"own": 200, "sur": 200, "hidden": 200, "away": 404},
}


@pytest.mark.parametrize("role", list(REACH))
def test_officials_verbs_reach_their_own_reports_only(scene: Scene, role: str) -> None:
    client = scene.roles[role].client()
    for key, status in REACH[role].items():
        receipt = scene.reports[key].receipt
        answer = client.post(
            f"/api/v1/control/reports/{receipt}/note", {"text": "n"}, "application/json"
        )
        assert answer.status_code == status, (role, key)
    assert _post(client, "/api/v1/control/reports/AAA-AAA-AAA/note").status_code in (401, 403, 404)


PANEL: dict[str, dict[str, int]] = {
    "anonymous": dict.fromkeys(("own", "sur", "away", "hidden"), 302),
    "stranger": dict.fromkeys(("own", "sur", "away", "hidden"), 403),
    "closed operator": dict.fromkeys(("own", "sur", "away", "hidden"), 302),
    "other operator": dict.fromkeys(("own", "sur", "away", "hidden"), 403),
    "operator token": dict.fromkeys(("own", "sur", "away", "hidden"), 302),
    "officer": {"own": 200, "sur": 404, "away": 404, "hidden": 200},
    "lead": {"own": 200, "sur": 404, "away": 404, "hidden": 200},
    "other officer": {"own": 404, "sur": 200, "away": 404, "hidden": 404},
    "operator": {"own": 200, "sur": 200, "away": 404, "hidden": 200},
}


@pytest.mark.slow
@pytest.mark.parametrize("role", list(PANEL))
def test_panel_and_its_verbs_show_their_own_reports_only(scene: Scene, role: str) -> None:
    client = scene.roles[role].client()
    for key, status in PANEL[role].items():
        receipt = scene.reports[key].receipt
        assert client.get(f"/control/{receipt}/").status_code == status, (role, key)
        done = client.post(f"/control/{receipt}/note/", {"text": "n"})
        # Done, a page answers with a redirect to the panel; refused, as the panel is.
        assert (done.status_code, is_refused(done)) == (
            (302, False) if status == 200 else (status, status in (302, 403))
        ), (role, key)


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("officer", {"own", "hidden"}),
        ("other officer", {"sur"}),
        ("operator", {"own", "sur", "hidden"}),
    ],
)
def test_lists_hold_their_own_reports_only(scene: Scene, role: str, seen: set[str]) -> None:
    client = scene.roles[role].client()
    wanted = {scene.reports[key].receipt for key in seen}
    told = client.get("/api/v1/control/reports").json()["reports"]
    assert {row["receipt"] for row in told} == wanted
    points = client.get("/control/points/").json()["features"]
    assert {point["properties"]["receipt"] for point in points} == wanted
    every = ",".join(report.receipt for report in scene.reports.values())
    for path in ("/control/", f"/control/rows/?receipts={every}"):
        page = client.get(path).content.decode()
        for report in scene.reports.values():
            assert (report.receipt in page) == (report.receipt in wanted), (path, report)


def test_other_city_is_reached_by_its_own_operator_under_its_name(scene: Scene) -> None:
    client = scene.roles["other operator token"].client()
    verb = f"/api/v1/control/reports/{scene.away.receipt}/note?city=otra"
    assert client.post(verb, {"text": "n"}, "application/json").status_code == 200
    ours = f"/api/v1/control/reports/{scene.own.receipt}/note?city=otra"
    assert client.post(ours, {"text": "n"}, "application/json").status_code == 404
    rows = client.get("/api/v1/control/reports?city=otra").json()["reports"]
    assert [row["receipt"] for row in rows] == [scene.away.receipt]
    tito = scene.roles["operator token"].client()
    assert tito.get("/api/v1/control/reports?city=otra").status_code == 403
    assert tito.get("/live/control?city=otra").status_code == 403


def test_assignment_reaches_no_body_of_another_city(scene: Scene) -> None:
    client = scene.roles["operator token"].client()
    answer = client.post(
        f"/api/v1/control/reports/{scene.own.receipt}/assign",
        {"body": "otra-norte"},
        "application/json",
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "body"


def test_officer_may_not_dispatch(scene: Scene) -> None:
    client = scene.roles["officer"].client()
    moved = client.post(f"/control/{scene.own.receipt}/assign/", {"body": "prueba-sur"})
    placed = client.post(f"/control/{scene.own.receipt}/place/", {"lat": "-36.81", "lon": "-73.01"})
    assert (moved.status_code, placed.status_code) == (403, 403)
    assert client.get("/control/file/").status_code == 403
    scene.own.refresh_from_db()
    assert (scene.own.body.code, scene.own.lat) == ("prueba-norte", -36.83)


# ------------------------------------------------------------------ the author's token

AUTHORS: dict[str, int] = {
    "anonymous": 401,
    "nonsense token": 403,
    "another reporter": 403,
    "operator token": 403,
    "reporter": 409,  # the author indeed; the report is open, so there is nothing to reopen
}


@pytest.mark.parametrize("role", list(AUTHORS))
def test_only_the_author_acts_as_the_author(scene: Scene, role: str) -> None:
    client = scene.roles[role].client()
    base = f"/api/v1/reports/{scene.own.receipt}"
    assert _post(client, f"{base}/not-fixed").status_code == AUTHORS[role]
    if role != "reporter":
        for act in ("photos", "voice"):
            upload = {act.removesuffix("s"): _file()}
            assert client.post(f"{base}/{act}", upload).status_code == AUTHORS[role], act
        assert _post(client, f"{base}/forget").status_code == AUTHORS[role]
    assert _post(client, "/api/v1/reports/AAA-AAA-AAA/forget").status_code == 404
    scene.own.refresh_from_db()
    assert scene.own.text
    assert scene.own.attachments.count() == 0


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.jpg", b"x", "image/jpeg")


def test_session_of_an_official_is_no_authorship(scene: Scene) -> None:
    client = scene.roles["operator"].client()
    answer = client.post(f"/api/v1/reports/{scene.own.receipt}/forget")
    assert answer.status_code in (401, 403)


def test_hidden_report_is_seen_by_its_author_alone(scene: Scene) -> None:
    api = f"/api/v1/reports/{scene.hidden.receipt}"
    for name, role in scene.roles.items():
        assert role.client().get(api).status_code == 404, name
        assert role.client().get(f"/r/{scene.hidden.receipt}/").status_code == 404, name
    author = Role(bearer=author_token(scene.hidden.receipt)).client()
    assert author.get(api).json()["state"] == "received"
    assert Client().get(f"/find/?receipt={scene.hidden.receipt}").status_code == 404


def test_author_token_opens_nothing_else(scene: Scene) -> None:
    client = scene.roles["reporter"].client()
    for path in ("/api/v1/control/reports", "/live/control", "/account/", "/control/"):
        assert is_refused(client.get(path)), path


# ------------------------------------------------------------------ sessions and the API


def test_session_changes_nothing_through_the_api_without_its_csrf_token(scene: Scene) -> None:
    verb = f"/api/v1/control/reports/{scene.own.receipt}/acknowledge"
    client = scene.roles["operator"].client(csrf=True)
    assert client.get("/api/v1/control/reports").status_code == 200
    assert _post(client, verb).status_code == 401
    scene.own.refresh_from_db()
    assert scene.own.state == "received"
    client.get("/control/")
    token = client.cookies["csrftoken"].value
    assert _post(client, verb, headers={"X-CSRFToken": token}).status_code == 200


def test_pages_refuse_posts_without_csrf_token(scene: Scene) -> None:
    client = scene.roles["operator"].client(csrf=True)
    for path in (
        f"/control/{scene.own.receipt}/acknowledge/",
        "/control/file/",
        "/report/",
        "/account/",
        "/account/end/",
        "/sign-out/",
        "/sign-in/",
        "/language/",
    ):
        assert client.post(path).status_code == 403, path


def test_losing_the_role_shuts_the_door_at_once(scene: Scene) -> None:
    client = scene.roles["officer"].client()
    assert client.get("/control/").status_code == 200
    scene.cast.norma.memberships.all().delete()
    assert client.get("/control/").status_code == 403


def test_stream_ticket_names_the_city_and_the_rank(scene: Scene, city: City) -> None:
    told = json.loads(scene.roles["operator"].client().get("/live/control").content)
    assert told == {"city_id": city.pk, "official": True, "subject": ""}
    told = json.loads(Client().get("/live/public?report=nonsense").content)
    assert (told["official"], told["subject"]) == (False, "-")
    assert now() > scene.at
