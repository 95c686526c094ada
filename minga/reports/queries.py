"""Read shapes of the room reports, shared by pages, the API and exports."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from minga.ground.geo import cells_around, distance_m
from minga.ground.models import Event
from minga.ground.revisioned import Revisioned
from minga.ground.secrets import derived_token, same
from minga.people.models import Person
from minga.reports.models import PUBLIC_KINDS, Attachment, Category, Entry, Report
from minga.reports.rules import CLOSED, MAX_SIMILAR, OPEN, SIMILAR_DAYS, SIMILAR_M
from minga.territory.authority import Authority
from minga.territory.models import City
from minga.territory.rules import CITIES_KEPT

MAX_ACCURACY_M = 150.0
"""A worse position than this widens the search for similar reports no further."""
MAX_LIST_ROWS = 200
ROW_PARTS = ("category", "area", "body__organisation", "crew")
HEAVY = ("area__outline",)
"""A real outline is tens of kilobytes; read with each row, a list of 100 costs six times more."""


def author_token(receipt: str) -> str:
    """What proves authorship of a report; derived, never stored."""
    return derived_token("report-author", receipt)


def is_author(receipt: str, token: str) -> bool:
    """True when the token is the author's."""
    return same(author_token(receipt), token)


def report_of_key(intake_key: str) -> Report | None:
    """The report that was filed with this key (as a digest)."""
    # Nearly always there is none: ask that in the cheapest way.
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM reports_report WHERE intake_key = %s", [intake_key])
        row = cursor.fetchone()
    if row is None:
        return None
    return Report.objects.select_related("city", "category").get(pk=row[0])


def report_by_receipt(receipt: str) -> Report | None:
    """One report with the names around it."""
    rows = Report.objects.select_related("city", *ROW_PARTS).defer(*HEAVY)
    return rows.filter(receipt=receipt).first()


CLOSE_BY = f"""
SELECT receipt, lat, lon, state FROM reports_report
WHERE ({" OR ".join(["cell BETWEEN %s AND %s"] * 4)})
  AND +category_id = %s AND filed_at >= %s AND NOT hidden
  AND state IN ({", ".join(["%s"] * len(OPEN))})
LIMIT 200
"""  # noqa: S608 -- only placeholders are put in
"""The plus keeps SQLite from walking all reports of a category instead of the index of cells."""


def similar_to(
    *, category: Category, lat: float, lon: float, accuracy_m: float | None, at: datetime
) -> list[dict[str, Any]]:
    """Open reports of the same kind close by in the last days: a hint, nearest first."""
    radius_m = max(SIMILAR_M, min(accuracy_m or 0.0, MAX_ACCURACY_M))
    tiles = [end for tile in cells_around(lat, lon, radius_m) for end in tile]
    since = connection.ops.adapt_datetimefield_value(at - timedelta(days=SIMILAR_DAYS))
    # Every filing asks this, and building it with the ORM costs four times the query itself.
    with connection.cursor() as cursor:
        states = [state.value for state in OPEN]
        cursor.execute(CLOSE_BY, [*tiles, category.pk, since, *states])
        rows = cursor.fetchall()
    close: list[dict[str, Any]] = [
        {"receipt": receipt, "distance_m": round(away), "state": state}
        for receipt, its_lat, its_lon, state in rows
        if (away := distance_m(lat, lon, its_lat, its_lon)) <= radius_m
    ]
    return sorted(close, key=lambda report: report["distance_m"])[:MAX_SIMILAR]


def last_closed_at(report: Report) -> datetime | None:
    """When the report was last resolved or dismissed."""
    closings = report.entries.filter(state__in=[state.value for state in CLOSED])
    return closings.order_by("-id").values_list("at", flat=True).first()


