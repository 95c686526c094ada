"""Follow an initiative in public, and agree on the years of the roadmap."""

from collections.abc import Sequence
from datetime import datetime

from minga.ground.conflicts import refuse_unless_seen
from minga.ground.errors import BadInput
from minga.ground.fields import Field, read
from minga.ground.work import action, record
from minga.people.models import Person
from minga.programme.access import Act
from minga.programme.core.actions._writing import (
    current,
    refuse_unless_lead,
    refuse_unless_may,
    save_step,
    tell,
)
from minga.programme.events import HorizonSet, NodeEdited
from minga.programme.models import Node, Programme
from minga.programme.phrases import INITIATIVES_ONLY, YEARS_NEEDED

UPDATE = (
    Field(code="told", label="", kind="text", required=True, most=2000),
    Field(code="progress", label="", kind="whole", least=0, most=100),
)
YEAR = Field(code="years", label="", kind="whole", required=True, least=2000, most=2200)
MAX_YEARS = 8


@action
def follow_up(
    *, node: Node, text: str, at: datetime, by: Person | None, progress: str | int | None = None
) -> Node:
    """Say in public how an initiative goes: a line of its history with words, perhaps progress.

    Raises BadInput (no words, a progress that is none, no initiative), NotCurrent, Refused.
    """
    row = current(node)
    refuse_unless_may(Act.CHANGE, row, by)
    if row.kind != "initiative":
        raise BadInput.single("told", INITIATIVES_ONLY)
    values = read(UPDATE, {"told": text, "progress": progress})
    before = {"progress": row.value("progress")}
    if "progress" in values:
        row.fields = row.fields | {"progress": values["progress"]}
    save_step(row, "update", at=at, by=by, reason=values["told"], before=before)
    tell(NodeEdited, row, at=at, by=by, version=row.version)
    return row


@action
def set_horizon(
    *,
    programme: Programme,
    years: Sequence[str | int],
    at: datetime,
    by: Person | None,
    seen: str | None = None,
) -> Programme:
    """Agree on the milestone years. Initiatives keep theirs; others are shown beside them.

    Raises Refused, BadInput for no year, too many or one that is none, and Changed when they are
    not what whoever read the mark `seen` saw.
    """
    refuse_unless_lead(programme, by)
    row = Programme.objects.select_for_update(of=("self",)).select_related("city")
    locked_programme = row.get(pk=programme.pk)
    refuse_unless_seen(seen, lambda: locked_programme.horizon_mark)
    read_years = sorted({int(read((YEAR,), {"years": year})["years"]) for year in years})
    if not 1 <= len(read_years) <= MAX_YEARS:
        raise BadInput.single("years", YEARS_NEEDED)
    locked_programme.horizon = read_years
    locked_programme.save(update_fields=["horizon"])
    fact = HorizonSet(
        city_id=locked_programme.city_id,
        city=locked_programme.city.slug,
        programme=locked_programme.slug,
        years=" ".join(map(str, read_years)),
    )
    record(fact, at=at, by=by)
    return locked_programme
