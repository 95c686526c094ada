"""Halts on their paths, tracks with fewer points, GPX files, and flaws told one by one."""

import dataclasses
import math
import random
from contextlib import suppress
from itertools import pairwise

import pytest

from minga.kernels.feedmaking import (
    Days,
    Halt,
    Line,
    Period,
    Point,
    TrackRefused,
    Way,
    flaws,
    length_m,
    placed,
    points_of,
    simplified,
)
from minga.kernels.feedmaking.along import metres, nearest, point_at
from tests.kernels.feedmaking import (
    ALL_DAY,
    STRAIGHT,
    halt,
    line,
    naive_length_m,
    naive_placed,
    path,
    spot,
    wander,
)

# ------------------------------------------------------------------ metres


@pytest.mark.parametrize("seed", range(20))
def test_length_is_that_of_great_circles(seed: int) -> None:
    way = wander(seed)
    assert length_m(way) == pytest.approx(naive_length_m(way), rel=1e-5)


@pytest.mark.parametrize("seed", range(30))
def test_halts_lie_in_order_and_least_off(seed: int) -> None:
    chance = random.Random(seed)
    way = wander(seed)
    at = metres(way)
    wanted = sorted(chance.uniform(0, at[-1]) for _ in range(chance.randint(1, 5)))
    halts = []
    for along in wanted:
        lat, lon = point_at(way, at, along)
        halts.append(Halt("x", lat + chance.gauss(0, 2e-4), lon + chance.gauss(0, 2e-4)))
    told = placed(way, halts, 500)
    assert [along for along, _ in told] == sorted(along for along, _ in told)
    # Dense points are up to half a step away from the best place.
    assert sum(off for _, off in told) <= naive_placed(way, halts) + 1.0
    for one, (along, off) in zip(halts, told, strict=True):
        there = point_at(way, at, along)
        assert naive_length_m([there, Point(one.lat, one.lon)]) == pytest.approx(off, abs=0.5)


def test_halt_on_the_way_back_of_a_street_is_told_by_its_order() -> None:
    there_and_back = path((0, 0), (3000, 0), (0, 10))
    halts = [halt("A", 1000, -5), halt("B", 2500, -5), halt("C", 1000, 15)]
    told = [along for along, _ in placed(there_and_back, halts, 90)]
    assert told == [pytest.approx(metre, abs=15) for metre in (1000, 2500, 5000)]


def test_halts_out_of_order_are_lost() -> None:
    told = placed(STRAIGHT, [halt("A", 4000, 0), halt("B", 1000, 0), halt("C", 5000, 0)], 90)
    assert [off < 90 for _, off in told] == [True, False, False]


@pytest.mark.parametrize("seed", range(20))
def test_simplified_path_stays_near(seed: int) -> None:
    chance = random.Random(seed)
    way = wander(seed)
    noisy = [
        Point(a.lat + (b.lat - a.lat) * i / 20 + chance.gauss(0, 2e-5),
              a.lon + (b.lon - a.lon) * i / 20 + chance.gauss(0, 2e-5))
        for a, b in pairwise(way)
        for i in range(20)
    ]  # fmt: skip
    kept = simplified(noisy, 10.0)
    assert len(kept) < len(noisy) / 3
    assert (kept[0], kept[-1]) == (noisy[0], noisy[-1])
    for point in noisy:
        assert min(nearest(a, b, point)[1] for a, b in pairwise(kept)) <= 10.001


def test_simplifying_keeps_what_is_short() -> None:
    assert simplified([], 10) == []
    assert simplified(STRAIGHT[:1], 10) == [STRAIGHT[0]]
    assert simplified([spot(0, 0)] * 3, 10) == [spot(0, 0)] * 2
    assert simplified(path((0, 0), (500, 3), (1000, 0)), 10) == list(path((0, 0), (1000, 0)))


@pytest.mark.slow
def test_no_track_makes_simplifying_slow() -> None:
    """A zigzag keeps every vertex, which is the worst case; the pieces bound it."""
    zigzag = [spot(i, 100 * (i % 2)) for i in range(20_000)]
    assert len(simplified(zigzag, 10)) > 0.9 * len(zigzag)


# ------------------------------------------------------------------ tracks


def gpx(inner: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<gpx version="1.1">{inner}</gpx>'.encode()


TRACK = '<trk><trkseg><trkpt lat="-36.8" lon="-73.05"><ele>3</ele></trkpt>{}</trkseg></trk>'
SECOND = '<trkpt lat="-36.81" lon="-73.05"/>'


def test_points_of_a_track_are_read_in_order() -> None:
    points = points_of(gpx(TRACK.format(SECOND + SECOND) + TRACK.format("")))
    assert points == [Point(-36.8, -73.05), Point(-36.81, -73.05), Point(-36.8, -73.05)]


def test_route_is_read_where_there_is_no_track() -> None:
    named = b'<gpx xmlns="http://www.topografix.com/GPX/1/1"><rte>'
    ends = b'<rtept lat="1" lon="2"/><rtept lat="1.5" lon="2"/></rte></gpx>'
    assert points_of(named + ends) == [Point(1, 2), Point(1.5, 2)]


BOMB = '<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FILE = '<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "track_unreadable"),
        (b"\x00\xff\xfe", "track_unreadable"),
        (b"<gpx", "track_unreadable"),
        (b"<html><trkpt lat='1' lon='1'/><trkpt lat='1' lon='2'/></html>", "track_is_no_gpx"),
        (gpx(""), "track_empty"),
        (gpx(TRACK.format("")), "track_empty"),
        (gpx("<trkpt/>"), "track_point_invalid"),
        (gpx('<trkpt lat="x" lon="1"/>'), "track_point_invalid"),
        (gpx('<trkpt lat="nan" lon="1"/>'), "track_point_invalid"),
        (gpx('<trkpt lat="91" lon="1"/>'), "track_point_invalid"),
        (gpx("<a>" * 40 + "</a>" * 40), "track_unreadable"),
        (gpx(TRACK.format("&b;"), BOMB), "track_has_a_doctype"),
        (gpx(TRACK.format("&a;"), FILE), "track_has_a_doctype"),
        (gpx("<!-- " + "x" * (9 << 20) + " -->"), "track_too_large"),
        (b'<?xml version="1.0" encoding="no-such"?><gpx/>', "track_unreadable"),
    ],
    ids=lambda given: given if isinstance(given, str) else None,
)
def test_hostile_track_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(TrackRefused) as refused:
        points_of(content)
    assert refused.value.code == code


