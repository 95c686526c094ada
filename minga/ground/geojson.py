"""GeoJSON answers: packed once, with an ETag so that asking again is cheap."""

import gzip
import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

Feature = dict[str, Any]


class Collection(NamedTuple):
    """A FeatureCollection as it is sent, plain and packed."""

    etag: str
    body: bytes
    packed: bytes


def feature(kind: str, coordinates: Sequence[Any], properties: dict[str, Any]) -> Feature:
    """A feature with a geometry of this kind; coordinates are longitude, then latitude."""
    shape = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": shape, "properties": properties}


def collection(
    features: Sequence[Feature], *, etag: str = "", matched: int | None = None
) -> Collection:
    """The features ready to be sent. Without an `etag` their own bytes give one.

    `matched`: how many there are, where these need not be all (`numberMatched`, as in OGC API -
    Features, 7.15.7).
    """
    plain: dict[str, Any] = {"type": "FeatureCollection"}
    if matched is not None:
        plain["numberMatched"] = matched
    plain["features"] = features
    body = json.dumps(plain, separators=(",", ":"), ensure_ascii=False).encode()
    etag = etag or f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Collection(etag, body, gzip.compress(body, 5, mtime=0))


def answer(request: HttpRequest, made: Collection) -> HttpResponse:
    """200 with the features, or 304 when the client has them."""
    if made.etag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(
            made.packed if takes_gzip else made.body, content_type="application/geo+json"
        )
        if takes_gzip:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = made.etag
    response.headers["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
