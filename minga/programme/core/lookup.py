"""What every page of the room begins with: the programme or node asked for, and who asks."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import Http404

from minga.ground.access import Refused
from minga.ground.conflicts import Changed
from minga.ground.errors import BadInput, Fault, Text
from minga.ground.fields import NO_CHOICE
from minga.ground.forms import Form, Id, read
from minga.people.models import Organisation, Person
from minga.programme.access import Act, Actor, Rights, kinds_seen, may, rights_of
from minga.programme.core.actions.nodes import Outside
from minga.programme.core.actors import actor_of, phases_of
from minga.programme.core.queries.nodes import node_named
from minga.programme.core.queries.programmes import programme_named
from minga.programme.kinds import KINDS, Kind
from minga.programme.models import Node, Phase, Programme
from minga.programme.phrases import NODE_CHANGED, NOT_CURRENT, STEP_NOT_POSSIBLE, WOULD_CIRCLE
from minga.programme.rules import NodeChanged, NotCurrent, StepNotPossible, WouldCircle
from minga.territory.request import MingaRequest, signed_in, unwrapped


def leads(request: MingaRequest) -> bool:
    """True for who runs the city's programmes: sees and changes everything."""
    return bool(request.authority.leads_programme)


def actor(request: MingaRequest, programme: Programme) -> Actor:
    """Who asks, as the programme's table knows them."""
    return actor_of(unwrapped(request.person), programme, request.authority)


def sees(request: MingaRequest, programme: Programme, kind: str) -> bool:
    """True for who sees also what is not public of a kind, or of what is no node."""
    return may(actor(request, programme), Act.SEE, kind)


def seen(request: MingaRequest, programme: Programme) -> frozenset[str]:
    """The kinds of which whoever asks sees also what is not public."""
    return kinds_seen(actor(request, programme), KINDS)


def rights(
    request: MingaRequest, programme: Programme, kind: str, node: Node | None = None
) -> Rights:
    """What whoever asks may do with a kind, or with one node of it: what a page offers."""
    known = actor(request, programme)
    if not (known.works or known.audits):
        return Rights()
    home = node.phase_id if node else None
    own = node is not None and is_own(request, node)
    return rights_of(known, phases_of(programme), kind, home_id=home, own=own)


def kinds_to_add(request: MingaRequest, programme: Programme) -> list[Kind]:
    """The kinds that whoever asks may enter now."""
    known = actor(request, programme)
    if not known.works:
        return []
    phases = phases_of(programme)
    return [kind for kind in KINDS.values() if rights_of(known, phases, kind.code).add]


def writer(
    request: MingaRequest,
    programme: Programme,
    *acts: Act,
    kind: str = "",
    node: Node | None = None,
) -> Person:
    """The signed-in person who works here and may do one of the acts, if any is named, to a kind.

    Raises Refused. The actions ask again, and whether the phase is open.
    """
    known = actor(request, programme)
    own = node is not None and is_own(request, node)
    if not known.works or (acts and not any(may(known, act, kind, own=own) for act in acts)):
        raise Refused("no part in this programme")
    return signed_in(request)


def is_own(request: MingaRequest, node: Node) -> bool:
    """True for who entered the node."""
    person = unwrapped(request.person)
    return person is not None and node.by_id == person.pk


def programme_or_404(request: MingaRequest, slug: str) -> Programme:
    """The city's programme with this slug."""
    programme = programme_named(request.city, slug)
    if programme is None:
        raise Http404
    return programme


def kind_or_404(code: str) -> Kind:
    """The kind with this code."""
    if code not in KINDS:
        raise Http404
    return KINDS[code]


def node_or_404(request: MingaRequest, public_id: str) -> Node:
    """The node with this id, if whoever asks may see it."""
    city = request.city
    node = node_named(city, public_id, everything=True)
    if node is None or not (node.public or sees(request, node.programme, node.kind)):
        raise Http404
    if "version" in request.POST:
        node.seen_version = given_ids(request).version
    return node


def given_values(kind: Kind, request: MingaRequest) -> dict[str, Any]:
    """The kind's fields as a form sends them: several choices as a list."""
    return {
        field.code: (
            request.POST.getlist(field.code)
            if field.kind == "choices"
            else request.POST.get(field.code, "")
        )
        for field in kind.fields
    }


