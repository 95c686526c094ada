"""Drawn lines become a feed that reads back as what was drawn, and on which one can plan."""

import dataclasses
import datetime
import io
import random
import zipfile
from pathlib import Path

import pytest

from minga.kernels.feedmaking import Days, DrawingRefused, Line, Period, Way, make_feed
from minga.kernels.planner import Journey, Network
from minga.kernels.transit.compile.feed import Feed, read_feed
from tests.kernels.feedmaking import (
    ABOUT,
    ALL_DAY,
    DAY,
    SQUARE,
    STRAIGHT,
    halt,
    line,
    naive_length_m,
    path,
    spot,
    wander,
)

EIGHT = 8 * 3600


def read(folder: Path, *lines: Line, about: object = ABOUT) -> Feed:
    file = folder / "drawn.zip"
    file.write_bytes(make_feed(lines, about))  # type: ignore[arg-type]
    return read_feed(file)


def network(folder: Path, *lines: Line, day: datetime.date = DAY) -> Network:
    file = folder / "drawn.zip"
    file.write_bytes(make_feed(lines, ABOUT))
    assert Network.compile([file], day, folder / "day") == []
    return Network.open(folder / "day")


def ridden(journeys: list[Journey]) -> list[Journey]:
    return [journey for journey in journeys if journey.rides]


# ------------------------------------------------------------------ reading back


