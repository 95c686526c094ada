"""R23: what people told in private stands in no anonymous answer, stream frame or log line."""

import gzip
import json
import logging
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from minga.ground.clock import now
from minga.ground.models import Event
from minga.people.actions import found_organisation
from minga.reports import actions
from minga.reports.models import Attachment, Report
from minga.reports.queries import author_token
from minga.territory.actions import redraw
from minga.web.hub import Ticket, frame_of, missed
from tests.ground import media_corpus
from tests.web.payloads import PAYLOADS
from tests.web.routes import routes
from tests.web.scene import SENTINELS, Role, Scene, leaks

pytestmark = pytest.mark.django_db

PUBLISHED = "Hay una luz apagada frente a la plaza (copia publicada)"
ANSWER = "Mañana va la cuadrilla (respuesta pública)"


@pytest.fixture
def lived(scene: Scene) -> Scene:
    """A report that has been through everything: each private word told, some words public."""
    scene.attach(scene.own)
    scene.attach(scene.hidden)
    tito, at = scene.cast.tito, scene.at
    actions.note(report=scene.own, text=SENTINELS["note"], at=at, by=scene.cast.norma)
    actions.answer(report=scene.own, text=ANSWER, at=at, by=scene.cast.norma)
    actions.open_privately(report=scene.own, at=at, by=scene.cast.norma)
    actions.resolve(report=scene.own, at=at, by=tito)
    afterwards = SENTINELS["words of the reporter afterwards"]
    actions.say_not_fixed(report=scene.own, text=afterwards, at=at)
    actions.publish(report=scene.own, text=PUBLISHED, at=at, by=tito)
    scene.own.refresh_from_db()
    return scene


def secrets(scene: Scene) -> list[tuple[str, str]]:
    """The sentinels, and what the platform itself made that is nobody's business."""
    made = [
        (f"{attachment.kind} {which}", value)
        for attachment in Attachment.objects.all()
        for which, value in (("file", attachment.name.split(".")[0]), ("digest", attachment.sha256))
    ]
    for report in Report.objects.all():
        made += [
            ("author's token", author_token(report.receipt)),
            ("key's digest", report.intake_key),
            ("body's digest", report.intake_digest),
        ]
    cast = scene.cast
    people = [(person.email, person.email) for person in (cast.tito, cast.norma, scene.ofelia)]
    hidden = [("hidden receipt", scene.hidden.receipt)]
    return [*SENTINELS.items(), *made, *people, *hidden]


def anonymous_paths(scene: Scene) -> list[str]:
    """Every route with every report, and what can be asked of the pages beside it."""
    paths = [
        route.path(scene.samples(report)) for route in routes() for report in scene.reports.values()
    ]
    own = scene.own.receipt
    paths += [
        "/?part=pulse", "/list/?state=open", "/list/?category=street_light&area=N",
        "/list/?after=9999",
        "/list/?state=x&category=y", f"/find/?receipt={own}", "/find/?receipt=zzz",
        f"/r/{own}/?part=live",
        f"/api/v1/reports.geojson?city={scene.other.slug}", "/list/?city=otra", "/?city=otra",
        "/map-style/prueba.json?dark=1", "/api/v1/where?lat=-36.83&lon=-73.05",
        "/api/v1/places?q=centinela", "/report/?category=street_light", "/no-such-page/",
        "/list/?text=CENTINELA-TEXTO-4Q7", "/list/?contact__phone=%2B56&order_by=contact",
    ]  # fmt: skip
    return list(dict.fromkeys(paths))


def shown(answer: Any) -> str:
    """Status, headers and body as text, unpacked."""
    body = b"".join(answer) if answer.streaming else answer.content
    if answer.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{answer.cookies}\n{body.decode('utf-8', 'replace')}"


