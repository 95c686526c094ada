"""Gran Concepción as facts: whole, in order, and honest about how far it can be trusted."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, shape

from demo import tables
from demo.centre import grid, offset_of, offsets
from demo.geography import (
    CITY,
    OWNER,
    comuna_at,
    comunas,
    corners,
    landmarks,
    places,
    roads,
)
from demo.land import islands, land, shores
from demo.limits import OUTSIDE
from demo.plane import to_degrees, to_metres

METRES_PER_DEGREE = 111_000


def _road(code: str) -> LineString:
    return next(road.lines.geoms[0] for road in roads() if road.code == code)


def _place(name: str) -> tuple[float, float]:
    return next((place.lat, place.lon) for place in places() if place.name == name)


def test_the_city_covers_the_metropolitan_view() -> None:
    south, west, north, east = CITY.bounds
    assert south <= -37.13
    assert west <= -73.24
    assert north >= -36.53
    assert east >= -72.85
    assert south < CITY.view[0] < CITY.lat < CITY.view[2] < north
    assert west < CITY.view[1] < CITY.lon < CITY.view[3] < east


def test_there_are_twelve_comunas_with_their_people() -> None:
    assert [comuna.code for comuna in comunas()] == [f"081{n:02}" for n in range(1, 13)]
    assert sum(comuna.population for comuna in comunas()) == 1_025_448


def test_comunas_neither_overlap_nor_leave_gaps() -> None:
    areas = [comuna.geometry for comuna in comunas()]
    assert all(area.is_valid for area in areas)
    assert shapely.coverage_is_valid(areas)
    # Inside the outline of all twelve there is no land that belongs to nobody.
    together = shapely.union_all(areas)
    holes = [ring for part in shapely.get_parts(together) for ring in part.interiors]
    assert holes == []
    assert max(shapely.get_num_coordinates(area) for area in areas) <= 160


def test_every_comuna_is_one_piece_of_land_and_its_islands() -> None:
    for comuna in comunas():
        pieces = 1 + len(islands().get(comuna.code, []))
        assert len(comuna.geometry.geoms) == pieces, comuna.name
        assert comuna.geometry.difference(land().buffer(1e-6)).area < 1e-9


def test_the_river_parts_the_shores() -> None:
    north, south = shores()
    assert north.contains(Point(-73.0503, -36.8271))  # Plaza de la Independencia
    assert south.contains(Point(-73.1040, -36.8414))  # San Pedro de la Paz
    assert not land().contains(Point(-73.075, -36.835))  # under Puente Llacolén


def test_landmarks_lie_in_their_comuna() -> None:
    area_of = {comuna.code: comuna.geometry for comuna in comunas()}
    for place in landmarks():
        if place.comuna_code == OUTSIDE:
            continue
        off = area_of[place.comuna_code].distance(Point(place.lon, place.lat)) * METRES_PER_DEGREE
        # Ports stand on the water on purpose; no other place may be outside.
        assert off <= (500 if place.kind == "puerto" else 0), place


@pytest.mark.real_data
def test_comunas_agree_with_ine_on_a_grid() -> None:
    path = Path(os.environ["MINGA_REAL_DATA"], "concepcion", "comunas_ine2017.geojson")
    official = {
        one["properties"]["codigo"]: shape(one["geometry"])
        for one in json.loads(path.read_text(encoding="utf-8"))["features"]
    }
    south, west, north, east = CITY.view
    lon, lat = np.meshgrid(np.arange(west, east, 0.004), np.arange(south, north, 0.004))
    said = np.full(lon.shape, OUTSIDE, dtype=object)
    drawn = said.copy()
    for code, area in official.items():
        said[shapely.contains_xy(area, lon, lat)] = code
    for comuna in comunas():
        drawn[shapely.contains_xy(comuna.geometry, lon, lat)] = comuna.code
    on_land = said != OUTSIDE
    assert on_land.sum() > 9_000
    assert (said == drawn)[on_land].mean() >= 0.95
    # The sea is not given away either.
    assert (drawn[~on_land] != OUTSIDE).mean() < 0.02


def test_roads_have_one_code_and_a_known_owner_each() -> None:
    codes = [road.code for road in roads()]
    assert len(set(codes)) == len(codes)
    assert {road.owner for road in roads()} == {"mop", "serviu", "municipal"}
    assert all(road.owner == OWNER[road.kind] for road in roads())
    assert all(road.trust for road in roads())


def test_bridges_join_the_two_shores() -> None:
    north, south = shores()
    bridges = [road for road in roads() if road.kind == "puente"]
    assert len(bridges) == 3
    for bridge in bridges:
        ends = [Point(bridge.lines.geoms[0].coords[i]) for i in (0, -1)]
        assert min(north.distance(end) for end in ends) * METRES_PER_DEGREE < 150, bridge.name
        assert min(south.distance(end) for end in ends) * METRES_PER_DEGREE < 150, bridge.name


@pytest.mark.parametrize("axis", ["ne", "nw"])
def test_grid_would_have_found_each_surveyed_street(axis: str) -> None:
    """Hide one surveyed street at a time: the others put it within 40 m of its place."""
    streets = grid()[axis]
    known = {one.code: offset_of(axis, _road(one.code)) for one in streets if one.code}
    for place, street in enumerate(streets):
        # The first and the last street of an axis bend; nothing beyond them says where they are.
        if street.code is None or place in (0, len(streets) - 1):
            continue
        others = {code: metre for code, metre in known.items() if code != street.code}
        assert abs(offsets(axis, streets, others)[place] - known[street.code]) < 40, street.code


def test_corners_come_out_where_neighbours_know_them() -> None:
    # The square lies between Barros Arana, O'Higgins, Aníbal Pinto and Caupolicán.
    square = np.array([-36.82714, -73.05028])
    names = [
        f"{along} esq. {across}"
        for along in ("Barros Arana", "O'Higgins")
        for across in ("Aníbal Pinto", "Caupolicán")
    ]
    found = np.array([_place(name) for name in names])
    assert np.abs(found.mean(axis=0) - square).max() * METRES_PER_DEGREE < 60
    # One block up and one across from a surveyed corner.
    castellon = to_metres(Point(*reversed(_place("Los Carrera esq. Castellón"))))
    tucapel = to_metres(Point(*reversed(_place("Los Carrera esq. Tucapel"))))
    assert castellon.distance(tucapel) == pytest.approx(126, abs=15)


def test_corners_are_many_and_in_concepcion() -> None:
    assert len(corners()) > 200
    assert {corner.comuna_code for corner in corners()} == {"08101"}
    assert len({corner.name for corner in corners()}) == len(corners())


def test_places_hold_stations_rural_sectors_and_avenues() -> None:
    kinds = {place.kind for place in places()}
    assert {"estación", "rural", "hospital", "terminal", "plaza", "avenida", "esquina"} <= kinds
    assert "mar" not in kinds
    south, west, north, east = CITY.bounds
    for place in places():
        assert south < place.lat < north, place
        # Ruta 146 leaves the twelve comunas, and its middle does not.
        assert west < place.lon < east, place
    assert sum(place.kind == "estación" for place in places()) == 25


def test_comuna_of_a_point_on_a_bridge_is_the_nearer_shore() -> None:
    assert comuna_at(-73.0503, -36.8271) == "08101"
    assert comuna_at(-73.0870, -36.8372) == "08108"


def test_plane_and_back_is_the_same_place() -> None:
    there = Point(-73.1, -36.7)
    assert to_degrees(to_metres(there)).distance(there) < 1e-12


def test_a_bad_table_names_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "roads.txt").write_text("# remark\na | b\n", encoding="utf-8")
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    with pytest.raises(tables.BadTable, match=r"roads\.txt, line 2: 2 columns, not 6"):
        list(tables.rows("roads", 6))
