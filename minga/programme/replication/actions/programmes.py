"""Take a programme in from another city or sector, with its lineage."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import translation

from minga.ground.errors import BadInput
from minga.ground.fields import Field, read, read_text
from minga.ground.secrets import new_receipt
from minga.ground.work import action
from minga.people.models import Organisation, Person
from minga.programme.core.actions.consent import hide_all_beyond_consent
from minga.programme.core.actions.nodes import TEXT, TITLE
from minga.programme.core.actions.phases import begin_programme
from minga.programme.kinds import KINDS
from minga.programme.methods import METHODS
from minga.programme.models import Edge, Node, Phase, Programme
from minga.programme.replication.actions._rows import BundleContext, past_moment_in
from minga.programme.replication.actions.champions import (
    take_champions,
    take_hand_overs,
    take_horizon,
)
from minga.programme.replication.actions.history import (
    take_credits,
    take_organisations,
    take_stakes,
    take_steps,
)
from minga.programme.replication.bundle import Bundle
from minga.programme.rules import Relation, Standing, in_circles
from minga.territory.models import City

SENTENCE = Field(code="sentence", label="", most=500)


class Taken(NamedTuple):
    """What came of an import. `refused`: a sentence for each row that could not be taken."""

    programme: Programme
    nodes: int
    edges: int
    refused: list[str]


@action
def import_programme(
    *, bundle: Bundle, city: City, sector: str, slug: str, at: datetime, by: Person | None
) -> Taken:
    """Make a programme of a bundle, in another city or sector. All of it or nothing is stored;
    rows that are no good are refused one by one. Raises BadInput (slug taken, no such method).
    """
    programme = _begin(bundle.head, city=city, sector=sector, slug=slug, at=at, by=by)
    refused = list(bundle.refused)
    phases = {phase.code: phase for phase in Phase.objects.filter(component__programme=programme)}
    bodies = take_organisations(bundle.organisations, refused)
    nodes: dict[str, Node] = {}
    for number, raw in enumerate(bundle.nodes, start=1):
        name = str(raw.get("node", ""))[:12]
        try:
            if not name or name in nodes:
                raise BadInput.single("node", "it has no id, or one that came before")
            nodes[name] = _node(programme, raw, phases, bodies, lineage=name, at=at, by=by)
        except BadInput as error:
            refused.append(f"node {number} ({name}): {error}")
    Node.objects.bulk_create(nodes.values(), batch_size=500)
    edges = _edges(bundle.edges, nodes, refused, at=at, by=by)
    Edge.objects.bulk_create(edges, batch_size=500)
    components = {component.code: component for component in programme.components.all()}
    context = BundleContext(programme, nodes, bodies, components, at, by)
    take_horizon(programme, bundle.head, refused)
    take_champions(bundle.champions, context, refused)
    take_hand_overs(bundle.hand_overs, context, refused)
    take_stakes(bundle.stakes, context, refused)
    take_credits(bundle.credits, context, refused)
    take_steps(bundle.steps, context, refused)
    for node, why in hide_all_beyond_consent(programme.pk):
        refused.append(f"node {node.lineage}: not shown to everybody: {why}")
    return Taken(programme, len(nodes), len(edges), refused)


def _begin(head: Mapping[str, Any], *, sector: str, **rest: Any) -> Programme:
    method = str(head.get("method", ""))
    if method not in METHODS:
        raise BadInput.single("method", f"the method {method[:40]!r} is not known here")
    values = read((TITLE, TEXT), {"title": head.get("title"), "text": head.get("summary")})
    objectives = head.get("objectives")
    return begin_programme(
        title=values["title"][:160],
        summary=values.get("text", ""),
        sector=sector,
        method=method,
        language="en" if head.get("language") == "en" else "es",
        objectives=[
            sentence
            for objective in (objectives if isinstance(objectives, list) else [])[:30]
            if (sentence := read_text(SENTENCE, objective))
        ],
        simulated=head.get("simulated") is True,
        lineage={
            name: str(head.get(key, ""))[:160]
            for name, key in (("slug", "slug"), ("city", "city_name"), ("sector", "sector"))
        },
        **rest,
    )


def _node(
    programme: Programme,
    raw: Mapping[str, Any],
    phases: Mapping[str, Phase],
    bodies: Mapping[str, Organisation],
    *,
    lineage: str,
    at: datetime,
    by: Person | None,
) -> Node:
    kind = KINDS.get(str(raw.get("kind")))
    if kind is None or str(raw.get("state")) not in kind.states:
        raise BadInput.single("kind", "its kind or state is not known here")
    if str(raw.get("standing", Standing.CURRENT)) not in set(Standing):
        raise BadInput.single("standing", "its standing is not known here")
    title = raw.get("title") or _title_of_bare(kind.name, programme.language)
    texts = read((TITLE, TEXT), {"title": title, "text": raw.get("text")})
    fields = raw.get("fields")
    is_bare = "title" not in raw
    values = (
        {}
        if is_bare
        else read(kind.fields, fields if isinstance(fields, dict) else {}, strict=True)
    )
    kind.check(raw["state"], values)
    moments = {
        name: past_moment_in(raw, name, at) if raw.get(name) else at
        for name in ("made_at", "changed_at")
    }
    return Node(
        programme=programme,
        public_id=new_receipt(),
        kind=kind.code,
        title=texts["title"],
        text=texts.get("text", ""),
        fields=values,
        state=raw["state"],
        standing=raw.get("standing", Standing.CURRENT.value),
        phase=phases.get(str(raw.get("phase"))),
        organisation=bodies.get(str(raw.get("organisation"))),
        due_on=_day(raw.get("due_on")),
        lineage=lineage,
        public=raw.get("public") is True and not is_bare,
        simulated=raw.get("simulated") is True,
        by=by,
        **moments,
    )


def _title_of_bare(name: Any, language: str) -> str:
    with translation.override(language):
        return str(name)


def _day(written: Any) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except (TypeError, ValueError):
        raise BadInput.single("due_on", "this is no date") from None


def _edges(
    raw: Sequence[Mapping[str, Any]],
    nodes: Mapping[str, Node],
    refused: list[str],
    *,
    at: datetime,
    by: Person | None,
) -> list[Edge]:
    relations = {relation.value for relation in Relation}
    drawn: dict[tuple[str, str], str] = {}
    for number, row in enumerate(raw, start=1):
        source, target = str(row.get("source")), str(row.get("target"))
        relation = str(row.get("relation"))
        if source not in nodes or target not in nodes or source == target:
            refused.append(f"edge {number}: one of its ends is not in the file")
        elif relation not in relations or (source, target) in drawn:
            refused.append(f"edge {number}: it is there twice, or of no known relation")
        else:
            drawn[source, target] = relation
    circling = in_circles(drawn)
    refused += [f"edge {source} → {target}: it would close a circle" for source, target in circling]
    return [
        Edge(source=nodes[source], target=nodes[target], relation=relation, at=at, by=by)
        for (source, target), relation in drawn.items()
        if (source, target) not in circling
    ]
