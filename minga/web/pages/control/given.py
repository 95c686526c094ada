"""The control room's forms: what the verbs take, and the boxes drawn on photos."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from minga.ground.errors import BadInput
from minga.ground.forms import Form, or_else, read
from minga.ground.media.limits import MAX_BOXES
from minga.reports import phrases

EDGE = 1.0005
"""A box drawn to the very edge may pass it by what rounding leaves."""
Degrees = Annotated[float | None, or_else(None)]
Fraction = Annotated[float, Field(ge=0, lt=1)]
Extent = Annotated[float, Field(gt=0)]


class VerbForm(Form):
    """What a verb may take. A photo is named only when its checkbox is set."""

    body: str = ""
    crew: str = ""
    text: str = ""
    reason: str = ""
    lat: Degrees = None
    lon: Degrees = None
    photo: list[Annotated[int, Field(ge=0), or_else(0)]] = []

    @model_validator(mode="after")
    def is_whole_place(self) -> Self:
        """Half a place is none."""
        if self.lat is None or self.lon is None:
            self.lat = self.lon = None
        return self


class SeenForm(Form):
    """The last line of history that stood in the panel from which a verb was sent."""

    seen: Annotated[int | None, or_else(None)] = None


class BoxForm(Form):
    """A box on a photo, in fractions of its width and height."""

    left: Fraction
    top: Fraction
    width: Extent
    height: Extent

    @model_validator(mode="after")
    def is_inside(self) -> Self:
        """No farther than the edge."""
        if self.left + self.width > EDGE or self.top + self.height > EDGE:
            raise ValueError("a box off the photo")
        return self


def given_words(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The verb's words. Boxes come as `box-<attachment id>` = "left,top,width,height;…".

    Raises BadInput for boxes off the photo.
    """
    form = read(VerbForm, sent)
    boxes = {number: sent.get(f"box-{number}", "") for number in sorted(set(form.photo) - {0})}
    try:
        photos = {number: list(_boxes(text)) for number, text in boxes.items()}
    except (BadInput, ValueError) as error:
        raise BadInput.single("photos", phrases.NEEDED) from error
    return form.model_dump(exclude={"photo"}) | {"photos": photos}


def _boxes(text: str) -> Iterator[list[float]]:
    parts = [part for part in text.split(";") if part]
    for part in parts[: MAX_BOXES + 1]:
        box = read(BoxForm, dict(zip(BoxForm.model_fields, part.split(","), strict=True)))
        yield [box.left, box.top, min(box.width, 1 - box.left), min(box.height, 1 - box.top)]
