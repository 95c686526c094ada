"""Who answers where: the indexed atlas against an obvious slow twin, and the borders."""

import math
import random
from typing import Any

import pytest

from minga.ground.clock import now
from minga.ground.geo import box_around, cell_of, distance_m
from minga.territory import rules
from minga.territory.actions import draw_areas, draw_roads, redraw, rule_jurisdictions
from minga.territory.atlas import Atlas, atlas_of
from minga.territory.boundaries import Outline
from minga.territory.models import Area, City, Jurisdiction, Road
from tests.territory import naive
from tests.world import IN_NORTE, ON_HIGHWAY, small_city, square

pytestmark = pytest.mark.django_db


@pytest.fixture
def atlas(city: City) -> Atlas:
    return atlas_of(city)


def crooked(city: City, *, seed: int) -> City:
    """Areas with bays and holes side by side, roads across; drawn by chance that repeats."""
    chance = random.Random(seed)
    outlines = []
    for row in range(3):
        for column in range(3):
            south, west = -36.95 + row * 0.07, -73.15 + column * 0.1
            ring = []
            for step in range(24):
                angle = 2 * math.pi * step / 24
                radius = chance.uniform(0.5, 1.0)
                ring.append([
                    round(west + 0.05 + 0.05 * radius * math.cos(angle), 5),
                    round(south + 0.035 + 0.035 * radius * math.sin(angle), 5),
                ])  # fmt: skip
            hole = square(south + 0.03, west + 0.045, south + 0.04, west + 0.055)["coordinates"]
            polygon = {"type": "Polygon", "coordinates": [[*ring, ring[0]], hole[0]]}  # type: ignore[index]
            outlines.append(Outline(f"{row}{column}", f"Zona {row}{column}", polygon))
    Area.objects.filter(city=city).delete()
    draw_areas(city=city, outlines=outlines, at=now())
    owner = city.bodies.get(organisation__code="prueba-vialidad")
    roads = [
        {"code": f"r{n}", "name": f"Ruta {n}", "kind": "ruta", "trust": "test", "owner": owner,
         "line": {"type": "LineString", "coordinates": [_spot(chance) for _ in range(4)]}}
        for n in range(5)
    ]  # fmt: skip
    draw_roads(city=city, roads=roads, at=now())
    return city


