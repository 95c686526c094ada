"""What a note of a workshop becomes in the programme: tables, and drafts made from notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from minga.ground.fields import Field
from minga.programme.kinds import KINDS

BECOMES: dict[str, tuple[str, ...]] = {
    "ideas": ("idea", "challenge", "concept"),
    "dots": ("idea", "challenge", "concept"),
    "concepts": ("concept",),
    "swot": ("swot",),
    "personas": ("persona",),
    "visions": ("vision",),
    "consensus": ("idea", "concept", "vision", "swot"),
}
"""The kind of a board → the kinds of node its notes may become; the first is proposed."""

QUADRANTS = {
    "strengths": "strength",
    "weaknesses": "weakness",
    "opportunities": "opportunity",
    "threats": "threat",
}
FIELDS: dict[str, dict[str, str]] = {
    "concept": {
        "for_whom": "for_whom",
        "does": "how",
        "first_test": "first_test",
        "needs": "partners",
    },
    "persona": {"day": "day", "needs": "hopes", "fears": "pains"},
    "vision": {"year": "year", "group": "persona"},
}
"""The kind of node → its field → the field of the note that it is taken from."""
REST = {"concept": ("need", "different"), "persona": ("role",), "vision": ("change",)}
"""The note's other fields, which become part of the text, in this order."""
MAX_TITLE_LENGTH = 200


@dataclass(frozen=True)
class Draft:
    """What a node made of a note would say."""

    kind: str
    title: str
    text: str
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def missing(self) -> list[Field]:
        """The fields that the kind needs and the note does not say."""
        return [
            needed
            for needed in KINDS[self.kind].fields
            if needed.required and not self.fields.get(needed.code)
        ]


def draft_of(kind: str, column: str, text: str, fields: Mapping[str, Any]) -> Draft:
    """What a note with this text becomes as a node of this kind."""
    first, _, rest = text.strip().partition("\n")
    title = " ".join(first.split())
    parts = [rest.strip()]
    if len(title) > MAX_TITLE_LENGTH:
        # The whole sentence goes into the text; the title is its beginning.
        parts.insert(0, title)
        title = f"{title[: MAX_TITLE_LENGTH - 1].rstrip()}…"
    parts += [str(fields[name]).strip() for name in REST.get(kind, ()) if fields.get(name)]
    values = {
        target: fields[source]
        for target, source in FIELDS.get(kind, {}).items()
        if fields.get(source)
    }
    if kind == "swot" and column in QUADRANTS:
        values["quadrant"] = QUADRANTS[column]
    if kind == "concept" and "does" not in values:
        # A note of a wall says in its own words what the thing does.
        values["does"] = text.strip()
    if kind == "challenge":
        values["origin"] = "workshop"
    return Draft(kind, title, "\n\n".join(part for part in parts if part), values)
