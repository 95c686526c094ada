"""Gates open when what they build on exists, or with a reason that everybody can read."""

import pytest

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.ground.models import Event
from minga.programme import actions
from minga.programme.kinds import KINDS
from minga.programme.methods import METHODS
from minga.programme.models import Programme
from minga.programme.queries.programmes import chapters_of, unmet
from minga.programme.rules import GateShut, StepNotPossible
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
