"""Who wrote a vision, for the page of a node, which knows nothing of visions."""

from django import template

from minga.programme.models import Node
from minga.programme.vision.queries.visions import Part, authors_by_group

register = template.Library()


@register.simple_tag
def authors_of(vision: Node, everything: bool = False) -> list[Part]:
    """The groups that wrote it, with those of their authors who may be named."""
    return authors_by_group(vision, everything=everything)
