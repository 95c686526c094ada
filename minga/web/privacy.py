"""What the privacy page shows, gathered from every room's `privacy.py`."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.ground.purposes import Purpose
from minga.people import privacy as people
from minga.reports import privacy as reports


class Section(NamedTuple):
    """One room's uses of personal data."""

    title: "str | Promise"
    purposes: tuple[Purpose, ...]


def sections() -> list[Section]:
    """The rooms, citizens' first."""
    return [
        Section(_("When you report"), reports.PURPOSES),
        Section(_("When you have an account"), people.PURPOSES),
    ]
