"""Fields as data: what a form asks, an API reads and a table shows, said once.

A room lists the fields of each of its kinds (a concept card, a dataset, a commitment); pages,
API, spreadsheets and the programme's export all read and check values through this list.
Values are plain JSON: text, numbers, booleans, dates as ISO 8601, lists of choices.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.ground.errors import BadInput, Fault, Text
from minga.ground.text_safety import honest, is_storable

MAX_LINE, MAX_TEXT = 200, 8000
TRUTHS = {True: True, False: False, "true": True, "on": True, "1": True, "false": False, "0": False}

NEEDED = _("Please fill this in.")
NOT_TEXT = _("This should be text.")
TOO_LONG = _("This is too long: at most {most} characters.")
UNSTORABLE = _("There are signs in here that cannot be kept.")
NO_NUMBER = _("This should be a number.")
OUT_OF_RANGE = _("This should be between {least} and {most}.")
NO_DATE = _("This should be a date, such as 2026-03-31.")
NO_LINK = _("This should be an address that begins with https:// or http://.")
NO_CHOICE = _("This is none of the choices.")
UNKNOWN = _("There is no such field here.")


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field. `kind` is a key of READERS; `least` and `most` bound numbers, or a text's length.

    `private`: seen by the officials who run the programme only; never public, never exported
    without being asked for.
    """

    code: str
    label: Text
    kind: str = "line"
    hint: Text = ""
    required: bool = False
    choices: tuple[tuple[str, Text], ...] = ()
    least: float | None = None
    most: float | None = None
    private: bool = False

    def choice_name(self, value: str) -> Text:
        """The words of a choice; the code itself when an older version wrote it."""
        return dict(self.choices).get(value, value)


def read(
    fields: Iterable[Field], raw: Mapping[str, Any], *, strict: bool = False
) -> dict[str, Any]:
    """The values of these fields from JSON or from a form. Empty ones are absent.

    `strict`: a name that is no field is a fault (API, import); pages send other things besides.
    Raises BadInput with every fault.
    """
    by_code = {field.code: field for field in fields}
    values: dict[str, Any] = {}
    faults = [Fault(name, UNKNOWN) for name in raw if strict and name not in by_code]
    for field in by_code.values():
        given = raw.get(field.code)
        if isinstance(given, str):
            given = honest(given.replace("\r\n", "\n")).strip()
        if given is None or given == "" or given == []:
            if field.required:
                faults.append(Fault(field.code, NEEDED))
            continue
        try:
            values[field.code] = READERS[field.kind](field, given)
        except _NotGood as fault:
            faults.append(Fault(field.code, fault.sentence))
    if faults:
        raise BadInput(faults)
    return values


def read_text(field: Field, value: Any, *, required: bool = False) -> str:
    """One text by itself, "" when there is none. Raises BadInput, also for none if `required`."""
    asked = replace(field, required=field.required or required)
    return str(read((asked,), {field.code: value}).get(field.code, ""))


def public(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that anybody may see, in the order of the fields."""
    return {
        field.code: values[field.code]
        for field in fields
        if field.code in values and not field.private
    }


def shown(field: Field, value: Any) -> str:
    """A value as a reader of this language expects it."""
    if field.kind == "choice":
        return str(field.choice_name(value))
    if field.kind == "choices":
        return ", ".join(str(field.choice_name(item)) for item in value)
    if field.kind == "truth":
        return gettext("Yes") if value else gettext("No")
    if field.kind == "date":
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if field.code == "year" or field.code == "since":
        return str(value)
    if field.kind in ("number", "whole"):
        return number_format(value, force_grouping=True)
    return str(value)


class _NotGood(Exception):
    def __init__(self, sentence: Text) -> None:
        super().__init__()
        self.sentence = sentence


def _text(field: Field, given: Any, most: float) -> str:
    if not isinstance(given, str):
        raise _NotGood(NOT_TEXT)
    if not is_storable(given):
        raise _NotGood(UNSTORABLE)
    most = field.most or most
    if len(given) > most:
        raise _NotGood(str(TOO_LONG).format(most=int(most)))
    return given


def _line(field: Field, given: Any) -> str:
    return " ".join(_text(field, given, MAX_LINE).split())


def _long(field: Field, given: Any) -> str:
    return _text(field, given, MAX_TEXT)


def _number(field: Field, given: Any) -> float:
    try:
        if isinstance(given, bool):
            raise ValueError
        number = float(given.replace(",", ".") if isinstance(given, str) else given)
    except (ValueError, TypeError, OverflowError):
        raise _NotGood(NO_NUMBER) from None
    least = -math.inf if field.least is None else field.least
    most = math.inf if field.most is None else field.most
    if not math.isfinite(number) or not least <= number <= most:
        raise _NotGood(NO_NUMBER if math.isinf(least + most) else _range(field))
    return number


def _range(field: Field) -> str:
    return str(OUT_OF_RANGE).format(least=f"{field.least:g}", most=f"{field.most:g}")


def _whole(field: Field, given: Any) -> int:
    number = _number(field, given)
    if number != int(number):
        raise _NotGood(NO_NUMBER)
    return int(number)


def _date(field: Field, given: Any) -> str:
    try:
        return date.fromisoformat(given).isoformat()
    except (ValueError, TypeError):
        raise _NotGood(NO_DATE) from None


def _truth(field: Field, given: Any) -> bool:
    if not isinstance(given, bool | str) or given not in TRUTHS:
        raise _NotGood(NO_CHOICE)
    return TRUTHS[given]


def _link(field: Field, given: Any) -> str:
    text = _line(field, given)
    if not is_web_address(text):
        raise _NotGood(NO_LINK)
    return text


def is_web_address(text: str) -> bool:
    """True for what a link may lead to: http or https, and a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _choice(field: Field, given: Any) -> str:
    if not isinstance(given, str) or given not in dict(field.choices):
        raise _NotGood(NO_CHOICE)
    return given


def _choices(field: Field, given: Any) -> list[str]:
    several = [given] if isinstance(given, str) else given
    if not isinstance(several, list):
        raise _NotGood(NO_CHOICE)
    return [_choice(field, choice) for choice in dict.fromkeys(map(str, several))]


READERS: dict[str, Callable[[Field, Any], Any]] = {
    "line": _line,
    "text": _long,
    "number": _number,
    "whole": _whole,
    "date": _date,
    "truth": _truth,
    "link": _link,
    "choice": _choice,
    "choices": _choices,
}
"""The kinds of field: how each reads a value. `choices` takes several of its choices."""
