"""Drawn lines: kept whole or as drafts, never overwritten unseen, published as a feed."""

import dataclasses
import io
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from minga.ground.access import Refused
from minga.ground.models import Event
from minga.kernels.feedmaking import DrawingRefused, Halt, Line, Point, Way
from minga.territory.models import City
from minga.transit.editor.actions import (
    LineChanged,
    LineExists,
    NothingDrawn,
    draw_line,
    drawn_feed,
    erase_line,
    publish_drawn,
)
from minga.transit.editor.queries import columns_of, line_of
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import DrawnLine, FeedVersion
from minga.transit.models import Line as ServedLine
from minga.transit.timetables.days import network_of
from tests.cast import Cast
from tests.kernels.feedmaking import ALL_DAY, STRAIGHT, halt, line, spot

AT = datetime.fromisoformat("2026-10-14T12:00:00+00:00")
DAY = date(2026, 10, 14)
URL = "https://city.example/"
MIDDLE = (tuple(spot(2000, 100)), tuple(spot(4000, -100)))


def drawn(city: City, what: Line | None = None, **more: Any) -> DrawnLine:
    return draw_line(city=city, line=what or line("a"), **({"by": None, "at": AT} | more))


def test_line_comes_back_as_it_was_drawn(city: City) -> None:
    there = Way("A", "B", STRAIGHT, (halt("Puente", 3000, 10),))
    periods = [ALL_DAY, dataclasses.replace(ALL_DAY, from_s=80_000, until_s=90_000, speed_kmh=25.0)]
    what = line("a", there, periods=periods, colour="AABBCC", long_name="De A a B", mode=2)
    rounded = Way(there.origin, there.headsign,
                  tuple(Point(round(lat, 6), round(lon, 6)) for lat, lon in there.path),
                  there.halts)  # fmt: skip
    row = drawn(city, what)
    row.refresh_from_db()
    assert line_of(row) == dataclasses.replace(what, ways=(rounded,))
    assert columns_of(line_of(row)) == columns_of(what)


def test_every_change_is_a_fact(city: City, cast: Cast) -> None:
    drawn(city, by=cast.olga)
    drawn(city, by=cast.olga, seen=1)
    erase_line(city=city, code="a", seen=2, by=cast.olga, at=AT)
    events = Event.objects.filter(name__startswith="line.").order_by("pk")
    assert [(one.name, one.data["revision"]) for one in events] == [
        ("line.drawn", 1), ("line.drawn", 2), ("line.erased", 2)
    ]  # fmt: skip
    assert {one.by_id for one in events} == {cast.olga.pk}


@pytest.mark.parametrize("who", ["stranger", "tito", "ines", "norma", "maite"])
def test_only_who_keeps_public_transport_draws(city: City, cast: Cast, who: str) -> None:
    by = getattr(cast, who)
    drawn(city)
    with pytest.raises(Refused):
        drawn(city, line("b"), by=by)
    with pytest.raises(Refused):
        erase_line(city=city, code="a", seen=1, by=by, at=AT)
    with pytest.raises(Refused):
        publish_drawn(city=city, starts_on=DAY, url=URL, by=by, at=AT)
    assert [row.code for row in DrawnLine.objects.all()] == ["a"]
    assert not FeedVersion.objects.exists()


def test_who_saves_has_seen_the_last_change(city: City) -> None:
    drawn(city)
    drawn(city, line("a", name="Mine"), seen=1)
    with pytest.raises(LineChanged) as trouble:
        drawn(city, line("a", name="Yours"), seen=1)
    assert trouble.value.row is not None
    assert (trouble.value.row.name, trouble.value.row.revision) == ("Mine", 2)
    with pytest.raises(LineChanged):
        erase_line(city=city, code="a", seen=1, by=None, at=AT)
    drawn(city, line("a", name="Yours"), seen=2)
    assert DrawnLine.objects.get().name == "Yours"


def test_line_that_is_gone_cannot_be_saved(city: City) -> None:
    drawn(city)
    erase_line(city=city, code="a", seen=1, by=None, at=AT)
    with pytest.raises(LineChanged) as trouble:
        drawn(city, seen=1)
    assert trouble.value.row is None


