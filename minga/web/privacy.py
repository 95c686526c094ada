"""Every room's `privacy.py` as one: the privacy page, a copy for a person, being forgotten."""

import importlib
import importlib.util
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.ground.purposes import Purpose
from minga.ground.work import action
from minga.participation import privacy as participation
from minga.people import privacy as people
from minga.people.models import Person
from minga.programme import privacy as programme
from minga.reports import privacy as reports
from minga.transit import privacy as transit


class Section(NamedTuple):
    """One room's uses of personal data."""

    title: "str | Promise"
    purposes: tuple[Purpose, ...]


def sections() -> list[Section]:
    """The rooms, citizens' first."""
    return [
        Section(_("When you report"), reports.PURPOSES),
        Section(_("When you travel"), transit.PURPOSES),
        Section(_("When you take part in a workshop"), participation.PURPOSES),
        Section(_("When you take part in the city's programme"), programme.PURPOSES),
        Section(_("When you have an account"), people.PURPOSES),
    ]


def export_of(person: Person) -> dict[str, Any]:
    """Everything that any room holds about a person, as plain values, by room."""
    return {name: room.export_of(person) for name, room in _rooms()}


@action
def forget(*, person: Person, at: datetime, by: Person | None = None) -> None:
    """Let every room forget a person, all or none; the account itself goes last."""
    for _name, room in _rooms():
        room.forget(person, at=at, by=by)


def _rooms() -> Iterator[tuple[str, Any]]:
    """The rooms with personal data, the upper ones first: they lean on the account."""
    for app in reversed(list(apps.get_app_configs())):
        if not app.name.startswith("minga.") or app.name == "minga.web":
            continue
        if importlib.util.find_spec(f"{app.name}.privacy"):
            yield app.label, importlib.import_module(f"{app.name}.privacy")