def _spot(chance: random.Random) -> list[float]:
    return [round(chance.uniform(-73.15, -72.85), 5), round(chance.uniform(-36.95, -36.75), 5)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_atlas_agrees_with_the_slow_twin(city: City, seed: int) -> None:
    crooked(city, seed=seed)
    atlas = atlas_of(city)
    areas = [(area.code, area.outline) for area in Area.objects.filter(city=city).order_by("code")]
    roads = [(road.name, road.line) for road in Road.objects.filter(city=city)]
    chance = random.Random(seed * 7)
    near = inside = on_road = 0
    for _ in range(1500):
        lat, lon = chance.uniform(-36.96, -36.73), chance.uniform(-73.16, -72.84)
        code, outside_m = naive.area_at(areas, lat, lon)
        if outside_m is not None and abs(outside_m - rules.NEAR_AREA_M) < 0.5:
            continue  # the plane of the atlas and the twin's differ by centimetres
        found, near_m = atlas.area_at(lat, lon)
        assert (found.code if found else None) == code, (lat, lon)
        if code is not None and outside_m:
            assert near_m is not None
            assert abs(near_m - outside_m) <= 1
            near += 1
        inside += code is not None and not outside_m
        name, away_m = naive.road_near(roads, lat, lon)
        if abs(away_m - rules.NEAR_ROAD_M) > 0.5:
            expected = name if away_m <= rules.NEAR_ROAD_M else None
            assert atlas.road_at(lat, lon)[0] == expected, (lat, lon, away_m)
            on_road += expected is not None
    assert inside > 100
    assert near + on_road > 3


@pytest.mark.parametrize(
    ("lat", "lon", "code", "near"),
    [
        (-36.85, -73.05, "N", False),
        (-36.85, -72.95, "S", False),
        (-36.85, -73.0, "N", False),  # on the border between two: the first by code
        (-36.8, -73.05, "N", False),  # on the outer edge
        (-36.9, -73.1, "N", False),  # a corner
        (-36.7996, -73.05, "N", True),  # 44 m outside
        (-36.7995, -73.05, None, False),  # 56 m outside
        (-36.85, -73.1005, "N", True),  # 45 m west
        (-36.85, -73.1007, None, False),  # 62 m west
        (-36.7997, -73.0, "N", True),  # 33 m from both
    ],
)
def test_border_is_fifty_metres_wide_outside(
    atlas: Atlas, lat: float, lon: float, code: str | None, near: bool
) -> None:
    area, near_m = atlas.area_at(lat, lon)
    assert (area.code if area else None, near_m is not None) == (code, near)
    if near_m is not None:
        assert 1 <= near_m <= rules.NEAR_AREA_M


def test_a_millimetre_outside_is_said_as_a_metre(atlas: Atlas) -> None:
    assert atlas.area_at(-36.79999999, -73.05)[1] == 1


@pytest.mark.parametrize(("away_m", "owned"), [(0, True), (24, True), (26, False)])
def test_road_is_twenty_five_metres_wide(atlas: Atlas, away_m: float, owned: bool) -> None:
    lat = ON_HIGHWAY[0] + away_m / 111_195
    name, owner = atlas.road_at(lat, ON_HIGHWAY[1])
    assert (name, owner) == (("Ruta 1", "prueba-vialidad") if owned else (None, None))


def test_atlas_is_built_again_when_the_city_is_redrawn(city: City) -> None:
    before = atlas_of(city)
    assert atlas_of(city) is before
    redraw(city=city, at=now())
    assert atlas_of(city) is not before


def test_two_cities_do_not_share_areas(city: City) -> None:
    other = small_city(at=now(), slug="otra", name="Otra")
    answers = {
        one.slug: atlas_of(one)
        .who_answers(category="street_light", lat=IN_NORTE[0], lon=IN_NORTE[1])
        .body.code
        for one in (city, other)
    }
    assert answers == {"prueba": "prueba-norte", "otra": "otra-norte"}


# ------------------------------------------------------------------ the rules


def rule(**parts: Any) -> rules.Rule:
    return rules.Rule(**{"category": None, "area": None, "owner": None, "body": "b", **parts})


def test_most_exact_rule_decides_whatever_the_order() -> None:
    case = {"category": "fire", "area": "N", "owner": "mop"}
    every = [
        rule(body=f"{bits:03b}", **{
            part: case[part] for bit, part in enumerate(("area", "category", "owner"))
            if bits >> bit & 1
        })
        for bits in range(8)
    ]  # fmt: skip
    chance = random.Random(5)
    for many in range(8, 0, -1):
        fitting = every[:many]
        chance.shuffle(fitting)
        decided = rules.decide(fitting, **case)
        # Owner weighs 4, category 2, area 1: the bits of its own name.
        assert decided is not None
        assert decided.body == f"{many - 1:03b}"


def test_rule_that_does_not_fit_is_never_taken() -> None:
    wrong = [rule(category="fire"), rule(area="S"), rule(owner="mop"), rule(category="x", area="N")]
    assert rules.decide(wrong, category="rubbish", area="N", owner=None) is None


def test_one_case_has_one_rule(city: City) -> None:
    from django.db import IntegrityError, transaction

    body = city.bodies.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Jurisdiction.objects.bulk_create(
            [Jurisdiction(city=city, category="flood", body=body) for _ in range(2)]
        )


def test_rules_are_replaced_whole(city: City) -> None:
    body = city.bodies.get(organisation__code="prueba-sur")
    rule_jurisdictions(city=city, rules=[{"body": body}], at=now())
    answer = atlas_of(city).who_answers(category="fire", lat=IN_NORTE[0], lon=IN_NORTE[1])
    assert (answer.body.code, answer.why.rule) == ("prueba-sur", "default")


# ------------------------------------------------------------------ the globe


def test_distance_is_that_of_the_sphere() -> None:
    assert distance_m(0, 0, 0, 1) == pytest.approx(111_195, abs=1)
    assert distance_m(-36.8, -73, -36.8, -73) == 0
    assert distance_m(0, 0, 0, 180) == pytest.approx(math.pi * 6_371_008.8)


def test_box_holds_every_point_of_its_circle() -> None:
    chance = random.Random(3)
    for _ in range(300):
        lat, lon = chance.uniform(-80, 80), chance.uniform(-170, 170)
        box = box_around(lat, lon, 400.0)
        angle = chance.uniform(0, 2 * math.pi)
        up = lat + 399 / 111_195 * math.sin(angle)
        side = lon + 399 / (111_195 * math.cos(math.radians(lat))) * math.cos(angle)
        if distance_m(lat, lon, up, side) <= 399:
            assert box.holds(up, side)


def test_cell_is_the_tile_at_every_zoom() -> None:
    chance = random.Random(4)
    for _ in range(200):
        lat, lon = chance.uniform(-84, 84), chance.uniform(-180, 179.9)
        for zoom in (1, 5, 12, 18, 26):
            x = int((lon + 180) / 360 * 2**zoom)
            sine = math.sin(math.radians(lat))
            y = int((0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * 2**zoom)
            quad = sum(
                (x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1 for bit in range(zoom)
            )
            assert cell_of(lat, lon) >> 2 * (26 - zoom) == quad
    assert 0 <= cell_of(-90, -180) < 2**52
    assert 0 <= cell_of(90, 180) < 2**52
