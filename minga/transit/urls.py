"""The addresses of the room transit, all under /move/."""

from django.urls import URLPattern, path

from minga.transit.pages import riding

patterns: list[URLPattern] = [
    # the alarm
    path("ride/", riding.page, name="ride"),
    path("ride/lines.json", riding.lines, name="ride_lines"),
    path("ride/lines/<str:code>.json", riding.line, name="ride_line"),
    path("ride/begin", riding.begin, name="ride_begin"),
    path("ride/notices", riding.notices, name="ride_notices"),
    path("ride/do/<str:verb>", riding.verb, name="ride_verb"),
]
