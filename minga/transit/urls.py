"""The addresses of the room transit, all under /move/."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