def given_content(kind: Kind, request: MingaRequest) -> dict[str, Any]:
    """What the form of a node says, unread, as `queries.nodes.worded` takes it."""
    texts = {
        name: request.POST.get(name, "") for name in ("title", "text", "organisation", "due_on")
    }
    return {**texts, "fields": given_values(kind, request)}


def given_organisation(request: MingaRequest) -> Organisation | None:
    """The organisation a form names by its code. Raises BadInput."""
    code = request.POST.get("organisation", "").strip()
    if not code:
        return None
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise BadInput.single("organisation", NO_CHOICE)
    return organisation


class DaysForm(Form):
    """The days that the room's forms ask for, each form some of them."""

    due_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    since: date | None = None
    done_on: date | None = None
    on: date | None = None


class IdsForm(Form):
    """What a form names by its id, and the version that its writer saw."""

    phase: Id = 0
    component: Id = 0
    champion: Id = 0
    hand_over: Id = 0
    version: Id = 0


def given_day(request: MingaRequest, name: str = "due_on") -> date | None:
    """A day as a date field sends it. Raises BadInput."""
    day: date | None = getattr(read(DaysForm, request.POST), name)
    return day


def given_outside(request: MingaRequest) -> Outside | None:
    """The record from outside that a form cites, or None where both its fields are empty."""
    title, publisher = (request.POST.get(name, "").strip() for name in ("outside", "outside_by"))
    return Outside(title, publisher) if title or publisher else None


def possible_sources(
    request: MingaRequest, programme: Programme, kind: Kind, most: int = 300
) -> list[Node]:
    """What a node of this kind may come from and whoever asks may see, newest first by kind."""
    rows = Node.objects.current().filter(programme=programme, kind__in=kind.comes_from)
    return list(rows.visible(seen(request, programme)).order_by("kind", "-pk")[:most])


def given_ids(request: MingaRequest) -> IdsForm:
    """The ids in a form, 0 where there is none."""
    return read(IdsForm, request.POST)


def given_phase(request: MingaRequest, programme: Programme) -> Phase | None:
    """The phase of a programme that a form names by its id, or None."""
    phases = Phase.objects.filter(component__programme=programme)
    return phases.filter(pk=given_ids(request).phase).first()


def given_nodes(request: MingaRequest, programme: Programme, name: str) -> list[Node]:
    """The nodes that a form names by their public ids, as far as they exist here."""
    ids = [written for written in request.POST.getlist(name) if written][:200]
    rows = Node.objects.filter(programme=programme, public_id__in=ids)
    return sorted(rows, key=lambda node: ids.index(node.public_id))


TROUBLES: dict[type[Exception], Text] = {
    NodeChanged: NODE_CHANGED,
    NotCurrent: NOT_CURRENT,
    StepNotPossible: STEP_NOT_POSSIBLE,
    WouldCircle: WOULD_CIRCLE,
}
Verb = Callable[[MingaRequest, Programme, Person], None]
REFUSALS: tuple[type[Exception], ...] = (BadInput, Changed, *TROUBLES)
"""What an action refuses to a form that was read too early, or filled in wrongly."""


def refusal(error: Exception, **form: Any) -> tuple[dict[str, Any], int]:
    """What a page tells of one of REFUSALS, with its status; faults come with the form as sent."""
    if isinstance(error, BadInput):
        return {"faults": by_field(error.faults), **form}, error.status
    if isinstance(error, Changed):
        return {"conflict": {"differences": error.differences}, **form}, 409
    return {"trouble": TROUBLES[type(error)], **form}, 409


def run_verb(
    request: MingaRequest, programme: Programme, verb: str, verbs: Mapping[str, Verb]
) -> tuple[dict[str, Any], int] | None:
    """Do what a form of a programme's page asks; what the page tells when that was refused."""
    by = writer(request, programme)
    if verb not in verbs:
        raise Http404
    try:
        verbs[verb](request, programme, by)
    except REFUSALS as error:
        chosen = request.POST.getlist("nodes")
        return refusal(error, tried=verb, given=request.POST, chosen=chosen)
    return None


def by_field(faults: list[Fault]) -> dict[str, Any]:
    """Faults by the name of their field, for a template."""
    return {fault.field: fault.message for fault in faults}
