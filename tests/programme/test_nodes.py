"""Enter, change, move: what is stored, what is kept, what is refused."""

import pytest

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.ground.models import Event
from minga.programme import actions
from minga.programme.kinds import KINDS
from minga.programme.models import Node, Programme
from minga.programme.rules import NodeChanged, NotCurrent, StepNotPossible
from minga.territory.models import City
from tests.cast import Cast
from tests.programme.making import AT, FIELDS, made, opened, phase

pytestmark = pytest.mark.django_db


def test_every_kind_has_moves_between_its_own_states() -> None:
    for kind in KINDS.values():
        for move in kind.moves.values():
            assert move.before <= set(kind.states), kind.code
            assert move.after in kind.states, kind.code
        assert kind.comes_from <= set(KINDS), kind.code
        assert kind.is_root or kind.comes_from, kind.code
        code, values = kind.root_if
        choices = {field.code: dict(field.choices) for field in kind.fields}
        assert values <= set(choices.get(code, {})), kind.code


def test_a_node_is_stored_with_its_origin_and_a_fact(programme: Programme, cast: Cast) -> None:
    interview = made(programme, "interview", by=cast.maite)
    challenge = made(programme, "challenge", interview, by=cast.maite, title="Paraderos oscuros")
    assert list(challenge.up.values_list("source_id", flat=True)) == [interview.pk]
    event = Event.objects.filter(name="node.added").last()
    assert event is not None
    assert event.subject == "movernos"
    assert event.data["node"] == challenge.public_id
    assert "oscuros" not in str(event.data)


def test_what_is_not_public_is_heard_by_officials_only(programme: Programme) -> None:
    made(programme, "interview")
    assert Event.objects.get(name="node.added").official


def test_a_stranger_enters_nothing(programme: Programme, cast: Cast) -> None:
    for person in (cast.stranger, cast.tito, cast.fabian):
        with pytest.raises(Refused):
            made(programme, "challenge", by=person)
    assert not Node.objects.exists()


def test_a_lead_of_another_city_enters_nothing(
    programme: Programme, city: City, other_lead: object
) -> None:
    with pytest.raises(Refused):
        made(programme, "challenge", by=other_lead)  # type: ignore[arg-type]


def test_somebody_assigned_to_a_phase_writes_there_only(programme: Programme, cast: Cast) -> None:
    there = phase(programme, "interviews")
    actions.assign(phase=there, person=cast.paz, role="interviewer", by=cast.maite)
    assert made(programme, "interview", by=cast.paz, phase=there).pk
    with pytest.raises(Refused):
        made(programme, "swot", by=cast.paz, phase=phase(programme, "swot"))


@pytest.mark.parametrize("kind", [code for code, kind in KINDS.items() if not kind.is_root])
def test_a_kind_that_needs_an_origin_is_refused_without(programme: Programme, kind: str) -> None:
    opened(programme, kind)
    fields = FIELDS.get(kind, {}) if kind != "challenge" else {}
    with pytest.raises(BadInput) as refusal:
        actions.add_node(
            programme=programme, kind=kind, title="De la nada", fields=fields, at=AT, by=None
        )
    assert [fault.field for fault in refusal.value.faults] == ["sources"]


def test_an_origin_of_the_wrong_kind_is_refused(programme: Programme) -> None:
    dataset = made(programme, "dataset")
    with pytest.raises(BadInput):
        made(programme, "challenge", dataset)


@pytest.mark.parametrize(
    ("kind", "told", "field"),
    [
        ("challenge", {"title": ""}, "title"),
        ("challenge", {"title": "x" * 201}, "title"),
        ("challenge", {"title": "a\x00b"}, "title"),
        ("challenge", {"fields": {"nope": "1"}}, "nope"),
        ("challenge", {"fields": {"evidence_link": "javascript:alert(1)"}}, "evidence_link"),
        ("initiative", {"fields": {"block": "b", "year": 99999}}, "year"),
        ("initiative", {"fields": {"block": "b", "year": "mañana"}}, "year"),
        ("swot", {"fields": {"quadrant": "nowhere"}}, "quadrant"),
        ("swot", {"fields": {"quadrant": ["strength"]}}, "quadrant"),
        ("interview", {"fields": {"held_on": "31-02-2026"}}, "held_on"),
    ],
)
def test_a_bad_value_is_refused_by_its_field(
    programme: Programme, kind: str, told: dict[str, object], field: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        made(programme, kind, **told)
    assert field in [fault.field for fault in refusal.value.faults]
    assert not Node.objects.exists()


def test_two_editors_never_overwrite_each_other(programme: Programme, cast: Cast) -> None:
    node = made(programme, "challenge")
    actions.edit_node(node=node, version=1, title="Uno", at=AT, by=cast.maite)
    with pytest.raises(NodeChanged):
        actions.edit_node(node=node, version=1, title="Dos", at=AT, by=cast.maite)
    node.refresh_from_db()
    assert node.title == "Uno"
    assert node.steps.get(verb="edit").before["title"] == "Un challenge"


def test_a_step_must_be_in_the_table_and_say_why(programme: Programme) -> None:
    node = made(programme, "challenge")
    with pytest.raises(StepNotPossible):
        actions.move_node(node=node, verb="solve", at=AT, by=None, reason="ya")
    actions.move_node(node=node, verb="accept", at=AT, by=None)
    with pytest.raises(BadInput):
        actions.move_node(node=node, verb="route", at=AT, by=None)
    routed = actions.move_node(node=node, verb="route", at=AT, by=None, reason="concreto")
    assert routed.state == "routed"


def test_what_was_withdrawn_stays_and_changes_no_more(programme: Programme) -> None:
    node = made(programme, "challenge")
    actions.withdraw_node(node=node, reason="estaba dos veces", at=AT, by=None)
    with pytest.raises(NotCurrent):
        actions.move_node(node=node, verb="accept", at=AT, by=None)
    assert Node.objects.get(pk=node.pk).standing == "withdrawn"


def test_every_kind_can_be_entered(programme: Programme) -> None:
    entered: dict[str, Node] = {}
    for code, kind in KINDS.items():
        sources = [entered[node] for node in entered if node in kind.comes_from][:1]
        entered[code] = made(programme, code, *sources)
    assert set(FIELDS) <= set(entered)
