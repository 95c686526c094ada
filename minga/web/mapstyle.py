"""Which map a city shows: one setting replaces it all."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from minga.territory.models import City

DEMO_CITY = "gran-concepcion"


def style_url(city: City, *, dark: bool = False) -> str:
    """The style's URL: the operator's, else the demonstration map, else the city's own areas."""
    if settings.MINGA_MAP_STYLE:
        return str(settings.MINGA_MAP_STYLE)
    if city.is_demo and city.slug == DEMO_CITY:
        return static(f"demo/map/style{'-dark' if dark else ''}.json")
    return reverse("web:map_style", args=[city.slug]) + ("?dark=1" if dark else "")


LIGHT = {"land": "#f4f1ea", "area": "#e9e4d8", "line": "#b9b09e", "road": "#cfc7b8"}
DARK = {"land": "#12191c", "area": "#1a2427", "line": "#3d4a4f", "road": "#39464b"}


def plain_style(city: City, *, dark: bool) -> dict[str, Any]:
    """A MapLibre style (version 8) of the city's own areas and roads; no outside source."""
    colours = DARK if dark else LIGHT
    areas = [
        {"type": "Feature", "properties": {"name": area.name}, "geometry": area.outline}
        for area in city.areas.all()
    ]
    roads = [
        {"type": "Feature", "properties": {"name": road.name}, "geometry": road.line}
        for road in city.roads.all()
    ]
    return {
        "version": 8,
        "name": city.name,
        "sources": {"areas": _source(areas), "roads": _source(roads)},
        "layers": [
            {"id": "land", "type": "background", "paint": {"background-color": colours["land"]}},
            {
                "id": "areas",
                "type": "fill",
                "source": "areas",
                "paint": {"fill-color": colours["area"], "fill-outline-color": colours["line"]},
            },
            {
                "id": "borders",
                "type": "line",
                "source": "areas",
                "paint": {"line-color": colours["line"], "line-width": 1},
            },
            {
                "id": "roads",
                "type": "line",
                "source": "roads",
                "paint": {"line-color": colours["road"], "line-width": 2},
            },
            {
                "id": "area-names",
                "type": "symbol",
                "source": "areas",
                "layout": {"text-field": ["get", "name"], "text-size": 12},
                "paint": {"text-color": colours["line"]},
            },
        ],
    }


def _source(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "geojson", "data": {"type": "FeatureCollection", "features": features}}
