"""Tags that ask and show the fields of `minga.ground.fields`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template

from minga.ground.fields import Field, shown

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
