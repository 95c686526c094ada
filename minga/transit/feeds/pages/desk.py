"""Where officials keep the feeds: what serves, what comes, what was wrong, what is asked."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from minga.ground.clock import now
from minga.ground.errors import BadInput
from minga.ground.forms import read
from minga.territory.request import MingaRequest, signed_in
from minga.transit.feeds.actions.feeds import switch_over, withdraw_version
from minga.transit.feeds.actions.uploads import dismiss_upload, send_feed
from minga.transit.feeds.forms import DayForm, read_card
from minga.transit.feeds.phrases import TROUBLES, reader_notices, source_summary, validator_notices
from minga.transit.feeds.queries.desk import Source, sources_of, uploads_of, version_named
from minga.transit.models import FeedVersion, Upload
from minga.transit.service_days import day_of

KEPT_IN_FORM = ("name", "feed", "credit", "licence", "starts_on", "hail_anywhere")
FIGURES = {
    "lines": pgettext_lazy("of public transport", "Lines"),
    "stops": pgettext_lazy("of public transport", "Stops"),
    "trips": pgettext_lazy("of public transport", "Trips"),
    "stop_times": _("Stop times"),
    "agencies": pgettext_lazy("of public transport", "Operators"),
}
"""What of a version's counts is shown."""


@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: MingaRequest) -> HttpResponse:
    """The list; POST sends a zip."""
    if request.method != "POST":
        return page_of(request)
    city = request.city
    at = now()
    try:
        card = read_card(request, day_of(city, at))
    except BadInput as trouble:
        return page_of(request, trouble)
    file: Any = request.FILES["file"]
    send_feed(city=city, card=card, chunks=file.chunks(), by=signed_in(request), at=at)
    return back_to(request, "#uploads")


@require_POST
def verb(request: MingaRequest, slug: str, number: int, verb: str) -> HttpResponse:
    """Withdraw a version, or move its switch-over date."""
    version = _version(request, slug, number)
    at = now()
    if verb == "withdraw":
        withdraw_version(version=version, by=signed_in(request), at=at)
    elif verb == "switch":
        try:
            day = read(DayForm, request.POST).starts_on
        except BadInput as trouble:
            return page_of(request, trouble, about=version)
        switch_over(version=version, starts_on=day, by=signed_in(request), at=at)
    else:
        raise Http404
    return back_to(request, f"#feed-{slug}")


@require_POST
def dismiss(request: MingaRequest, number: int) -> HttpResponse:
    """Take an upload off the page."""
    row = Upload.objects.filter(city=request.city, pk=number).first()
    if row is None:
        raise Http404
    dismiss_upload(upload=row, by=signed_in(request), at=now())
    return back_to(request)


def page_of(
    request: MingaRequest,
    trouble: BadInput | None = None,
    about: FeedVersion | None = None,
    realtime_of: str = "",
) -> HttpResponse:
    """The page, with what was wrong: with a version, with a feed's realtime, else a new feed."""
    city = request.city
    today = day_of(city, now())
    uploads = [(upload, reader_notices(upload.notices)) for upload in uploads_of(city)]
    faults = {fault.field: fault.message for fault in trouble.faults} if trouble else {}
    context = {
        "sources": [_shown(source) for source in sources_of(city, today)],
        "uploads": uploads,
        "waits": any(upload.state == "waiting" for upload, _ in uploads),
        "today": today,
        "faults": {} if about or realtime_of else faults,
        "realtime_faults": {realtime_of: faults.get("url")},
        "version_faults": {about.pk: faults} if about else {},
        "given": {key: request.POST.get(key, "") for key in KEPT_IN_FORM},
    }
    status = trouble.status if trouble else 200
    return render(request, "transit/feeds.html", context, status=status)


def _shown(source: Source) -> dict[str, Any]:
    versions = [
        {
            "kept": kept,
            "version": kept.version,
            "ours": reader_notices(kept.version.notices),
            "theirs": validator_notices(kept.version.checked),
            "figures": [
                (label, number_format(kept.version.counts.get(key, 0), force_grouping=True))
                for key, label in FIGURES.items()
            ],
        }
        for kept in source.versions
    ]
    sources = [
        {
            "row": row,
            "words": source_summary(row.told),
            "trouble": TROUBLES.get(row.trouble, row.trouble),
        }
        for row in source.realtime
    ]
    return {"source": source, "feed": source.feed, "versions": versions, "realtime": sources}


def _version(request: MingaRequest, slug: str, number: int) -> FeedVersion:
    version = version_named(request.city, slug, number)
    if version is None:
        raise Http404
    return version


def back_to(request: MingaRequest, anchor: str = "") -> HttpResponse:
    """To the page, which shows what was done."""
    city = request.city
    query = f"?city={city.slug}" if request.GET.get("city") else ""
    return redirect(reverse("transit:feeds") + query + anchor)
