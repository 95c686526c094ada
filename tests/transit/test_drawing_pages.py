"""The line editor's pages: what is typed is kept, what is wrong is said, nobody overwrites."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from minga.ground.clock import now
from minga.territory.actions import name_places
from minga.territory.models import City
from minga.transit.editor.actions import draw_line, erase_line
from minga.transit.editor.forms import filled
from minga.transit.editor.path_text import read_course, written
from minga.transit.editor.phrases import FLAWS, NO_NUMBER, NO_TIME
from minga.transit.editor.queries import line_of
from minga.transit.models import DrawnLine, Upload
from minga.transit.service_days import day_of
from tests.cast import Cast
from tests.kernels.feedmaking import STRAIGHT, halt, line, spot
from tests.web.scene import BACKEND

NEW, LIST = "/move/draw/new/", "/move/draw/"
PATH = "\n".join(f"{lat:.6f}, {lon:.6f}" for lat, lon in STRAIGHT)
FORM: dict[str, Any] = {
    "name": "60X",
    "long_name": "De aquí para allá",
    "operator": "",
    "mode": "3",
    "colour": "#1f6f8b",
    "speed_kmh": "18",
    "hailed": "on",
    "back": "same",
    "origin_0": "Poniente",
    "headsign_0": "Oriente",
    "path_0": PATH,
    "period_days": ["weekday", "sunday"],
    "period_from": ["06:00", "08:00"],
    "period_until": ["22:30", "01:00"],
    "period_every": ["7,5", "20"],
    "period_speed": ["", "25"],
}


@pytest.fixture
def keeper(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.olga, backend=BACKEND)
    return client


def send(client: Client, where: str = NEW, **more: Any) -> Any:
    return client.post(where, FORM | more)


def shown(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


# ------------------------------------------------------------------ saving


def test_line_is_saved_as_it_was_typed(city: City, keeper: Client) -> None:
    answer = send(keeper)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/move/draw/lines/60x/?saved=1"
    row = DrawnLine.objects.get()
    assert (row.code, row.name, row.colour, row.is_draft) == ("60x", "60X", "1F6F8B", False)
    there, back = row.ways
    assert (there["headsign"], back["headsign"]) == ("Oriente", "Poniente")
    assert there["path"] == back["path"][::-1]
    assert row.periods == [
        {"days": "weekday", "from_s": 21_600, "until_s": 81_000, "headway_s": 450},
        {"days": "sunday", "from_s": 28_800, "until_s": 90_000, "headway_s": 1200,
         "speed_kmh": 25.0},
    ]  # fmt: skip
    page = shown(keeper.get(answer.headers["Location"]))
    assert 'value="Oriente"' in page
    assert PATH.splitlines()[0] in page


def test_form_of_a_line_sends_the_same_line(city: City, keeper: Client) -> None:
    """What the page shows, sent back untouched, changes nothing but the revision."""
    send(keeper, path_0=f"{PATH}\n* Puente: {spot(3000, 20).lat:.6f}, {spot(3000, 20).lon:.6f}")
    row = DrawnLine.objects.get()
    form = filled(line_of(row))
    again = {
        **form.values,
        **{name: "on" for name, ticked in form.checks.items() if ticked},
        "seen": "1",
        **{
            f"period_{name}": [period[name] for period in form.periods]
            for name in ("days", "from", "until", "every", "speed")
        },
    }
    assert keeper.post("/move/draw/lines/60x/", again).status_code == 302
    after = DrawnLine.objects.get()
    assert after.revision == 2
    assert (after.ways, after.periods) == (row.ways, row.periods)


def test_second_line_of_a_name_gets_a_code_of_its_own(city: City, keeper: Client) -> None:
    for _ in range(3):
        assert send(keeper).status_code == 302
    assert {row.code for row in DrawnLine.objects.all()} == {"60x", "60x-2", "60x-3"}


def test_way_back_of_its_own_and_none(city: City, keeper: Client) -> None:
    lines = PATH.splitlines()
    bend = f"{spot(3000, 400).lat:.6f}, {spot(3000, 400).lon:.6f}"
    path = "\n".join([lines[1], bend, lines[0]])
    send(keeper, back="own", origin_1="Oriente", headsign_1="Poniente", path_1=path)
    send(keeper, back="none")
    two, one = DrawnLine.objects.order_by("code")
    assert (len(two.ways), len(two.ways[1]["path"]), len(one.ways)) == (2, 3, 1)


def test_draft_survives_unfinished(city: City, keeper: Client) -> None:
    answer = send(keeper, do="draft", path_0="", headsign_0="")
    assert answer.status_code == 302
    assert DrawnLine.objects.get().is_draft
    assert "Oriente" not in shown(keeper.get("/move/draw/lines/60x/"))
    assert keeper.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 200}, "name"),
        ({"origin_0": ""}, "origin_0"),
        ({"headsign_0": ""}, "headsign_0"),
        ({"path_0": ""}, "path_0"),
        ({"path_0": "Ningún Lugar\n" + PATH}, "path_0"),
        ({"path_0": "-36.8, -73.05\n-36.80001, -73.05"}, "path_0"),
        ({"path_0": "-36.8, -73.05\n10, 10"}, "path_0"),
        ({"path_0": PATH + "\n* Lejos: -36.9, -73.05"}, "path_0"),
        ({"path_0": "\x00" + PATH}, "path_0"),
        ({"speed_kmh": "rápido"}, "speed"),
        ({"speed_kmh": "900"}, "speed"),
        ({"period_every": ["0", "20"]}, "period__fault"),
        ({"period_every": ["", "20"]}, "period__fault"),
        ({"period_from": ["6", "08:00"]}, "period__fault"),
        ({"period_days": ["weekday", "weekday"], "period_until": ["22:30", "22:00"]},
         "period__fault"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_lost(
    city: City, keeper: Client, more: dict[str, Any], field: str
) -> None:
    answer = send(keeper, **more)
    page = shown(answer)
    assert answer.status_code == 422
    assert not DrawnLine.objects.exists()
    assert field in page
    assert "field__error" in page
    assert 'value="De aquí para allá"' in page


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"speed_kmh": ""}, "speed_kmh", NO_NUMBER),
        ({"speed_kmh": "-5"}, "speed_kmh", NO_NUMBER),
        ({"speed_kmh": "1e300"}, "speed_kmh", NO_NUMBER),
        ({"period_every": ["7,5", ""]}, "period_1", NO_NUMBER),
        ({"period_speed": ["fast", ""]}, "period_0", NO_NUMBER),
        ({"period_until": ["", "01:00"]}, "period_0", NO_TIME),
        ({"period_from": ["06:00", "25:00"]}, "period_1", NO_TIME),
        ({"mode": "x"}, "mode", FLAWS["mode_unknown"]),
        ({"mode": "5"}, "mode", FLAWS["mode_unknown"]),
    ],
)  # fmt: skip
def test_each_fault_is_said_at_its_field(
    city: City, keeper: Client, more: dict[str, Any], field: str, sentence: Any
) -> None:
    assert send(keeper, **more).context["form"].faults == {field: str(sentence)}


def test_blank_rows_are_left_out_and_a_day_goes_on_after_midnight(
    city: City, keeper: Client
) -> None:
    rows = {
        "period_days": ["weekday", "weekday", "saturday"],
        "period_from": [" ", "24:10", "20:00"],
        "period_until": ["", "01:00", "24:00"],
        "period_every": ["", "20", "10"],
        "period_speed": ["", "", ""],
    }
    assert send(keeper, **rows).status_code == 302
    periods = [(row["from_s"], row["until_s"]) for row in DrawnLine.objects.get().periods]
    assert periods == [(87_000, 90_000), (72_000, 86_400)]


@pytest.mark.parametrize(
    "more",
    [
        {"mode": "99"}, {"mode": "x"}, {"colour": "rot"}, {"back": "sideways"},
        {"period_days": ["noday", "sunday"]}, {"period_speed": ["fast", ""]},
        {"period_days": []}, {"seen": "no"}, {"do": "explode"}, {"path_0": "*" * 9000},
        {"path_0": "- , -\n" * 500}, {"name": "\x00"}, {"period_from": ["٠٦:٠٠", "08:00"]},
    ],
    ids=str,
)  # fmt: skip
def test_hostile_forms_break_nothing(city: City, keeper: Client, more: dict[str, Any]) -> None:
    assert send(keeper, **more).status_code in (200, 302, 422)


def test_check_says_that_it_is_whole_and_saves_nothing(city: City, keeper: Client) -> None:
    page = send(keeper, do="check")
    assert page.status_code == 200
    assert "notice--success" in shown(page)
    assert "6,0 km" in shown(page) or "6.0 km" in shown(page)
    assert not DrawnLine.objects.exists()


# ------------------------------------------------------------------ two people at once


def test_nobody_overwrites_what_they_have_not_seen(city: City, keeper: Client) -> None:
    draw_line(city=city, line=line("60x"), by=None, at=now())
    draw_line(city=city, line=line("60x", name="Theirs"), by=None, at=now(), seen=1)
    where = "/move/draw/lines/60x/"
    answer = send(keeper, where, seen="1", name="Mine")
    page = shown(answer)
    assert answer.status_code == 409
    assert DrawnLine.objects.get().name == "Theirs"
    assert 'value="Mine"' in page
    assert 'name="seen" value="2"' in page
    assert send(keeper, where, seen="2", name="Mine").status_code == 302
    assert DrawnLine.objects.get().name == "Mine"


def test_missing_revision_is_an_old_one(city: City, keeper: Client) -> None:
    draw_line(city=city, line=line("60x"), by=None, at=now())
    for seen in ("", "x", "-1", "9" * 30):
        assert send(keeper, "/move/draw/lines/60x/", seen=seen).status_code == 409


def test_line_that_was_deleted_meanwhile_is_told(city: City, keeper: Client) -> None:
    draw_line(city=city, line=line("60x"), by=None, at=now())
    erase_line(city=city, code="60x", seen=1, by=None, at=now())
    answer = send(keeper, "/move/draw/lines/60x/", seen="1", long_name="What I drew")
    assert answer.status_code == 409
    assert 'value="What I drew"' in shown(answer)
    assert send(keeper, "/move/draw/lines/60x/", seen="", name="60x").status_code == 302
    assert DrawnLine.objects.get().code == "60x"


def test_line_is_deleted_as_it_was_seen(city: City, keeper: Client) -> None:
    draw_line(city=city, line=line("60x"), by=None, at=now())
    assert keeper.post("/move/draw/lines/60x/erase/", {"seen": "7"}).status_code == 409
    assert keeper.post("/move/draw/lines/60x/erase/", {"seen": "1"}).status_code == 302
    assert not DrawnLine.objects.exists()


# ------------------------------------------------------------------ tracks


def track(inner: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(
        "ride.gpx", f"<gpx><trk><trkseg>{inner}</trkseg></trk></gpx>".encode()
    )


def test_track_becomes_the_text_of_a_way(city: City, keeper: Client) -> None:
    points = [spot(x, (x // 50 % 2) * 2) for x in range(0, 6001, 50)]
    inner = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lat, lon in points)
    page = send(keeper, do="track-0", path_0="", track_0=track(inner))
    assert page.status_code == 200
    kept = page.context["form"].values["path_0"].splitlines()
    assert kept[0] == f"{points[0].lat:.6f}, {points[0].lon:.6f}"
    assert 2 <= len(kept) < 12
    assert send(keeper, path_0="\n".join(kept)).status_code == 302


@pytest.mark.parametrize("inner", ["", "<trkpt/>", '<trkpt lat="x" lon="1"/>'])
def test_broken_track_is_refused_in_words(city: City, keeper: Client, inner: str) -> None:
    page = send(keeper, do="track-0", track_0=track(inner))
    assert page.status_code == 422
    assert "path_0-told" in shown(page)
    assert page.context["form"].values["path_0"] == PATH


def test_no_file_is_told(city: City, keeper: Client) -> None:
    assert send(keeper, do="track-1").status_code == 422


# ------------------------------------------------------------------ text


def test_text_of_a_way_reads_back(city: City) -> None:
    drawn = line("a").ways[0]
    drawn = type(drawn)(drawn.origin, drawn.headsign, drawn.path, (halt("Feria: sur", 4000, 20),))
    text = written(drawn)
    assert text.splitlines()[1].startswith("* Feria: sur: ")
    course = read_course(city, text)
    assert course.faults == []
    assert [one.name for one in course.halts] == ["Feria: sur"]
    for read, wanted in zip(course.path, drawn.path, strict=True):
        assert read == pytest.approx(wanted, abs=1e-6)


def test_places_are_found_by_name(city: City) -> None:
    place = {"name": "Plaza Perú", "kind": "plaza", "lat": -36.8268, "lon": -73.04, "area": None}
    name_places(city=city, places=[place | {"trust": ""}], at=now())
    course = read_course(city, "plaza peru\n* Plaza Perú\n\n−36.80 -73.05\nNada de esto")
    assert course.path == ((-36.8268, -73.04), (-36.8, -73.05))
    assert [(one.name, one.lat) for one in course.halts] == [("Plaza Perú", -36.8268)]
    assert len(course.faults) == 1
    assert course.faults[0].startswith("5.")


# ------------------------------------------------------------------ the list


def test_list_costs_the_same_queries_however_long(city: City, keeper: Client) -> None:
    counts = []
    for codes in ("a", "bcd"):
        for code in codes:
            draw_line(city=city, line=line(code), by=None, at=now())
        keeper.get(LIST)
        with CaptureQueriesContext(connection) as asked:
            keeper.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_lines_are_sent_to_the_reader_for_a_day(city: City, keeper: Client) -> None:
    draw_line(city=city, line=line("60x"), by=None, at=now())
    day = day_of(city, now()) + timedelta(days=3)
    told = {"starts_on": day.isoformat(), "holidays": f"{day.year + 1}-01-01"}
    assert keeper.post("/move/draw/publish/", told).status_code == 302
    upload = Upload.objects.get()
    assert (upload.slug, upload.starts_on, upload.state) == ("drawn", day, "waiting")
    assert 'class="notice' in shown(keeper.get(LIST))


@pytest.mark.parametrize(
    "told", [{}, {"starts_on": "mañana"}, {"starts_on": "1999-01-01"},
             {"starts_on": "2026-11-30", "holidays": "navidad"}],
)  # fmt: skip
def test_days_that_are_none_are_refused(city: City, keeper: Client, told: dict[str, str]) -> None:
    draw_line(city=city, line=line("60x"), by=None, at=now())
    assert keeper.post("/move/draw/publish/", told).status_code == 422
    assert not Upload.objects.exists()


def test_nothing_is_published_of_nothing(city: City, keeper: Client) -> None:
    day = day_of(city, now()).isoformat()
    assert keeper.post("/move/draw/publish/", {"starts_on": day}).status_code == 422
    assert keeper.get("/move/draw/gtfs.zip").status_code == 404


def test_feed_is_taken_along_as_a_file(city: City, keeper: Client) -> None:
    draw_line(city=city, line=line("60x"), by=None, at=now())
    answer = keeper.get("/move/draw/gtfs.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert b"60x" in packed.read("routes.txt")


@pytest.mark.parametrize("who", [None, "stranger", "tito", "ines"])
def test_editor_is_shut_to_others(city: City, cast: Cast, who: str | None) -> None:
    client = Client()
    if who:
        client.force_login(getattr(cast, who), backend=BACKEND)
    for where in (LIST, NEW, "/move/draw/gtfs.zip", "/move/draw/lines/60x/"):
        assert client.get(where).status_code in (302, 403, 404)
    assert send(client).status_code in (302, 403, 404)
    assert not DrawnLine.objects.exists()


@pytest.mark.parametrize("code", ["no-such-line", "x" * 200])
def test_line_that_is_not_there_is_not_found(city: City, keeper: Client, code: str) -> None:
    assert keeper.get(f"/move/draw/lines/{code}/").status_code == 404
