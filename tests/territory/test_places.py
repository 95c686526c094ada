"""Names as people write them, and boundaries files as people have them."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minga.ground.actions import refold
from minga.ground.clock import now
from minga.ground.folding import fold
from minga.territory.actions import draw_roads, name_places
from minga.territory.boundaries import (
    BoundariesUnreadable,
    bounds_of,
    read_boundaries,
)
from minga.territory.models import City, Place
from minga.territory.nearby import names_near
from minga.territory.queries import place_near, search_places
from tests.world import IN_NORTE, IN_SUR, NOWHERE, square


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Av. Gral. Bonilla", "AVENIDA GENERAL BONILLA"),
        ("Avda Gral Bonilla", "av general bonilla"),
        ("Bío-Bío", "Biobío"),
        ("Bio Bio", "BIOBIO"),
        ("Ñuble", "nuble"),
        ("Sta. Juana", "santa juana"),
        ("Los Carrera esq. Caupolicán", "los carrera con caupolican"),
        ("O’Higgins", "O Higgins"),
        ("Hosp. Regional", "hospital regional"),
        ("  Plaza   Perú ", "plaza peru"),
    ],
)
def test_spellings_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


def test_different_names_stay_different() -> None:
    names = ["Avenida Chile", "Calle Chile", "Chillán", "Chile"]
    assert len({fold(name) for name in names}) == len(names)


@settings(max_examples=300, deadline=None)
@given(st.text())
def test_fold_takes_any_text_and_folding_again_changes_nothing(name: str) -> None:
    folded = fold(name)
    assert folded == "" or all(word.isalnum() for word in folded.split(" "))
    assert folded == folded.casefold()
    assert fold(folded) == folded
    assert fold(name.upper().lower()) == fold(name.upper().lower())


@pytest.mark.django_db
def test_search_finds_every_word_in_any_order(city: City) -> None:
    for typed in ("bonilla", "GRAL BONILLA", "bonilla general", "av bon"):
        assert [place.name for place in search_places(city, typed)] == ["Av. Gral. Bonilla"], typed
    for typed in ("", "   ", "%", "_", "zzz", "bonilla norte", "!" * 200):
        assert search_places(city, typed) == [], typed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ohiggins", "Av. Libertador O'Higgins"),
        ("O Higgins", "Av. Libertador O'Higgins"),
        ("o´higgins 1250", "Av. Libertador O'Higgins"),
        ("Avda. Libertador O’Higgins Nº 1250, Comuna Norte", "Av. Libertador O'Higgins"),
        ("AVENIDA LOS CARRERA / CASTELLON", "Los Carrera esq. Castellón"),
        ("castellón esquina los carrera", "Los Carrera esq. Castellón"),
        ("Los Carrera y Castellón", "Los Carrera esq. Castellón"),
        ("pje. 5 n° 12", "Pasaje 5"),
        ("Calle 21 de mayo 400", "21 de Mayo"),
    ],
)
def test_a_place_is_found_as_people_write_it(city: City, typed: str, name: str) -> None:
    names = ("Av. Libertador O'Higgins", "Los Carrera esq. Castellón", "Pasaje 5", "21 de Mayo")
    area = city.areas.get(name="Comuna Norte")
    name_places(
        city=city,
        places=[
            {"name": each, "kind": "street", "lat": IN_NORTE[0], "lon": IN_NORTE[1],
             "area": area, "trust": "x"}
            for each in names
        ],
        at=now(),
    )  # fmt: skip
    assert [place.name for place in search_places(city, typed)] == [name]
    answer = Client().get("/api/v1/places", {"q": typed})
    assert [place["name"] for place in answer.json()["places"]] == [name]


@pytest.mark.django_db
def test_a_comuna_after_the_comma_is_where_it_lies(city: City) -> None:
    assert [place.name for place in search_places(city, "Plaza Norte, comuna norte")] == [
        "Plaza Norte"
    ]
    assert search_places(city, "Plaza Norte, Comuna Sur") == []


@pytest.mark.django_db
def test_a_corner_nobody_named_is_where_its_roads_meet(city: City) -> None:
    def road(code: str, name: str, *points: tuple[float, float]) -> dict[str, Any]:
        line = {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in points]}
        return {"code": code, "name": name, "kind": "street", "owner": None, "line": line,
                "trust": "x"}  # fmt: skip

    roads = [
        road("a", "Av. Paicaví", (-36.85, -73.1), (-36.85, -73.0)),
        road("b", "Gral. Cruz", (-36.8, -73.05), (-36.9, -73.05)),
        road("c", "Lejana", (-36.7, -73.1), (-36.7, -73.0)),
    ]
    draw_roads(city=city, roads=roads, at=now())
    for typed in ("Paicaví con General Cruz", "gral cruz esq paicavi", "PAICAVI/CRUZ"):
        [corner] = search_places(city, typed)
        assert (round(corner.lat, 4), round(corner.lon, 4)) == (-36.85, -73.05), typed
    [corner] = search_places(city, "paicavi y cruz")
    assert corner.name == "Av. Paicaví esq. Gral. Cruz"
    for typed in ("paicavi con lejana", "paicavi con nadie", "paicavi con paicavi", "con"):
        assert search_places(city, typed) == [], typed


@pytest.mark.django_db
def test_what_was_folded_before_is_folded_anew(city: City) -> None:
    place = Place.objects.create(
        city=city, name="Pdte. Ibáñez", folded="pdte ibanez", kind="street", lat=0, lon=0
    )
    assert refold(Place.objects.all(), ("name",), most=160) == 1
    place.refresh_from_db()
    assert place.folded == "presidente ibanez"
    assert refold(Place.objects.all(), ("name",), most=160) == 0


@pytest.mark.django_db
def test_nearest_name_is_the_same_one_by_one_and_for_many(city: City) -> None:
    rows = [("Plaza Norte", "square", IN_NORTE), ("Calle Larga", "street", IN_SUR)]
    name_places(
        city=city,
        places=[
            {"name": name, "kind": kind, "lat": lat, "lon": lon, "area": None, "trust": "x"}
            for name, kind, (lat, lon) in rows
        ],
        at=now(),
    )
    # A street is long: good for search, not for saying where one stands.
    assert [place.name for place in search_places(city, "larga")] == ["Calle Larga"]
    points = [IN_NORTE, IN_SUR, NOWHERE, (IN_NORTE[0] + 0.003, IN_NORTE[1]), (None, None)]
    many = names_near(city, points)
    one_by_one = []
    for lat, lon in points:
        place = place_near(city, lat, lon) if lat is not None and lon is not None else None
        one_by_one.append(place.name if place else "")
    assert many == one_by_one == ["Plaza Norte", "", "", "Plaza Norte", ""]


# ------------------------------------------------------------------ boundaries


def feature(code: Any = "a", name: Any = "A", geometry: Any = None) -> dict[str, Any]:
    shape = geometry if geometry is not None else square(-36.9, -73.1, -36.8, -73.0)
    return {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": shape}


def written(folder: Path, content: Any) -> Path:
    path = folder / "areas.geojson"
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(raw)
    return path


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_file_is_read_with_its_codes_and_bounds(tmp_path: Path) -> None:
    both = collection(feature(), feature("b", "B", square(-36.8, -73.1, -36.7, -73.0)))
    outlines = read_boundaries(written(tmp_path, both)).outlines
    assert [(outline.code, outline.name) for outline in outlines] == [("a", "A"), ("b", "B")]
    bounds = bounds_of(outlines)
    assert tuple(round(side, 6) for side in bounds) == (-36.92, -73.12, -36.68, -72.98)


def test_parts_of_one_area_become_one(tmp_path: Path) -> None:
    island = feature("a", "A", square(-36.7, -73.1, -36.69, -73.0))
    [outline] = read_boundaries(written(tmp_path, collection(feature(), island))).outlines
    assert outline.geometry["type"] == "MultiPolygon"


def test_outline_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    [outline] = read_boundaries(written(tmp_path, collection(feature(geometry=bow)))).outlines
    assert outline.geometry["type"] == "MultiPolygon"


BAD: dict[str, Any] = {
    "empty": b"",
    "no JSON": b"code,name",
    "cut": b'{"features": [',
    "no UTF-8": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
    "a list": [],
    "a text": '"x"',
    "no features": collection(),
    "features a number": {"features": 7},
    "features null": {"features": None},
    "feature null": collection(None),
    "feature a text": collection("x"),
    "no properties": collection({"type": "Feature", "geometry": square(0, 0, 1, 1)}),
    "properties a list": collection({"properties": [1], "geometry": square(0, 0, 1, 1)}),
    "code missing in one": collection(feature(), feature(code=None)),
    "name empty": collection(feature(name="")),
    "geometry null": collection({"properties": {"code": "a", "name": "A"}, "geometry": None}),
    "a point": collection(feature(geometry={"type": "Point", "coordinates": [0, 0]})),
    "a line": collection(feature(geometry={"type": "LineString", "coordinates": [[0, 0], [1, 1]]})),
    "unknown type": collection(feature(geometry={"type": "Blob", "coordinates": [[0, 0]]})),
    "two corners": collection(
        feature(geometry={"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]})
    ),
    "no coordinates": collection(feature(geometry={"type": "Polygon"})),
    "texts as degrees": collection(
        feature(geometry={"type": "Polygon", "coordinates": [[["a", "b"]] * 4]})
    ),
    "metres": collection(feature(geometry=square(5_900_000, 670_000, 5_900_100, 670_100))),
    "empty polygon": collection(feature(geometry={"type": "Polygon", "coordinates": []})),
    "NaN": b'{"features":[{"properties":{"code":"a","name":"A"},"geometry":{"type":"Polygon",'
    b'"coordinates":[[[NaN,0],[1,1],[1,0],[NaN,0]]]}}]}',
    "one code, two names": collection(feature("a", "A"), feature("a", "B")),
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_file_is_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(BoundariesUnreadable) as trouble:
        read_boundaries(written(tmp_path, BAD[name]))
    assert "\n" not in str(trouble.value)
    assert len(str(trouble.value)) < 300


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BoundariesUnreadable):
        read_boundaries(tmp_path / "nothing.geojson")


WORDS = ["type", "features", "properties", "geometry", "coordinates", "code", "name"]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(WORDS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
SHAPES = st.sampled_from(
    ["Polygon", "MultiPolygon", "Point", "GeometryCollection", "LineString", "Nothing"]
)
NUMBERS = st.floats(-200, 200) | st.floats() | st.integers(-200, 200)
RINGS = st.lists(st.lists(st.lists(NUMBERS, min_size=1, max_size=3), max_size=6), max_size=2)


@st.composite
def nearly(draw: st.DrawFn) -> Any:
    """Files that look like boundaries."""
    sheet = st.fixed_dictionaries(
        {"code": JSON | st.text(max_size=4), "name": JSON | st.text(max_size=4)}
    )
    shape = st.fixed_dictionaries(
        {"type": SHAPES, "coordinates": RINGS | st.lists(RINGS, max_size=2), "geometries": JSON}
    )
    one = st.fixed_dictionaries({"properties": sheet, "geometry": shape})
    return {"features": draw(st.lists(one, max_size=3))}


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=JSON | nearly() | st.binary(max_size=60))
def test_no_file_escapes_the_reader(tmp_path_factory: pytest.TempPathFactory, content: Any) -> None:
    path = written(tmp_path_factory.getbasetemp(), content)
    try:
        outlines = read_boundaries(path).outlines
    except BoundariesUnreadable:
        return
    assert outlines
    assert len({outline.code for outline in outlines}) == len(outlines)
    assert all("Polygon" in outline.geometry["type"] for outline in outlines)
