"""A browser at the pages of a workshop, without scripts."""

import re
from typing import Any

from django.test import Client

from tests.participation.hall import Hall


class Visitor:
    """A browser that follows forms: it keeps cookies, and may have to show its CSRF token."""

    def __init__(self, code: str, *, strict: bool = False) -> None:
        self.base = f"/w/{code}/"
        self.client = Client(enforce_csrf_checks=strict, headers={"Accept-Language": "en"})

    def see(self, path: str = "") -> Any:
        return self.client.get(self.base + path)

    def send(self, path: str, **words: Any) -> Any:
        return self.client.post(self.base + path, words)

    def join(self, **who: str) -> Any:
        key = re.search(r'name="key" value="([^"]+)"', self.see().content.decode())
        assert key is not None
        return self.send("join/", key=key[1], **who)


def facilitator(hall: Hall) -> Visitor:
    """A browser that was opened with the facilitator's link."""
    browser = Visitor(hall.code)
    browser.see(f"run/?key={hall.secret}")
    return browser
