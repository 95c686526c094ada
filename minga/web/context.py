"""What every template may use."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from minga.web.mapstyle import style_url


def template_context(request: HttpRequest) -> dict[str, Any]:
    """City, person and the cursor from which a page listens; read from the database on use."""
    city = getattr(request, "city", None)
    authority = getattr(request, "authority", None)
    return {
        "city": city,
        "person": getattr(request, "person", None),
        "authority": authority,
        "is_official": SimpleLazyObject(lambda: bool(authority and authority.is_official)),
        "map_style": style_url(city) if city else "",
        "map_style_dark": style_url(city, dark=True) if city else "",
        "live_from": getattr(request, "live_from", 0),
        "city_query": city_query(request),
    }


def city_query(request: HttpRequest) -> str:
    """What an address of the shell needs to stay in this city: nothing in the default one."""
    city = getattr(request, "city", None)
    if not city or (city.is_default and city.slug != request.GET.get("city")):
        return ""
    return f"?city={city.slug}"