@pytest.mark.parametrize("seed", range(12))
def test_feed_reads_back_as_what_was_drawn(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    ways = tuple(
        Way(f"Desde {n}", f"Hacia {n}", wander(100 * seed + n))
        for n in range(chance.choice([1, 2]))
    )
    periods = []
    for days in Days:
        start = chance.randrange(4, 8) * 3600
        for _ in range(chance.randrange(3)):
            end = start + chance.randrange(1, 6) * 3600
            headway = chance.randrange(60, 3600)
            speed = chance.choice([None, 14.0, 25.5])
            periods.append(Period(days, start, end, headway, chance.random() < 0.5, speed))
            start = end
    drawn = line("x", *ways, periods=periods or [ALL_DAY], speed_kmh=chance.uniform(8, 40))
    feed = read(tmp_path, drawn)
    assert feed.notices == []
    _assert_headways(feed, drawn)
    _assert_times(feed, drawn)


def _assert_headways(feed: Feed, drawn: Line) -> None:
    trips = {row["trip_id"]: row for row in feed["trips"].iter_rows(named=True)}
    told = sorted(
        (
            int(trips[row["trip_id"]]["direction_id"]), trips[row["trip_id"]]["service_id"],
            row["start"], row["end"], row["headway"], row["exact"],
        )
        for row in feed["frequencies"].iter_rows(named=True)
    )  # fmt: skip
    assert told == sorted(
        (
            way,
            period.days.value,
            period.from_s,
            period.until_s,
            period.headway_s,
            int(period.is_exact),
        )
        for way in range(len(drawn.ways))
        for period in drawn.periods
    )


def _assert_times(feed: Feed, drawn: Line) -> None:
    speeds = {
        (row["trip_id"], period.speed_kmh or drawn.speed_kmh)
        for row in feed["frequencies"].iter_rows(named=True)
        for period in drawn.periods
        if row["start"] == period.from_s and f"-{period.days.value}" in row["trip_id"]
    }
    assert {trip for trip, _ in speeds} == set(feed["trips"]["trip_id"])
    for trip, speed in speeds:
        way = drawn.ways[int(trip.split("-")[1])]
        calls = feed["stop_times"].filter(feed["stop_times"]["trip_id"] == trip).sort("sequence")
        long_m = naive_length_m(way.path)
        took = calls["arrival"][-1] - calls["departure"][0]
        assert took == pytest.approx(long_m / (speed / 3.6), abs=2)
        assert calls["shape_dist"][-1] == pytest.approx(long_m, rel=1e-4, abs=0.5)
        shape = feed["shapes"].filter(feed["shapes"]["shape_id"] == trip[:3])
        assert shape["dist"].is_sorted()


def test_named_places_get_times_by_their_place_on_the_way(tmp_path: Path) -> None:
    way = Way("Poniente", "Oriente", STRAIGHT, (halt("Puente", 1500, 30), halt("Feria", 4500, 0)))
    feed = read(tmp_path, line("a", way, speed_kmh=18.0))
    assert feed["stops"].sort("lon")["stop_name"].to_list() == [
        "Poniente", "Puente", "Feria", "Oriente"
    ]  # fmt: skip
    # 18 km/h are 5 m/s.
    assert feed["stop_times"].sort("sequence")["arrival"].to_list() == [
        6 * 3600 + seconds for seconds in (0, 300, 900, 1200)
    ]


def test_terminus_that_is_named_is_not_made_twice(tmp_path: Path) -> None:
    way = Way("Poniente", "Oriente", STRAIGHT, (halt("Terminal", 20, 10), halt("Plaza", 5990, 0)))
    feed = read(tmp_path, line("a", way))
    assert sorted(feed["stops"]["stop_name"]) == ["Plaza", "Terminal"]
    assert feed["stop_times"].sort("sequence")["shape_dist"].to_list() == [
        0.0, pytest.approx(6000, abs=0.3)
    ]  # fmt: skip


def test_lines_share_the_stops_they_name_alike(tmp_path: Path) -> None:
    way = Way("A", "B", STRAIGHT, (halt("Plaza", 3000, 0), halt("Norte", 4000, 0)))
    two = Way(
        "C",
        "D",
        path((3000, -3000), (3000, 3000)),
        (halt("Plaza", 3010, 10), halt("Norte", 3000, 2500)),
    )
    feed = read(tmp_path, line("a", way), line("b", two))
    names = feed["stops"]["stop_name"].to_list()
    assert names.count("Plaza") == 1
    assert names.count("Norte") == 2
    assert {"plaza", "a", "b", "c", "d"} < set(feed["stops"]["stop_id"])


def test_the_same_lines_give_the_same_bytes() -> None:
    lines = [line("a"), line("b", Way("C", "D", SQUARE))]
    assert make_feed(lines, ABOUT) == make_feed(lines, ABOUT)
    with zipfile.ZipFile(io.BytesIO(make_feed(lines, ABOUT))) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_names_with_commas_quotes_and_other_letters_come_back(tmp_path: Path) -> None:
    name = 'Ñuñoa, "La Reina" 東京'
    drawn = line("a", Way(name, "東京", STRAIGHT), long_name=name, operator=name, colour="aabb00")
    feed = read(tmp_path, drawn)
    assert feed["stops"].sort("lon")["stop_name"].to_list() == [name, "東京"]
    assert feed["agency"]["agency_name"].to_list() == [name]
    assert feed["routes"]["route_color"].to_list() == ["AABB00"]
    assert feed["routes"]["route_text_color"].to_list() == ["000000"]


def test_holidays_run_as_sundays(tmp_path: Path) -> None:
    about = dataclasses.replace(ABOUT, holidays=(DAY, datetime.date(2030, 1, 1)))
    sunday = Period(Days.SUNDAY, 9 * 3600, 20 * 3600, 1800)
    feed = read(tmp_path, line("a", periods=[ALL_DAY, sunday]), about=about)
    told = feed["calendar_dates"].select("service_id", "date", "exception_type").rows()
    assert sorted(told) == [("sunday", "20261014", "1"), ("weekday", "20261014", "2")]


# ------------------------------------------------------------------ planning on it


def test_one_boards_and_alights_anywhere_on_the_way(tmp_path: Path) -> None:
    plans = network(tmp_path, line("a")).plan(
        tuple(spot(2000, 100)), tuple(spot(4000, -100)), EIGHT
    )
    [journey] = ridden(plans)
    ride = next(leg for leg in journey.legs if leg.kind != "walk")
    assert ride.arrival_s - ride.departure_s == pytest.approx(400, abs=3)
    assert ride.start.stop_id is None


def test_line_that_is_not_hailed_is_boarded_at_its_stops_only(tmp_path: Path) -> None:
    way = Way("A", "B", STRAIGHT, (halt("Puente", 2000, 0),))
    net = network(tmp_path, line("a", way, is_hailed=False))
    assert ridden(net.plan(tuple(spot(4000, 50)), tuple(spot(5950, 0)), EIGHT)) == []
    assert ridden(net.plan(tuple(spot(2000, 50)), tuple(spot(5950, 0)), EIGHT))


def test_one_rides_around_a_loop_but_not_back(tmp_path: Path) -> None:
    net = network(tmp_path, line("c", Way("Plaza", "Circular", SQUARE), speed_kmh=36.0))
    [there] = ridden(net.plan(tuple(spot(1800, 0)), tuple(spot(2000, 1000)), EIGHT))
    [around] = ridden(net.plan(tuple(spot(2000, 300)), tuple(spot(0, 300)), EIGHT))
    assert there.arrival_s - there.departure_s < 15 * 60
    # 1,700 m up, 2,000 m along and 1,700 m down again at 10 m/s.
    ride = next(leg for leg in around.legs if leg.kind != "walk")
    assert ride.arrival_s - ride.departure_s == pytest.approx(540, abs=5)
    # Past the plaza one goes on with the next vehicle.
    [past] = ridden(net.plan(tuple(spot(0, 1000)), tuple(spot(1000, 2000)), EIGHT))
    assert (there.rides, around.rides, past.rides) == (1, 1, 2)


def test_way_back_is_planned_where_it_is_drawn(tmp_path: Path) -> None:
    there = Way("A", "B", STRAIGHT)
    back = Way("B", "A", tuple(reversed(STRAIGHT)))
    ends = tuple(spot(5000, 0)), tuple(spot(1000, 0))
    assert ridden(network(tmp_path, line("a", there)).plan(*ends, EIGHT)) == []
    (tmp_path / "two").mkdir()
    assert ridden(network(tmp_path / "two", line("a", there, back)).plan(*ends, EIGHT))


def test_exact_departures_are_departures(tmp_path: Path) -> None:
    exact = Period(Days.WEEKDAY, 6 * 3600, 22 * 3600, 1800, is_exact=True)
    way = Way("A", "B", STRAIGHT, (halt("Puente", 3000, 0),))
    net = network(tmp_path, line("l1", way, periods=[exact], is_hailed=False, mode=2))
    [journey] = ridden(net.plan("puente", "b", EIGHT + 1, wait="expected"))
    # It leaves A at 8:00 and passes the bridge after 3 km at 5 m/s.
    assert (journey.departure_s, journey.arrival_s) == (EIGHT + 600, EIGHT + 1200)


def test_no_service_on_a_day_that_is_not_drawn(tmp_path: Path) -> None:
    saturday = Period(Days.SATURDAY, 6 * 3600, 22 * 3600, 600)
    net = network(tmp_path, line("a", periods=[saturday]), day=datetime.date(2026, 10, 17))
    assert ridden(net.plan(tuple(spot(2000, 0)), tuple(spot(4000, 0)), EIGHT))


# ------------------------------------------------------------------ an independent opinion


def test_an_independent_validator_finds_nothing(tmp_path: Path) -> None:
    guru = pytest.importorskip("gtfs_guru")
    two = (Way("A", "B", STRAIGHT, (halt("Puente", 2000, 0),)), Way("B", "A", STRAIGHT[::-1]))
    train = dataclasses.replace(ALL_DAY, is_exact=True)
    lines = [
        line("a", *two, operator="Buses A", colour="0a5c36", long_name="De A a B"),
        line("c", Way("Plaza", "Circular", SQUARE)),
        line("l1", Way("A", "B", STRAIGHT), mode=2, is_hailed=False, periods=[train]),
    ]
    file = tmp_path / "drawn.zip"
    file.write_bytes(make_feed(lines, ABOUT))
    told = guru.validate(str(file), None, DAY.isoformat())
    assert [(notice.code, notice.severity) for notice in told.notices] == []


# ------------------------------------------------------------------ what is refused


def test_lines_with_flaws_make_no_feed() -> None:
    with pytest.raises(DrawingRefused) as refused:
        make_feed([line("a"), line("b", Way("A", "B", STRAIGHT[:1]))], ABOUT)
    assert [(code, flaw.code) for code, flaw in refused.value.flaws] == [("b", "path_short")]


def test_no_lines_and_lines_of_one_code_make_no_feed() -> None:
    for lines in ([], [line("a"), line("a")]):
        with pytest.raises(ValueError, match="lines"):
            make_feed(lines, ABOUT)
