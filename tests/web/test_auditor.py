"""An auditor reads, and changes nothing: every route × every method that could."""

import pytest

from minga.web.policies import OWN_ACCOUNT, POLICIES, Need
from tests.web.routes import routes
from tests.web.scene import Scene
from tests.web.test_policies import _counts as counts

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.parametrize("role", ["auditor", "auditor token"])
def test_an_auditor_changes_nothing_by_any_route(scene: Scene, role: str) -> None:
    before = counts()
    client = scene.roles[role].client()
    for route in routes():
        need = POLICIES[route.name]
        if need in (Need.ANYWHERE, Need.LINK) or route.name in OWN_ACCOUNT:
            continue  # one's own session and account, and what asks no city
        if role == "auditor token" and not route.is_api:
            continue  # a token opens the API only
        for method in ("post", "put", "patch", "delete"):
            send = getattr(client, method)
            answer = send(route.path(scene.samples()), b"{}", content_type="application/json")
            # Without the token of a page, a session is nobody to the API.
            is_nobody = role == "auditor" and route.is_api
            assert answer.status_code == 403 or (is_nobody and answer.status_code >= 400), route
    assert counts() == before
