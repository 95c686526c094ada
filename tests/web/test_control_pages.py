"""The control room's pages and pieces, as a browser without JavaScript and as htmx ask for them."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.models import Event
from minga.people.models import Person
from minga.reports import actions, geojson
from minga.reports.answers import ANSWERS, answers_for
from minga.reports.models import Report
from minga.reports.rules import State
from minga.territory.models import City
from minga.territory.nearby import names_near
from minga.web.pages.control import queue
from minga.web.pages.control.faces import FACES, ROOM_KEYS
from minga.web.pages.control.given import given_words
from minga.web.pages.control.spelling import LETTERS, spelled
from tests.cast import Cast
from tests.ground import media_corpus
from tests.world import IN_NORTE, IN_SUR, NOWHERE, filed

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
HTMX = {"HX-Request": "true"}


def inside(person: Person) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def tito(cast: Cast) -> Client:
    return inside(cast.tito)


@pytest.fixture
def norma(cast: Cast) -> Client:
    return inside(cast.norma)


@pytest.fixture
def report(city: City) -> Report:
    return filed(city, key="one", at=now(), text="Falta una tapa", contact={"phone": "+569555"})


def act(client: Client, report: Report, verb: str, **words: Any) -> HttpResponse:
    return client.post(f"/control/{report.receipt}/{verb}/", words, headers=HTMX)


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.slow
@pytest.mark.parametrize("part", ["", "?part=queue", "rows/?receipts=ALL", "points/"])
def test_a_list_costs_the_same_with_one_and_with_three(city: City, tito: Client, part: str) -> None:
    receipts = [filed(city, key="k0", at=now()).receipt]
    tito.get("/control/")  # the atlas and the names of places are in memory from here on
    one = statements(tito, "/control/" + part.replace("ALL", ",".join(receipts)))
    receipts += [filed(city, key=f"k{n}", at=now(), place=IN_SUR).receipt for n in (1, 2)]
    assert statements(tito, "/control/" + part.replace("ALL", ",".join(receipts))) == one


def test_the_room_shows_what_is_open_with_its_place_in_words(
    report: Report, tito: Client, cast: Cast
) -> None:
    page = tito.get("/control/").content.decode()
    assert f'data-receipt="{report.receipt}"' in page
    assert "Plaza Norte" in page
    assert "Comuna Norte" in page
    assert "Falta una tapa" not in page, "words stay in the panel"
    actions.resolve(report=report, at=now(), by=cast.tito)
    assert report.receipt not in tito.get("/control/").content.decode()
    assert report.receipt in tito.get("/control/?state=resolved").content.decode()
    assert report.receipt in tito.get("/control/?state=all").content.decode()


def test_counts_follow_the_other_filters_but_not_the_state(city: City, tito: Client) -> None:
    filed(city, key="a", at=now(), category="fire")
    filed(city, key="b", at=now(), category="flood")
    shown = tito.get("/control/?part=counts&category=fire&state=resolved")
    assert shown.context["counts"] == {"received": 1, "open": 1}
    assert b"<li" not in shown.content


@pytest.mark.parametrize("after", ["0", "x", "9" * 40, "-1", "²"])
def test_a_strange_cursor_breaks_nothing(report: Report, tito: Client, after: str) -> None:
    assert tito.get("/control/", {"after": after}).status_code == 200


@pytest.mark.slow
def test_older_reports_come_page_by_page_without_gap(
    city: City, tito: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("minga.web.pages.control.queue.PAGE", 2)
    wanted = [filed(city, key=f"p{n}", at=now()).receipt for n in range(5)]
    seen: list[str] = []
    after: Any = ""
    while after is not None:
        shown = tito.get("/control/", {"part": "queue", "after": after})
        seen += [row.receipt for row in shown.context["reports"]]
        after = shown.context["following"]
    assert seen == wanted[::-1]


def test_no_map_is_cut_in_silence(
    city: City, tito: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        filed(city, key=str(number), at=now())
    south = filed(city, key="south", at=now(), place=IN_SUR)
    monkeypatch.setattr(queue, "POINTS", 2)
    cut = tito.get("/control/points/").json()
    assert (cut["numberMatched"], len(cut["features"])) == (4, 2)
    near = {"west": south.lon - 0.01, "east": south.lon + 0.01}
    near |= {"south": south.lat - 0.01, "north": south.lat + 0.01}
    seen = tito.get("/control/points/", near).json()
    assert seen["numberMatched"] == 1
    assert [point["properties"]["receipt"] for point in seen["features"]] == [south.receipt]
    assert tito.get("/control/points/?west=x&north=nan").json()["numberMatched"] == 4
    monkeypatch.setattr(geojson, "MAX_POINTS", 3)
    public = Client().get("/api/v1/reports.geojson").json()
    assert (public["numberMatched"], len(public["features"])) == (4, 3)


def test_rows_of_another_body_are_not_given(report: Report, cast: Cast, norma: Client) -> None:
    asked = f"/control/rows/?receipts={report.receipt}"
    assert report.receipt in norma.get(asked).content.decode()
    assert report.receipt not in inside(cast.sergio).get(asked).content.decode()
    assert inside(cast.sergio).get(f"/control/{report.receipt}/").status_code == 404


def test_the_panel_tells_what_only_officials_may_know(report: Report, tito: Client) -> None:
    panel = tito.get(f"/control/{report.receipt}/", headers=HTMX).content.decode()
    assert "Falta una tapa" in panel
    assert "+569555" in panel
    assert "<html" not in panel
    assert "<html" in tito.get(f"/control/{report.receipt}/").content.decode()


def test_an_officer_sees_no_assigning_to_others_and_no_pin(
    report: Report, tito: Client, norma: Client
) -> None:
    address = f"/control/{report.receipt}/"
    assert 'name="body"' in tito.get(address).content.decode()
    own = norma.get(address).content.decode()
    assert 'name="body"' not in own
    assert 'name="lat"' not in own
    assert "Vialidad" not in own
    assert act(norma, report, "place", lat="-36.83", lon="-73.05").context["faults"]["state"]
    assert act(norma, report, "assign", body="prueba-sur").context["faults"]["state"]
    report.refresh_from_db()
    assert report.state == "received"


@pytest.mark.parametrize(
    ("verb", "words", "state"),
    [
        ("acknowledge", {}, "acknowledged"),
        ("assign", {"body": "prueba-norte", "crew": "luz"}, "assigned"),
        ("start", {}, "started"),
        ("resolve", {"text": "Listo"}, "resolved"),
        ("dismiss", {"reason": "Repetido"}, "dismissed"),
    ],
)
def test_each_step_comes_back_as_a_panel(
    report: Report, tito: Client, verb: str, words: dict[str, str], state: str
) -> None:
    assert f"is-{state}" in act(tito, report, verb, **words).content.decode()
    report.refresh_from_db()
    assert report.state == state


@pytest.mark.parametrize(
    ("verb", "words", "field"),
    [
        ("dismiss", {"reason": " "}, "reason"),
        ("answer", {"text": ""}, "text"),
        ("note", {"text": "x" * 4001}, "text"),
        ("hide", {}, "reason"),
        ("assign", {"body": "no-such"}, "body"),
        ("place", {"lat": "north", "lon": "-73"}, "lat"),
        ("place", {"lat": "12", "lon": "nan"}, "lat"),
        ("publish", {"text": ""}, "text"),
    ],
)
def test_a_fault_stands_beside_its_field(
    report: Report, tito: Client, verb: str, words: dict[str, str], field: str
) -> None:
    if verb == "hide":
        words = {"reason": ""}
    told = act(tito, report, verb, **words)
    assert field in told.context["faults"]
    assert f'id="act-{verb}"' in told.content.decode()
    assert "field__error" in told.content.decode()
    plain = tito.post(f"/control/{report.receipt}/{verb}/", words)
    assert plain.status_code == 422


def test_who_comes_second_is_told_and_sees_the_report_as_it_is(
    report: Report, tito: Client, cast: Cast
) -> None:
    actions.dismiss(report=report, reason="Repetido", at=now(), by=cast.tito)
    told = act(tito, report, "start").content.decode()
    assert "This was not done." in told
    assert "is-dismissed" in told
    assert tito.post(f"/control/{report.receipt}/start/").status_code == 409


def test_a_report_given_away_says_where_it_went(city: City, cast: Cast) -> None:
    people_of_both = inside(cast.norma)
    report = filed(city, key="away", at=now())
    told = people_of_both.post(f"/control/{report.receipt}/note/", {"text": "ok"}, headers=HTMX)
    assert "data-dossier=" in told.content.decode()
    actions.assign(report=report, body="prueba-sur", at=now(), by=cast.tito)
    assert people_of_both.get(f"/control/{report.receipt}/").status_code == 404


@pytest.mark.slow
def test_a_published_photo_is_black_where_a_box_was_drawn(report: Report, tito: Client) -> None:
    picture = BytesIO(media_corpus.PHOTOS["jpeg-grey"]())
    photo = actions.add_photo(report=report, source=picture, at=now())
    words = {"text": "Una tapa", "photo": str(photo.pk), f"box-{photo.pk}": "0.1,0.1,0.5,0.5"}
    assert not act(tito, report, "publish", **words).context["faults"]
    photo.refresh_from_db()
    assert photo.published_name
    off = {**words, f"box-{photo.pk}": "0.9,0.9,0.5,0.5"}
    assert "photos" in act(tito, report, "publish", **off).context["faults"]


@pytest.mark.parametrize(
    "boxes", ["a,b,c,d", "0,0,1", "0,0,0,1", "-1,0,1,1", "nan,0,1,1", "0,0,inf,1", "0,0,2,2"]
)
def test_boxes_off_the_photo_are_refused(boxes: str) -> None:
    from django.http import QueryDict

    form = QueryDict(mutable=True)
    form["photo"], form["box-7"] = "7", boxes
    with pytest.raises(BadInput):
        given_words(form)


def test_a_photo_without_its_checkbox_stays_private() -> None:
    from django.http import QueryDict

    form = QueryDict("box-7=0,0,1,1&text=x")
    assert given_words(form)["photos"] == {}


def call(**more: str) -> dict[str, str]:
    return {"category": "fire", "address": "Bonilla 12", "area": "N", "key": "k" * 20, **more}


def test_a_caller_is_filed_once_and_the_code_is_read_aloud(tito: Client) -> None:
    words = call(text="Humo", contact_name="Rosa", contact_phone="+569")
    first = tito.post("/control/file/", words)
    again = tito.post("/control/file/", words)
    assert first.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    report = Report.objects.get()
    assert (report.source, report.contact["phone"], report.lat) == ("call", "+569", None)
    page = tito.get(first.headers["Location"])
    assert page.context["filed"]["groups"] == spelled(report.receipt)
    assert page.content.count(b"autofocus") == 1


def test_a_call_with_faults_keeps_what_was_typed(tito: Client) -> None:
    told = tito.post("/control/file/", call(address="", text="Humo negro"))
    assert told.status_code == 422
    assert "Humo negro" in told.content.decode()
    assert tito.post("/control/file/", call()).status_code == 302
    other = tito.post("/control/file/", call(text="otra cosa"))
    assert "already" in other.context["faults"]["key"]


def test_an_officer_does_not_file_for_callers(norma: Client) -> None:
    assert norma.get("/control/file/").status_code == 403
    assert b"new-call" not in norma.get("/control/").content


def test_every_sign_of_a_receipt_can_be_spelled() -> None:
    assert spelled("K7M-29Q-XF3")[0] == [
        ("K", str(LETTERS["K"])),
        ("7", ""),
        ("M", str(LETTERS["M"])),
    ]
    assert set("ABCDEFGHJKMNPQRSTVWXYZ") == set(LETTERS)


def test_every_state_has_ready_sentences() -> None:
    assert all(answers_for(state.value) for state in State)
    assert set(ANSWERS) == {state.value for state in State}


def test_no_key_means_two_things() -> None:
    own = [key.lower() for one in ROOM_KEYS for key in one.keys]
    verbs = [face.key for face in FACES if face.verb != "unhide"]
    assert len(own + verbs) == len(set(own + verbs))


def test_points_are_said_in_words_where_a_name_is_near(city: City) -> None:
    asked = [IN_NORTE, (None, None), NOWHERE, (IN_SUR[0] + 0.001, IN_SUR[1])]
    assert names_near(city, asked) == ["Plaza Norte", "", "", "Av. Gral. Bonilla"]


def test_links_of_an_open_report_are_made_anew_and_only_the_opening_is_a_fact(
    report: Report, tito: Client, norma: Client, cast: Cast
) -> None:
    actions.add_photo(report=report, source=BytesIO(media_corpus.PHOTOS["jpeg-grey"]()), at=now())
    page = tito.get(f"/control/{report.receipt}/").content.decode()
    address = f"/control/{report.receipt}/links/"
    assert f'data-links="{address}"' in page
    before = Event.objects.count()
    told = tito.get(address)
    [(pk, link)] = told.json()["links"].items()
    assert f'data-file="{pk}"' in page
    assert Client().get(link).status_code == 200
    assert Event.objects.count() == before
    assert "no-store" in told.headers["Cache-Control"]
    assert norma.get(address).status_code == 200
    sergio, stranger = inside(cast.sergio), inside(cast.stranger)
    assert (sergio.get(address).status_code, stranger.get(address).status_code) == (404, 403)
    assert Client().get(address).status_code == 302
