"""A whole programme as a bundle that can travel."""

from typing import Any

from django.db.models import Prefetch, Q

from minga.ground.fields import public
from minga.people.models import Organisation
from minga.programme.kinds import KINDS
from minga.programme.models import Credit, Edge, Node, Programme, Step
from minga.programme.models.champions import Champion, HandOver, Learning
from minga.programme.models.partners import StakeStep
from minga.programme.partners.rules import PARTNERS
from minga.programme.replication.bundle import Bundle


def bundle_of(programme: Programme, *, with_private: bool = False) -> Bundle:
    """Everything of a programme but people's accounts. Private words only when asked for."""
    nodes = Node.objects.filter(programme=programme).select_related("phase", "organisation")
    edges = Edge.objects.filter(source__programme=programme).order_by("pk")
    return Bundle(
        head=_head(programme),
        nodes=[_node(node, with_private=with_private) for node in nodes.order_by("pk")],
        edges=[
            {"source": source, "target": target, "relation": relation}
            for source, target, relation in edges.values_list(
                "source__public_id", "target__public_id", "relation"
            )
        ],
        champions=_champions(programme, with_private=with_private),
        hand_overs=_hand_overs(programme),
        organisations=_organisations(programme, with_private=with_private),
        stakes=_stakes(programme, with_private=with_private),
        credits=_credits(programme, with_private=with_private),
        steps=_steps(programme, with_private=with_private),
    )


def _organisations(programme: Programme, *, with_private: bool) -> list[dict[str, Any]]:
    """Who is named in the other parts: in another city nobody may know them."""
    nodes, stakes = Node.objects.filter(programme=programme), programme.stakes.all()
    credited = Credit.objects.filter(node__programme=programme)
    champions = programme.champions.all()
    if not with_private:
        nodes, stakes = nodes.filter(public=True), stakes.filter(buy_in__in=PARTNERS)
        credited = credited.filter(public=True, node__public=True)
        champions = champions.filter(public=True)
    named = Organisation.objects.filter(
        Q(pk__in=nodes.values("organisation"))
        | Q(pk__in=stakes.values("organisation"))
        | Q(pk__in=credited.values("organisation"))
        | Q(pk__in=champions.values("organisation"))
    )
    columns = ("code", "name", "helix", "simulated")
    return list(named.order_by("pk").values(*columns))


def _stakes(programme: Programme, *, with_private: bool) -> list[dict[str, Any]]:
    """Who takes part. With whom the city still talks, and what it thinks of them, is private."""
    rows = programme.stakes.select_related("organisation", "component").prefetch_related(
        Prefetch("steps", StakeStep.objects.order_by("pk"))
    )
    if not with_private:
        rows = rows.filter(buy_in__in=PARTNERS)
    return [
        {
            "organisation": stake.organisation.code,
            "component": stake.component.code if stake.component else None,
            "role": stake.role,
            "interest": stake.interest if with_private else None,
            "influence": stake.influence if with_private else None,
            "buy_in": stake.buy_in,
            "simulated": stake.simulated,
            "steps": [
                {
                    "buy_in": step.buy_in,
                    "reason": step.reason if with_private else "",
                    "on": step.on.isoformat(),
                }
                for step in stake.steps.all()
            ],
        }
        for stake in rows.order_by("pk")
    ]


def _credits(programme: Programme, *, with_private: bool) -> list[dict[str, Any]]:
    """Who is thanked for what, when they agreed that everybody reads it."""
    rows = Credit.objects.filter(node__programme=programme)
    if not with_private:
        rows = rows.filter(public=True, node__public=True)
    return [
        {
            "node": credit.node.public_id,
            "name": credit.name,
            "role": credit.role,
            "helix": credit.helix,
            "organisation": credit.organisation.code if credit.organisation else None,
            "public": credit.public,
        }
        for credit in rows.select_related("node", "organisation").order_by("pk")
    ]


def _steps(programme: Programme, *, with_private: bool) -> list[dict[str, Any]]:
    """What happened to each node and when; never who did it. Earlier words are private."""
    rows = Step.objects.filter(node__programme=programme).select_related("node").order_by("pk")
    return [
        {
            "node": step.node.public_id,
            "verb": step.verb,
            "state": step.state,
            "at": step.at.isoformat(),
            "reason": step.reason if step.node.public or with_private else "",
            **({"before": step.before} if with_private and step.before else {}),
        }
        for step in rows
    ]


def _champions(programme: Programme, *, with_private: bool) -> list[dict[str, Any]]:
    rows = programme.champions.select_related("organisation").prefetch_related(
        Prefetch(
            "learnings",
            Learning.objects.select_related("node", "component").order_by("done_on", "pk"),
        )
    )
    return [
        _champion(champion, named=champion.public or with_private)
        for champion in rows.order_by("pk")
    ]


def _champion(champion: Champion, *, named: bool) -> dict[str, Any]:
    body = champion.organisation
    return {
        "name": champion.name if named else "",
        "organisation": body.code if named and body else None,
        "roles": champion.roles,
        "since": champion.since.isoformat(),
        "public": champion.public,
        "simulated": champion.simulated,
        "learnings": [
            {
                "what": learning.what,
                **_where(learning),
                "hours": None if learning.hours is None else str(learning.hours),
                "done_on": learning.done_on.isoformat(),
            }
            for learning in champion.learnings.all()
        ],
    }


def _hand_overs(programme: Programme) -> list[dict[str, Any]]:
    rows = programme.hand_overs.select_related("node", "component").order_by("handed_at", "pk")
    return [
        {
            "what": hand_over.what,
            **_where(hand_over),
            "from_team": hand_over.from_team,
            "to_team": hand_over.to_team,
            "handed_at": hand_over.handed_at.isoformat(),
            "accepted_at": hand_over.accepted_at.isoformat() if hand_over.accepted_at else None,
        }
        for hand_over in rows
    ]


def _where(row: Learning | HandOver) -> dict[str, str | None]:
    return {
        "node": row.node.public_id if row.node else None,
        "component": row.component.code if row.component else None,
    }


def _head(programme: Programme) -> dict[str, Any]:
    return {
        "slug": programme.slug,
        "city": programme.city.slug,
        "city_name": programme.city.name,
        "title": programme.title,
        "sector": programme.sector,
        "summary": programme.summary,
        "objectives": programme.objectives,
        "method": programme.method,
        "language": programme.language,
        "horizon": programme.horizon,
        "lineage": programme.lineage,
        "simulated": programme.simulated,
        "phases": [
            {
                "component": phase.component.code,
                "phase": phase.code,
                "needs": phase.needs,
                "makes": phase.makes,
                "roles": phase.roles,
                "exception": phase.exception,
            }
            for component in programme.components.order_by("number")
            for phase in component.phases.select_related("component").order_by("number")
        ],
    }


def _node(node: Node, *, with_private: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "node": node.public_id,
        "kind": node.kind,
        "state": node.state,
        "standing": node.standing,
        "public": node.public,
        "phase": node.phase.code if node.phase else None,
        "simulated": node.simulated,
        "made_at": node.made_at.isoformat(),
        "changed_at": node.changed_at.isoformat(),
    }
    if not (node.public or with_private):
        return data
    fields = KINDS[node.kind].fields
    return data | {
        "title": node.title,
        "text": node.text,
        "fields": node.fields if with_private else public(fields, node.fields),
        "organisation": node.organisation.code if node.organisation else None,
        "due_on": node.due_on.isoformat() if node.due_on else None,
    }
