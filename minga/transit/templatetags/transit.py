"""Times of departures as people say them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

if TYPE_CHECKING:
    from minga.transit.timetables.departures import Leaving

register = template.Library()
SOON_MIN = 60
"""Beyond that the clock says it better than a count of minutes."""


@register.filter
def in_minutes(seconds: int) -> int:
    """Whole minutes, one at least."""
    return max(1, round(seconds / 60))


@register.filter
def minutes_from(moment: datetime, at: datetime) -> str:
    """How long until a departure; "" where only the clock should speak."""
    minutes = int((moment - at).total_seconds() // 60)
    if minutes < 1:
        return pgettext("departure", "now")
    if minutes >= SOON_MIN:
        return ""
    return _("%(minutes)d min") % {"minutes": minutes}


@register.filter
def first_later(leaving: Sequence["Leaving"], at: datetime) -> datetime | None:
    """When the first one leaves, where for long nothing does; None where something leaves soon."""
    runs = [departure.at for departure in leaving if not departure.is_cancelled]
    later = runs and min(runs) - at >= timedelta(minutes=SOON_MIN)
    return min(runs) if later else None


@register.filter
def late_words(delay_s: int | None) -> str:
    """How late or early, in minutes; what is less than one is on time."""
    minutes = int(abs(delay_s or 0) / 60)
    if minutes == 0:
        return _("on time")
    if (delay_s or 0) < 0:
        return ngettext("%(count)d min early", "%(count)d min early", minutes) % {"count": minutes}
    return ngettext("%(count)d min late", "%(count)d min late", minutes) % {"count": minutes}