@pytest.mark.slow
def test_endless_track_is_refused() -> None:
    many = "".join(f'<trkpt lat="{i / 1000}" lon="1"/>' for i in range(20_001))
    with pytest.raises(TrackRefused) as refused:
        points_of(gpx(many))
    assert refused.value.code == "track_too_long"


@pytest.mark.parametrize("seed", range(40))
def test_broken_track_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(gpx(TRACK.format(SECOND)))
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    with suppress(TrackRefused):
        read = points_of(bytes(content))
        assert all(math.isfinite(lat) and math.isfinite(lon) for lat, lon in read)


# ------------------------------------------------------------------ flaws


def told(drawn: Line) -> list[str]:
    return [flaw.code for flaw in flaws(drawn)]


def test_line_that_is_fine_has_no_flaws() -> None:
    assert told(line("a")) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"code": "Á b"}, "code_invalid"),
        ({"code": ""}, "code_invalid"),
        ({"name": "  "}, "name_missing"),
        ({"name": "a\nb"}, "words_invalid"),
        ({"long_name": "x" * 200}, "words_invalid"),
        ({"mode": 99}, "mode_unknown"),
        ({"colour": "red"}, "colour_invalid"),
        ({"speed_kmh": 0.0}, "speed_invalid"),
        ({"speed_kmh": math.nan}, "speed_invalid"),
        ({"speed_kmh": math.inf}, "speed_invalid"),
        ({"ways": ()}, "ways_wrong"),
        ({"ways": (Way("A", "B", STRAIGHT),) * 3}, "ways_wrong"),
        ({"periods": ()}, "periods_missing"),
        ({"periods": (ALL_DAY,) * 61}, "too_many"),
        ({"periods": (ALL_DAY, ALL_DAY)}, "periods_overlap"),
        ({"periods": (Period(Days.SUNDAY, 3600, 3600, 60),)}, "period_backwards"),
        ({"periods": (Period(Days.SUNDAY, -1, 3600, 60),)}, "period_backwards"),
        ({"periods": (Period(Days.SUNDAY, 0, 31 * 3600, 60),)}, "period_backwards"),
        ({"periods": (Period(Days.SUNDAY, 0, 3600, 0),)}, "headway_invalid"),
        ({"periods": (Period(Days.SUNDAY, 0, 3600, 60, speed_kmh=500),)}, "speed_invalid"),
        ({"ways": (Way("A", "B", path((0, 0), (90_000, 0))),), "speed_kmh": 3.0}, "run_too_long"),
    ],
)
def test_flaw_of_a_line_is_named(more: dict[str, object], code: str) -> None:
    drawn = dataclasses.replace(line("a"), **more)  # type: ignore[arg-type]
    assert code in told(drawn)


@pytest.mark.parametrize(
    ("way", "code"),
    [
        (Way("", "B", STRAIGHT), "name_missing"),
        (Way("A", "B\r\n", STRAIGHT), "words_invalid"),
        (Way("A", "B", ()), "path_short"),
        (Way("A", "B", path((0, 0), (100, 0))), "path_short"),
        (Way("A", "B", path((0, 0), (600_000, 0))), "path_long"),
        (Way("A", "B", STRAIGHT * 2501), "too_many"),
        (Way("A", "B", (*STRAIGHT, Point(math.nan, 0))), "point_invalid"),
        (Way("A", "B", (*STRAIGHT, Point(0, 181))), "point_invalid"),
        (Way("A", "B", STRAIGHT, (halt("C", 3000, 95),)), "halt_off_path"),
        (Way("A", "B", STRAIGHT, (halt("C", 3000, 0), halt("D", 1000, 0))), "halt_out_of_order"),
        (Way("A", "B", STRAIGHT, (halt(" ", 3000, 0),)), "name_missing"),
        (Way("A", "B", STRAIGHT, (Halt("C", math.inf, 0),)), "point_invalid"),
        (Way("A", "B", STRAIGHT, (halt("C", 3000, 0),) * 301), "too_many"),
    ],
)
def test_flaw_of_a_way_is_named_with_its_place(way: Way, code: str) -> None:
    found = flaws(line("a", Way("A", "B", STRAIGHT), way))
    assert [flaw.code for flaw in found] == [code]
    assert found[0].way == 1
