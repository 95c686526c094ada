"""Gates open when what they build on exists, or with a reason that everybody can read."""

import pytest

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.ground.models import Event
from minga.programme import actions
from minga.programme.core.queries.programmes import chapters_of, unmet
from minga.programme.kinds import KINDS
from minga.programme.methods import METHODS
from minga.programme.models import Programme
from minga.programme.rules import GateShut, Need, StepNotPossible
from minga.territory.models import City
from tests.cast import Cast
from tests.programme.making import AT, begun, made, phase

pytestmark = pytest.mark.django_db


def test_methods_speak_of_kinds_and_states_that_exist() -> None:
    for parts in METHODS.values():
        for plan in (plan for part in parts for plan in part.phases):
            assert set(plan.makes) <= set(KINDS), plan.code
            for need in plan.needs:
                assert set(need.states) <= set(KINDS[need.kind].states), plan.code


def test_components_build_on_each_other() -> None:
    made_before: set[str] = set()
    for part in METHODS["open_innovation"]:
        for plan in part.phases:
            assert {need.kind for need in plan.needs} <= made_before | {"media"}, plan.code
            made_before |= set(plan.makes)


def test_a_gate_stays_shut_until_its_outputs_exist(programme: Programme, cast: Cast) -> None:
    workshop = phase(programme, "workshop")
    with pytest.raises(GateShut) as shut:
        actions.open_phase(phase=workshop, at=AT, by=cast.maite)
    assert [(one.need.kind, one.have) for one in shut.value.missing] == [("challenge", 0)]
    challenge = made(programme, "challenge")
    assert unmet(workshop)  # proposed is not accepted
    actions.move_node(node=challenge, verb="accept", at=AT, by=cast.maite)
    assert actions.open_phase(phase=workshop, at=AT, by=cast.maite).state == "open"


def test_an_exception_is_recorded_with_its_reason(programme: Programme, cast: Cast) -> None:
    opened = actions.open_phase(
        phase=phase(programme, "vision"), at=AT, by=cast.maite, exception="  El foro es mañana. "
    )
    assert opened.exception == "El foro es mañana."
    fact = Event.objects.get(name="phase.opened")
    assert fact.data["excepted"] is True
    assert "foro" not in str(fact.data)


def test_a_withdrawn_output_does_not_open_a_gate(programme: Programme) -> None:
    interview = made(programme, "interview")
    concept = made(programme, "concept", made(programme, "challenge", interview))
    assert not unmet(phase(programme, "inventory"))
    actions.withdraw_node(node=concept, reason="era de otro", at=AT, by=None)
    assert unmet(phase(programme, "inventory"))


def test_vision_waits_until_every_item_of_the_groups_was_decided(
    programme: Programme, cast: Cast
) -> None:
    vision = phase(programme, "vision")
    first, second, third = (made(programme, "swot", title=f"{number}") for number in range(3))
    actions.move_node(node=first, verb="agree", at=AT, by=cast.maite)
    assert [(one.have, one.is_too_many) for one in unmet(vision)] == [(2, True)]
    with pytest.raises(GateShut):
        actions.open_phase(phase=vision, at=AT, by=cast.maite)
    actions.move_node(node=second, verb="dispute", reason="no para todos", at=AT, by=cast.maite)
    actions.withdraw_node(node=third, reason="estaba dos veces", at=AT, by=cast.maite)
    assert unmet(vision) == []
    actions.move_node(node=first, verb="reopen", reason="otra vez", at=AT, by=cast.maite)
    assert [one.is_too_many for one in unmet(vision)] == [True]


def test_no_item_at_all_is_not_the_same_as_none_left(programme: Programme) -> None:
    lacking = unmet(phase(programme, "vision"))
    assert [(one.have, one.is_too_many) for one in lacking] == [(0, False)]


def test_needs_survive_as_plain_data() -> None:
    for need in (Need("swot"), Need("media", 2, ("x",)), Need.none_left("swot", "noted")):
        assert Need.read(need.as_data()) == need
    assert "most" not in Need("swot").as_data()


def test_phases_move_by_their_table_and_by_leads_only(programme: Programme, cast: Cast) -> None:
    first = phase(programme, "interviews")
    with pytest.raises(Refused):
        actions.open_phase(phase=first, at=AT, by=cast.fabian)
    with pytest.raises(StepNotPossible):
        actions.close_phase(phase=first, at=AT, by=cast.maite)
    actions.open_phase(phase=first, at=AT, by=cast.maite)
    with pytest.raises(StepNotPossible):
        actions.open_phase(phase=first, at=AT, by=cast.maite)
    assert actions.close_phase(phase=first, at=AT, by=cast.maite).state == "closed"
    assert actions.open_phase(phase=first, at=AT, by=cast.maite).state == "open"


def test_a_slug_is_taken_once(programme: Programme, city: City, cast: Cast) -> None:
    with pytest.raises(BadInput):
        begun(city, cast.maite)
    with pytest.raises(Refused):
        begun(city, cast.stranger, slug="otro")


def test_the_programme_is_read_in_few_statements(
    programme: Programme, django_assert_max_num_queries: object
) -> None:
    for number in range(3):
        made(programme, "challenge", phase=phase(programme, "interviews"), title=f"{number}")
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        chapters = chapters_of(programme)
    assert [kind.code for kind, _ in chapters[1].gates[0].made] == ["challenge"]
    assert chapters[1].gates[0].made[0][1] == 3
