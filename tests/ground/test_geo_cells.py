"""Cells: what is close by is surely found in four ranges, and they are not the whole world."""

import math

from hypothesis import given
from hypothesis import strategies as st

from minga.ground.geo import cell_of, cells_around, distance_m, metres_per_degree

lats = st.floats(-80, 80)
lons = st.floats(-179, 179)
radii = st.sampled_from([1.0, 50.0, 150.0, 2000.0])


@given(lats, lons, radii, st.floats(0, 2 * math.pi), st.floats(0, 1))
def test_every_point_within_reach_lies_in_one_of_the_ranges(
    lat: float, lon: float, radius_m: float, bearing: float, share: float
) -> None:
    lat_m, lon_m = metres_per_degree(lat)
    away = radius_m * share
    there = (lat + away * math.sin(bearing) / lat_m, lon + away * math.cos(bearing) / lon_m)
    if distance_m(lat, lon, *there) <= radius_m:
        cell = cell_of(*there)
        assert any(first <= cell <= last for first, last in cells_around(lat, lon, radius_m))


@given(lats, lons, radii)
def test_the_ranges_hold_little_more_than_the_circle(
    lat: float, lon: float, radius_m: float
) -> None:
    ranges = cells_around(lat, lon, radius_m)
    assert len(ranges) == 4
    width_m = 2 * math.pi * 6_371_008.8 * math.cos(math.radians(lat)) / 2**26
    for first, last in ranges:
        # A range is a square tile: its side is the root of how many cells it has.
        assert math.sqrt(last - first + 1) * width_m <= 4.5 * radius_m + 2 * width_m
