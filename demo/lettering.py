"""The words on the map: which name shows from which zoom, in which size and ink."""

from typing import Any

from demo.strokes import BOLD, ITALIC, Colours, Layer, by_zoom, is_kind, label


def road_names(c: Colours) -> list[Layer]:
    """Names along streets, avenues, highways and bridges."""
    along: dict[str, Any] = {
        "symbol-placement": "line",
        "symbol-spacing": 320,
        "text-padding": 4,
        "text-max-angle": 35,
    }
    streets = label("street-names", "roads", ("calle",), c["ink_soft"], c["halo"], **along)
    streets["layout"]["text-size"] = by_zoom(14, 11.5, 17, 15)
    streets["minzoom"] = 14
    avenues = label("avenue-names", "roads", ("avenida",), c["ink"], c["halo"], **along)
    avenues["layout"]["text-size"] = by_zoom(12, 11.5, 17, 16)
    avenues["minzoom"] = 12.3
    routes = label("route-names", "roads", ("ruta", "autopista"), c["ink"], c["halo"], **along)
    routes["layout"]["text-size"] = by_zoom(10, 11.5, 16, 14)
    routes["minzoom"] = 10.6
    bridges = label("bridge-names", "roads", ("puente",), c["ink"], c["sea_halo"], **along)
    bridges["layout"] |= {"text-font": BOLD, "text-size": by_zoom(12, 11.5, 16, 14)}
    bridges["layout"] |= {"text-offset": [0, -1]}
    bridges["minzoom"] = 12
    rail_bridge = bridges | {
        "id": "rail-bridge-name",
        "source": "rail",
        "filter": is_kind("rail-bridge"),
    }
    # MapLibre places the last layers first: bridges before routes, avenues, streets.
    return [streets, avenues, routes, rail_bridge, bridges]


# kind: colour, what it marks
DOTS = {
    "health": ("hospital", "cesfam"),
    "study": ("universidad",),
    "civic": ("municipalidad", "estado", "terminal", "aeropuerto", "puerto"),
    "trade": ("comercio", "industria"),
}


def _landmarks(c: Colours) -> list[Layer]:
    colour: list[Any] = ["match", ["get", "kind"]]
    for key, kinds in DOTS.items():
        colour += [list(kinds), c[key]]
    colour.append(c["ink_soft"])
    kinds = tuple(kind for many in DOTS.values() for kind in many)
    shown = [">=", ["zoom"], ["get", "nearest"]]
    dots: Layer = {
        "id": "landmark-dots",
        "type": "circle",
        "source": "names",
        "minzoom": 12,
        "filter": ["all", is_kind(*kinds), shown],
        "paint": {
            "circle-color": colour,
            "circle-radius": by_zoom(12, 2.6, 16, 5),
            "circle-stroke-color": c["dot_edge"],
            "circle-stroke-width": 1.4,
        },
    }
    names = label("landmark-names", "names", kinds, colour, c["halo"])
    names |= {"minzoom": 12.4, "filter": ["all", is_kind(*kinds), shown]}
    names["layout"] |= {
        "text-size": by_zoom(12, 11.5, 16, 14),
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 0.65,
        "text-justify": "auto",
        "text-max-width": 8,
        "symbol-sort-key": ["get", "rank"],
    }
    return [dots, names]


def _stations(c: Colours) -> list[Layer]:
    dots: Layer = {
        "id": "station-dots",
        "type": "circle",
        "source": "names",
        "minzoom": 10.5,
        "filter": is_kind("estación"),
        "paint": {
            "circle-color": c["halo"],
            "circle-radius": by_zoom(10, 2, 13, 4, 16, 6),
            "circle-stroke-color": c["station"],
            "circle-stroke-width": by_zoom(10, 1.2, 14, 2.4),
        },
    }
    names = label("station-names", "names", ("estación",), c["station"], c["halo"])
    names |= {"minzoom": 12.6}
    names["layout"] |= {
        "text-size": by_zoom(12, 11.5, 16, 14),
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 0.75,
        "text-justify": "auto",
        "text-max-width": 8,
    }
    return [dots, names]