@pytest.mark.slow
@pytest.mark.parametrize("role", ["anonymous", "another reporter", "stranger", "other operator"])
def test_no_answer_to_who_does_not_attend_holds_a_secret(lived: Scene, role: str) -> None:
    known = secrets(lived)
    if role == "another reporter":
        known.remove(("author's token", author_token(lived.sur.receipt)))
    if role == "other operator":
        known.remove((lived.ofelia.email, lived.ofelia.email))  # one's own account shows it
    for language in ("es", "en"):
        client = lived.roles[role].client()
        for path in anonymous_paths(lived):
            answer = client.get(
                path, headers={"Accept-Language": language, "Accept-Encoding": "gzip"}
            )
            text = shown(answer)
            # A page may repeat what its own address asks for.
            asked = [(name, secret) for name, secret in known if secret not in path]
            assert leaks(text, asked) == [], (path, answer.status_code)


def test_secrets_are_there_for_the_official_so_that_this_test_can_fail(lived: Scene) -> None:
    client = lived.roles["officer"].client()
    page = shown(client.get(f"/control/{lived.own.receipt}/"))
    told = {
        "text", "contact name", "contact phone", "contact e-mail", "note",
        "words of the reporter afterwards", "address beside a point",
    }  # fmt: skip
    assert told <= set(leaks(page, SENTINELS.items()))
    hidden = shown(client.get(f"/control/{lived.hidden.receipt}/"))
    assert "reason for hiding" in leaks(hidden, SENTINELS.items())


def test_published_words_and_answers_are_public(lived: Scene) -> None:
    told = Client().get(f"/api/v1/reports/{lived.own.receipt}").json()
    assert told["text"] == PUBLISHED
    assert ANSWER in [line["text"] for line in told["timeline"]]
    page = shown(Client().get(f"/r/{lived.own.receipt}/"))
    assert PUBLISHED in page
    assert ANSWER in page


def test_public_report_has_these_fields_and_no_other(lived: Scene) -> None:
    told = Client().get(f"/api/v1/reports/{lived.own.receipt}").json()
    assert set(told) == {
        "receipt", "category", "state", "state_name", "filed_at", "changed_at", "place", "area",
        "answered_by", "why", "text", "photos", "timeline", "url",
    }  # fmt: skip
    assert set(told["place"]) == {"lat", "lon", "accuracy_m", "address"}
    assert {name for line in told["timeline"] for name in line} == {
        "at", "kind", "state", "body", "by", "text",
    }  # fmt: skip
    [point] = [
        one
        for one in Client().get("/api/v1/reports.geojson").json()["features"]
        if one["properties"]["receipt"] == lived.own.receipt
    ]
    assert set(point["properties"]) == {
        "receipt", "category", "state", "area", "body", "filed_at", "simulated",
    }  # fmt: skip


def test_point_is_no_finer_than_a_metre_knows(lived: Scene) -> None:
    features = Client().get("/api/v1/reports.geojson").json()["features"]
    for feature in features:
        for degree in feature["geometry"]["coordinates"]:
            assert degree == round(degree, 6)


def test_address_is_public_where_it_is_all_there_is(scene: Scene) -> None:
    client = Client()
    body = {"category": "street_light", "address": "Calle Uno 100", "area": "N"}
    told = client.post(
        "/api/v1/reports", body, "application/json", headers={"Idempotency-Key": "address"}
    ).json()
    place = client.get(f"/api/v1/reports/{told['receipt']}").json()["place"]
    assert place == {"lat": None, "lon": None, "accuracy_m": None, "address": "Calle Uno 100"}


# ------------------------------------------------------------------ the stream


def frames(ticket: Ticket) -> str:
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    past = missed(ticket, 0, newest)
    assert past is not None
    return past.decode()


def test_replayed_frames_hold_public_codes_only(lived: Scene) -> None:
    known = [pair for pair in secrets(lived) if pair[0] != "hidden receipt"]
    for ticket in (
        Ticket(lived.city.pk, official=False),
        Ticket(lived.city.pk, official=False, subject=lived.own.receipt),
        Ticket(lived.city.pk, official=True),
    ):
        text = frames(ticket)
        assert leaks(text, known) == []
        for line in text.splitlines():
            if line.startswith("data: "):
                data = json.loads(line.removeprefix("data: "))
                allowed = {"report", "category", "state", "area", "body", "city"}
                allowed |= {"programme", "component", "phase", "node", "kind"}
                assert set(data) <= allowed


