"""What no database can keep is refused by every form, whichever of its fields holds it."""

import re
from pathlib import Path

import pytest

import minga
from minga.web.policies import POLICIES, Need
from tests.web.routes import routes
from tests.web.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SENT_AS = {
    Need.PART: "programme lead",
    Need.PROGRAMME_LEAD: "programme lead",
    Need.FACILITATOR: "facilitator",
    Need.KEY: "facilitator",
    Need.TRANSIT: "transit operator",
}


def fields() -> list[str]:
    """The name of every field that a template has."""
    pages = Path(minga.__file__).parent.glob("*/templates/**/*.html")
    names = {name for page in pages for name in re.findall(r'name="([a-z_]+)"', page.read_text())}
    return sorted(names - {"csrfmiddlewaretoken"})


def test_no_form_breaks_over_what_cannot_be_stored(scene: Scene) -> None:
    sent = dict.fromkeys(fields(), "a\x00b")
    assert {"up", "organisation", "email", "exception", "title"} <= set(sent)
    clients = {role: scene.roles[role].client() for role in {*SENT_AS.values(), "operator"}}
    for route in routes():
        if route.is_api:
            continue
        client = clients[SENT_AS.get(POLICIES[route.name], "operator")]
        assert client.post(route.path(scene.samples()), sent).status_code < 500, route.name
