"""Forms: what a page's form sends, read into a pydantic model; every fault is told at once.

A form sends nothing but text. `read` turns it into the values that the model asks for (numbers,
dates, lists, nested models) and lets the model judge them as strictly as a JSON body; text that
is no number stays text, so that the model tells the fault. JSON bodies tell theirs in the same
sentences: `faults_of`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, NamedTuple, TypeVar, Union, get_args, get_origin

from django.utils.translation import gettext_lazy as _
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WrapValidator,
    field_validator,
)
from pydantic_core import PydanticCustomError

from minga.ground.errors import BadInput, Fault, Text
from minga.ground.fields import NEEDED, NO_CHOICE, NO_DATE, NO_NUMBER, NOT_TEXT, UNKNOWN
from minga.ground.text_safety import honest_throughout, is_storable

UNSTORABLE = _("This holds a character that cannot be stored.")
NO_OBJECT = _("This should be an object with named values.")
UNEXPECTED = _("This is not as expected.")
NO_CLOCK = _("That is no time of day. Write it as 08:30.")

SENTENCES: Mapping[str, Text] = {
    "missing": NEEDED,
    "string_too_long": _("This is too long: at most %(max_length)s characters."),
    "too_long": _("These are too many: at most %(max_length)s."),
    "string_type": NOT_TEXT,
    "float_type": NO_NUMBER,
    "int_type": NO_NUMBER,
    "finite_number": NO_NUMBER,
    "greater_than_equal": _("This should be %(ge)s or more."),
    "less_than_equal": _("This should be %(le)s or less."),
    "date_type": NO_DATE,
    "datetime_type": _("This should be a date and a time."),
    "time_type": NO_CLOCK,
    "time_delta_type": NO_CLOCK,
    "bool_type": NO_CHOICE,
    "literal_error": NO_CHOICE,
    "is_instance_of": NO_CHOICE,
    "extra_forbidden": UNKNOWN,
    "dict_type": NO_OBJECT,
    "model_type": NO_OBJECT,
    "model_attributes_type": NO_OBJECT,
    "string_unicode": UNSTORABLE,
}
"""What is said to each kind of error that pydantic knows."""


class Incoming(BaseModel):
    """The base of everything that somebody sends, as JSON or as a form."""

    model_config = ConfigDict(allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def no_unstorable(cls, value: Any) -> Any:
        """What no database can keep, no honest text holds; what deceives is left out."""
        if not is_storable(value):
            raise refusal(UNSTORABLE)
        return honest_throughout(value)


class Form(Incoming):
    """A form: strict. `SENTENCES` says something else than usual to a kind of error."""

    model_config = ConfigDict(strict=True)
    SENTENCES: ClassVar[Mapping[str, Text]] = {}


FormT = TypeVar("FormT", bound=Form)


def read(
    form: type[FormT],
    sent: Mapping[str, Any],
    *,
    context: Any = None,
    beside: Sequence[Fault] = (),
) -> FormT:
    """The form from what was sent (`request.POST`). Raises BadInput with every fault.

    An empty field is an absent one. A field that is a model has its name before those of its own
    fields (`contact_name`); a list of models is a table, its columns sent as lists. Faults that
    were found `beside` the form, in a file for example, are told with its own.
    """
    try:
        read_form = form.model_validate(_values(form, sent), context=context)
    except ValidationError as trouble:
        raise BadInput([*faults_of(trouble, form.SENTENCES, is_form=True), *beside]) from trouble
    if beside:
        raise BadInput(beside)
    return read_form


def read_partly(
    form: type[FormT], sent: Mapping[str, Any], *, context: Any = None
) -> tuple[FormT, list[Fault]]:
    """What can be read, and every fault: a field has its default then, a row is left out."""
    values = _values(form, sent)
    try:
        return form.model_validate(values, context=context), []
    except ValidationError as trouble:
        _leave_out(values, [error["loc"] for error in trouble.errors()])
        faults = faults_of(trouble, form.SENTENCES, is_form=True)
        return form.model_validate(values, context=context), faults


def refusal(sentence: Text, field: str = "") -> PydanticCustomError:
    """For validators to raise: a sentence of one's own, about another field where one is named."""
    return PydanticCustomError("refused", "refused", {"sentence": sentence, "field": field})


def or_else(fallback: Any) -> WrapValidator:
    """For fields nobody types, such as a version or an id: nonsense counts as this value."""

    def lenient(value: Any, validated: Callable[[Any], Any]) -> Any:
        try:
            return validated(value)
        except ValidationError:
            return fallback

    return WrapValidator(lenient)


Id = Annotated[int, Field(ge=0), or_else(0)]
"""The id of a row, its number or its version; nonsense is 0, which no row has."""


class ListQuery(Form):
    """Where a list goes on: after the row with this id."""

    after: Annotated[int | None, Field(ge=0)] = None


def list_after(query: Mapping[str, Any]) -> int | None:
    """The `?after=` of a list's address; nonsense is its beginning."""
    return read_partly(ListQuery, query)[0].after


