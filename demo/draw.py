"""Draws the demonstration map: a MapLibre style, light and dark, and the GeoJSON it refers to.

The style names no glyph server and no sprite: MapLibre (from 5.11) draws the labels with the fonts
of the page, so the map works without any network but our own. `write` is called when the static
tree is put together; what it writes is never committed.
"""

import json
from pathlib import Path
from typing import Any

from demo.features import layers
from demo.geography import CITY
from demo.paint import paint

# In step with web/tokens.css: paper and surface, brand teal, ink; the water is the calm neighbour
# of the brand. Every label has a contrast of at least 4.5 to the ground it usually stands on.
PALETTE: dict[str, dict[str, str]] = {
    "light": {
        "sea": "#bcd9de", "river": "#bcd9de", "water_edge": "#9dc4cc", "water_ink": "#22606d",
        "beyond": "#dfe5dc", "tint_0": "#e3eddd", "tint_1": "#ebf0dd",
        "built_up": "#f7f4ec", "wood": "#cbe0c0", "park": "#bfdcb0", "campus": "#e5e6c8",
        "marsh": "#cfe3d6", "airport": "#e6e6ea", "runway": "#c9cbd3", "industry": "#e5e3da",
        "limit": "#7d8f8b", "street": "#ffffff", "street_edge": "#d3cec0", "avenue": "#ffffff",
        "avenue_edge": "#a9a592", "route": "#fbe0a0", "route_edge": "#d3ab50",
        "motorway": "#f5c565", "motorway_edge": "#bd8a26", "bridge_edge": "#49635f",
        "rail": "#5c6f72", "rail_dash": "#fbfaf5", "station": "#0b5653", "halo": "#fbfaf5",
        "ink": "#10282b", "ink_soft": "#3c5357", "town": "#10282b", "comuna": "#46635f",
        "green_ink": "#2f6137", "health": "#a3191f", "study": "#5a3c9e", "civic": "#1b4f9c",
        "trade": "#6b4d00", "dot_edge": "#ffffff", "sea_halo": "#cfe4e8",
    },
    "dark": {
        "sea": "#0a2430", "river": "#0a2430", "water_edge": "#1d4250", "water_ink": "#8fc4d2",
        "beyond": "#132222", "tint_0": "#172b26", "tint_1": "#1c2d25",
        "built_up": "#26373a", "wood": "#1b3d31", "park": "#1c4230", "campus": "#2d3d33",
        "marsh": "#15332f", "airport": "#232c33", "runway": "#3a454e", "industry": "#2b3237",
        "limit": "#61807b", "street": "#3d5356", "street_edge": "#182426", "avenue": "#587174",
        "avenue_edge": "#152022", "route": "#7d6a38", "route_edge": "#2a2413",
        "motorway": "#9c7c33", "motorway_edge": "#2c230d", "bridge_edge": "#9db9b4",
        "rail": "#8aa0a2", "rail_dash": "#1f2d2e", "station": "#74d3c2", "halo": "#0d1a1c",
        "ink": "#e8f1ee", "ink_soft": "#b4c8c5", "town": "#f2f8f5", "comuna": "#9db9b4",
        "green_ink": "#9bd3a2", "health": "#ffaaa3", "study": "#cbb8ff", "civic": "#a3c6ff",
        "trade": "#f3cf6c", "dot_edge": "#0d1a1c", "sea_halo": "#0a2430",
    },
}  # fmt: skip
ATTRIBUTION = (
    "Mapa de demostración, no apto para navegación · Minga, con datos de INE, MINSAL, MINEDUC, "
    "SEREMITT, EFE y OpenStreetMap (ODbL)"
)
FILES = ("ground", "comunas", "water", "roads", "rail", "names")


def style(base_url: str, dark: bool) -> dict[str, Any]:
    """The MapLibre style; `base_url` is where the GeoJSON files stand, without the last slash."""
    base = base_url.rstrip("/")
    sources: dict[str, dict[str, Any]] = {
        name: {"type": "geojson", "data": f"{base}/{name}.geojson"} for name in FILES
    }
    for name in sources:
        # Lines are few and short: keep their vertices, so that streets meet at their corners.
        sources[name] |= {"tolerance": 0.2, "maxzoom": 15}
    sources["ground"]["attribution"] = ATTRIBUTION
    return {
        "version": 8,
        "name": f"{CITY.name}, mapa de demostración",
        "center": [CITY.lon, CITY.lat],
        "zoom": CITY.zoom,
        "sources": sources,
        "layers": paint(PALETTE["dark" if dark else "light"]),
    }


def write(folder: Path, base_url: str) -> None:
    """Writes `style.json`, `style-dark.json` and the GeoJSON files into a folder, making it."""
    folder.mkdir(parents=True, exist_ok=True)
    documents: dict[str, Any] = {f"{name}.geojson": data for name, data in layers().items()}
    documents["style.json"] = style(base_url, dark=False)
    documents["style-dark.json"] = style(base_url, dark=True)
    for name, document in documents.items():
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        (folder / name).write_text(text + "\n", encoding="utf-8")
