"""The words of the control room's forms, as the plain values that the verbs take."""

from collections.abc import Mapping
from typing import Any

from minga.ground.errors import BadInput
from minga.ground.media.limits import MAX_BOXES
from minga.reports import phrases

Boxes = list[list[float]]
EDGE = 1.0005
"""A box drawn to the very edge may pass it by what rounding leaves."""


def given_words(form: Any) -> dict[str, Any]:
    """Read a form (a QueryDict). Boxes come as `box-<attachment id>` = "left,top,width,height;…".

    A photo is named only when its checkbox is set. Raises BadInput for boxes off the photo.
    """
    given: dict[str, Any] = {
        name: form[name].replace("\r\n", "\n")
        for name in ("body", "crew", "text", "reason")
        if name in form
    }
    for name in ("lat", "lon"):
        given[name] = _degrees(form.get(name, ""))
    chosen = {pk for pk in form.getlist("photo") if pk.isdecimal() and len(pk) < 19}
    given["photos"] = {pk: _boxes(form, pk) for pk in sorted(chosen)}
    return given


def _degrees(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _boxes(form: Mapping[str, str], pk: str) -> Boxes:
    try:
        parts = [part for part in form.get(f"box-{pk}", "").split(";") if part]
        boxes = [[float(side) for side in part.split(",")] for part in parts]
        return [_inside(*box) for box in boxes[: MAX_BOXES + 1]]
    except (TypeError, ValueError) as trouble:
        raise BadInput.one("photos", phrases.NEEDED) from trouble


def _inside(left: float, top: float, width: float, height: float) -> list[float]:
    fits = 0 <= left < 1 and 0 <= top < 1 and width > 0 and height > 0
    if not (fits and left + width <= EDGE and top + height <= EDGE):
        raise ValueError("a box off the photo")
    return [left, top, min(width, 1 - left), min(height, 1 - top)]