def _in_one_line(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


one_line = BeforeValidator(_in_one_line)
"""For names and titles: any run of spaces and line breaks is one space."""


def cut_to(most: int) -> BeforeValidator:
    """For what is searched: only so many characters count."""
    return BeforeValidator(lambda value: value[:most] if isinstance(value, str) else value)


def faults_of(
    trouble: ValidationError, sentences: Mapping[str, Text] | None = None, *, is_form: bool = False
) -> list[Fault]:
    """Pydantic's errors as faults; of several about one field the first is told."""
    faults: dict[str, Fault] = {}
    for error in trouble.errors(include_url=False, include_input=False):
        fault = fault_of_error(dict(error), sentences, is_form=is_form)
        faults.setdefault(fault.field, fault)
    return list(faults.values())


def fault_of_error(
    error: Mapping[str, Any], sentences: Mapping[str, Text] | None = None, *, is_form: bool = False
) -> Fault:
    """One error of pydantic (type, loc, ctx) as a fault; a form's row is `period_3`."""
    path, context = error["loc"], error.get("ctx") or {}
    field = str(path[0]) if path else ""
    if is_form and len(path) > 2 and isinstance(path[1], int):
        field = f"{field}_{path[1]}"
    if error["type"] == "refused":
        return Fault(context["field"] or field, context["sentence"])
    sentence = {**SENTENCES, **(sentences or {})}.get(error["type"], UNEXPECTED)
    return Fault(field, str(sentence) % context if "%(" in str(sentence) else sentence)


NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?", re.ASCII)
DAY_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)", re.ASCII)
TRUTHS = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}


def _number(text: str) -> float:
    """With a decimal comma or point; the model refuses what is too large to be finite."""
    return float(_match(NUMBER, text)[0].replace(",", "."))


def _whole(text: str) -> int:
    return int(_match(WHOLE, text)[0])


def _clock(text: str) -> time:
    match = _match(CLOCK, text)
    return time(int(match[1]), int(match[2]))


def _since_midnight(text: str) -> timedelta:
    """A time of a service day: 24:30 is half an hour after midnight, and still the same day."""
    match = _match(DAY_CLOCK, text)
    return timedelta(hours=int(match[1]), minutes=int(match[2]))


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return match


CONVERTERS: Mapping[Any, Callable[[str], Any]] = {
    bool: lambda text: TRUTHS[text],
    int: _whole,
    float: _number,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    time: _clock,
    timedelta: _since_midnight,
}


class _Field(NamedTuple):
    """How a field is sent: under which name, as a list, as a model of its own, as which type."""

    name: str
    is_list: bool
    model: type[BaseModel] | None
    converter: Callable[[str], Any]


@cache
def _fields(model: type[BaseModel]) -> tuple[_Field, ...]:
    """What a form can send; no form sends named values."""
    known = ((field.alias or name, field.annotation) for name, field in model.model_fields.items())
    return tuple(_field(name, kind) for name, kind in known if dict not in _origins(kind))


def _field(name: str, annotation: Any) -> _Field:
    kinds = _alternatives(annotation)
    is_list = list in _origins(annotation)
    if is_list:
        kinds = [part for kind in kinds for part in _alternatives(*get_args(kind)[:1])]
    classes = [kind for kind in kinds if isinstance(kind, type)]
    model = next((kind for kind in classes if issubclass(kind, BaseModel)), None)
    enums = [kind for kind in classes if issubclass(kind, Enum)]
    converter = next((CONVERTERS[kind] for kind in kinds if kind in CONVERTERS), str)
    return _Field(name, is_list, model, enums[0] if enums else converter)


def _origins(annotation: Any) -> set[Any]:
    return {get_origin(kind) for kind in _alternatives(annotation)}


def _alternatives(annotation: Any = str) -> list[Any]:
    """The types of a union, without what is annotated to them."""
    if get_origin(annotation) is Annotated:
        return _alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [part for kind in get_args(annotation) for part in _alternatives(kind)]
    return [annotation]


def _values(model: type[BaseModel], sent: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The values that the model judges; what is empty is absent."""
    values = {field.name: _value(field, sent, prefix) for field in _fields(model)}
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _value(field: _Field, sent: Mapping[str, Any], prefix: str) -> Any:
    name = prefix + field.name
    if field.model is not None:
        return _rows(field.model, sent) if field.is_list else _values(field.model, sent, f"{name}_")
    if field.is_list:
        texts = map(_text, _texts(sent, name))
        return [_converted(field.converter, text) for text in texts if text]
    return _converted(field.converter, _text(sent.get(name)))


def _rows(model: type[BaseModel], sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    columns = {field.name: _texts(sent, field.name) for field in _fields(model)}
    count = max(map(len, columns.values()))
    rows = (
        {name: texts[row] for name, texts in columns.items() if row < len(texts)}
        for row in range(count)
    )
    return [values for row in rows if (values := _values(model, row))]


def _texts(sent: Mapping[str, Any], name: str) -> Sequence[Any]:
    getlist = getattr(sent, "getlist", None)
    if getlist is not None:
        return list(getlist(name))
    value = sent.get(name, [])
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def _converted(converter: Callable[[str], Any], text: str) -> Any:
    if text:
        with suppress(ValueError, KeyError):
            return converter(text)
    return text


def _leave_out(values: dict[str, Any], paths: Sequence[tuple[int | str, ...]]) -> None:
    """Drop the fields at fault; of a list only its parts at fault, from the last to the first."""
    parts = {path[:2] for path in paths if len(path) > 1 and isinstance(path[1], int)}
    for name, place in sorted(parts, reverse=True):
        del values[str(name)][int(place)]
    for path in paths:
        if path[:2] not in parts:
            values.pop(str(path[0]), None)
