"""What the reporter adds later: an answer to officials, a better place or kind, "it is fixed".

The edge has proven authorship. Each is one line of history, so an official who was writing
meanwhile is told; words and corrections are read by officials, the public sees that there are some.
"""

from dataclasses import dataclass
from datetime import datetime

from minga.ground.errors import BadInput
from minga.ground.geo import cell_of
from minga.ground.work import action
from minga.reports import phrases
from minga.reports.actions._history import append, checked_text, lock, record_fact
from minga.reports.events import ReportReplied
from minga.reports.models import Category, Entry, Report
from minga.reports.rules import MAX_REASON_LENGTH, MAX_REPLIES, MoveNotPossible
from minga.territory.atlas import atlas_of
from minga.territory.models import Area

REPLIES = (Entry.Kind.REPLY, Entry.Kind.FIXED, Entry.Kind.SORTED, Entry.Kind.PLACED)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a reporter says later. `category` is a code; `lat` and `lon` come together."""

    text: str = ""
    category: str | None = None
    lat: float | None = None
    lon: float | None = None
    fixed: bool = False


@action
def reply(*, report: Report, reply: Reply, at: datetime) -> Report:
    """Add to one's own report. The same words sent twice in a row are stored once.

    The body stays until an official assigns another. Raises BadInput, and MoveNotPossible when it
    is said to be fixed and is closed already.
    """
    row = lock(report)
    text = checked_text(reply.text, MAX_REASON_LENGTH, needed=False)
    if row.entries.filter(from_reporter=True, kind__in=REPLIES).count() >= MAX_REPLIES:
        raise BadInput.single("text", phrases.ENOUGH_REPLIES)
    if reply.fixed and not row.is_open:
        raise MoveNotPossible("say_fixed", row.state)
    changed = [
        _place(row, reply.lat, reply.lon, at),
        _sort(row, reply.category, at),
        _say(row, Entry.Kind.REPLY, text, at) if text else False,
        _say(row, Entry.Kind.FIXED, "", at) if reply.fixed else False,
    ]
    if any(changed):
        record_fact(ReportReplied, row, at=at, by=None)
    elif not (text or reply.fixed or reply.category or reply.lat is not None):
        raise BadInput.single("text", phrases.NEEDED)
    return row


def _say(row: Report, kind: str, text: str, at: datetime) -> bool:
    last = row.entries.order_by("-pk").first()
    if last is not None and last.from_reporter and (last.kind, last.text) == (kind, text):
        return False
    append(row, kind, at=at, by=None, text=text, from_reporter=True)
    return True


def _place(row: Report, lat: float | None, lon: float | None, at: datetime) -> bool:
    if lat is None or lon is None or (lat, lon) == (row.lat, row.lon):
        return False
    if not row.city.bounds.holds(lat, lon):
        raise BadInput.single("lat", phrases.OUTSIDE_CITY)
    row.lat, row.lon, row.cell, row.accuracy_m = lat, lon, cell_of(lat, lon), None
    area, near_m = atlas_of(row.city).area_at(lat, lon)
    row.area = Area.objects.get(pk=area.id) if area else None
    row.why = {**row.why, "area": area.code if area else None, "near_m": near_m, "placed": True}
    append(row, Entry.Kind.PLACED, at=at, by=None, from_reporter=True)
    return True


def _sort(row: Report, code: str | None, at: datetime) -> bool:
    if not code or code == row.category.code:
        return False
    category = Category.objects.filter(city=row.city, code=code, is_active=True).first()
    if category is None:
        raise BadInput.single("category", phrases.NOT_OF_THIS_CITY)
    before, row.category = row.category, category
    text = f"{before.name_es} → {category.name_es}"
    append(row, Entry.Kind.SORTED, at=at, by=None, text=text, from_reporter=True)
    return True
