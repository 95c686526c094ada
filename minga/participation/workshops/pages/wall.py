"""The wall: what the projector shows to the whole room."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minga.participation.workshops.pages import script_texts
from minga.participation.workshops.pages.auth import (
    join_url,
    proper_address,
    shown_url,
    workshop_or_404,
)
from minga.territory.request import MingaRequest


@require_safe
def wall(request: MingaRequest, code: str) -> HttpResponse:
    """For whoever has the code: nothing here names anybody."""
    workshop = workshop_or_404(request, code)
    if elsewhere := proper_address(request, workshop, code):
        return elsewhere
    shown = {
        "workshop": workshop,
        "join_url": join_url(workshop),
        "shown_url": shown_url(workshop),
        "words": script_texts.words_of_wall(request, workshop),
    }
    return render(request, "participation/wall.html", shown)
