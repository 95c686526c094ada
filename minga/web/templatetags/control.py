"""Tags of the control room's templates."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(counts: Mapping[str, int], name: str) -> int:
    """How many a table of counts holds under this name; 0 where it says nothing."""
    return counts.get(name, 0)


@register.filter
def at_key(table: Mapping[str, Any], name: str) -> Any:
    """The value under this key, "" where there is none."""
    return table.get(name, "")
