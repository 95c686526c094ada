"""`minga transit import | feeds | withdraw`."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from minga.territory.models import City
from minga.transit.models import Feed, FeedVersion
from tests.transit.worlds import crossing, written

pytestmark = pytest.mark.slow


def said(*words: str, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("transit", *words, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_feed_is_imported_by_one_command(city: City, drawn_feed: Path) -> None:
    out, err = said("import", str(drawn_feed), "--name", "Buses Inés", "--credit", "Inés", "--json")
    figures = json.loads(out)
    assert (figures["feed"], figures["version"], figures["new"]) == ("lineas", 1, True)
    assert figures["counts"]["stop_times"] == 404
    steps = [line.split(": ")[1] for line in err.splitlines()]
    assert steps == ["copying …", "reading …", "checking …", "compiling …", "storing …"]
    feed = Feed.objects.get()
    assert (feed.city, feed.name, feed.credit, feed.is_demo) == (city, "Buses Inés", "Inés", False)
    assert "is in service already" in said("import", str(drawn_feed))[0]


def test_feed_refused_names_its_rows(city: City, tmp_path: Path) -> None:
    folder = Path(__file__).parent
    out = StringIO()
    with pytest.raises(CommandError, match="zip_unreadable"):
        call_command("transit", "import", str(folder / "worlds.py"), "--json", stdout=out)
    assert json.loads(out.getvalue())["refused"][0]["code"] == "zip_unreadable"
    with pytest.raises(CommandError, match="feed_not_found"):
        said("import", str(tmp_path / "none.zip"))
    assert not FeedVersion.objects.exists()


def test_feeds_are_listed_and_withdrawn(city: City, feed: Feed) -> None:
    row = json.loads(said("feeds", "--json")[0])[0]
    assert (row["feed"], row["version"], row["in_service"]) == ("lineas", 1, True)
    assert "in service" in said("feeds")[0]
    assert said("withdraw", "lineas")[0] == "lineas 1 is withdrawn. In service: none.\n"
    assert "withdrawn" in said("feeds")[0]
    with pytest.raises(CommandError, match="no such version"):
        said("withdraw", "lineas")


def test_feed_is_checked_without_being_stored(city: City, drawn_feed: Path) -> None:
    answer = json.loads(said("check", str(drawn_feed), "--json")[0])
    assert answer["counts"]["lines"] == 2
    assert answer["checked"]["by"].startswith("gtfs-guru")
    assert answer["checked"]["errors"] == 0
    assert "can be used" in said("check", str(drawn_feed))[0]
    assert not Feed.objects.exists()
    with pytest.raises(CommandError, match="cannot be used"):
        said("check", __file__)


def test_check_tells_what_changes_our_answers(city: City, tmp_path: Path) -> None:
    """Ranked, in both languages; and nothing "can be used" of which a line never runs."""
    tables = crossing()
    for row in tables["frequencies"]:
        row["end_time"] = row["start_time"]
    tables["trips"][2]["service_id"] = "nobody"
    for row in tables["stop_times"]:
        if (row["trip_id"], row["stop_id"]) == ("62-out-3", "B"):
            row["arrival_time"] = row["departure_time"] = "05:00:00"
    tables["agency"][0]["agency_timezone"] = "America/Concepcion"
    path = str(written(tmp_path / "odd.zip", tables))
    english, spanish = said("check", path)[0], said("check", path, "--language", "es")[0]
    assert "can be used" not in english
    assert "these lines never run: BAHIAS" in english
    meanings = (
        "A line has trips, but none", "A trip belongs to a calendar", "A stretch of hours ends",
        "A trip arrives before it left", "An operator's time zone",
    )  # fmt: skip
    places = [english.index(meaning) for meaning in meanings]
    assert places == sorted(places)
    assert "Un recorrido tiene viajes, pero ninguno circula nunca." in spanish
    assert "La zona horaria de un operador no existe" in spanish


def test_check_of_a_calendar_that_is_over(city: City, tmp_path: Path) -> None:
    tables = crossing()
    tables["calendar"][0]["end_date"] = "20210101"
    out = said("check", str(written(tmp_path / "over.zip", tables)))[0]
    assert "can be used" not in out
    assert "The calendar is over: from today on no trip runs." in out
