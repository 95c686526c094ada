"""The installable app's manifest (W3C Web Application Manifest)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Name, icons and colours, in the language of the page that asks."""
    icons = [
        {
            "src": static(f"web/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    content = {
        "id": "/",
        "name": "Minga",
        "short_name": "Minga",
        "description": _("Report a problem in the street, see who answers, and follow it."),
        "lang": get_language(),
        "start_url": "/report/?from=app",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": icons,
        "shortcuts": [{"name": _("Report a problem"), "url": "/report/"}],
    }
    response = JsonResponse(content, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it at the root."""
    response = redirect(static("web/favicon.svg"))
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
