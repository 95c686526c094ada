"""What the forms about feeds send, read and checked."""

from datetime import date
from typing import Annotated, Any, Self

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from minga.ground.errors import Fault
from minga.ground.forms import Form, one_line, read, refusal
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


Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 12, 31))]
Text = Annotated[str, one_line]


class DayForm(Form):
    """The day from which a version serves."""

    SENTENCES = dict.fromkeys(
        ("missing", "date_type", "greater_than_equal", "less_than_equal"), NO_DAY
    )

    starts_on: Day


class FeedForm(Form):
    """A feed's name and licence, and its switch-over date."""

    SENTENCES = DayForm.SENTENCES | {"missing": NEEDED, "string_too_long": TOO_LONG}

    feed: str = ""
    name: Annotated[Text, Field(max_length=NAME_MOST)]
    starts_on: Day | None = None
    credit: Annotated[Text, Field(max_length=CREDIT_MOST)] = ""
    licence: Annotated[Text, Field(max_length=LICENCE_MOST)] = ""
    hail_anywhere: bool = False

    @property
    def slug(self) -> str:
        """The feed that is meant, or one named after its name."""
        return slugify(self.feed or self.name)[:40].strip("-")

    @model_validator(mode="after")
    def has_a_slug(self) -> Self:
        """A feed is found by letters or digits."""
        if not self.slug:
            raise refusal(NO_NAME, "name")
        return self


def read_card(request: MingaRequest, today: date) -> FeedCard:
    """The feed's words and its switch-over date. Raises BadInput."""
    form = read(FeedForm, request.POST, beside=_file_faults(request))
    starts_on = form.starts_on or today
    return FeedCard(form.slug, form.name, starts_on, form.credit, form.licence, form.hail_anywhere)


def _file_faults(request: MingaRequest) -> list[Fault]:
    file: Any = request.FILES.get("file")
    if file is None or not file.size:
        return [Fault("file", NO_FILE)]
    begins = file.read(2)
    file.seek(0)
    return [] if begins == ZIP_BEGINS else [Fault("file", NOT_A_ZIP)]
