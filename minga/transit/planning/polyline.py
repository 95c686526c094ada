"""Paths as short text: Google's encoded polyline algorithm, here with six decimals.

Each coordinate is the difference to the one before, shifted left once, inverted where negative,
and cut into groups of five bits, the least first (developers.google.com/maps/documentation/
utilities/polylinealgorithm; six decimals as MOTIS and Valhalla use them).
"""

from collections.abc import Iterable

PRECISION = 6
Point = tuple[float, float]


def encoded(path: Iterable[Point], precision: int = PRECISION) -> str:
    """Latitudes and longitudes in degrees as a polyline."""
    factor = 10**precision
    signs: list[str] = []
    last = (0, 0)
    for lat, lon in path:
        scaled = (round(lat * factor), round(lon * factor))
        signs += _signs(scaled[0] - last[0])
        signs += _signs(scaled[1] - last[1])
        last = scaled
    return "".join(signs)


def decoded(text: str, precision: int = PRECISION) -> list[Point]:
    """A polyline as latitudes and longitudes. Raises ValueError for what is none."""
    factor, numbers, value, shift = 10**precision, list[int](), 0, 0
    for sign in text:
        part = ord(sign) - 63
        if not 0 <= part < 64:
            raise ValueError(f"no sign of a polyline: {sign!r}")
        value |= (part & 31) << shift
        shift += 5
        if part < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    if shift or len(numbers) % 2:
        raise ValueError("half a polyline")
    path, lat, lon = [], 0, 0
    for up, side in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + up, lon + side
        path.append((lat / factor, lon / factor))
    return path


def _signs(difference: int) -> Iterable[str]:
    value = ~(difference << 1) if difference < 0 else difference << 1
    while value >= 32:
        yield chr((32 | (value & 31)) + 63)
        value >>= 5
    yield chr(value + 63)
