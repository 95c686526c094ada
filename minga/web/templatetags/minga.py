"""Tags every template may use: icons, the look of a state, and times people can read."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import segno
from django import template
from django.apps import apps
from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from minga.reports.models import Category
from minga.reports.phrases import STATE_NAMES, who_acted
from minga.reports.queries import active_categories
from minga.web.assets.sheets import sheet_name

register = template.Library()
SYMBOL = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>')


STATE_ICONS: Mapping[str, str] = {
    "received": "inbox",
    "acknowledged": "eye",
    "assigned": "users",
    "started": "wrench",
    "resolved": "circle-check",
    "dismissed": "circle-slash",
    "reopened": "rotate-ccw",
}
"""A state is always shown by an icon and a word, never by its colour alone."""


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """One sign, drawn; it is decoration, so the text beside it must say the same.

    Its lines stand in the page: the whole sprite would be one question to the server more, and
    packed larger than the few signs a page shows.
    """
    lines = _signs().get(name)
    if lines is None:
        lines = format_html('<use href="{}#{}"></use>', static("vendor/icons.svg"), name)
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        extra,
        lines,
    )


@cache
def _signs() -> dict[str, SafeString]:
    """The lines of every sign of the assembled sprite; empty where nothing is assembled."""
    sprite = settings.STATIC_FOLDER / settings.STATIC_DIGEST / "vendor" / "icons.svg"
    text = sprite.read_text("utf-8") if sprite.is_file() else ""
    return {name: SafeString(lines) for name, lines in SYMBOL.findall(text)}


@register.simple_tag
def styles(*names: str) -> SafeString:
    """Links to style sheets of the set: to the one that joins them, where it was assembled."""
    shown = [sheet_name(names)] if sheet_name(names) in _joined_sheets() else names
    return format_html_join(
        "\n    ", '<link rel="stylesheet" href="{}">', ((static(name),) for name in shown)
    )


@cache
def _joined_sheets() -> frozenset[str]:
    folder = settings.STATIC_FOLDER / settings.STATIC_DIGEST
    return frozenset(f"joined/{sheet.name}" for sheet in folder.glob("joined/*.css"))


@register.simple_tag(takes_context=True)
def beside(context: template.Context, place: str) -> SafeString:
    """What rooms above put beside something of a room below, which cannot know them.

    `{% beside "report" %}` shows `<room>/beside/report.html` of every room that has one.
    """
    values = context.flatten()
    request = values.get("request")
    parts = [part.render(values, request) for part in _beside(place)]
    return format_html_join("", "{}", ((part,) for part in parts))


@cache
def _beside(place: str) -> list[Any]:
    rooms = [app.label for app in apps.get_app_configs() if app.name.startswith("minga.")]
    parts = []
    for room in rooms:
        with suppress(TemplateDoesNotExist):
            parts.append(get_template(f"{room}/beside/{place}.html"))
    return parts


@register.simple_tag
def icon_sprite() -> str:
    """The address of the sprite, for modules that draw icons in the browser."""
    return static("vendor/icons.svg")


@register.simple_tag
def state_badge(state: str) -> SafeString:
    """The badge of a state: icon, word and colour."""
    return format_html(
        '<span class="badge badge--{}" data-state="{}">{}{}</span>',
        state,
        state,
        icon(STATE_ICONS[state]),
        STATE_NAMES[state],
    )


@register.simple_tag
def state_name(state: str) -> str:
    """The word for a state in the reader's language."""
    return str(STATE_NAMES[state])


@register.simple_tag
def state_looks() -> dict[str, dict[str, str]]:
    """All states with icon and word, to hand to a module with `json_script`."""
    return {
        state: {"icon": sign, "name": str(STATE_NAMES[state])}
        for state, sign in STATE_ICONS.items()
    }


register.filter(who_acted)


@register.simple_tag
def category_name(category: Category) -> str:
    """The name of a category in the reader's language."""
    return category.name(get_language())


@register.simple_tag(takes_context=True)
def map_setup(context: template.Context) -> SafeString:
    """What `web/map.js` needs of this city, as one JSON block."""
    city = context["city"]
    language = get_language()
    bounds = city.bounds
    return json_script(
        {
            "style": context["map_style"],
            "style_dark": context["map_style_dark"],
            "sprite": static("vendor/icons.svg"),
            "center": [city.lon, city.lat],
            "zoom": city.zoom,
            "bounds": [bounds.west, bounds.south, bounds.east, bounds.north],
            "demo": city.is_demo,
            "states": state_looks(),
            "categories": {
                category.code: {"icon": category.icon, "name": category.name(language)}
                for category in active_categories(city)
            },
            "words": map_words(),
        },
        "map-setup",
    )


def map_words() -> dict[str, Any]:
    """The words a map says by itself; `controls` are MapLibre's own keys."""
    return {
        "demo": _("Demonstration map"),
        "no_map": _("This browser cannot draw the map. Everything is in the list too."),
        "no_style": _("The map did not arrive. Everything is in the list too."),
        "controls": {
            "AttributionControl.ToggleAttribution": _("Where the map comes from"),
            "Map.Title": _("Map"),
            "NavigationControl.ZoomIn": _("Closer"),
            "NavigationControl.ZoomOut": _("Further away"),
            "Marker.Title": _("Map marker"),
            "CooperativeGesturesHandler.WindowsHelpText": _("Hold Ctrl and scroll to zoom"),
            "CooperativeGesturesHandler.MacHelpText": _("Hold ⌘ and scroll to zoom"),
            "CooperativeGesturesHandler.MobileHelpText": _("Use two fingers to move the map"),
        },
    }


@register.simple_tag
def ago(moment: datetime | None) -> SafeString:
    """How long ago, as a `<time>`; the exact local time is its title."""
    if moment is None:
        return SafeString("")
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>',
        moment.isoformat(),
        local_moment(moment),
        since(moment, timezone.now()),
    )


def since(moment: datetime, now: datetime) -> str:
    """Words for the distance between two moments; beyond a week, the date."""
    passed = max(now - moment, timedelta())
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return pgettext("time", "just now")
    if minutes < 60:
        return ngettext("%(count)d min ago", "%(count)d min ago", minutes) % {"count": minutes}
    if minutes < 60 * 24:
        hours = minutes // 60
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    if passed.days <= 7:
        days = passed.days
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    return formats.date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


@register.filter
def local_moment(moment: datetime) -> str:
    """Date and time as the city reads it, e.g. "22 nov 2026, 14:05"."""
    local = timezone.localtime(moment)
    return formats.date_format(local, "DATETIME_FORMAT")


@register.filter
def local_date(moment: datetime) -> str:
    """The date alone."""
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")


@register.simple_tag
def time_at(moment: datetime) -> SafeString:
    """Date and time as a `<time>`."""
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), local_moment(moment))


@register.simple_tag(takes_context=True)
def here(context: template.Context, *names: str) -> SafeString:
    """`aria-current` when the page shown is one of these views."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or match.view_name not in names:
        return SafeString("")
    return SafeString('aria-current="page"')


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """This page's query string with some values changed; an empty value takes the key out."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in ("", None):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def qr_code(address: str) -> SafeString:
    """An address as an inline SVG without styles, black on white for cameras; it is decoration."""
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(scale=1, border=2, dark="#000", light="#fff", omitsize=True)
    return SafeString(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
