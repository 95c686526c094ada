"""The kinds of board as a table: what each asks, its columns and fields, and whether dots count."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from minga.ground.errors import Text
from minga.ground.fields import Field

Column = tuple[str, Text]


@dataclass(frozen=True, kw_only=True)
class BoardKind:
    """One kind of board. `shared`: everybody may change every note, as on a real wall.

    `columns`: where a note may hang; without any, everywhere. `has_dots`: people spend dots on
    its notes.
    """

    code: str
    name: Text
    prompt: Text
    columns: tuple[Column, ...] = ()
    fields: tuple[Field, ...] = ()
    has_dots: bool = True
    shared: bool = True

    @property
    def column_codes(self) -> frozenset[str]:
        """The codes a note's column may have."""
        return frozenset(code for code, _ in self.columns)


CONCEPT = (
    Field(code="for_whom", label=_("Who is it for?"), required=False, most=200),
    Field(code="need", label=_("Which need does it meet?"), kind="text", most=1000),
    Field(code="how", label=_("How does it work?"), kind="text", most=2000),
    Field(code="different", label=_("What is new about it?"), kind="text", most=1000),
    Field(code="partners", label=_("Who has to take part?"), kind="text", most=1000),
    Field(code="first_test", label=_("How could it be tried next month?"), kind="text", most=1000),
)
PERSONA = (
    Field(code="role", label=_("Who is this person in traffic?"), most=200),
    Field(code="age", label=_("Age"), kind="whole", least=0, most=120),
    Field(code="day", label=_("A day of this person"), kind="text", most=2000),
    Field(code="pains", label=_("What makes it hard?"), kind="text", most=1000),
    Field(code="hopes", label=_("What would help?"), kind="text", most=1000),
)
VISION = (
    Field(code="year", label=_("In which year?"), kind="whole", least=2000, most=2100),
    Field(code="persona", label=_("Seen by whom?"), most=200),
    Field(code="change", label=_("What is different from today?"), kind="text", most=2000),
)

BOARDS: dict[str, BoardKind] = {
    kind.code: kind
    for kind in (
        BoardKind(
            code="ideas",
            name=_("Ideas"),
            prompt=_("One idea a note. Quantity first; judging comes later."),
        ),
        BoardKind(
            code="concepts",
            name=_("Concept cards"),
            prompt=_("Give the idea a name and say how it would work."),
            fields=CONCEPT,
        ),
        BoardKind(
            code="swot",
            name=_("Strengths, weaknesses, opportunities, threats"),
            prompt=_("Strengths and weaknesses are ours; opportunities and threats come to us."),
            columns=(
                ("strengths", _("Strengths")),
                ("weaknesses", _("Weaknesses")),
                ("opportunities", _("Opportunities")),
                ("threats", _("Threats")),
            ),
        ),
        BoardKind(
            code="personas",
            name=_("Personas"),
            prompt=_("Describe somebody you could meet tomorrow at the bus stop."),
            fields=PERSONA,
            has_dots=False,
        ),
        BoardKind(
            code="visions",
            name=_("Visions"),
            prompt=_("Say it as if it had already happened: “It is that year, and …”"),
            fields=VISION,
        ),
        BoardKind(
            code="dots",
            name=_("Dot voting"),
            prompt=_("Spend your dots on what should come first."),
            shared=False,
        ),
        BoardKind(
            code="consensus",
            name=_("Consensus"),
            prompt=_("Can you live with it? If not, say why: an objection is a gift."),
            has_dots=False,
            shared=False,
        ),
    )
}
"""What `Board.kind` may be. Dots and consensus boards go on from notes of another board as well."""


def kind_of(code: str) -> BoardKind:
    """The kind with this code; an unknown one (of a newer version) is shown as plain ideas."""
    return BOARDS.get(code, BOARDS["ideas"])