def opened_lately(report: Report, person: Person, *, since: datetime) -> bool:
    """True when the audit trail says that this official has opened the report since then."""
    looks = Event.objects.filter(subject=report.receipt, name="report.opened_privately")
    return looks.filter(by_id=person.pk, at__gte=since).exists()


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; empty means all. Codes only, so nothing private is asked."""

    states: Sequence[str] = ()
    categories: Sequence[str] = ()
    areas: Sequence[str] = ()
    bodies: Sequence[str] = ()
    receipts: Sequence[str] = field(default=())

    def apply(self, rows: QuerySet[Report]) -> QuerySet[Report]:
        """The rows that fit."""
        narrowed = {
            "state__in": self.states,
            "category__code__in": self.categories,
            "area__code__in": self.areas,
            "body__organisation__code__in": self.bodies,
            "receipt__in": self.receipts,
        }
        return rows.filter(**{name: list(values) for name, values in narrowed.items() if values})


def attended_reports(city: City, authority: Authority) -> QuerySet[Report]:
    """The reports that are this official's to see, newest first."""
    rows = Report.objects.filter(city=city).select_related(*ROW_PARTS).order_by("-id")
    rows = rows.defer(*HEAVY, "text", "contact", "attributes", "filed_answer", "published_text")
    return rows if authority.dispatches else rows.filter(body__in=authority.answers)


def public_reports(city: City, wanted: Filter | None = None) -> QuerySet[Report]:
    """What everybody may list, newest first. Callers show public columns only."""
    rows = Report.objects.public().filter(city=city).select_related(*ROW_PARTS)
    rows = rows.defer(*HEAVY, "text", "contact", "attributes", "filed_answer").order_by("-id")
    return wanted.apply(rows) if wanted else rows


def page_of(
    rows: QuerySet[Report], *, limit: int, after: int | None
) -> tuple[list[Report], int | None]:
    """One page by key: those before id `after`, and the id to ask for next (None at the end)."""
    limit = max(1, min(limit, MAX_LIST_ROWS))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    page = list(rows[: limit + 1])
    more = len(page) > limit
    return page[:limit], (page[limit - 1].pk if more else None)


def state_counts(rows: QuerySet[Report]) -> dict[str, int]:
    """How many reports stand in each state."""
    counted = rows.order_by().select_related(None).values("state").annotate(many=Count("pk"))
    return {row["state"]: row["many"] for row in counted}


def public_counts(city: City, *, at: datetime) -> dict[str, int]:
    """Figures for the home page: open now, filed and resolved in the last seven days."""
    week = at - timedelta(days=7)
    return public_rows(city).aggregate(
        open=Count("pk", filter=Q(state__in=[state.value for state in OPEN])),
        filed=Count("pk", filter=Q(filed_at__gte=week)),
        resolved=Count("pk", filter=Q(state="resolved", changed_at__gte=week)),
    )


def public_rows(city: City) -> QuerySet[Report]:
    """The city's public reports without joins, for counting."""
    return Report.objects.public().filter(city=city)


def public_timeline(report: Report) -> list[Entry]:
    """The lines of history that everybody may read, oldest first."""
    entries = report.entries.filter(kind__in=[kind.value for kind in PUBLIC_KINDS])
    return list(entries.select_related("body__organisation", "crew", "organisation").order_by("id"))


def full_history(report: Report) -> list[Entry]:
    """Every line of history, for the officials who attend the report, oldest first."""
    around = ("body__organisation", "crew", "by", "organisation")
    return list(report.entries.select_related(*around).order_by("id"))


def published_photos(report: Report) -> list[Attachment]:
    """Photos of which an official has published a redacted copy."""
    return list(report.attachments.filter(kind="photo").exclude(published_name=""))


_categories = Revisioned[int, list[Category]](most=CITIES_KEPT)


def active_categories(city: City) -> list[Category]:
    """What people can report, in the city's order."""
    return _categories.get(
        city.pk,
        city.revision,
        lambda: list(city.categories.filter(is_active=True).select_related("city")),
    )


def category_of(city: City, code: str) -> Category | None:
    """The active category with this code."""
    return next((category for category in active_categories(city) if category.code == code), None)
