"""The groups as a picture: SVG made on the server, without a single style attribute.

A group is told by shape and letter as well as by colour (classes of `opinions.css`).
"""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from minga.participation.conversations.present import LETTERS

ROOM = 60
SIDE = 1000 + 2 * ROOM
R = 15
SHAPES = (
    f"M-{R},0a{R},{R} 0 1,0 {2 * R},0a{R},{R} 0 1,0 -{2 * R},0",
    f"M-{R - 1},-{R - 1}h{2 * R - 2}v{2 * R - 2}h-{2 * R - 2}z",
    f"M0,-{R + 3}L{R + 2},{R - 2}H-{R + 2}z",
    f"M0,-{R + 4}L{R + 4},0L0,{R + 4}L-{R + 4},0z",
    f"M-{R},-5h10v-10h10v10h10v10h-10v10h-10v-10h-10z",
)
Point = tuple[int, int]


def picture(kept: dict[str, Any], title: str) -> str:
    """The picture of a map whose groups are shown; nothing otherwise."""
    if not kept.get("groups", {}).get("shown"):
        return ""
    groups: list[list[Point]] = [[] for _ in kept["groups"]["sizes"]]
    for x, y, group in kept["points"]:
        groups[group].append((x + ROOM, y + ROOM))
    return format_html(
        '<svg class="opinion-map" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        SIDE,
        SIDE,
        title,
        format_html_join("", "{}", ((_land(own, n),) for n, own in enumerate(groups))),
        format_html_join("", "{}", ((_people(own, n),) for n, own in enumerate(groups))),
        format_html_join("", "{}", ((_letter(own, n),) for n, own in enumerate(groups))),
    )


def _land(own: Sequence[Point], group: int) -> SafeString:
    corners = " ".join(f"{x},{y}" for x, y in hull(own))
    return format_html('<polygon class="camp camp--{}" points="{}"/>', group, corners)


def _people(own: Sequence[Point], group: int) -> SafeString:
    return format_html(
        '<g class="camp__people camp--{}">{}</g>',
        group,
        format_html_join(
            "",
            '<path transform="translate({} {})" d="{}"/>',
            ((x, y, SHAPES[group]) for x, y in own),
        ),
    )


def _letter(own: Sequence[Point], group: int) -> SafeString:
    x, y = (round(sum(axis) / len(own)) for axis in zip(*own, strict=True))
    return format_html(
        '<g class="camp__name camp--{}" transform="translate({} {})"><circle r="42"/>'
        '<text y="17" text-anchor="middle">{}</text></g>',
        group,
        x,
        y,
        LETTERS[group],
    )


def hull(points: Sequence[Point]) -> list[Point]:
    """The corners of the smallest convex shape around points (Andrew's monotone chain, 1979)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    return _chain(ordered)[:-1] + _chain(ordered[::-1])[:-1]


def _chain(ordered: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(point: Point, two: Point, three: Point) -> int:
    return (two[0] - point[0]) * (three[1] - point[1]) - (two[1] - point[1]) * (three[0] - point[0])
