"""How reports look outside: plain values with public columns only, in the reader's language."""

from typing import Any, cast

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from minga.ground.signing import media_link
from minga.reports.models import Category, Entry, Report
from minga.reports.phrases import STATE_NAMES, who_acted, why_sentence
from minga.reports.queries import author_token, public_timeline, published_photos
from minga.reports.rules import State
from minga.reports.shapes import (
    CategoryOut,
    FiledOut,
    PlaceFoundOut,
    ReportOut,
    ReportPlaceOut,
    RowOut,
    TimelineOut,
)
from minga.territory.atlas import atlas_of
from minga.territory.models import City, Place


def page_url(receipt: str) -> str:
    """The public page of a report, as a whole URL."""
    return f"{settings.MINGA_BASE_URL}{reverse('reports:receipt', args=[receipt])}"


def filed(report: Report, city: City) -> FiledOut:
    """What the reporter is told after filing; the same at every retry."""
    answer = report.filed_answer
    area = atlas_of(city).area_named(answer.get("area") or "")
    return {
        "receipt": report.receipt,
        "token": author_token(report.receipt),
        "url": page_url(report.receipt),
        "state": State.RECEIVED,
        "answered_by": {"code": answer["body"], "name": answer["name"]},
        "why": why_sentence(
            answer["why"],
            body=answer["name"],
            area=area.name if area else None,
            category=report.category.name(get_language()),
        ),
        # Name by name: PostgreSQL gives JSON back in an order of its own, and a retry of the
        # phone must hear the very same bytes.
        "similar": [
            {
                "receipt": similar["receipt"],
                "distance_m": similar["distance_m"],
                "state": similar["state"],
                "url": page_url(similar["receipt"]),
            }
            for similar in answer["similar"]
        ],
    }


def why(report: Report) -> str:
    """Who answers now and why, as a sentence."""
    return why_sentence(
        report.why,
        body=str(report.body),
        area=report.area.name if report.area else None,
        category=report.category.name(get_language()),
    )


def category(kind: Category, language: str | None) -> CategoryOut:
    """A kind of problem in the reader's language."""
    return {"code": kind.code, "name": kind.name(language), "icon": kind.icon}


def public(report: Report) -> ReportOut:
    """A report as everybody may see it."""
    return {
        "receipt": report.receipt,
        "category": category(report.category, get_language()),
        "state": cast(State, report.state),
        "state_name": str(STATE_NAMES[report.state]),
        "filed_at": report.filed_at.isoformat(),
        "changed_at": report.changed_at.isoformat(),
        "place": place(report),
        "area": {"code": report.area.code, "name": report.area.name} if report.area else None,
        "answered_by": {"code": report.body.code, "name": str(report.body)},
        "why": why(report),
        "text": report.published_text or None,
        "photos": [
            reverse("web:published", args=[photo.published_name])
            for photo in published_photos(report)
        ],
        "timeline": [line(entry) for entry in public_timeline(report)],
        "url": page_url(report.receipt),
    }


def place(report: Report) -> ReportPlaceOut:
    """The place that everybody may see. An address typed by the reporter may hold a name or a
    door, so it is public only where it is all there is to find the hazard."""
    return {
        "lat": report.lat,
        "lon": report.lon,
        "accuracy_m": report.accuracy_m,
        "address": report.address if report.lat is None else "",
    }


def line(entry: Entry) -> TimelineOut:
    """One public line of history; the reporter's own later words stay private."""
    return {
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "state": entry.state,
        "body": str(entry.body) if entry.body else "",
        "by": who_acted(entry),
        "text": "" if entry.from_reporter else entry.text,
    }


def place_found(place: Place) -> PlaceFoundOut:
    """A place that a search found."""
    return {
        "name": place.name,
        "kind": place.kind,
        "lat": place.lat,
        "lon": place.lon,
        "area": place.area.name if place.area else None,
    }


def row(report: Report, language: str | None) -> RowOut:
    """One row of the control room's list."""
    return {
        "receipt": report.receipt,
        "category": {"code": report.category.code, "name": report.category.name(language)},
        "state": cast(State, report.state),
        "lat": report.lat,
        "lon": report.lon,
        "address": report.address,
        "area": report.area.code if report.area else None,
        "body": report.body.code,
        "crew": report.crew.code if report.crew else None,
        "filed_at": report.filed_at.isoformat(),
        "changed_at": report.changed_at.isoformat(),
        "photos": report.photos,
        "voices": report.voices,
        "hidden": report.hidden,
        "source": report.source,
    }


def attachments(report: Report, *, viewer: str) -> list[dict[str, Any]]:
    """Photos and voice of a report for an official: five-minute links bound to the viewer."""
    return [
        {
            "id": attachment.pk,
            "kind": attachment.kind,
            "url": media_link(attachment.name, viewer=viewer),
            "duration_s": attachment.duration_s,
            "width": attachment.width,
            "height": attachment.height,
            "published": bool(attachment.published_name),
        }
        for attachment in report.attachments.order_by("id")
    ]
