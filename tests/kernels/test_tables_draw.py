"""The lottery: fair, provable, and clear when it cannot be."""

from collections import Counter
from hashlib import sha256

import pytest

from minga.kernels.seating import Lots, Refusal, commitment_of, draw, draw_groups, input_hash
from tests.kernels import naive

HELICES = ("academia", "civil", "government", "private")
ROOM_OF_24 = HELICES * 6


def of_each_group(result: draw.Draw, categories: tuple[str, ...]) -> list[set[str]]:
    """The categories that each group has."""
    return [
        {own for own, seat in zip(categories, result.groups, strict=True) if seat == group}
        for group in range(len(result.sizes))
    ]


def chi_square(counts: Counter[tuple[int, ...]], ways: int, draws: int) -> float:
    """How far the counts are from all ways being as likely."""
    expected = draws / ways
    seen = sum((count - expected) ** 2 / expected for count in counts.values())
    return seen + (ways - len(counts)) * expected


def test_lots_follow_their_description() -> None:
    for seed in ("copihue", "ñandú/7"):
        assert Lots(seed).shuffled(range(40)) == naive.shuffle(seed, 40)


def test_lots_wider_than_a_byte_follow_their_description() -> None:
    lots, stream = Lots("ancho"), list(naive.bytes_of_seed("ancho", 40))
    for most in (1, 2, 255, 256, 257, 70_000, 10**30):
        assert lots.below(most) == naive.number_below(stream, most)


def test_lots_give_each_number_its_share() -> None:
    lots, draws = Lots("reparto"), 6000
    counts = Counter(lots.below(6) for _ in range(draws))
    assert set(counts) == set(range(6))
    assert all(abs(count - draws / 6) < 150 for count in counts.values())


def test_commitment_is_the_plain_hash_of_the_seed() -> None:
    assert commitment_of("3f0c/copihue") == sha256(b"3f0c/copihue").hexdigest()
    assert draw_groups(ROOM_OF_24, 4, "s").commitment == commitment_of("s")


def test_input_hash_tells_the_order_of_people_apart() -> None:
    assert input_hash(["a", "b"], [1, 1]) == sha256(b"1 1\na\nb").hexdigest()
    assert input_hash(["a", "b"], [1, 1]) != input_hash(["b", "a"], [1, 1])


def test_groups_have_one_of_each_helix() -> None:
    result = draw_groups(ROOM_OF_24, 4, "taller")
    assert result.method == "rejection"
    assert result.is_uniform
    assert Counter(result.groups) == {0: 6, 1: 6, 2: 6, 3: 6}
    assert of_each_group(result, ROOM_OF_24) == [set(HELICES)] * 4


def test_the_same_seed_gives_the_same_groups_and_another_gives_others() -> None:
    assert draw_groups(ROOM_OF_24, 4, "uno") == draw_groups(ROOM_OF_24, 4, "uno")
    assert draw_groups(ROOM_OF_24, 4, "uno").groups != draw_groups(ROOM_OF_24, 4, "dos").groups


@pytest.mark.slow
def test_a_full_room_is_counted_and_still_uniform() -> None:
    people = HELICES * 10
    result = draw_groups(people, 8, "x1")
    assert (result.method, result.is_uniform) == ("counted", True)
    assert of_each_group(result, people) == [set(HELICES)] * 8


@pytest.mark.slow
def test_a_crowd_is_dealt_and_says_that_it_is_not_uniform() -> None:
    people = HELICES * 50
    result = draw_groups(people, 25, "taller")
    assert (result.method, result.is_uniform) == ("dealt", False)
    assert of_each_group(result, people) == [set(HELICES)] * 25
    assert set(Counter(result.groups).values()) == {8}


@pytest.mark.slow
@pytest.mark.parametrize("tries", [3000, 0])
def test_every_allowed_result_is_as_likely(tries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By rejection, and by counting when no shuffle may be tried: 5 people, groups of 3 and 2."""
    monkeypatch.setattr(draw, "MAX_TRIES", tries)
    people, sizes, draws = ("a", "a", "b", "b", ""), (3, 2), 8000
    ways = naive.allowed_groups(people, sizes)
    results = [draw_groups(people, 2, f"sorteo {number}") for number in range(draws)]
    assert {result.method for result in results} == {"rejection" if tries else "counted"}
    counts = Counter(result.groups for result in results)
    assert set(counts) <= ways
    # Chi-square with ways - 1 degrees of freedom; 4 standard deviations above its mean.
    freedom = len(ways) - 1
    assert chi_square(counts, len(ways), draws) < freedom + 4 * (2 * freedom) ** 0.5


def test_the_test_of_uniformity_sees_a_bias() -> None:
    ways, draws = naive.allowed_groups(("a", "a", "b", "b", ""), (3, 2)), 8000
    share = draws / len(ways)
    skewed = Counter({way: round(share * (1.1 if way[0] else 0.9)) for way in ways})
    assert chi_square(skewed, len(ways), draws) > len(ways) - 1 + 4 * (2 * len(ways) - 2) ** 0.5


def test_uneven_tables_are_filled_as_asked() -> None:
    people = HELICES * 5
    result = draw_groups(people, 4, "desigual", sizes=(4, 4, 4, 8))
    assert result.is_uniform
    assert [result.groups.count(group) for group in range(4)] == [4, 4, 4, 8]
    assert of_each_group(result, people) == [set(HELICES)] * 4


def test_people_who_told_no_helix_sit_where_chance_puts_them() -> None:
    people = ("", *HELICES * 2, "")
    result = draw_groups(people, 2, "sin hélice")
    assert [group - {""} for group in of_each_group(result, people)] == [set(HELICES)] * 2


def test_too_few_academics_are_refused_with_what_would_help() -> None:
    people = ("academia",) * 3 + ("civil",) * 9
    with pytest.raises(Refusal) as refused:
        draw_groups(people, 4, "s")
    assert refused.value.code == "too_few_of_category"
    assert refused.value.figures == {"category": "academia", "have": 3, "need": 4}
    assert [(remedy.code, dict(remedy.figures)) for remedy in refused.value.remedies] == [
        ("invite", {"category": "academia", "more": 1}),
        ("fewer_groups", {"groups": 3}),
        ("do_without", {"category": "academia"}),
    ]
    assert draw_groups(people, 3, "s").is_uniform  # the remedy does help


def test_impossible_shapes_are_refused() -> None:
    for people, groups, sizes, code in (
        (("a", "b"), 3, None, "fewer_people_than_groups"),
        ((), 1, None, "fewer_people_than_groups"),
        (("a",), 0, None, "no_groups"),
        (("a", "b"), 2, (2, 1), "sizes_do_not_add_up"),
        (("a", "b", "a", "b"), 2, (3, 1), "group_too_small"),
    ):
        with pytest.raises(Refusal) as refused:
            draw_groups(people, groups, "s", sizes=sizes)
        assert refused.value.code == code
