"""The API of the room: where something comes from and what became of it."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from ninja import Router
from pydantic import BaseModel

from minga.ground.http import Errors
from minga.programme.citizen_tests.api import router as tests
from minga.programme.core.lookup import node_or_404, seen
from minga.programme.core.queries.graph import Relative, provenance_of
from minga.programme.core.queries.nodes import as_data
from minga.territory.request import MingaRequest

router = Router()
router.add_router("", tests)


class RelativeOut(BaseModel):
    """A node up or down; `distance` 1 is a neighbour, `relation` how it hangs on its own."""

    node: str
    kind: str
    title: str
    state: str
    standing: str
    distance: int
    relation: str
    url: str


class ProvenanceOut(BaseModel):
    """Where a node comes from (`up`) and what became of it (`down`), near first."""

    node: str
    kind: str
    title: str
    text: str
    fields: dict[str, Any]
    state: str
    standing: str
    organisation: str | None
    due_on: str | None
    simulated: bool
    up: list[RelativeOut]
    down: list[RelativeOut]


@router.get(
    "/provenance/{node}",
    url_name="provenance",
    response={200: ProvenanceOut, frozenset({400, 404, 503}): Errors},
)
def provenance(request: MingaRequest, node: str) -> HttpResponse:
    """The whole ancestry and offspring of a node, as far as it is public."""
    asked = node_or_404(request, node)
    relatives = provenance_of(asked, seen=seen(request, asked.programme))
    ways = {"up": _as_data(request, relatives.up), "down": _as_data(request, relatives.down)}
    return JsonResponse(as_data(asked) | ways)


def _as_data(request: MingaRequest, relatives: list[Relative]) -> list[dict[str, Any]]:
    return [
        {
            "node": node.public_id,
            "kind": node.kind,
            "title": node.title,
            "state": node.state,
            "standing": node.standing,
            "distance": distance,
            "relation": relation,
            "url": request.build_absolute_uri(reverse("programme:node", args=[node.public_id])),
        }
        for node, distance, relation in relatives
    ]
