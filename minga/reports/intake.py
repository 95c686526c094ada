"""Reading what somebody tells: one strict schema for API, page, caller desk and imports.

Every fault is told, each with its field and a sentence in the reader's language.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from minga.ground.errors import BadInput, Fault
from minga.ground.text_safety import is_storable
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
AttributeValue = Word | bool | int | float | list[Word]


class Contact(BaseModel):
    """How officials may reach who reported; never public."""

    model_config = ConfigDict(strict=True)

    name: Short = ""
    email: Short = ""
    phone: Short = ""


class FilingIn(BaseModel):
    """A report as a client sends it. Degrees in WGS84, metres."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

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

    @field_validator("*", mode="before")
    @classmethod
    def no_nul(cls, value: Any) -> Any:
        """What no database can keep, no honest text holds."""
        if not is_storable(value):
            raise ValueError("nul")
        return value

    @model_validator(mode="after")
    def has_a_place(self) -> "FilingIn":
        """A pair of degrees, or an address."""
        if (self.lat is None) != (self.lon is None):
            raise ValueError("half_place")
        if self.lat is None and not (self.address or "").strip():
            raise ValueError("no_place")
        return self


FAULTS: dict[str, Any] = {
    "missing": phrases.NEEDED,
    "string_too_long": _("This is too long: at most %(max_length)s characters."),
    "too_long": _("These are too many: at most %(max_length)s."),
    "string_type": _("This should be text."),
    "float_type": _("This should be a number."),
    "finite_number": _("This should be a number."),
    "greater_than_equal": _("This should be %(ge)s or more."),
    "less_than_equal": _("This should be %(le)s or less."),
    "dict_type": _("This should be an object with named values."),
    "model_type": _("This should be an object with named values."),
    "model_attributes_type": _("This should be an object with named values."),
    "nul": phrases.UNSTORABLE,
    "string_unicode": phrases.UNSTORABLE,
    "half_place": _("Please send lat and lon together."),
    "no_place": _("Please tell where: a position (lat and lon) or an address."),
}
ELSE = _("This is not as expected.")


def read_filing(raw: Any) -> FilingIn:
    """The schema's view of plain JSON values. Raises BadInput with every fault."""
    try:
        return FilingIn.model_validate(raw)
    except ValidationError as trouble:
        raise BadInput(faults_of(trouble)) from trouble


def faults_of(trouble: ValidationError) -> list[Fault]:
    """Pydantic's errors in our words; a union's several complaints about a field are one."""
    faults: dict[str, Fault] = {}
    for error in trouble.errors(include_url=False, include_input=False):
        fault = fault_of_error(dict(error))
        faults.setdefault(fault.field, fault)
    return list(faults.values())


ENVELOPES = ("body", "query", "path", "header", "file", "form")
INNER_ENVELOPES = ("filing", "words")
"""What the framework puts before the name of a field: where it came in, and our own parameter."""


def fault_of_error(error: Mapping[str, Any]) -> Fault:
    """One error of pydantic (type, loc, ctx) as a fault of ours."""
    kind = str(error["type"])
    context = {key: str(value) for key, value in (error.get("ctx") or {}).items()}
    if kind == "value_error":
        kind = context.get("error", "")
    path = [str(part) for part in error["loc"]]
    path = path[1:] if path and path[0] in ENVELOPES else path
    path = path[1:] if path and path[0] in INNER_ENVELOPES else path
    field = path[0] if path else {"no_place": "lat", "half_place": "lat"}.get(kind, "")
    sentence = FAULTS.get(kind, ELSE)
    return Fault(field, str(sentence) % context if "%(" in str(sentence) else sentence)


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
