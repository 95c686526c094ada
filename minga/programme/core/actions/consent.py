"""What an interviewee agreed to, obeyed by whatever is shown to everybody."""

from collections.abc import Iterable
from datetime import datetime

from minga.ground.errors import BadInput, Text
from minga.people.models import Person
from minga.programme.core.actions._writing import save_step
from minga.programme.core.queries.graph import Graph, credits_of
from minga.programme.models import Node
from minga.programme.phrases import AGREED_TO_NOTHING_PUBLIC, AGREED_WITHOUT_NAME, ASK_CONSENT
from minga.programme.rules import reached

SAID = ("interview", "statement")
"""The kinds that hold what an interviewee said."""


def refuse_beyond_consent(node: Node) -> None:
    """Raise BadInput when an interview or statement may not be shown to everybody as it is."""
    why = _beyond_consent(node)
    if why:
        raise BadInput.single("consent", why)


def refuse_names_beyond_consent(node: Node) -> None:
    """The same for whoever was just named on a node: what took its place shows the name too."""
    if node.kind not in SAID:
        return
    graph = Graph.of(node.programme_id)
    ids = [node.pk, *reached(node.pk, graph.down(taken_over=True))]
    for shown in Node.objects.filter(pk__in=ids, public=True):
        refuse_beyond_consent(shown)


def hide_beyond_consent(node: Node, *, at: datetime, by: Person | None) -> None:
    """Take back from everybody what the consent, as it is now, does not cover.

    The node itself is changed and not saved; the public statements of an interview are saved.
    """
    if node.kind not in SAID:
        return
    if node.public and _beyond_consent(node):
        node.public = False
        Node.objects.filter(pk=node.pk).update(public=False)
    if node.kind == "interview":
        graph = Graph.of(node.programme_id)
        below = reached(node.pk, graph.down())
        shown = Node.objects.filter(pk__in=below, kind="statement", public=True)
        for statement in shown.select_for_update():
            if _beyond_consent(statement, [node], graph=graph):
                statement.public = False
                save_step(statement, "hide", at=at, by=by)


def hide_all_beyond_consent(programme_id: int) -> list[tuple[Node, Text]]:
    """Take back from everybody what came in from elsewhere as public, against what was agreed.

    What was hidden, each with the reason.
    """
    graph = Graph.of(programme_id)
    shown = Node.objects.filter(programme_id=programme_id, kind__in=SAID, public=True)
    hidden = [(node, why) for node in shown if (why := _beyond_consent(node, graph=graph))]
    Node.objects.filter(pk__in=[node.pk for node, _why in hidden]).update(public=False)
    return hidden


def _beyond_consent(
    node: Node, interviews: Iterable[Node] = (), *, graph: Graph | None = None
) -> Text | None:
    """Why it may not be shown, or None. `interviews`: those changed and not saved yet."""
    if node.kind not in SAID:
        return None
    changed = {interview.pk: interview for interview in (*interviews, node)}
    graph = graph or Graph.of(node.programme_id)
    above = [node.pk, *reached(node.pk, graph.up())]
    asked = [
        changed.get(row.pk, row) for row in Node.objects.filter(pk__in=above, kind="interview")
    ]
    for interview in asked:
        consent = interview.value("consent")
        if not consent:
            return ASK_CONSENT
        if consent == "not_public":
            return AGREED_TO_NOTHING_PUBLIC
        if consent == "anonymous" and _is_named(node, graph):
            return AGREED_WITHOUT_NAME
    return None


def _is_named(node: Node, graph: Graph) -> bool:
    """True where its page would name somebody: also who is credited for what it was made of."""
    return node.organisation_id is not None or bool(credits_of(node, graph=graph))