def test_code_is_given_once(city: City) -> None:
    drawn(city)
    with pytest.raises(LineExists):
        drawn(city)


def test_draft_may_lack_anything_but_be_no_nonsense(city: City) -> None:
    unfinished = line("a", Way("", "", ()), periods=[])
    with pytest.raises(DrawingRefused):
        drawn(city, unfinished)
    assert drawn(city, unfinished, is_draft=True).is_draft
    nonsense = line("b", Way("", "", (Point(float("nan"), 0),)))
    with pytest.raises(DrawingRefused):
        drawn(city, nonsense, is_draft=True)
    mixed_up = line("b", Way("A", "B", tuple(Point(lon, lat) for lat, lon in STRAIGHT)))
    with pytest.raises(DrawingRefused) as refused:
        drawn(city, mixed_up, is_draft=True)
    assert {flaw.code for _, flaw in refused.value.flaws} == {"point_outside"}


@pytest.mark.slow
def test_published_lines_are_planned_with(city: City, cast: Cast) -> None:
    drawn(city)
    drawn(city, line("b", Way("", "", ()), periods=[]), is_draft=True)
    imported = publish_drawn(
        city=city, starts_on=DAY, url=URL, by=cast.olga, at=AT, credit="Nosotros", name="Red"
    )
    assert imported.is_new
    assert imported.notices == []
    assert versions_on(city, DAY) == [imported.version]
    assert [row.code for row in ServedLine.objects.all()] == ["drawn-a"]
    network = network_of(city, DAY, at=AT)
    [ride] = [journey for journey in network.plan(*MIDDLE, 8 * 3600) if journey.rides]
    assert ride.rides == 1
    again = publish_drawn(
        city=city, starts_on=DAY, url=URL, by=cast.olga, at=AT, credit="Nosotros", name="Red"
    )
    assert (again.is_new, again.version) == (False, imported.version)


@pytest.mark.slow
def test_lines_change_over_on_their_day(city: City) -> None:
    drawn(city)
    first = publish_drawn(city=city, starts_on=DAY, url=URL, by=None, at=AT).version
    drawn(city, line("b"))
    later = DAY + timedelta(days=7)
    second = publish_drawn(city=city, starts_on=later, url=URL, by=None, at=AT).version
    assert versions_on(city, later - timedelta(days=1)) == [first]
    assert versions_on(city, later) == [second]


def test_nothing_whole_is_nothing_to_publish(city: City) -> None:
    drawn(city, line("a", Way("", "", ()), periods=[]), is_draft=True)
    with pytest.raises(NothingDrawn):
        publish_drawn(city=city, starts_on=DAY, url=URL, by=None, at=AT)


def test_lines_of_the_demonstration_are_a_feed_of_their_own(city: City) -> None:
    drawn(city)
    drawn(city, line("b"), is_demo=True)
    for is_demo, code in ((False, "a"), (True, "b")):
        content = drawn_feed(city=city, starts_on=DAY, url=URL, is_demo=is_demo)
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            assert packed.read("routes.txt").decode().splitlines()[1].startswith(f"{code},")


def test_keeper_writes_the_feed_to_a_file(city: City, tmp_path: Path) -> None:
    out = tmp_path / "lines.zip"
    with pytest.raises(CommandError, match="no drawn line"):
        call_command("transit", "draw-export", "--out", str(out), stdout=io.StringIO())
    drawn(city)
    call_command("transit", "draw-export", "--out", str(out), stdout=io.StringIO())
    assert zipfile.is_zipfile(out)


def test_stop_far_from_the_way_is_named(city: City) -> None:
    way = Way("A", "B", STRAIGHT, (Halt("Lejos", *spot(3000, 500)),))
    with pytest.raises(DrawingRefused) as refused:
        drawn(city, line("a", way))
    [(code, flaw)] = refused.value.flaws
    assert (code, flaw.code, flaw.way, flaw.value) == ("a", "halt_off_path", 0, "Lejos")
