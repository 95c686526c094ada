"""What the forms about feeds send, read and checked."""

from datetime import date
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from minga.ground.errors import BadInput, Fault
from minga.ground.text_safety import is_storable
from minga.territory.request import MingaRequest
from minga.transit.feeds.actions.uploads import FeedCard

NEEDED = _("This is needed.")
NO_DAY = _("This is no day of the calendar.")
NO_FILE = _("Choose the feed's zip.")
NOT_A_ZIP = _("This is no zip. A GTFS feed is one file that ends in .zip.")
TOO_LONG = _("This is too long.")
NO_NAME = _("Give the feed a name with letters or digits.")
NAME_MOST, CREDIT_MOST, LICENCE_MOST = 120, 300, 200
ZIP_BEGINS = b"PK"


def read_card(request: MingaRequest, today: date) -> FeedCard:
    """The feed's words and its switch-over date. Raises BadInput."""
    faults: list[Fault] = []
    name = _text(request, "name", NAME_MOST, faults, needed=True)
    slug = slugify(request.POST.get("feed", "") or name)[:40].strip("-")
    if name and not slug:
        faults.append(Fault("name", NO_NAME))
    starts_on = given_day(request, "starts_on") if request.POST.get("starts_on") else today
    if starts_on is None:
        faults.append(Fault("starts_on", NO_DAY))
    credit = _text(request, "credit", CREDIT_MOST, faults)
    licence = _text(request, "licence", LICENCE_MOST, faults)
    faults += _file_faults(request)
    if faults or starts_on is None:
        raise BadInput(faults)
    hail = bool(request.POST.get("hail_anywhere"))
    return FeedCard(slug, name, starts_on, credit, licence, hail)


def given_day(request: MingaRequest, field: str) -> date | None:
    """A day, or None for what is none."""
    try:
        day = date.fromisoformat(request.POST.get(field, "").strip())
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None


def _file_faults(request: MingaRequest) -> list[Fault]:
    file: Any = request.FILES.get("file")
    if file is None or not file.size:
        return [Fault("file", NO_FILE)]
    begins = file.read(2)
    file.seek(0)
    return [] if begins == ZIP_BEGINS else [Fault("file", NOT_A_ZIP)]


def _text(
    request: MingaRequest, field: str, most: int, faults: list[Fault], *, needed: bool = False
) -> str:
    given = " ".join(request.POST.get(field, "").split())
    if needed and not given:
        faults.append(Fault(field, NEEDED))
    if len(given) > most or not is_storable(given):
        faults.append(Fault(field, TOO_LONG))
    return given
