"""Drawn lines as the feed maker's values, and what of them is in service."""

from datetime import date
from typing import Any

from minga.kernels.feedmaking import Days, Halt, Line, Period, Point, Way
from minga.territory.models import City
from minga.transit.models import DrawnLine, Feed, FeedVersion, Upload
from minga.transit.rules import UploadState

SLUG, DEMO_SLUG = "drawn", "demo"
"""The feed that a city's drawn lines become."""


def line_of(row: DrawnLine) -> Line:
    """The line as the feed maker wants it."""
    return Line(
        code=row.code,
        name=row.name,
        long_name=row.long_name,
        operator=row.operator,
        mode=row.mode,
        colour=row.colour,
        is_hailed=row.hailed,
        speed_kmh=row.speed_kmh,
        ways=tuple(_read_way(way) for way in row.ways),
        periods=tuple(_read_period(period) for period in row.periods),
    )


def _read_way(fields: dict[str, Any]) -> Way:
    return Way(
        fields["origin"],
        fields["headsign"],
        tuple(Point(lat, lon) for lon, lat in fields["path"]),
        tuple(Halt(stop["name"], stop["lat"], stop["lon"]) for stop in fields["stops"]),
    )


def _read_period(fields: dict[str, Any]) -> Period:
    return Period(
        Days(fields["days"]), fields["from_s"], fields["until_s"], fields["headway_s"],
        fields.get("exact", False), fields.get("speed_kmh"),
    )  # fmt: skip


def columns_of(line: Line) -> dict[str, Any]:
    """The columns of a row that say what the line says; the inverse of `line_of`."""
    return {
        "name": line.name,
        "long_name": line.long_name,
        "operator": line.operator,
        "mode": line.mode,
        "colour": line.colour.upper(),
        "hailed": line.is_hailed,
        "speed_kmh": line.speed_kmh,
        "ways": [_way_fields(way) for way in line.ways],
        "periods": [_period_fields(period) for period in line.periods],
    }


def _way_fields(way: Way) -> dict[str, Any]:
    return {
        "origin": way.origin,
        "headsign": way.headsign,
        "path": [[round(lon, 6), round(lat, 6)] for lat, lon in way.path],
        "stops": [{"name": halt.name, "lat": halt.lat, "lon": halt.lon} for halt in way.halts],
    }


def _period_fields(period: Period) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "days": period.days.value,
        "from_s": period.from_s,
        "until_s": period.until_s,
        "headway_s": period.headway_s,
    }
    if period.is_exact:
        fields["exact"] = True
    if period.speed_kmh is not None:
        fields["speed_kmh"] = period.speed_kmh
    return fields


def drawn_lines(city: City) -> list[DrawnLine]:
    """Every drawn line of a city, by name; two queries at most, however many."""
    return list(DrawnLine.objects.filter(city=city).select_related("by"))


def waiting(city: City) -> Upload | None:
    """The city's lines on their way into service, or why they did not get there."""
    rows = Upload.objects.filter(city=city, slug=feed_of(city).slug)
    return rows.exclude(state=UploadState.IMPORTED.value).order_by("-sent_at").first()


def ready_lines(city: City, *, is_demo: bool) -> list[DrawnLine]:
    """The lines that would be published: whole ones, by name; those of the demonstration apart."""
    return list(DrawnLine.objects.filter(city=city, is_draft=False, is_demo=is_demo))


def feed_of(city: City) -> Feed:
    """The feed that the lines become: in a demonstration city its own; not saved if it is new."""
    feed = Feed.objects.filter(city=city, slug=DEMO_SLUG, is_demo=True).first()
    if city.is_demo and feed is not None:
        return feed
    return Feed(city=city, slug=SLUG, name=city.name)


def published(city: City, day: date) -> FeedVersion | None:
    """The version of the city's own lines that is in service on a day, or comes next."""
    slug = feed_of(city).slug
    rows = FeedVersion.objects.filter(feed__city=city, feed__slug=slug, withdrawn_at=None)
    serving = rows.filter(starts_on__lte=day).order_by("-starts_on", "-number").first()
    return serving or rows.order_by("starts_on", "-number").first()
