"""Pages of the app's shell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker when there is no signal and the page was not kept."""
    response = render(request, "web/offline.html")
    response.headers["Cache-Control"] = "private, no-cache"
    return response
