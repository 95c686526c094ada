"""Boundaries as the world draws them: taken rightly with a sentence, or refused with the area."""

import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, shape

from minga.territory.boundaries import Boundaries, BoundariesUnreadable, read_boundaries
from tests.kernels.test_encodings import to_utm
from tests.territory.test_places import collection, feature, written
from tests.world import square

BOX = square(-36.9, -73.1, -36.8, -73.0)
RING = [[-73.1, -36.9], [-73.0, -36.9], [-73.0, -36.8], [-73.1, -36.8]]
HOLE = [[-73.06, -36.86], [-73.04, -36.86], [-73.04, -36.84], [-73.06, -36.84], [-73.06, -36.86]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def drawn(folder: Path, content: Any) -> Boundaries:
    return read_boundaries(written(folder, content))


def refused(folder: Path, content: Any) -> str:
    with pytest.raises(BoundariesUnreadable) as trouble:
        drawn(folder, content)
    return str(trouble.value)


def test_a_ring_left_open_is_closed_and_said(tmp_path: Path) -> None:
    boundaries = drawn(tmp_path, collection(feature(name="Sur", geometry=polygon(RING))))
    assert boundaries.notes == ["feature 1 (Sur) had a ring that was not closed; it was closed."]
    assert shape(boundaries.outlines[0].geometry).contains(Point(-73.05, -36.85))


def test_a_bow_tie_is_mended_and_said(tmp_path: Path) -> None:
    bow = polygon([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]])
    boundaries = drawn(tmp_path, collection(feature(name="Lazo", geometry=bow)))
    assert boundaries.notes == ["feature 1 (Lazo) crossed itself and was mended."]
    assert shape(boundaries.outlines[0].geometry).area == pytest.approx(0.5)


def test_a_hole_stays_a_hole_whichever_way_it_runs(tmp_path: Path) -> None:
    for hole in (HOLE, HOLE[::-1]):
        boundaries = drawn(tmp_path, collection(feature(geometry=polygon([*RING, RING[0]], hole))))
        area = shape(boundaries.outlines[0].geometry)
        assert boundaries.notes == []
        assert area.contains(Point(-73.08, -36.85))
        assert not area.contains(Point(-73.05, -36.85))


@pytest.mark.parametrize("kind", ["Feature", "Polygon", "MultiPolygon", "GeometryCollection"])
def test_a_bare_shape_is_an_area(tmp_path: Path, kind: str) -> None:
    bare = {
        "Feature": feature(),
        "Polygon": BOX,
        "MultiPolygon": {"type": "MultiPolygon", "coordinates": [BOX["coordinates"]]},
        "GeometryCollection": {"type": "GeometryCollection", "geometries": [BOX]},
    }[kind]
    boundaries = drawn(tmp_path, bare)
    assert len(boundaries.outlines) == 1
    if kind != "Feature":
        assert boundaries.outlines[0].name == "areas"
        assert "without code and name: it was called “areas”" in boundaries.notes[0]


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        (None, "feature 2 (Sur) has no geometry"),
        ({"type": "LineString", "coordinates": RING}, "feature 2 (Sur) is a LineString, not an"),
        ({"type": "Point", "coordinates": [0, 0]}, "feature 2 (Sur) is a Point, not an area"),
        (polygon([[0, 0], [1, 1], [2, 2], [0, 0]]), "feature 2 (Sur) encloses no area"),
        (polygon([[0, 0], [1, 1]]), "feature 2 (Sur): its geometry cannot be read"),
        ({"coordinates": []}, "feature 2 (Sur) has a geometry without a type"),
        (square(10, -118, 11, -117), "latitude first"),
        (polygon([[179, 0], [181, 0], [181, 1], [179, 1], [179, 0]]), "(Sur) reaches across the"),
        (polygon([[-179, 0], [179, 0], [179, 1], [-179, 1], [-179, 0]]), "across the date line"),
    ],
)
def test_what_is_no_area_is_refused_by_its_name(tmp_path: Path, geometry: Any, says: str) -> None:
    if says == "latitude first":
        geometry = polygon([[10, -118], [11, -118], [11, -117], [10, -117], [10, -118]])
    bad = {"type": "Feature", "properties": {"code": "s", "name": "Sur"}, "geometry": geometry}
    reason = refused(tmp_path, collection(feature(), bad))
    assert says in reason
    assert "Sur" in reason


def test_two_sides_of_the_date_line_are_refused_by_their_names(tmp_path: Path) -> None:
    west, east = square(-18, -179.9, -17, -179), square(-18, 177, -17, 179.9)
    reason = refused(
        tmp_path, collection(feature("1", "Taveuni", west), feature("2", "Suva", east))
    )
    assert "both sides of the date line (Taveuni, Suva)" in reason


def test_areas_that_overlap_are_told_with_who_answers(tmp_path: Path) -> None:
    other = square(-36.9, -73.05, -36.8, -72.95)
    boundaries = drawn(tmp_path, collection(feature("b", "Bajo"), feature("a", "Alto", other)))
    assert boundaries.notes == [
        "Bajo and Alto overlap by 50% of the smaller: there Alto answers, whose code comes first."
    ]
    beside = square(-36.9, -73.0, -36.8, -72.9)
    assert drawn(tmp_path, collection(feature(), feature("c", "C", beside))).notes == []


def test_areas_of_one_name_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    other = square(-36.8, -73.1, -36.7, -73.0)
    boundaries = drawn(tmp_path, collection(feature("1", "Centro"), feature("2", "CENTRO", other)))
    assert [outline.name for outline in boundaries.outlines] == ["Centro (1)", "CENTRO (2)"]
    assert boundaries.notes == ["2 areas are called “Centro”: their code was put behind the name."]


def test_a_long_code_is_refused_and_never_cut_into_another(tmp_path: Path) -> None:
    reason = refused(tmp_path, collection(feature("x" * 41 + "1"), feature("x" * 41 + "2", "B")))
    assert "longer than 40" in reason
    assert "--code-field" in reason
    assert "cannot be stored" in refused(tmp_path, collection(feature(name="a\x00b")))


def test_no_encoding_of_names_becomes_mojibake(tmp_path: Path) -> None:
    text = json.dumps(collection(feature(name="Ñuñoa, población José")), ensure_ascii=False)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        boundaries = drawn(tmp_path, text.encode(encoding))
        assert boundaries.outlines[0].name == "Ñuñoa, población José"
        assert bool(boundaries.notes) == ("utf-8" not in encoding)


def test_metres_of_a_zone_that_the_file_names_become_degrees(tmp_path: Path) -> None:
    ring = [to_utm(lat, lon, 18, south=True) for lon, lat in [*RING, RING[0]]]
    content = collection(feature(geometry=polygon(ring)))
    content["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32718"}}
    boundaries = drawn(tmp_path, content)
    west, south, east, north = shape(boundaries.outlines[0].geometry).bounds
    assert (west, south, east, north) == pytest.approx((-73.1, -36.9, -73.0, -36.8), abs=1e-6)
    assert "metres (EPSG:32718)" in boundaries.notes[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 shapefile", "a packed file"),
        (b"<kml/>", "KML"),
        ({"type": "Topology", "objects": {}}, "TopoJSON"),
        ({"type": "Point", "coordinates": [0, 0]}, "a Point, not an area"),
    ],
)
def test_what_is_no_geojson_is_called_by_its_name(tmp_path: Path, content: Any, says: str) -> None:
    assert says in refused(tmp_path, content)
