"""A page asks the server for little: few files, and no sprite for the signs it shows."""

import re

import pytest
from django.test import Client

from minga.territory.models import City
from minga.web.templatetags import minga as tags

pytestmark = pytest.mark.django_db

FILE = re.compile(r'(?:href|src)="/static/[^"]+"')
MOST_FILES = 10
"""Named by the page; with the page, its font's other half and the manifest fewer than 15."""


@pytest.mark.parametrize("path", ["/", "/report/", "/map/", "/move/", "/list/", "/privacy/"])
def test_a_page_names_few_files_and_draws_its_signs_itself(city: City, path: str) -> None:
    page = Client().get(path).content.decode()
    files = FILE.findall(page)
    assert len(set(files)) == len(files)
    assert len(files) <= MOST_FILES, files
    assert "icons.svg#" not in page
    assert page.count('<svg class="icon ') > 5
    assert '<svg class="icon " viewBox="0 0 24 24" aria-hidden="true" focusable="false"><' in page


def test_a_sign_that_was_not_assembled_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "<use" not in tags.icon("bus")
    monkeypatch.setattr(tags, "_signs", dict)
    assert 'icons.svg#bus"></use>' in tags.icon("bus")


def test_sheets_that_were_not_joined_are_linked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("web/map.css", "transit/move.css")
    monkeypatch.setattr(tags, "_joined_sheets", frozenset)
    assert re.findall(r'href="/static/\w+/([^"]+)"', tags.styles(*names)) == list(names)


def test_icons_lines_are_drawn_as_they_stand_in_the_sprite() -> None:
    drawn = tags._signs()
    assert len(drawn) > 100
    shape = re.compile(r"<(path|circle|rect|line|polyline|polygon|ellipse) ")
    assert all(shape.match(lines) for lines in drawn.values())
