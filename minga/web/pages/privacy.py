"""What Minga keeps about people, generated from each room's `privacy.py`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from minga.web.privacy import sections


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Purposes, legal basis, how long and who sees it, room by room."""
    return render(request, "web/privacy.html", {"rooms": sections()})
