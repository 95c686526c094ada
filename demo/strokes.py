"""The few shapes a map layer is made of: fills, lines, labels, and widths that grow with the zoom.

Fonts: MapLibre reads the weight and the slant from the first family of a `text-font`, which need
not exist; the families after it are those of the page.
"""

from typing import Any

Layer = dict[str, Any]
Colours = dict[str, str]

_FAMILIES = ["Atkinson Hyperlegible Next Variable", "Atkinson Hyperlegible Next", "system-ui"]
REGULAR = ["Map Regular", *_FAMILIES]
BOLD = ["Map Semibold", *_FAMILIES]
ITALIC = ["Map Medium Italic", *_FAMILIES]


def is_kind(*kinds: str) -> list[Any]:
    """A filter: the feature is of one of these kinds."""
    return ["match", ["get", "kind"], list(kinds), True, False]


def by_zoom(*stops: float, base: float = 1.4) -> list[Any]:
    """Sizes in px at zooms, `zoom, size, zoom, size`, growing between them."""
    return ["interpolate", ["exponential", base], ["zoom"], *stops]


def fill(name: str, source: str, kinds: tuple[str, ...], colour: Any, **more: Any) -> Layer:
    """An area layer."""
    return {
        "id": name,
        "type": "fill",
        "source": source,
        "filter": is_kind(*kinds),
        "paint": {"fill-color": colour, **more},
    }


def line(name: str, source: str, kinds: tuple[str, ...], colour: Any, width: Any) -> Layer:
    """A line layer with round ends."""
    return {
        "id": name,
        "type": "line",
        "source": source,
        "filter": is_kind(*kinds),
        "layout": {"line-cap": "round", "line-join": "round"},
        "paint": {"line-color": colour, "line-width": width},
    }


def label(
    name: str, source: str, kinds: tuple[str, ...], colour: Any, halo: str, **layout: Any
) -> Layer:
    """A layer of names with a halo."""
    return {
        "id": name,
        "type": "symbol",
        "source": source,
        "filter": is_kind(*kinds),
        "layout": {"text-field": ["get", "name"], "text-font": REGULAR, **layout},
        "paint": {"text-color": colour, "text-halo-color": halo, "text-halo-width": 1.6},
    }
