"""The timetables as open data, where their licence lets us hand them on."""

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase, HttpResponseNotModified
from django.views.decorators.http import require_safe

from minga.ground.clock import now
from minga.territory.request import MingaRequest
from minga.transit.day_folders import zip_of
from minga.transit.feeds.queries.in_service import versions_to_pass_on

FRESH_S = 300


@require_safe
def feed_zip(request: MingaRequest, slug: str) -> HttpResponseBase:
    """The GTFS zip of a feed in service."""
    versions = versions_to_pass_on(request.city, at=now())
    version = next((version for version in versions if version.feed.slug == slug), None)
    if version is None or not zip_of(version).exists():
        raise Http404
    etag = f'"{version.digest[:32]}"'
    response: HttpResponseBase
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        response = FileResponse(
            zip_of(version).open("rb"), content_type="application/zip", filename=f"{slug}.zip"
        )
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH_S}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
