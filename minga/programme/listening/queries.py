"""The challenge bank as lists, what is alike in it, and what was decided about proposals."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Max, QuerySet

from minga.ground.revisioned import Revisioned
from minga.ground.secrets import derived_token, read_receipt, same
from minga.kernels.likeness import Likeness
from minga.programme.access import is_open, phases_for
from minga.programme.core.actors import phases_of
from minga.programme.core.queries.nodes import nodes_of
from minga.programme.kinds import KINDS
from minga.programme.listening.sorting import OFFERED, SAME
from minga.programme.models import Node, Nodes, Programme, Step
from minga.reports.models import Report
from minga.territory.models import City

MAX_COMPARED = 1000
"""Of a larger bank so many of the newest are compared with each other: time grows squared."""
PROGRAMMES_KEPT = 8
SMALL, STALE_S = 500, 60.0
"""A larger bank's index may be a minute old: making it anew for every change would cost seconds."""
COLUMNS = ("node", "title", "text", "state", "nature", "route", "owner", "origin", "where",
           "evidence", "evidence_link", "nature_reason", "made", "changed", "address")  # fmt: skip


class Narrow(NamedTuple):
    """What the list is narrowed to; "" is everything."""

    nature: str = ""
    route: str = ""
    state: str = ""
    owner: str = ""
    origin: str = ""
    words: str = ""


def bank_of(programme: Programme, narrow: Narrow, *, everything: bool) -> Nodes:
    """The programme's challenges, newest first, narrowed."""
    rows = nodes_of(
        programme,
        "challenge",
        everything=everything,
        state=narrow.state,
        search=narrow.words,
        organisation=narrow.owner,
    )
    for code in ("nature", "route", "origin"):
        value = getattr(narrow, code)
        if value:
            rows = rows.filter(**{f"fields__{code}": value})
    return rows


def bank_lines(rows: Nodes, address: str) -> Iterator[list[Any]]:
    """The rows of the bank's spreadsheet, in the order of COLUMNS."""
    fields = {field.code: field for field in KINDS["challenge"].fields}
    names = {
        code: {value: str(name) for value, name in fields[code].choices}
        for code in ("nature", "route", "origin")
    }
    states = {code: str(name) for code, name in KINDS["challenge"].states.items()}
    columns = ("public_id", "title", "text", "state", "fields", "made_at", "changed_at",
               "organisation__name")  # fmt: skip
    for row in rows.values_list(*columns).iterator(chunk_size=1000):
        public_id, title, text, state, values, made, changed, owner = row
        said = {code: names[code].get(values.get(code, ""), "") for code in names}
        yield [
            public_id,
            title,
            text,
            states.get(state, state),
            said["nature"],
            said["route"],
            owner or "",
            said["origin"],
            values.get("where", ""),
            values.get("evidence", ""),
            values.get("evidence_link", ""),
            values.get("nature_reason", ""),
            made.date().isoformat(),
            changed.date().isoformat(),
            f"{address}/n/{public_id}/",
        ]


@dataclass(frozen=True)
class _Index:
    ids: list[int]
    likeness: Likeness
    made_s: float


_indexes = Revisioned[tuple[int, bool], _Index](most=PROGRAMMES_KEPT)
"""By programme and whether officials ask: building one for 10,000 challenges takes seconds."""


def _may_wait(kept: _Index) -> bool:
    """True for a large bank that was indexed less than a minute ago."""
    return len(kept.ids) > SMALL and time.monotonic() - kept.made_s < STALE_S


def _index_of(programme: Programme, *, everything: bool) -> _Index:
    rows = bank_of(programme, Narrow(), everything=everything)
    summary = rows.aggregate(many=Count("pk"), newest=Max("pk"), changed=Max("changed_at"))
    stamp = tuple(summary.values())
    kept = _indexes.last((programme.pk, everything))
    if kept is not None and _may_wait(kept):
        return kept
    return _indexes.get((programme.pk, everything), stamp, lambda: _index_anew(rows))


def _index_anew(rows: QuerySet[Node]) -> _Index:
    texts = list(rows.values_list("pk", "title", "text"))
    likeness = Likeness([f"{title} {text}" for _, title, text in texts])
    return _Index([pk for pk, _, _ in texts], likeness, time.monotonic())


def challenges_like(
    programme: Programme, text: str, *, everything: bool, besides: str = "", most: int = 4
) -> list[tuple[Node, int]]:
    """The challenges that seem to say the same as a text, the likest first, in per cent."""
    index = _index_of(programme, everything=everything)
    matches = index.likeness.like(text[:8000], least=OFFERED, most=most + 1)
    # A larger bank's index may be older than a hiding or an erasing: ask the rows themselves.
    nodes = bank_of(programme, Narrow(), everything=everything).in_bulk(
        [index.ids[match.position] for match in matches]
    )
    challenges = [
        (nodes[index.ids[match.position]], round(100 * match.likeness))
        for match in matches
        if index.ids[match.position] in nodes
    ]
    return [pair for pair in challenges if pair[0].public_id != besides][:most]


class Alike(NamedTuple):
    """Two challenges that may be the same, and how alike their words are in per cent."""

    one: Node
    other: Node
    percent: int


def alike_in(programme: Programme, *, most: int = 60) -> list[Alike]:
    """Pairs of current challenges that may be the same, the likest first. For officials."""
    rows = list(bank_of(programme, Narrow(), everything=True)[:MAX_COMPARED])
    likeness = Likeness([f"{node.title} {node.text}" for node in rows])
    return [
        Alike(rows[pair.one], rows[pair.other], round(100 * pair.likeness))
        for pair in likeness.pairs(least=SAME, most=most)
    ]


def decisions_of(programme: Programme, *, most: int = 200) -> list[Step]:
    """What was decided about citizens' proposals, newest first: everybody may read the reasons."""
    steps = Step.objects.filter(
        node__programme=programme,
        node__kind="challenge",
        node__fields__origin="citizen",
        verb__in=("accept", "set_aside"),
    )
    return list(steps.select_related("node").order_by("-pk")[:most])


def takes_proposals(programme: Programme) -> bool:
    """True while a phase is open that makes challenges."""
    places = phases_for(phases_of(programme), "challenge", None)
    return any(is_open(phase) for phase in places)


def proposer_token(public_id: str) -> str:
    """What opens the private page of a proposal; derived, never stored."""
    return derived_token("challenge-proposer", public_id)


def proposal_of(programme: Programme, public_id: str, token: str) -> Node | None:
    """A citizen's own challenge, by its number and token, public or not."""
    named = read_receipt(public_id)
    if named is None or not same(proposer_token(named), token):
        return None
    rows = Node.objects.select_related("programme__city", "organisation")
    return rows.filter(programme=programme, kind="challenge", public_id=named).first()


def public_challenge(city: City, written: str) -> Node | None:
    """The public challenge of this city with this number, however it was typed."""
    named = read_receipt(written)
    if named is None:
        return None
    rows = Node.objects.filter(programme__city=city, kind="challenge", public=True)
    return rows.filter(public_id=named).first()


def public_report(programme: Programme, written: str) -> Report | None:
    """The public report of the programme's city with this receipt, to be evidence."""
    receipt = read_receipt(written)
    rows = Report.objects.filter(city=programme.city_id, receipt=receipt, hidden=False)
    return rows.first() if receipt else None
