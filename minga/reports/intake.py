"""Reading what somebody tells: one strict schema for API, page and caller desk."""

from typing import Annotated, Any, Self

from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, Field, model_validator

from minga.ground.errors import BadInput, Fault
from minga.ground.forms import Form, Incoming, refusal
from minga.reports import phrases
from minga.reports.actions.filing import Filing
from minga.reports.models import Category
from minga.reports.queries import category_of
from minga.reports.rules import MAX_TEXT_LENGTH
from minga.territory.atlas import atlas_of
from minga.territory.models import City

MAX_ATTRIBUTES = 30
Short = Annotated[str, Field(max_length=200)]
Word = Annotated[str, Field(max_length=500)]
HALF_PLACE = _("Please send lat and lon together.")
NO_PLACE = _("Please tell where: a position (lat and lon) or an address.")
AttributeValue = Word | bool | int | float | list[Word]


class Contact(Incoming):
    """How officials may reach who reported; never public."""

    model_config = ConfigDict(strict=True)

    name: Short = ""
    email: Short = ""
    phone: Short = ""


PLACED: Any = {
    "anyOf": [
        {
            "required": ["lat", "lon"],
            "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}},
        },
        {
            "required": ["address"],
            "properties": {
                "address": {"type": "string", "pattern": r"\S"},
                "lat": {"type": "null"},
                "lon": {"type": "null"},
            },
        },
    ]
}
"""`has_a_place` as JSON Schema says it."""


class FilingIn(Form):
    """A report as a client sends it. Degrees in WGS84, metres."""

    model_config = ConfigDict(json_schema_extra=PLACED)

    category: Annotated[str, Field(max_length=40)]
    lat: Annotated[float | None, Field(ge=-90, le=90)] = None
    lon: Annotated[float | None, Field(ge=-180, le=180)] = None
    accuracy_m: Annotated[float | None, Field(ge=0, le=1_000_000)] = None
    address: Annotated[str | None, Field(max_length=300)] = None
    area: Annotated[str | None, Field(max_length=40)] = None
    text: Annotated[str | None, Field(max_length=MAX_TEXT_LENGTH)] = None
    attributes: Annotated[dict[Short, AttributeValue] | None, Field(max_length=MAX_ATTRIBUTES)] = (
        None
    )
    contact: Contact | Short | None = None
    city: Annotated[str | None, Field(max_length=60)] = None

    @model_validator(mode="after")
    def has_a_place(self) -> Self:
        """A pair of degrees, or an address."""
        if (self.lat is None) != (self.lon is None):
            raise refusal(HALF_PLACE, "lat")
        if self.lat is None and not (self.address or "").strip():
            raise refusal(NO_PLACE, "lat")
        return self


class FilingForm(FilingIn):
    """The same as a page's form sends it; without a category it is none of this city's."""

    category: Annotated[str, Field(max_length=40)] = ""


def settle(read: FilingIn, city: City) -> tuple[Category, Filing]:
    """Check what was read against the city: category, bounds, area. Raises BadInput."""
    category = category_of(city, read.category)
    faults = []
    if category is None:
        faults.append(Fault("category", phrases.NOT_OF_THIS_CITY))
    if read.lat is not None and read.lon is not None and not city.bounds.holds(read.lat, read.lon):
        faults.append(Fault("lat", phrases.OUTSIDE_CITY))
    if read.area and atlas_of(city).area_named(read.area) is None:
        faults.append(Fault("area", phrases.NOT_OF_THIS_CITY))
    if faults or category is None:
        raise BadInput(faults)
    return category, Filing(
        category=read.category,
        lat=read.lat,
        lon=read.lon,
        accuracy_m=read.accuracy_m,
        address=(read.address or "").strip(),
        area=read.area,
        text=(read.text or "").strip(),
        attributes=read.attributes or {},
        contact=_contact(read.contact),
    )


def _contact(contact: Contact | str | None) -> dict[str, str]:
    if contact is None:
        return {}
    if isinstance(contact, str):
        return {"note": contact.strip()} if contact.strip() else {}
    return {key: value.strip() for key, value in contact.model_dump().items() if value.strip()}
