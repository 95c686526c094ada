"""Tags that ask and show the fields of `minga.ground.fields`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from minga.ground.fields import Field

register = template.Library()


@register.filter
def unlocalized(value: Any) -> str:
    """A number as a form field takes it back, without thousands separators."""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)


@register.filter
def of_key(table: Mapping[str, Any], key: str) -> Any:
    """One value of a table by its key; nothing when it is not there."""
    return table.get(key, "") if table else ""


def shown(field: Field, value: Any) -> str:
    """A value as a reader of this language expects it."""
    if field.kind == "choice":
        return str(field.choice_name(value))
    if field.kind == "choices":
        return ", ".join(str(field.choice_name(item)) for item in value)
    if field.kind == "truth":
        return _("Yes") if value else _("No")
    if field.kind == "date":
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if field.code == "year" or field.code == "since":
        return str(value)
    if field.kind in ("number", "whole"):
        return number_format(value, force_grouping=True)
    return str(value)


@register.simple_tag
def told_values(
    fields: Sequence[Field], values: Mapping[str, Any], everything: bool = False
) -> list[tuple[Field, str]]:
    """The fields that have a value, with their words; the private ones for officials only."""
    return [
        (field, shown(field, values[field.code]))
        for field in fields
        if field.code in values and (everything or not field.private)
    ]
