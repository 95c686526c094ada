"""Tags of a challenge's page: which answer decided, and who may sign it off."""

from typing import Any

from django import template

from minga.programme.kinds import KINDS
from minga.programme.listening.actions.challenges import may_sign_off
from minga.programme.listening.next_steps import NO_CONCEPT, next_decision, origin_sentence
from minga.programme.listening.sorting import QUESTIONS, sort_challenge
from minga.programme.models import Node, Programme
from minga.reports.models import Report
from minga.territory.request import unwrapped

register = template.Library()
MAX_PROGRAMMES = 3
LABELS = {field.code: field.label for field in KINDS["challenge"].fields}


@register.simple_tag
def sorting_of(node: Node) -> dict[str, Any]:
    """What the rule says of a challenge, and each question with its answer and its weight."""
    sorting = sort_challenge(node.fields)
    answers = [
        (LABELS[question], node.value(question), question in sorting.decided_by)
        for question in QUESTIONS
    ]
    return {
        "nature": sorting.nature,
        "told": answers if any(answer for _, answer, _ in answers) else [],
    }


@register.simple_tag
def standing_of(node: Node) -> dict[str, Any]:
    """Who decides next about a challenge, and what is said where its trail is empty."""
    if node.kind != "challenge":
        return {}
    return {
        "decides": next_decision(node),
        "origin": origin_sentence(node),
        "became": NO_CONCEPT,
    }


@register.simple_tag
def proposing_for(report: Report) -> list[Programme]:
    """The programmes that would take this report as evidence of a challenge, newest first."""
    return list(report.city.programmes.order_by("-made_at", "-pk")[:MAX_PROGRAMMES])


@register.simple_tag
def route_missing(node: Node) -> bool:
    """True when a challenge was sent to a component that its programme does not have."""
    route = node.value("route")
    return bool(route) and not node.programme.components.filter(code=route).exists()


@register.simple_tag(takes_context=True)
def may_sign(context: template.Context, node: Node) -> bool:
    """True for a member of the organisation that owns the challenge."""
    person = unwrapped(getattr(context.get("request"), "person", None))
    return person is not None and may_sign_off(node, person)