def test_public_stream_tells_nothing_of_officials_business_or_another_city(lived: Scene) -> None:
    text = frames(Ticket(lived.city.pk, official=False))
    heard = {line.removeprefix("event: ") for line in text.splitlines() if line[:6] == "event:"}
    private = {
        "report.noted", "report.photo_added", "report.voice_added", "report.opened_privately",
        "report.overdue", "report.forgotten", "person.named", "token.granted",
    }  # fmt: skip
    assert "report.filed" in heard
    assert heard & private == set()
    assert lived.away.receipt not in text


def test_what_happens_to_a_hidden_report_is_heard_by_officials_only(lived: Scene) -> None:
    before = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
    actions.acknowledge(report=lived.hidden, at=lived.at, by=lived.cast.tito)
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
    public = missed(Ticket(lived.city.pk, official=False), before, newest)
    control = missed(Ticket(lived.city.pk, official=True), before, newest)
    assert public == b""
    assert lived.hidden.receipt.encode() in (control or b"")


def test_event_table_holds_no_words(lived: Scene) -> None:
    rows = json.dumps(list(Event.objects.values("name", "subject", "data")))
    made = [pair for pair in secrets(lived) if pair[0] != "hidden receipt"]
    assert leaks(rows, made) == []
    assert all(frame_of(event).wire.count(b"\n\n") <= 1 for event in Event.objects.all())


# ------------------------------------------------------------------ logs


def _everything(client: Client, scene: Scene, receipt: str) -> None:
    """Every act of a reporter, well and badly done."""
    base = f"/api/v1/reports/{receipt}"
    photo = SimpleUploadedFile(
        SENTINELS["text"] + ".jpg", media_corpus.PHOTOS["jpeg-grey"](), "image/jpeg"
    )
    client.post(f"{base}/photos", {"photo": photo})
    client.post(f"{base}/photos", {"photo": SimpleUploadedFile("x.jpg", b"no photo")})
    client.post(f"{base}/not-fixed", {"text": SENTINELS["text"]}, "application/json")
    client.post(f"{base}/not-fixed", b"{", "application/json")
    client.get(base)
    client.get("/no-such-page/")
    client.post("/sign-in/", {"email": SENTINELS["contact e-mail"], "password": "x" * 12})
    client.get(f"/enter/{author_token(receipt)}/")
    client.post(f"{base}/forget", b"", "application/json")


@pytest.mark.slow
def test_no_log_line_holds_a_secret(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)  # SQL shows in debug mode only
    body = {
        "category": "street_light",
        "lat": -36.83,
        "lon": -73.05,
        "text": SENTINELS["text"],
        "contact": {"phone": SENTINELS["contact phone"], "email": SENTINELS["contact e-mail"]},
        "attributes": {"a": SENTINELS["attribute"]},
    }
    headers = {"Idempotency-Key": "llave-secreta-1", "X-Device": SENTINELS["device"]}
    client = Client(REMOTE_ADDR=SENTINELS["address on the network"])
    told = client.post("/api/v1/reports", body, "application/json", headers=headers).json()
    other = client.post(
        "/api/v1/reports", {**body, "text": "otra"}, "application/json", headers=headers
    )
    assert other.status_code == 409
    bad = {**body, "lat": SENTINELS["contact phone"]}
    assert (
        client.post("/api/v1/reports", bad, "application/json", headers=headers).status_code == 422
    )
    author = Role(bearer=told["token"]).client()
    _everything(author, scene, told["receipt"])
    for line in caplog.messages:
        assert (
            leaks(line, [*secrets(scene), ("token", told["token"]), ("key", "llave-secreta-1")])
            == []
        )
    assert not any(
        told["token"] in str(record.__dict__) for record in caplog.records if record.args
    )


def test_token_stands_in_no_address(scene: Scene) -> None:
    """Every URL the platform gives out is free of secrets that last."""
    told = Client().post(
        "/api/v1/reports",
        {"category": "street_light", "lat": -36.83, "lon": -73.05},
        "application/json",
        headers={"Idempotency-Key": "url"},
    )
    answer = told.json()
    assert answer["token"] not in answer["url"]
    assert answer["token"] not in json.dumps(dict(told.headers))
    assert all(answer["token"] not in one["url"] for one in answer["similar"])


