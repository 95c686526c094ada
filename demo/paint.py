"""The layers of the map style, from the sea up: ground, water, limits, roads, rail, names."""

from typing import Any

from demo.lettering import names, road_names
from demo.strokes import Colours, Layer, by_zoom, fill, line


def paint(c: Colours) -> list[Layer]:
    """All layers in drawing order, in the given colours."""
    return [
        {"id": "sea", "type": "background", "paint": {"background-color": c["sea"]}},
        *_ground(c),
        *_roads(c),
        *_rail(c),
        *road_names(c),
        *names(c),
    ]


def _ground(c: Colours) -> list[Layer]:
    tint = ["match", ["get", "tint"], 0, c["tint_0"], c["tint_1"]]
    limit = line("limits", "comunas", ("limit",), c["limit"], by_zoom(8, 0.7, 14, 1.8))
    limit["paint"] |= {"line-dasharray": [3, 2], "line-opacity": 0.75}
    return [
        line("shore", "ground", ("land",), c["water_edge"], by_zoom(8, 1, 14, 3)),
        fill("land", "ground", ("land",), c["beyond"]),
        fill("comunas", "comunas", ("area",), tint),
        fill("built-up", "ground", ("built-up",), c["built_up"], **{"fill-opacity": 0.95}),
        fill("industry", "ground", ("industry",), c["industry"]),
        fill("airport", "ground", ("airport",), c["airport"]),
        fill("campus", "ground", ("campus",), c["campus"]),
        fill("wood", "ground", ("wood",), c["wood"]),
        fill("park", "ground", ("park",), c["park"]),
        line("runway", "ground", ("runway",), c["runway"], by_zoom(10, 1.5, 16, 14)),
        fill("marsh", "water", ("marsh",), c["marsh"], **{"fill-opacity": 0.85}),
        line("streams", "water", ("stream",), c["river"], by_zoom(9, 1, 15, 7)),
        fill("lagoons", "water", ("lagoon",), c["river"]),
        line("lagoon-shores", "water", ("lagoon",), c["water_edge"], by_zoom(9, 0.5, 14, 1.5)),
        limit,
    ]


# kind: width in px at zoom 9, 13 and 17
WIDTH = {
    "calle": (0, 1.6, 11),
    "avenida": (1, 3.2, 15),
    "ruta": (0.9, 3.4, 15),
    "autopista": (1.1, 4, 17),
    "puente": (1.1, 4, 17),
}


def _width(kind: str, extra: float = 0) -> list[Any]:
    low, middle, high = WIDTH[kind]
    return by_zoom(9, low + extra * 0.5, 13, middle + extra, 17, high + extra * 1.6)


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
    cased = [line(f"{k}-edge", "roads", (k,), colour, _width(k, by)) for k, colour, by in edges]
    drawn = [line(k, "roads", (k,), colour, _width(k)) for k, colour in fills]
    for layer in (cased[0], drawn[0]):
        layer["minzoom"] = 12
    bridge_edge = line("bridge-edge", "roads", ("puente",), c["bridge_edge"], _width("puente", 3))
    bridge_edge["layout"]["line-cap"] = "butt"
    bridge = line("bridge", "roads", ("puente",), c["avenue"], _width("puente"))
    return [*cased, *drawn, bridge_edge, bridge]


def _rail(c: Colours) -> list[Layer]:
    track = line("track", "rail", ("track",), c["rail"], by_zoom(9, 1.2, 13, 2.6, 17, 5))
    ties = line("track-ties", "rail", ("track",), c["rail_dash"], by_zoom(9, 0.5, 13, 1.2, 17, 3))
    ties["layout"] = {"line-cap": "butt"}
    ties["paint"]["line-dasharray"] = [5, 5]
    bridge = line("rail-bridge", "rail", ("rail-bridge",), c["bridge_edge"], by_zoom(9, 3, 17, 15))
    deck = line("rail-bridge-deck", "rail", ("rail-bridge",), c["halo"], by_zoom(9, 1.6, 17, 11))
    for layer in (bridge, deck):
        layer["layout"]["line-cap"] = "butt"
    return [bridge, deck, track, ties]
