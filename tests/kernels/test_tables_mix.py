"""Re-mixing: new people at every table, counted by a slow twin."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.kernels.seating import Lots, Mixing, Refusal, mix_tables
from minga.kernels.seating.room import Room
from tests.kernels import naive

HELICES = ("academia", "civil", "government", "private")


def is_whole(mixing: Mixing, people: int) -> bool:
    """Everybody sits once a round, and tables have the size they say."""
    return all(
        len(held) == people
        and [Counter(held)[table] for table in range(len(mixing.sizes))] == list(mixing.sizes)
        for held in mixing.rounds
    )


@pytest.mark.slow
def test_forty_people_at_eight_tables_mix_perfectly_in_four_rounds() -> None:
    for seed in ("uno", "dos", "tres"):
        mixing = mix_tables(40, 8, 4, seed)
        assert len(naive.pairs_that_met(mixing.rounds)) == mixing.met == mixing.slots == 320
        assert is_whole(mixing, 40)
    assert 273 < mixing.chance < 275


@pytest.mark.slow
def test_twenty_four_people_reach_the_bound_that_nobody_can_pass() -> None:
    for seed in ("uno", "dos", "tres"):
        mixing = mix_tables(24, 4, 4, seed)
        assert len(naive.pairs_that_met(mixing.rounds)) == mixing.met
        assert mixing.met == mixing.most == 216
        assert (mixing.slots, mixing.repeats_each_change) == (240, 8)
    assert 172 < mixing.chance < 173


@pytest.mark.slow
def test_chance_is_what_shuffling_gives_on_average() -> None:
    told = mix_tables(12, 3, 3, "azar").chance
    met = []
    for number in range(800):
        orders = [Lots(f"{number}/{held}").shuffled(range(12)) for held in range(3)]
        rounds = [[order.index(person) // 4 for person in range(12)] for order in orders]
        met.append(len(naive.pairs_that_met(rounds)))
    assert abs(sum(met) / len(met) - told) < 0.5


@pytest.mark.slow
def test_uneven_tables_mix_better_than_chance() -> None:
    mixing = mix_tables(23, 4, 4, "desigual")
    assert mixing.sizes == (6, 6, 6, 5)
    assert is_whole(mixing, 23)
    assert mixing.chance + 20 < mixing.met <= mixing.most
    asked = mix_tables(20, 4, 3, "pedido", sizes=(4, 4, 4, 8))
    assert is_whole(asked, 20)


@pytest.mark.slow
def test_each_table_keeps_one_of_each_helix() -> None:
    people = HELICES * 10
    mixing = mix_tables(40, 8, 4, "hélices", people)
    assert (mixing.met, mixing.lacking, mixing.lacking_least) == (320, 0, 0)
    for held in mixing.rounds:
        for table in range(8):
            assert {people[i] for i in range(40) if held[i] == table} == set(HELICES)


@pytest.mark.slow
def test_a_scarce_helix_is_spread_as_far_as_it_goes() -> None:
    people = ("academia",) * 3 + ("civil",) * 13
    mixing = mix_tables(16, 4, 3, "escasa", people)
    assert (mixing.lacking, mixing.lacking_least) == (3, 3)
    for held in mixing.rounds:
        assert len(set(held[:3])) == 3


@pytest.mark.slow
def test_rounds_held_already_count_as_met() -> None:
    first = mix_tables(16, 4, 2, "mañana")
    then = mix_tables(16, 4, 2, "tarde", earlier=first.rounds)
    before = naive.pairs_that_met(first.rounds)
    assert then.met == len(naive.pairs_that_met(then.rounds) - before)
    assert (first.met, then.met) == (48, 48)  # 4 of the 5 rounds in which all 120 pairs meet


@pytest.mark.slow
def test_somebody_who_came_late_has_met_nobody() -> None:
    earlier = [[0, 0, 1, 1, -1, -1]]
    mixing = mix_tables(6, 3, 1, "tarde", earlier=earlier)
    assert mixing.met == len(naive.pairs_that_met(mixing.rounds) - naive.pairs_that_met(earlier))
    assert (mixing.met, mixing.most) == (3, 3)


def test_the_same_seed_gives_the_same_tables() -> None:
    one, same, other = (mix_tables(8, 2, 2, seed) for seed in ("a", "a", "b"))
    assert one == same
    assert one.rounds != other.rounds


def test_nonsense_is_refused() -> None:
    for people, tables, rounds, code in (
        (3, 4, 1, "fewer_people_than_groups"),
        (4, 0, 1, "no_groups"),
        (4, 2, 0, "no_rounds"),
    ):
        with pytest.raises(Refusal) as refused:
            mix_tables(people, tables, rounds, "s")
        assert refused.value.code == code
    with pytest.raises(ValueError, match="one category"):
        mix_tables(4, 2, 1, "s", ["a"])


swaps = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 8), st.integers(0, 8)), max_size=12)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    rounds=st.lists(st.permutations([0, 0, 0, 1, 1, 1, 2, 2, 2]), min_size=3, max_size=3),
    kinds=st.lists(st.sampled_from(["", "a", "b"]), min_size=9, max_size=9),
    moves=swaps,
)
def test_gain_of_a_swap_is_what_recounting_says(
    rounds: list[list[int]], kinds: list[str], moves: list[tuple[int, int, int]]
) -> None:
    earlier = [[0, 0, 1, 1, 2, 2, -1, -1, -1]]
    room = Room(rounds, 3, kinds, earlier)
    for held, one, other in moves:
        if room.tables[held][one] == room.tables[held][other]:
            continue
        met, lacking = room.new_pairs(), room.lacking()
        gain, worse = room.gain(held, one, other), room.worse_mixed(held, one, other)
        room.swap(held, one, other)
        assert room.new_pairs() == met + gain
        assert room.lacking() == lacking + worse
        known = naive.pairs_that_met(earlier)
        assert room.new_pairs() == len(naive.pairs_that_met(room.tables) - known)