# ------------------------------------------------------------------ markup in every field (R20)


def is_escaped(payload: str, page: str) -> bool:
    """No payload that opens a tag stands in the page as it was typed."""
    dangerous = any(sign in payload for sign in "<\"'")
    return not dangerous or payload not in page


@pytest.mark.slow
def test_no_field_becomes_markup_anywhere(scene: Scene) -> None:
    assert len(PAYLOADS) >= 60
    norma, tito, at = scene.cast.norma, scene.cast.tito, scene.at
    client, control = Client(), scene.roles["operator"].client()
    for number, payload in enumerate(PAYLOADS):
        body = {
            "category": "street_light", "address": payload[:300], "area": "N", "text": payload,
            "attributes": {payload[:200]: payload},
            "contact": {"name": payload, "phone": payload, "email": payload},
        }  # fmt: skip
        told = client.post(
            "/api/v1/reports", body, "application/json", headers={"Idempotency-Key": f"x{number}"}
        )
        assert told.status_code == 201, told.content
        report = Report.objects.get(receipt=told.json()["receipt"])
        actions.answer(report=report, text=payload, at=at, by=norma)
        actions.note(report=report, text=payload, at=at, by=norma)
        actions.publish(report=report, text=payload, at=at, by=tito)
        actions.dismiss(report=report, reason=payload, at=at, by=norma)
        actions.say_not_fixed(report=report, text=payload, at=at)
        surfaces = [
            (client, f"/r/{report.receipt}/"), (client, f"/r/{report.receipt}/?part=live"),
            (control, f"/control/{report.receipt}/"),
            (control, f"/control/rows/?receipts={report.receipt}"),
        ]  # fmt: skip
        for who, path in surfaces:
            page = who.get(path)
            assert page.status_code == 200, path
            assert is_escaped(payload, page.content.decode()), (path, payload)
    # What a page repeats of its own address and form.
    for payload in PAYLOADS:
        echoes = [
            client.get("/find/", {"receipt": payload}),
            client.get("/list/", {"state": payload, "category": payload, "area": payload}),
            client.get("/report/", {"category": payload}),
            client.get("/sign-in/", {"next": payload, "done": payload}),
            client.post("/sign-in/", {"email": payload, "password": payload, "next": payload}),
            client.post("/report/", {"category": payload, "address": payload, "text": payload}),
            control.get("/control/", {"category": payload, "area": payload, "state": payload}),
            control.post("/control/file/", {"category": payload, "contact_name": payload}),
        ]
        for echo in echoes:
            assert echo.status_code < 500
            page = echo.content.decode()
            assert is_escaped(payload, page), (echo.request["PATH_INFO"], payload)
    for path in ("/", "/list/", "/map/"):
        page = client.get(path).content.decode()
        assert all(is_escaped(payload, page) for payload in PAYLOADS), path
    page = control.get("/control/").content.decode()
    assert all(is_escaped(payload, page) for payload in PAYLOADS)


def test_json_in_pages_cannot_close_its_script_block(scene: Scene) -> None:
    # The names a keeper types stand in JSON blocks, too.
    found_organisation(
        code="prueba-norte", name="</script><script>x", helix="government", simulated=True
    )
    type(scene.city).objects.filter(pk=scene.city.pk).update(name="</script><b>")
    redraw(city=scene.city, at=now())
    for who, path in (
        (Client(), "/"),
        (Client(), "/map/"),
        (Client(), "/report/"),
        (scene.roles["operator"].client(), "/control/"),
    ):
        assert "</script><" not in who.get(path).content.decode().replace("</script>\n", ""), path


def test_api_answers_json_that_no_browser_takes_for_a_page(scene: Scene) -> None:
    for path in (f"/api/v1/reports/{scene.own.receipt}", "/api/v1/reports.geojson"):
        answer = Client().get(path)
        assert "json" in answer.headers["Content-Type"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
