"""What officials do about a feed's addresses of GTFS Realtime, on the page of the feeds."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.text_safety import is_storable
from minga.territory.request import MingaRequest, signed_in
from minga.transit.feeds.pages.desk import back_to, page_of
from minga.transit.models import Feed
from minga.transit.realtime.actions import sources


@require_POST
def realtime(request: MingaRequest, slug: str) -> HttpResponse:
    """Add, remove, switch on or off an address of GTFS Realtime."""
    feed = Feed.objects.filter(city=request.city, slug=slug).first()
    if feed is None:
        raise Http404
    at, by, url = now(), signed_in(request), request.POST.get("url", "").strip()
    wanted = request.POST.get("do", "")
    if wanted == "add":
        try:
            sources.add_source(feed=feed, url=url, by=by, at=at)
        except BadInput as trouble:
            return page_of(request, trouble, realtime_of=slug)
        return back_to(request, f"#feed-{slug}")
    source = feed.sources.filter(url=url).exclude(url="").first() if is_storable(url) else None
    if source is None or wanted not in ("on", "off", "remove"):
        raise Http404
    if wanted == "remove":
        sources.remove_source(source=source, by=by)
    else:
        sources.switch_source(source=source, is_on=wanted == "on", by=by, at=at)
    return back_to(request, f"#feed-{slug}")
