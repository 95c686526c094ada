"""The layers of the map style, from the sea up: ground, water, limits, roads, rail, names.

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


def paint(c: Colours) -> list[Layer]:
    """All layers in drawing order, in the given colours."""
    return [
        {"id": "sea", "type": "background", "paint": {"background-color": c["sea"]}},
        *_ground(c),
        *_roads(c),
        *_rail(c),
        *_road_names(c),
        *_names(c),
    ]


def _is(*kinds: str) -> list[Any]:
    return ["match", ["get", "kind"], list(kinds), True, False]


def _by_zoom(*stops: float, base: float = 1.4) -> list[Any]:
    return ["interpolate", ["exponential", base], ["zoom"], *stops]


def _fill(name: str, source: str, kinds: tuple[str, ...], colour: Any, **more: Any) -> Layer:
    return {
        "id": name,
        "type": "fill",
        "source": source,
        "filter": _is(*kinds),
        "paint": {"fill-color": colour, **more},
    }


def _line(name: str, source: str, kinds: tuple[str, ...], colour: Any, width: Any) -> Layer:
    return {
        "id": name,
        "type": "line",
        "source": source,
        "filter": _is(*kinds),
        "layout": {"line-cap": "round", "line-join": "round"},
        "paint": {"line-color": colour, "line-width": width},
    }


def _ground(c: Colours) -> list[Layer]:
    tint = ["match", ["get", "tint"], 0, c["tint_0"], c["tint_1"]]
    limit = _line("limits", "comunas", ("limit",), c["limit"], _by_zoom(8, 0.7, 14, 1.8))
    limit["paint"] |= {"line-dasharray": [3, 2], "line-opacity": 0.75}
    return [
        _line("shore", "ground", ("land",), c["water_edge"], _by_zoom(8, 1, 14, 3)),
        _fill("land", "ground", ("land",), c["beyond"]),
        _fill("comunas", "comunas", ("area",), tint),
        _fill("built-up", "ground", ("built-up",), c["built_up"], **{"fill-opacity": 0.95}),
        _fill("industry", "ground", ("industry",), c["industry"]),
        _fill("airport", "ground", ("airport",), c["airport"]),
        _fill("campus", "ground", ("campus",), c["campus"]),
        _fill("wood", "ground", ("wood",), c["wood"]),
        _fill("park", "ground", ("park",), c["park"]),
        _line("runway", "ground", ("runway",), c["runway"], _by_zoom(10, 1.5, 16, 14)),
        _fill("marsh", "water", ("marsh",), c["marsh"], **{"fill-opacity": 0.85}),
        _line("streams", "water", ("stream",), c["river"], _by_zoom(9, 1, 15, 7)),
        _fill("lagoons", "water", ("lagoon",), c["river"], **{"fill-outline-color": c["water_edge"]}),
        limit,
    ]


# kind: width in px at zoom 9, 13 and 17
WIDTH = {
    "calle": (0, 1.6, 11),
    "avenida": (0.6, 3, 15),
    "ruta": (0.9, 3.4, 15),
    "autopista": (1.1, 4, 17),
    "puente": (1.1, 4, 17),
}


def _width(kind: str, extra: float = 0) -> list[Any]:
    low, middle, high = WIDTH[kind]
    return _by_zoom(9, low + extra * 0.5, 13, middle + extra, 17, high + extra * 1.6)


def _roads(c: Colours) -> list[Layer]:
    edges = [
        ("calle", c["street_edge"], 1.2),
        ("avenida", c["avenue_edge"], 1.5),
        ("ruta", c["route_edge"], 1.4),
        ("autopista", c["motorway_edge"], 1.4),
    ]
    fills = [
        ("calle", c["street"]),
        ("avenida", c["avenue"]),
        ("ruta", c["route"]),
        ("autopista", c["motorway"]),
    ]
    cased = [_line(f"{k}-edge", "roads", (k,), colour, _width(k, by)) for k, colour, by in edges]
    drawn = [_line(k, "roads", (k,), colour, _width(k)) for k, colour in fills]
    for layer in (cased[0], drawn[0]):
        layer["minzoom"] = 12
    bridge_edge = _line("bridge-edge", "roads", ("puente",), c["bridge_edge"], _width("puente", 3))
    bridge_edge["layout"]["line-cap"] = "butt"
    bridge = _line("bridge", "roads", ("puente",), c["avenue"], _width("puente"))
    return [*cased, *drawn, bridge_edge, bridge]


def _rail(c: Colours) -> list[Layer]:
    track = _line("track", "rail", ("track",), c["rail"], _by_zoom(9, 1.2, 13, 2.6, 17, 5))
    ties = _line("track-ties", "rail", ("track",), c["rail_dash"], _by_zoom(9, 0.5, 13, 1.2, 17, 3))
    ties["layout"] = {"line-cap": "butt"}
    ties["paint"]["line-dasharray"] = [5, 5]
    return [track, ties]


def _label(
    name: str, source: str, kinds: tuple[str, ...], colour: Any, halo: str, **layout: Any
) -> Layer:
    return {
        "id": name,
        "type": "symbol",
        "source": source,
        "filter": _is(*kinds),
        "layout": {"text-field": ["get", "name"], "text-font": REGULAR, **layout},
        "paint": {"text-color": colour, "text-halo-color": halo, "text-halo-width": 1.6},
    }


def _road_names(c: Colours) -> list[Layer]:
    along: dict[str, Any] = {
        "symbol-placement": "line",
        "symbol-spacing": 320,
        "text-padding": 4,
        "text-max-angle": 35,
    }
    streets = _label("street-names", "roads", ("calle",), c["ink_soft"], c["halo"], **along)
    streets["layout"]["text-size"] = _by_zoom(14, 11.5, 17, 15)
    streets["minzoom"] = 14
    avenues = _label("avenue-names", "roads", ("avenida",), c["ink"], c["halo"], **along)
    avenues["layout"]["text-size"] = _by_zoom(12, 11.5, 17, 16)
    avenues["minzoom"] = 12.3
    routes = _label("route-names", "roads", ("ruta", "autopista"), c["ink"], c["halo"], **along)
    routes["layout"]["text-size"] = _by_zoom(10, 11.5, 16, 14)
    routes["minzoom"] = 10.6
    bridges = _label("bridge-names", "roads", ("puente",), c["ink"], c["sea_halo"], **along)
    bridges["layout"] |= {"text-font": BOLD, "text-size": _by_zoom(12, 11.5, 16, 14)}
    bridges["layout"] |= {"text-offset": [0, -1]}
    bridges["minzoom"] = 12
    # MapLibre places the last layers first: bridges before routes, avenues, streets.
    return [streets, avenues, routes, bridges]


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
        "filter": ["all", _is(*kinds), shown],
        "paint": {
            "circle-color": colour,
            "circle-radius": _by_zoom(12, 2.6, 16, 5),
            "circle-stroke-color": c["dot_edge"],
            "circle-stroke-width": 1.4,
        },
    }
    names = _label("landmark-names", "names", kinds, colour, c["halo"])
    names |= {"minzoom": 12.4, "filter": ["all", _is(*kinds), shown]}
    names["layout"] |= {
        "text-size": _by_zoom(12, 11.5, 16, 14),
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
        "filter": _is("estación"),
        "paint": {
            "circle-color": c["halo"],
            "circle-radius": _by_zoom(10, 2, 13, 4, 16, 6),
            "circle-stroke-color": c["station"],
            "circle-stroke-width": _by_zoom(10, 1.2, 14, 2.4),
        },
    }
    names = _label("station-names", "names", ("estación",), c["station"], c["halo"])
    names |= {"minzoom": 12.6}
    names["layout"] |= {
        "text-size": _by_zoom(12, 11.5, 16, 14),
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 0.75,
        "text-justify": "auto",
        "text-max-width": 8,
    }
    return [dots, names]


def _water_names(c: Colours) -> list[Layer]:
    size = _by_zoom(9, 11.5, 14, 15)
    seas = _label("sea-names", "names", ("mar",), c["water_ink"], c["sea_halo"])
    seas["layout"] |= {"text-font": ITALIC, "text-size": size, "text-max-width": 7}
    seas["layout"] |= {"text-letter-spacing": 0.06}
    river = _label("river-names", "names", ("río",), c["water_ink"], c["sea_halo"])
    river["layout"] |= {"text-font": ITALIC, "text-size": _by_zoom(9, 11.5, 14, 17)}
    river["layout"] |= {"text-letter-spacing": 0.12}
    streams = _label("stream-names", "water", ("stream",), c["water_ink"], c["halo"])
    streams["layout"] |= {"text-font": ITALIC, "text-size": 12, "symbol-placement": "line"}
    streams["minzoom"] = 12.5
    kinds = ("lagoon-name", "marsh-name")
    lagoons = _label("lagoon-names", "water", kinds, c["water_ink"], c["sea_halo"])
    lagoons["layout"] |= {"text-font": ITALIC, "text-size": _by_zoom(11, 11.5, 16, 14)}
    lagoons["layout"] |= {"text-max-width": 7}
    lagoons["minzoom"] = 12
    return [lagoons, streams, river, seas]


def _names(c: Colours) -> list[Layer]:
    green = _label("green-names", "names", ("parque", "plaza"), c["green_ink"], c["halo"])
    green["layout"] |= {"text-size": _by_zoom(12, 11.5, 16, 14), "text-max-width": 7}
    green["minzoom"] = 13.2
    capes = _label("cape-names", "names", ("cabo",), c["green_ink"], c["halo"])
    capes["layout"] |= {"text-font": ITALIC, "text-size": 12, "text-max-width": 7}
    capes["minzoom"] = 10.4
    rural = _label("rural-names", "names", ("rural",), c["ink_soft"], c["halo"])
    rural["layout"] |= {"text-size": _by_zoom(10, 11.5, 15, 14), "text-max-width": 7}
    rural["minzoom"] = 10.8
    quarters = _label("quarter-names", "names", ("barrio",), c["ink_soft"], c["halo"])
    quarters["layout"] |= {"text-size": _by_zoom(11, 11.5, 15, 15), "text-max-width": 7}
    quarters["layout"] |= {"text-padding": 6}
    quarters |= {"minzoom": 11.7, "maxzoom": 15.5}
    comunas = _label("comuna-names", "comunas", ("name",), c["comuna"], c["halo"])
    comunas["layout"] |= {"text-transform": "uppercase", "text-letter-spacing": 0.14}
    comunas["layout"] |= {"text-size": _by_zoom(8, 11, 13, 14), "text-max-width": 8}
    comunas |= {"minzoom": 9.6, "maxzoom": 13.5}
    towns = _label("town-names", "names", ("pueblo",), c["town"], c["halo"])
    towns["layout"] |= {"text-font": BOLD, "text-size": _by_zoom(8, 12, 13, 17)}
    towns["layout"] |= {"text-max-width": 8}
    towns |= {"maxzoom": 14}
    city = _label("city-name", "names", ("ciudad",), c["town"], c["halo"])
    city["layout"] |= {"text-font": BOLD, "text-size": _by_zoom(8, 15, 13, 23)}
    city |= {"maxzoom": 13.6}
    return [
        *_landmarks(c), green, rural, *_stations(c), capes, *_water_names(c), quarters,
        comunas, towns, city,
    ]  # fmt: skip
