"""The city's open-data catalogue: in words for people, as DCAT-AP for other catalogues."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from minga.ground.clock import now
from minga.programme.core import lookup
from minga.programme.kinds import KINDS
from minga.programme.models import Node
from minga.programme.open_data import catalogue as opendata
from minga.programme.open_data import dcat
from minga.programme.replication.queries import bundle_of
from minga.territory.models import City
from minga.territory.request import MingaRequest

FRESH_S = 300
"""How long a harvester may go without asking again."""


def base_of(request: MingaRequest) -> str:
    """The platform's address: the public one when it is asked by that name."""
    public = settings.MINGA_BASE_URL
    if urlsplit(public).netloc == request.get_host():
        return public
    return f"{request.scheme}://{request.get_host()}"


def published(
    request: MingaRequest, body: bytes, content_type: str = "application/ld+json"
) -> HttpResponse:
    """Public bytes that other sites may read, or 304 for who has them."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type=content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={FRESH_S}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def catalogue(request: MingaRequest) -> HttpResponse:
    """The whole catalogue as DCAT-AP JSON-LD."""
    city_catalogue = opendata.catalogue_of(_city(request), base_of(request), at=now())
    return published(request, dcat.written(dcat.catalogue_as_document(city_catalogue)))


@require_safe
def data(request: MingaRequest) -> HttpResponse:
    """The catalogue in words."""
    city = _city(request)
    places = opendata.Places(base_of(request), city)
    context = {
        "own": [_in_words(own_set) for own_set in opendata.own_sets(city, places, at=now())],
        "nodes": opendata.inventoried(city),
        "kind": KINDS["dataset"],
        "names": _choice_names(),
        "catalogue": places.to("programme:catalogue"),
        "licence": settings.MINGA_DATA_LICENCE,
        "programmes": city.programmes.order_by("pk"),
    }
    return render(request, "programme/data.html", context)


@require_safe
def data_set(request: MingaRequest, code: str) -> HttpResponse:
    """One set: what it is, how to get it, what teams may do with it."""
    found_set, node = _set_or_404(request, code)
    context = {
        "one": _in_words(found_set),
        "node": node,
        "programme": node.programme if node else None,
        "kind": KINDS["dataset"],
        "names": _choice_names(),
        "document": dcat.as_document(found_set),
        "ways": found_set.ways,
    }
    return render(request, "programme/data_set.html", context)


@require_safe
def data_set_document(request: MingaRequest, code: str) -> HttpResponse:
    """One set as DCAT-AP JSON-LD."""
    found_set, _node = _set_or_404(request, code)
    return published(request, dcat.written(dcat.as_document(found_set)))


@require_safe
def data_programme(request: MingaRequest, slug: str) -> HttpResponse:
    """A programme's public graph: its nodes and edges, nobody's private words, no persons."""
    bundle = bundle_of(lookup.programme_or_404(request, slug))
    body = JsonResponse(
        {"programme": bundle.head, "nodes": bundle.nodes, "edges": bundle.edges},
        json_dumps_params={"ensure_ascii": False},
    ).content
    return published(request, body, "application/json")


def _city(request: MingaRequest) -> City:
    city = request.city
    return city


def _set_or_404(request: MingaRequest, code: str) -> tuple[dcat.DataSet, Node | None]:
    city = _city(request)
    places = opendata.Places(base_of(request), city)
    for node in opendata.inventoried(city):
        if node.public_id == code:
            return opendata.set_of(node, places), node
    for own_set in opendata.own_sets(city, places, at=now()):
        if own_set.code == code:
            return own_set, None
    raise Http404


def _in_words(shown: dcat.DataSet) -> dict[str, Any]:
    """A set in the reader's language, where it speaks it."""
    language = (get_language() or "es")[:2]
    pick = language if language in shown.title else next(iter(shown.title))
    return {
        "code": shown.code,
        "title": shown.title[pick],
        "about": shown.description[pick],
        "publisher": shown.publisher.name,
        "formats": list(dict.fromkeys(way.format for way in shown.ways if way.format)),
        "access": shown.access,
        "demonstration": bool(shown.demonstration),
    }


def _choice_names() -> dict[str, dict[str, Any]]:
    """The words of the choices of a data set, by field and code."""
    return {field.code: dict(field.choices) for field in KINDS["dataset"].fields if field.choices}
