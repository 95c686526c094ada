"""The stakeholder map: stakes, buy-in with its history, and the kept rate."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from minga.ground.access import Refused
from minga.ground.errors import BadInput
from minga.people.models import Organisation
from minga.programme import actions
from minga.programme.models import Programme
from minga.programme.models.partners import Stake
from minga.programme.partners.actions.stakes import move_buy_in, place_stake
from minga.programme.partners.matrix import matrix_of
from minga.programme.partners.queries import map_of
from minga.programme.partners.rules import BuyIn, Kept, is_overdue, kept_of, needs_reason
from tests.cast import Cast
from tests.programme.making import AT, made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("every_phase_open")]

TODAY = date(2026, 11, 3)
PAST, FUTURE = date(2026, 11, 2), date(2026, 11, 4)


def university(cast: Cast) -> Organisation:
    return Organisation.objects.get(code="universidad")


def staked(programme: Programme, cast: Cast, **details: object) -> Stake:
    values = {"interest": 5, "influence": 3, "role": "aporta datos", "by": cast.maite, **details}
    return place_stake(programme=programme, organisation=university(cast), at=AT, **values)  # type: ignore[arg-type]


def test_kept_rate_counts_overdue_as_not_kept_and_leaves_the_released_out() -> None:
    rows = [
        ("kept", PAST), ("kept", None), ("not_kept", PAST), ("promised", PAST),
        ("promised", TODAY), ("promised", None), ("released", PAST),
    ]  # fmt: skip
    kept = kept_of(rows, TODAY)
    assert kept == Kept(kept=2, of=4, overdue=1, waiting=2)
    assert kept.percent == 50
    assert kept_of([], TODAY).percent is None


def test_a_promise_is_overdue_the_day_after() -> None:
    assert is_overdue("promised", PAST, TODAY)
    assert not is_overdue("promised", TODAY, TODAY)
    assert not is_overdue("promised", FUTURE, TODAY)
    assert not is_overdue("kept", PAST, TODAY)


def test_only_going_back_and_leaving_steps_out_needs_a_reason() -> None:
    order = list(BuyIn)
    for one, before in enumerate(order):
        for other, after in enumerate(order):
            assert needs_reason(before, after) == (other - one not in (0, 1))


def test_a_stake_is_entered_once_and_judged_anew(programme: Programme, cast: Cast) -> None:
    first = staked(programme, cast)
    again = staked(programme, cast, interest=2)
    assert (first.pk, again.interest) == (again.pk, 2)
    assert Stake.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Stake.objects.create(
            programme=programme, organisation=first.organisation, made_at=AT, changed_at=AT
        )


def test_a_stake_of_a_component_stands_beside_the_one_of_the_programme(
    programme: Programme, cast: Cast
) -> None:
    staked(programme, cast)
    component = programme.components.get(code="codesign")
    staked(programme, cast, component=component)
    assert Stake.objects.count() == 2
    partner_map = map_of(programme, today=TODAY, everything=True, component="codesign")
    assert [len(partner.stakes) for partner in partner_map.partners] == [1]


@pytest.mark.parametrize("bad", [{"interest": 0}, {"influence": 6}, {"interest": "mucho"}])
def test_a_judgement_off_the_scale_is_refused(
    programme: Programme, cast: Cast, bad: dict[str, object]
) -> None:
    with pytest.raises(BadInput):
        staked(programme, cast, **bad)
    assert not Stake.objects.exists()


def test_a_stranger_places_nobody_and_moves_nobody(programme: Programme, cast: Cast) -> None:
    for person in (cast.stranger, cast.tito, cast.fabian):
        with pytest.raises(Refused):
            staked(programme, cast, by=person)
    stake = staked(programme, cast)
    with pytest.raises(Refused):
        move_buy_in(stake=stake, buy_in="agreed", on=TODAY, reason="x", at=AT, by=cast.stranger)


def test_buy_in_keeps_its_history_with_day_and_reason(programme: Programme, cast: Cast) -> None:
    stake = staked(programme, cast)
    told = {"stake": stake, "at": AT, "by": cast.maite}
    move_buy_in(buy_in="presented", on=PAST, **told)
    with pytest.raises(BadInput):
        move_buy_in(buy_in="committed", on=TODAY, **told)
    move_buy_in(buy_in="committed", on=TODAY, reason="firmaron de inmediato", **told)
    with pytest.raises(BadInput):
        move_buy_in(buy_in="not_met", on=TODAY, **told)
    steps = list(stake.steps.order_by("pk").values_list("buy_in", "on", "reason"))
    assert steps == [
        ("presented", PAST, ""),
        ("committed", TODAY, "firmaron de inmediato"),
    ]


def test_a_commitment_is_tied_to_an_activity(programme: Programme) -> None:
    with pytest.raises(BadInput) as refusal:
        made(programme, "commitment", fields={"form": "venue"})
    assert [fault.field for fault in refusal.value.faults] == ["activity"]


def test_the_map_shows_everybody_only_who_agreed_or_promised(
    programme: Programme, cast: Cast
) -> None:
    stake = staked(programme, cast)
    start_up = Organisation.objects.get(code="start-up")
    made(programme, "commitment", organisation=start_up, due_on=PAST)
    partner_map = map_of(programme, today=TODAY, everything=False)
    assert [partner.organisation.code for partner in partner_map.partners] == ["start-up"]
    assert (partner_map.kept.kept, partner_map.kept.of, partner_map.kept.overdue) == (0, 1, 1)
    move_buy_in(stake=stake, buy_in="agreed", on=TODAY, reason="sí", at=AT, by=cast.maite)
    partner_map = map_of(programme, today=TODAY, everything=False)
    assert {partner.organisation.code for partner in partner_map.partners} == {
        "start-up",
        "universidad",
    }


def test_the_kept_rate_is_told_for_each_partner_and_helix(programme: Programme, cast: Cast) -> None:
    commitment = made(programme, "commitment", organisation=university(cast), due_on=PAST)
    made(programme, "commitment", organisation=university(cast), due_on=PAST)
    actions.move_node(node=commitment, verb="keep", at=AT, by=cast.maite)
    partner_map = map_of(programme, today=TODAY, everything=False)
    academia = next(column for column in partner_map.columns if column.helix == "academia")
    assert (academia.kept.kept, academia.kept.of) == (1, 2)
    assert (academia.partners[0].kept.kept, academia.partners[0].kept.of) == (1, 2)


def test_marks_of_the_picture_never_lie_on_each_other() -> None:
    placed = [(number, "civil", 3, 3) for number in range(12)] + [(99, "private", 1, 5)]
    matrix = matrix_of(placed)
    places = [(mark.x, mark.y) for mark in matrix.marks]
    assert len(set(places)) == len(places) == 10
    assert [one.many for one in matrix.more] == [3]
    assert all(0 < mark.x < matrix.width and 0 < mark.y < matrix.height for mark in matrix.marks)


def test_the_page_hides_interest_and_the_forms_from_strangers(
    programme: Programme, cast: Cast
) -> None:
    stake = staked(programme, cast)
    move_buy_in(stake=stake, buy_in="agreed", on=TODAY, reason="sí", at=AT, by=cast.maite)
    address = f"/programme/{programme.slug}/partners/"
    everybody = Client().get(address).content.decode()
    assert "aporta datos" in everybody
    assert "<svg viewBox" not in everybody
    assert "multipart" not in everybody
    client = Client()
    client.force_login(cast.maite)
    hers = client.get(address).content.decode()
    assert "<svg viewBox" in hers
    assert "multipart" in hers


def test_pages_refuse_who_does_not_lead(programme: Programme, cast: Cast) -> None:
    stake = staked(programme, cast)
    client = Client()
    client.force_login(cast.stranger)
    base = f"/programme/{programme.slug}/partners/"
    assert client.post(f"{base}place/", {"organisation": "start-up"}).status_code == 403
    assert client.post(f"{base}{stake.pk}/buy-in/", {"buy_in": "agreed"}).status_code == 403
    assert client.get(f"{base}export/partners.xlsx").status_code == 403
    assert Stake.objects.count() == 1


def test_a_buy_in_without_its_reason_is_told_on_the_page(programme: Programme, cast: Cast) -> None:
    stake = staked(programme, cast)
    client = Client()
    client.force_login(cast.maite)
    base = f"/programme/{programme.slug}/partners/"
    answer = client.post(f"{base}{stake.pk}/buy-in/", {"buy_in": "committed"})
    assert answer.status_code == 422
    done = client.post(f"{base}{stake.pk}/buy-in/", {"buy_in": "presented", "on": "2026-10-01"})
    assert done.status_code == 302
    assert stake.steps.get().on == date(2026, 10, 1)


def test_the_map_takes_the_same_statements_for_one_partner_and_for_three(
    programme: Programme, cast: Cast, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            Client().get(f"/programme/{programme.slug}/partners/")
        return len(seen)

    def promised(code: str) -> None:
        organisation = Organisation.objects.get(code=code)
        made(programme, "commitment", organisation=organisation, due_on=PAST)

    promised("start-up")
    statements()
    one = statements()
    promised("universidad")
    promised("buses-ines")
    assert statements() == one
