"""Kinds of every component: records from outside, promises of partners, results and their media."""

from django.utils.translation import gettext_lazy as _

from minga.ground.fields import Field
from minga.programme.kinds.kind import Kind, Move, states

MADE_BY_COMPONENTS = frozenset(
    {
        "challenge", "concept", "prototype", "demonstration", "test", "technology", "dataset",
        "swot", "vision", "initiative", "commitment",
    }
)  # fmt: skip
DOCUMENT = Kind(
    code="document",
    name=_("Outside record"),
    plural=_("Outside records"),
    about=_("A report, letter, agreement or list that was not made here, and what it says."),
    icon="file-text",
    states={"cited": _("Cited")},
    fields=(
        Field(code="publisher", label=_("Who wrote or published it"), required=True),
        Field(code="dated", label=_("Its date, as it says"), most=60),
        Field(code="place", label=_("Where in it: page, table or box")),
        Field(code="link", label=_("Link"), kind="link"),
        Field(code="licence", label=_("Licence")),
    ),
    is_root=True,
)
COMMITMENT = Kind(
    code="commitment",
    name=_("Commitment"),
    plural=_("Commitments"),
    about=_("What a partner promised to bring, for which activity, and whether it came."),
    icon="handshake",
    states={
        "promised": _("Promised"),
        "kept": _("Kept"),
        "not_kept": _("Not kept"),
        "released": _("Released"),
    },
    moves={
        "keep": Move(_("It was kept"), states("promised", "not_kept"), "kept"),
        "miss": Move(_("It was not kept"), states("promised"), "not_kept", True),
        "release": Move(_("Release the partner"), states("promised"), "released", True),
        "renew": Move(
            _("Promise it anew"), states("kept", "not_kept", "released"), "promised", True
        ),
    },
    fields=(
        Field(
            code="form",
            label=_("In which form"),
            kind="choice",
            required=True,
            choices=(
                ("sponsorship", _("Sponsorship")),
                ("in_kind", _("In kind")),
                ("mentoring", _("Mentoring")),
                ("venue", _("A place to meet")),
                ("training", _("Training")),
                ("testing", _("Trying out solutions")),
                ("data", _("Data")),
                ("work", _("Work of its people")),
            ),
        ),
        Field(code="activity", label=_("For which activity"), required=True),
        Field(code="amount", label=_("How much")),
        Field(code="proof", label=_("What shows that it was kept"), kind="text"),
    ),
    comes_from=(MADE_BY_COMPONENTS | {"interview", "statement", "result", "document"})
    - {"commitment", "technology"},
    owned=_("Partner"),
    dated=_("Due"),
)
RESULT = Kind(
    code="result",
    name=_("Result"),
    plural=_("Results"),
    about=_("What a component leaves behind, in a sentence that can be checked."),
    icon="badge-check",
    states={"stated": _("Stated")},
    fields=(
        Field(code="figure", label=_("Figure")),
        Field(code="link", label=_("Link"), kind="link"),
    ),
    comes_from=MADE_BY_COMPONENTS | {"document"},
)
MEDIA = Kind(
    code="media",
    name=_("Media record"),
    plural=_("Media records"),
    about=_("A video, recording or picture of a component, always with the same in words."),
    icon="film",
    states={"kept": _("Kept")},
    fields=(
        Field(code="link", label=_("Link"), kind="link"),
        Field(code="transcript", label=_("The same in words"), kind="text", required=True),
    ),
    comes_from=MADE_BY_COMPONENTS | {"result", "document"},
)
KINDS = (DOCUMENT, COMMITMENT, RESULT, MEDIA)
