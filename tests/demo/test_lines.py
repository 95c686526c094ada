"""The demonstration's lines: on its streets, hailed, on time, and good enough to plan with."""

import itertools
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import shapely
from shapely.geometry import LineString, Point

from demo import geography
from demo.courses import path_of, pieces_of, streets
from demo.lines import HOLDS, MARK, URL, draw_lines, micros, trains
from demo.plane import to_metres
from demo.tables import BadTable, rows
from minga.kernels.feedmaking import About, Days, flaws, length_m, make_feed, running_s
from minga.kernels.planner import Journey, Network
from minga.territory.models import City
from minga.transit.feeds.queries.in_service import versions_on
from minga.transit.models import DrawnLine, FeedVersion, Line, Stop

AT = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 18)  # a Wednesday
EIGHT = 8 * 3600


def place(name: str) -> tuple[float, float]:
    return next((one.lat, one.lon) for one in geography.places() if one.name == name)


# ------------------------------------------------------------------ on the map


def test_lines_have_no_flaws_and_say_what_they_are() -> None:
    every = [*micros(), *trains()]
    assert len(micros()) >= 20
    assert [train.name for train in trains()] == ["Biotren L1", "Biotren L2"]
    for line in every:
        assert flaws(line) == []
        assert MARK in line.long_name
        assert MARK in line.operator
    assert all(line.is_hailed for line in micros())
    assert not any(line.is_hailed for line in trains())


def test_micros_follow_the_streets_of_the_map() -> None:
    """Three quarters of each course, and nine tenths of all of them, lie on streets as drawn."""
    network = shapely.union_all([to_metres(street) for street in streets().values()]).buffer(15)
    total = on = 0.0
    for line in micros():
        way = to_metres(LineString([(lon, lat) for lat, lon in line.ways[0].path]))
        share = way.intersection(network).length / way.length
        assert share > 0.6, (line.code, share)
        total, on = total + way.length, on + way.intersection(network).length
    assert on / total > 0.85


def test_no_course_leaps() -> None:
    for *cells, course in rows("lines", 8):
        for one, other in itertools.pairwise(pieces_of(course)):
            assert to_metres(one).distance(to_metres(other)) < 2300, cells[0]


def test_course_turns_where_streets_meet() -> None:
    path = path_of(pieces_of("[Barrio Norte] > av-paicavi > freire > [Plaza Condell]"))
    corner = streets()["av-paicavi"].intersection(streets()["freire"])
    assert min(Point(one).distance(corner) for one in path) < 1e-9
    assert path[0] == pytest.approx(place("Barrio Norte")[::-1])


@pytest.mark.parametrize("course", ["[No hay tal lugar]", "calle-inventada", ""])
def test_course_of_unknown_streets_is_refused(course: str) -> None:
    with pytest.raises((BadTable, ValueError)):
        pieces_of(course)


def test_trains_stop_at_their_stations_and_take_about_their_time() -> None:
    first, second = trains()
    assert [len(line.ways[0].halts) for line in (first, second)] == [12, 14]
    # The track is 38.1 and 26.4 km long by the notes; ours leaves out its bends or adds some.
    assert length_m(first.ways[0].path) == pytest.approx(38_100, rel=0.05)
    assert length_m(second.ways[0].path) == pytest.approx(26_400, rel=0.06)
    assert 55 * 60 < running_s(first.ways[0], first.speed_kmh) < 70 * 60
    assert {period.is_exact for line in trains() for period in line.periods} == {True}


def test_every_day_has_service() -> None:
    for line in [*micros(), *trains()]:
        kinds = {period.days for period in line.periods}
        assert {Days.WEEKDAY, Days.SATURDAY} <= kinds
    assert sum(Days.SUNDAY in {one.days for one in line.periods} for line in micros()) >= 19


# ------------------------------------------------------------------ on the way


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    """A weekday of the demonstration's feed, without a database."""
    folder = tmp_path_factory.mktemp("demo")
    about = About("Demo", URL, "America/Santiago", DAY, DAY + HOLDS)
    (folder / "demo.zip").write_bytes(make_feed([*micros(), *trains()], about))
    assert Network.compile([folder / "demo.zip"], DAY, folder / "day") == []
    return Network.open(folder / "day")


def rides(journeys: list[Journey]) -> list[str]:
    [best] = [
        journey
        for journey in journeys
        if journey.rides == min(j.rides for j in journeys if j.rides)
    ]
    return [leg.route_name for leg in best.legs if leg.kind != "walk"]


@pytest.mark.slow
def test_from_lomas_de_san_andres_to_the_university(network: Network) -> None:
    ends = place("Lomas de San Andrés"), place("Universidad de Concepción (Foro)")
    journeys = [one for one in network.plan(*ends, EIGHT, wait="expected") if one.rides]
    best = min(journeys, key=lambda one: one.rides)
    assert best.rides == 1
    assert best.arrival_s - EIGHT < 45 * 60
    walked = sum(leg.arrival_s - leg.departure_s for leg in best.legs if leg.kind == "walk")
    assert walked < 15 * 60
    ride = next(leg for leg in best.legs if leg.kind != "walk")
    assert ride.route_name in {"U1", "60X", "44B"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("origin", "target", "minutes"),
    [
        ("Plaza de Armas de Talcahuano", "Plaza de la Independencia", 70),
        ("Plaza de Hualqui", "Universidad de Concepción (Foro)", 120),
        ("Plaza de Tomé (Diego Portales)", "Hospital Traumatológico", 90),
        ("Estación Intermodal Coronel", "Estación Intermodal Concepción", 70),
        ("Nonguén", "Hospital Las Higueras", 110),
        ("Caleta Lenga", "Plaza Perú", 110),
        ("Santa Sabina", "Boca Sur", 110),
        ("Plaza de Armas de Santa Juana", "Plaza de la Independencia", 150),
    ],
)  # fmt: skip
def test_the_city_is_joined_together(
    network: Network, origin: str, target: str, minutes: int
) -> None:
    journeys = network.plan(place(origin), place(target), EIGHT, wait="expected")
    ridden = [one for one in journeys if one.rides]
    assert ridden, "no way"
    assert min(one.arrival_s for one in ridden) - EIGHT < minutes * 60


@pytest.mark.slow
def test_train_leaves_on_its_minute(network: Network) -> None:
    coronel, concepcion = place("Intermodal Coronel"), place("Concepción")
    trains_only = [
        leg
        for journey in network.plan(coronel, concepcion, EIGHT, wait="expected")
        for leg in journey.legs
        if leg.route_name == "Biotren L2"
    ]
    assert trains_only
    assert trains_only[0].departure_s % 900 == 0


# ------------------------------------------------------------------ in the city


@pytest.mark.slow
def test_lines_enter_the_city_as_demonstration(
    city: City, settings: object, tmp_path: Path
) -> None:
    settings.MINGA_DATA = tmp_path  # type: ignore[attr-defined]
    draw_lines(city, by=None, at=AT)
    version = FeedVersion.objects.select_related("feed").get()
    assert version.feed.is_demo
    assert MARK in version.feed.credit
    assert version.notices == []
    assert versions_on(city, DAY) == [version]
    assert DrawnLine.objects.filter(city=city, is_demo=True, is_draft=False).count() == 22
    hailed = {line.code: line.hailed for line in Line.objects.filter(version=version)}
    assert hailed["demo-60x"]
    assert not hailed["demo-biotren-l1"]
    station = Stop.objects.get(version=version, name="Estación Concepción")
    assert sorted(station.lines) == ["demo-biotren-l1", "demo-biotren-l2"]
