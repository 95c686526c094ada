"""Opinions: the consensus anybody can recompute, and groups only where there are any."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.kernels.opinions import (
    AGREE,
    DISAGREE,
    NO_GROUP,
    PASS,
    STABLE,
    UNSEEN,
    adjusted_rand,
    consensus_of,
    distinct_statements,
    find_groups,
    last_votes,
    tally,
)
from minga.kernels.opinions.consensus import Labels, Votes
from minga.kernels.opinions.distinct import fisher
from minga.kernels.opinions.plane import by_size, clumps, lay_out, silhouette
from tests.kernels import naive

labels = st.lists(st.integers(0, 3), min_size=2, max_size=14)
entries = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 4), st.sampled_from([AGREE, PASS, DISAGREE])),
    max_size=60,
)


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def town(camps: list[int], statements: int, *, sure: float = 0.9, seed: int = 1) -> Votes:
    """People of camps: each camp has its own opinion on each statement, and mostly votes so."""
    draw = chance(seed)
    thinks = draw.choice([AGREE, DISAGREE], (len(camps), statements))
    rows = []
    for camp, size in enumerate(camps):
        kept = draw.random((size, statements)) < sure
        own = np.where(kept, thinks[camp], draw.choice([AGREE, PASS, DISAGREE], kept.shape))
        rows.append(np.where(draw.random(kept.shape) < 0.2, UNSEEN, own))
    return np.concatenate(rows).astype(np.int8)


@settings(max_examples=60, deadline=None)
@given(given_votes=entries, groups=st.lists(st.integers(-1, 2), min_size=6, max_size=6))
def test_consensus_is_the_product_over_groups_of_last_votes(
    given_votes: list[tuple[int, int, int]], groups: list[int]
) -> None:
    votes = last_votes(given_votes, 6, 5)
    count = len(set(groups) - {NO_GROUP})
    order = sorted(set(groups) - {NO_GROUP})
    numbered = np.array([order.index(g) if g in order else NO_GROUP for g in groups])
    consensus = consensus_of(tally(votes, numbered, count))
    slow = naive.consensus(
        [(at, str(p), str(s), vote) for at, (p, s, vote) in enumerate(given_votes)],
        {str(person): str(group) if group >= 0 else "" for person, group in enumerate(groups)},
    )
    for statement in range(5):
        expected = slow.get(str(statement), 1 / 2**count)
        assert consensus[statement] == pytest.approx(float(expected), abs=1e-12)


def test_somebody_who_changes_their_mind_counts_once() -> None:
    votes = last_votes([(0, 0, AGREE), (1, 0, AGREE), (0, 0, DISAGREE)], 2, 1)
    counted = tally(votes, np.array([0, 0]), 1)
    assert (counted.agrees[0, 0], counted.disagrees[0, 0], counted.votes[0, 0]) == (1, 1, 2)
    assert consensus_of(counted)[0] == 2 / 4


def test_people_in_no_group_count_in_none() -> None:
    votes = last_votes([(0, 0, AGREE), (1, 0, DISAGREE)], 2, 1)
    counted = tally(votes, np.array([0, NO_GROUP]), 1)
    assert (counted.agrees[0, 0], counted.votes[0, 0]) == (1, 1)


@settings(max_examples=100, deadline=None)
@given(labels, st.randoms())
def test_adjusted_rand_is_what_counting_pairs_says(one: list[int], luck: object) -> None:
    other = [luck.randint(0, 3) for _ in one]  # type: ignore[attr-defined]
    told = adjusted_rand(np.array(one), np.array(other))
    assert told == pytest.approx(naive.adjusted_rand(one, other))


def test_adjusted_rand_knows_no_names() -> None:
    one = np.array([0, 0, 1, 1, 2])
    assert adjusted_rand(one, np.array([5, 5, 3, 3, 0])) == 1.0
    assert adjusted_rand(one, one[::-1].copy()) < 0.5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=12))
def test_silhouette_is_its_definition(places: list[tuple[int, int]]) -> None:
    own = np.array([i % 2 for i in range(len(places))])
    told = silhouette(np.array(places, dtype=float), own, chance())
    assert told == pytest.approx(naive.silhouette(places, own.tolist()))


def test_silhouette_of_one_group_is_nothing() -> None:
    assert silhouette(np.zeros((4, 2)), np.zeros(4, dtype=np.int64), chance()) == 0.0


@pytest.mark.slow
@pytest.mark.parametrize("count", [2, 3])
def test_clumps_are_the_best_of_all_divisions(count: int) -> None:
    for seed in range(4):
        points = chance(seed).normal(size=(8, 2)) + np.repeat([[0, 0], [4, 0]], 4, axis=0)
        found = clumps(points, count, chance(seed), starts=20)
        cost = sum(
            float(((points[found == g] - points[found == g].mean(axis=0)) ** 2).sum())
            for g in set(found.tolist())
        )
        assert cost == pytest.approx(naive.best_cost(points.tolist(), count))


def test_groups_are_numbered_by_size() -> None:
    assert by_size(np.array([2, 0, 2, 1, 2, 1]), 3).tolist() == [0, 2, 0, 1, 0, 1]


def test_plane_is_that_of_a_singular_value_decomposition() -> None:
    for shape in ([9, 6], [5, 11]):
        votes = chance(3).choice([AGREE, PASS, DISAGREE], shape).astype(np.int8)
        points = lay_out(votes).points
        centred = votes - votes.mean(axis=0)
        left, size, _ = np.linalg.svd(centred, full_matrices=False)
        expected = left[:, :2] * size[:2]
        for axis in (0, 1):
            same = np.allclose(points[:, axis], expected[:, axis])
            assert same or np.allclose(points[:, axis], -expected[:, axis])
        assert lay_out(votes).shown == pytest.approx((size[:2] ** 2).sum() / (size**2).sum())


def test_somebody_who_saw_little_is_moved_out_again() -> None:
    votes = np.tile(np.array([[AGREE] * 8, [DISAGREE] * 8], dtype=np.int8), (10, 1))
    votes[0, 2:] = UNSEEN
    points = lay_out(votes).points
    # Two of eight votes: a quarter of the way, times the root of four.
    assert abs(points[0, 0]) == pytest.approx(abs(points[2, 0]) / 2, rel=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("camps", [[90, 60], [70, 50, 40]])
def test_real_groups_are_found_and_are_stable(camps: list[int]) -> None:
    found = find_groups(town(camps, 30), "semilla")
    truth = np.repeat(np.arange(len(camps)), camps)
    assert found.count == len(camps)
    assert found.stability > 0.9 > STABLE
    assert found.are_shown
    assert adjusted_rand(found.labels, truth) > 0.95


@pytest.mark.slow
def test_where_there_are_no_groups_they_are_not_stable() -> None:
    draw = chance(4)
    votes = np.where(draw.random((120, 30)) < draw.random(30), AGREE, DISAGREE).astype(np.int8)
    assert find_groups(votes, "semilla").stability < STABLE / 2


@pytest.mark.slow
def test_opinions_along_one_line_are_not_shown_as_groups() -> None:
    for seed in (4, 7):
        draw = chance(seed)
        line = np.outer(draw.normal(size=200), draw.normal(size=30))
        votes = np.where(draw.random((200, 30)) < 1 / (1 + np.exp(-line)), AGREE, DISAGREE)
        assert not find_groups(votes.astype(np.int8), "semilla").are_shown


@pytest.mark.slow
def test_the_same_votes_and_seed_give_the_same_groups() -> None:
    votes = town([30, 20], 12)
    one, same = find_groups(votes, "s"), find_groups(votes, "s")
    assert np.array_equal(one.labels, same.labels)
    assert (one.stability, one.clear) == (same.stability, same.clear)


@pytest.mark.slow
def test_no_group_is_smaller_than_the_least() -> None:
    votes = town([60, 3], 20)
    found = find_groups(votes, "s", size_least=8)
    assert found.count == 0 or min(found.sizes) >= 8
    few = find_groups(votes[:9], "s", size_least=5)
    assert (few.count, set(few.labels.tolist())) == (0, {NO_GROUP})


@pytest.mark.slow
def test_somebody_who_voted_little_is_in_no_group() -> None:
    votes = town([30, 30], 20)
    votes[4, 3:] = UNSEEN
    found = find_groups(votes, "s")
    assert found.labels[4] == NO_GROUP
    assert found.points[4].tolist() == [0, 0]
    assert sum(found.sizes) == 59


@pytest.mark.parametrize("fill", [UNSEEN, AGREE])
def test_people_who_all_vote_the_same_make_no_groups(fill: int) -> None:
    found = find_groups(np.full((30, 10), fill, dtype=np.int8), "s")
    assert (found.count, found.stability) == (0, 0.0)


def test_nobody_and_nothing_make_no_groups() -> None:
    for shape in ((0, 0), (0, 5), (5, 0), (40, 0)):
        assert find_groups(np.full(shape, UNSEEN, dtype=np.int8), "s").count == 0


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_fisher_is_what_drawing_every_set_says(data: st.DataObject) -> None:
    drawn, others = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 6))
    hits = data.draw(st.integers(0, drawn))
    other_hits = data.draw(st.integers(0, others))
    told = fisher(hits, drawn, other_hits, others)
    assert told == pytest.approx(float(naive.fisher(hits, drawn, other_hits, others)))


def two_camps() -> tuple[Votes, Labels]:
    """Twenty against ten: on the first statement they differ, on the second all agree."""
    votes = np.full((30, 3), AGREE, dtype=np.int8)
    votes[20:, 0] = DISAGREE
    votes[::2, 2] = DISAGREE
    return votes, np.repeat([0, 1], [20, 10])


def test_what_sets_a_group_apart_is_named_with_its_figures() -> None:
    votes, groups = two_camps()
    told = distinct_statements(tally(votes, groups, 2))
    assert [(one.group, one.statement, one.agrees) for one in told] == [(0, 0, True), (1, 0, False)]
    assert (told[0].inside, told[0].outside) == ((20, 20), (0, 10))


def test_chance_sets_nobody_apart() -> None:
    votes = chance(6).choice([AGREE, DISAGREE], (40, 30)).astype(np.int8)
    assert distinct_statements(tally(votes, np.repeat([0, 1], 20), 2)) == []


def test_one_group_has_nobody_to_be_unlike() -> None:
    votes, _ = two_camps()
    assert distinct_statements(tally(votes, np.zeros(30, dtype=np.int64), 1)) == []