def _water_names(c: Colours) -> list[Layer]:
    size = by_zoom(9, 11.5, 14, 15)
    seas = label("sea-names", "names", ("mar",), c["water_ink"], c["sea_halo"])
    seas["layout"] |= {"text-font": ITALIC, "text-size": size, "text-max-width": 7}
    seas["layout"] |= {"text-letter-spacing": 0.06}
    river = label("river-names", "names", ("río",), c["water_ink"], c["sea_halo"])
    river["layout"] |= {"text-font": ITALIC, "text-size": by_zoom(9, 11.5, 14, 17)}
    river["layout"] |= {"text-letter-spacing": 0.12}
    streams = label("stream-names", "water", ("stream",), c["water_ink"], c["halo"])
    streams["layout"] |= {"text-font": ITALIC, "text-size": 12, "symbol-placement": "line"}
    streams["minzoom"] = 12.5
    kinds = ("lagoon-name", "marsh-name")
    lagoons = label("lagoon-names", "water", kinds, c["water_ink"], c["sea_halo"])
    lagoons["layout"] |= {"text-font": ITALIC, "text-size": by_zoom(11, 11.5, 16, 14)}
    lagoons["layout"] |= {"text-max-width": 7}
    lagoons["minzoom"] = 12
    return [lagoons, streams, river, seas]


def names(c: Colours) -> list[Layer]:
    """Names of places, the weighty ones last: MapLibre gives room to the last layers first."""
    green = label("green-names", "names", ("parque", "plaza"), c["green_ink"], c["halo"])
    green["layout"] |= {"text-size": by_zoom(12, 11.5, 16, 14), "text-max-width": 7}
    green["minzoom"] = 13.2
    capes = label("cape-names", "names", ("cabo",), c["green_ink"], c["halo"])
    capes["layout"] |= {"text-font": ITALIC, "text-size": 12, "text-max-width": 7}
    capes["minzoom"] = 10.4
    rural = label("rural-names", "names", ("rural",), c["ink_soft"], c["halo"])
    rural["layout"] |= {"text-size": by_zoom(10, 11.5, 15, 14), "text-max-width": 7}
    rural["minzoom"] = 10.8
    quarters = label("quarter-names", "names", ("barrio",), c["ink_soft"], c["halo"])
    quarters["layout"] |= {"text-size": by_zoom(11, 11.5, 15, 15), "text-max-width": 7}
    quarters["layout"] |= {"text-padding": 5}
    quarters |= {"minzoom": 11.3, "maxzoom": 15.5}
    # Close by, the station says the same name.
    quarters["filter"] = [
        "all",
        is_kind("barrio"),
        ["any", ["<", ["zoom"], 12.6], ["!", ["get", "twice"]]],
    ]
    comunas = label("comuna-names", "comunas", ("name",), c["comuna"], c["halo"])
    comunas["layout"] |= {"text-transform": "uppercase", "text-letter-spacing": 0.14}
    comunas["layout"] |= {"text-size": by_zoom(8, 11, 13, 14), "text-max-width": 8}
    comunas |= {"minzoom": 10.6, "maxzoom": 13.5}
    towns = label("town-names", "names", ("pueblo",), c["town"], c["halo"])
    towns["layout"] |= {"text-font": BOLD, "text-size": by_zoom(8, 12, 13, 17)}
    towns["layout"] |= {"text-max-width": 8}
    towns |= {"maxzoom": 14}
    city = label("city-name", "names", ("ciudad",), c["town"], c["halo"])
    city["layout"] |= {"text-font": BOLD, "text-size": by_zoom(8, 15, 13, 23)}
    city |= {"maxzoom": 13.6}
    return [
        *_landmarks(c), green, rural, *_stations(c), capes, *_water_names(c), quarters,
        comunas, towns, city,
    ]  # fmt: skip
