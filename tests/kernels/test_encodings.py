"""Encodings of texts of unknown origin, and metres that become degrees."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.kernels.encodings import Recogniser, encoding_of
from minga.kernels.projections import A_M, FLATTENING, from_mercator, from_utm, utm_zone

SPANISH = "Ñuñoa, Concepción: señalización, pingüino y árbol; ¿qué más? Él también lo vio así.\n"
PLAIN = "id,status\n1,open\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp850",
     "mac_roman"],
)  # fmt: skip
def test_every_encoding_of_spanish_is_recognised(encoding: str) -> None:
    data = (PLAIN + SPANISH).encode(encoding)
    assert data.decode(encoding_of(data)) == PLAIN + SPANISH


@pytest.mark.parametrize(
    "text",
    ["Ação, coração, mãe", "Façade, garçon, où, à, forêt", "Straße, Grüße, Ähre, Öl",
     "Don’t — “quoted” … 5 €", "1ª calle, 2º piso, 20 °C", "ÁREA, ÑANDÚ, ÓLEO"],
)  # fmt: skip
def test_windows_is_taken_for_nothing_else(text: str) -> None:
    assert encoding_of(text.encode("cp1252")) == "cp1252"


def test_bytes_that_windows_does_not_know_are_latin_1() -> None:
    assert encoding_of(b"\xf1and\xfa \x81") == "latin-1"


@settings(max_examples=200, deadline=None)
@given(st.text(), st.integers(1, 7))
def test_utf_8_is_utf_8_however_it_is_cut(text: str, size: int) -> None:
    data = ("a" + text.replace("\x00", "")).encode()
    recogniser = Recogniser()
    for start in range(0, len(data), size):
        recogniser.feed(data[start : start + size])
    assert recogniser.encoding() == encoding_of(data) == "utf-8"


@settings(max_examples=300, deadline=None)
@given(st.binary())
def test_any_bytes_have_an_encoding(data: bytes) -> None:
    data.decode(encoding_of(data), "replace")


def test_letters_that_were_spoilt_before_are_counted() -> None:
    recogniser = Recogniser()
    recogniser.feed("ñandú".encode().decode("latin-1").encode() + "\ufffd".encode())
    assert recogniser.encoding() == "utf-8"
    assert recogniser.mangled == 3


# ------------------------------------------------------------------ projections


def to_utm(lat: float, lon: float, zone: int, *, south: bool) -> tuple[float, float]:
    """The slow twin, forwards: Snyder, "Map Projections", 1987, eqs. 8-9 to 8-12."""
    e2 = FLATTENING * (2 - FLATTENING)
    second = e2 / (1 - e2)
    phi, away = math.radians(lat), math.radians(lon - (6 * zone - 183))
    n = A_M / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    t, c, a = math.tan(phi) ** 2, second * math.cos(phi) ** 2, away * math.cos(phi)
    m = A_M * (
        (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256) * phi
        - (3 * e2 / 8 + 3 * e2**2 / 32 + 45 * e2**3 / 1024) * math.sin(2 * phi)
        + (15 * e2**2 / 256 + 45 * e2**3 / 1024) * math.sin(4 * phi)
        - 35 * e2**3 / 3072 * math.sin(6 * phi)
    )
    x = n * (a + (1 - t + c) * a**3 / 6 + (5 - 18 * t + t * t + 72 * c - 58 * second) * a**5 / 120)
    y = m + n * math.tan(phi) * (
        a**2 / 2
        + (5 - t + 9 * c + 4 * c * c) * a**4 / 24
        + (61 - 58 * t + t * t + 600 * c - 330 * second) * a**6 / 720
    )
    return 500_000 + 0.9996 * x, (10_000_000 if south else 0) + 0.9996 * y


def test_a_published_place_is_where_it_is_published() -> None:
    # The CN Tower: 17T 630084 4833438, 43°38′33.24″ N 79°23′13.7″ W.
    lat, lon = from_utm(630_084, 4_833_438, 17, south=False)
    assert (lat, lon) == pytest.approx((43.642567, -79.387139), abs=1e-5)


@given(st.floats(-80, 80), st.floats(-179.99, 179.99))
def test_utm_turns_back_into_the_degrees_it_came_from(lat: float, lon: float) -> None:
    zone, south = utm_zone(lon), lat < 0
    back = from_utm(*to_utm(lat, lon, zone, south=south), zone, south=south)
    assert back == pytest.approx((lat, lon), abs=1e-6)  # the twin's series is good to decimetres


def test_mercator_turns_back_and_what_is_off_the_map_is_refused() -> None:
    x, y = A_M * math.radians(-73.05), A_M * math.asinh(math.tan(math.radians(-36.83)))
    assert from_mercator(x, y) == pytest.approx((-36.83, -73.05), abs=1e-9)
    for off in ((1e9, 0), (0, 1e9)):
        with pytest.raises(ValueError, match="off"):
            from_mercator(*off)
    with pytest.raises(ValueError, match="off"):
        from_utm(500_000, 1e9, 18, south=True)
