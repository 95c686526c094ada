"""The drawn map: it needs nothing but its own files, and its words can be read."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point

from demo.draw import ATTRIBUTION, FILES, PALETTE, style, write
from demo.features import built_up, short, squares
from demo.geography import landmarks
from demo.land import land
from demo.limits import OUTSIDE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("map") / "new"
    write(made, base_url="/static/x/demo/map/")
    return made


def _features(folder: Path, name: str) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads((folder / f"{name}.geojson").read_text())[
        "features"
    ]
    return features


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.slow
def test_written_files_are_those_the_style_asks_for(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == {"style.json", "style-dark.json", *(f"{name}.geojson" for name in FILES)}
    for variant in ("style.json", "style-dark.json"):
        sources = json.loads((folder / variant).read_text())["sources"]
        asked = {source["data"] for source in sources.values()}
        assert asked == {f"/static/x/demo/map/{name}.geojson" for name in FILES}


@pytest.mark.slow
def test_the_whole_map_is_small(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.iterdir()) < 300_000


@pytest.mark.slow
def test_writing_twice_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write(tmp_path, base_url="/static/x/demo/map")
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("dark", [False, True])
def test_style_needs_no_one_else(dark: bool) -> None:
    made = style("/m", dark=dark)
    assert "glyphs" not in made
    assert "sprite" not in made
    assert "http" not in json.dumps(made)
    assert made["sources"]["ground"]["attribution"] == ATTRIBUTION
    assert "no apto para navegación" in ATTRIBUTION


@pytest.mark.parametrize("dark", [False, True])
def test_layers_are_named_once_and_read_written_sources(dark: bool) -> None:
    made = style("/m", dark=dark)
    names = [layer["id"] for layer in made["layers"]]
    assert len(set(names)) == len(names)
    assert {layer["source"] for layer in made["layers"][1:]} == set(FILES)
    assert made["layers"][0]["type"] == "background"


@pytest.mark.slow
def test_every_kind_a_layer_asks_for_is_drawn(folder: Path) -> None:
    for layer in style("/m", dark=False)["layers"][1:]:
        wanted = re.search(r'\["match", \["get", "kind"\], (\[.*?\])', json.dumps(layer["filter"]))
        assert wanted, layer["id"]
        kinds = {feature["properties"]["kind"] for feature in _features(folder, layer["source"])}
        assert set(json.loads(wanted.group(1))) & kinds, layer["id"]


def test_both_palettes_name_the_same_colours() -> None:
    assert PALETTE["light"].keys() == PALETTE["dark"].keys()
    every = [colour for palette in PALETTE.values() for colour in palette.values()]
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in every)


@pytest.mark.parametrize("variant", ["light", "dark"])
def test_words_can_be_read_on_their_ground(variant: str) -> None:
    c = PALETTE[variant]
    for ink in ("ink", "ink_soft", "town", "comuna", "green_ink", "station"):
        for ground in ("built_up", "tint_0", "tint_1", "halo"):
            assert _contrast(c[ink], c[ground]) >= 4.5, (ink, ground)
    for ink in ("health", "study", "civic", "trade"):
        assert _contrast(c[ink], c["built_up"]) >= 4.5, ink
    assert _contrast(c["water_ink"], c["sea"]) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_no_word_is_smaller_than_eleven_pixels(dark: bool) -> None:
    for layer in style("/m", dark=dark)["layers"]:
        size = layer.get("layout", {}).get("text-size")
        if size is not None:
            smallest = min(size[4::2]) if isinstance(size, list) else size
            assert smallest >= 11, layer["id"]


def test_the_town_is_a_part_of_the_land_and_holds_the_centre() -> None:
    town = built_up()
    assert town.is_valid
    assert town.difference(land().buffer(0.002)).area < 1e-6
    assert town.contains(Point(-73.0503, -36.8271))
    assert not town.contains(Point(-73.0450, -36.8400))  # Cerro Caracol


def test_the_square_is_one_block() -> None:
    (name, block), *others = list(squares())
    assert (name, others) == ("Plaza de la Independencia", [])
    assert 70 < block.exterior.length * 100_000 / 4 < 140  # a side, in metres, roughly


def test_names_on_the_map_are_short() -> None:
    for place in landmarks():
        if place.comuna_code != OUTSIDE:
            assert len(short(place)) <= 40, place.name
            assert "(" not in short(place)
