"""The wall: what the projector shows to the whole room."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from minga.participation.pages import spoken
from minga.participation.pages.knocking import (
    join_url,
    proper_address,
    shown_url,
    workshop_or_404,
)


@require_safe
def wall(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever has the code: nothing here names anybody."""
    one = workshop_or_404(request, code)
    if elsewhere := proper_address(request, one, code):
        return elsewhere
    shown = {
        "workshop": one,
        "qr": qr_of(join_url(one)),
        "join_url": join_url(one),
        "shown_url": shown_url(one),
        "words": spoken.words_of_wall(request, one),
    }
    return render(request, "participation/wall.html", shown)


def qr_of(address: str) -> SafeString:
    """The address as an inline SVG without styles; its colours are black on white for cameras."""
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(scale=1, border=2, dark="#000", light="#fff", omitsize=True)
    svg = svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return mark_safe(svg)  # noqa: S308 -- drawn by segno from our own address
