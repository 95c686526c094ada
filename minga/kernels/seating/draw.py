"""Drawing people into groups so that no group lacks a category: a lottery with a proof.

Three ways, from the plainest to the last resort:

- `rejection`: shuffle everybody, cut into groups, try again until each group has each category.
  Every allowed result is equally likely, and anybody can redo it by hand.
- `counted`: where fewer than about one shuffle in a thousand is allowed, the allowed results
  are counted exactly, composition by composition, and one of them is taken. As uniform.
- `dealt`: where even counting is too much, one of each category is dealt to each group and the
  rest is shuffled. Close to uniform, and the result says that it is not.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import accumulate
from math import comb, prod

from minga.kernels.seating.lots import Lots, commitment_of
from minga.kernels.seating.refusal import Refusal, Remedy, table_sizes

MAX_SEATED, MAX_TRIES = 120_000, 3000
"""So many people are shuffled at most before counting begins: a tenth of a second."""
MAX_STEPS = 60_000


Weights = list[tuple[tuple[int, ...], int]]
"""Compositions of a group, each with the number of results that begin with it."""


@dataclass(frozen=True)
class Draw:
    """Who sits where, and what is needed to check it.

    `groups[person]` is the group (from 0) of the person at that place of the list; `tries` is
    how many shuffles were looked at; `commitment` is published before, `seed` after the draw.
    """

    groups: tuple[int, ...]
    sizes: tuple[int, ...]
    method: str
    is_uniform: bool
    tries: int
    seed: str
    commitment: str
    input_hash: str


def draw_groups(
    categories: Sequence[str], groups: int, seed: str, *, sizes: Sequence[int] | None = None
) -> Draw:
    """Draw people into groups with at least one of each category that is present in each.

    `categories[i]` is the category of person i; "" is somebody who told none: seated, but no
    group needs one. Sizes differ by one at most unless `sizes` says otherwise; the first groups
    are the larger ones. Raises Refusal when no such groups exist.
    """
    shape = table_sizes(len(categories), groups, sizes)
    needed = tuple(sorted(set(categories) - {""}))
    _refuse_impossible(categories, needed, shape)
    lots = Lots(seed)
    method, tries = "rejection", 0
    drawn: list[int] | None = None
    while drawn is None and tries < min(MAX_TRIES, MAX_SEATED // len(categories)):
        tries += 1
        drawn = _accepted(lots.shuffled(range(len(categories))), categories, needed, shape)
    if drawn is None:
        try:
            method, drawn = "counted", _counted(lots, categories, needed, shape)
        except _TooMuchToCount:
            method, drawn = "dealt", dealt(lots, categories, shape)
    return Draw(
        groups=tuple(drawn),
        sizes=shape,
        method=method,
        is_uniform=method != "dealt",
        tries=tries,
        seed=seed,
        commitment=commitment_of(seed),
        input_hash=input_hash(categories, shape),
    )


def input_hash(categories: Sequence[str], sizes: Sequence[int]) -> str:
    """SHA-256 of what was drawn: the sizes, then one category a line, in the people's order."""
    lines = [" ".join(str(size) for size in sizes), *categories]
    return sha256("\n".join(lines).encode()).hexdigest()


def dealt(lots: Lots, categories: Sequence[str], sizes: Sequence[int]) -> list[int]:
    """One of each category to each group while there are any, the rest at random.

    Used as the last resort of a draw, and as the first seating that `mix_tables` improves.
    """
    group = [-1] * len(categories)
    free = list(sizes)
    left: list[int] = []
    kinds = sorted(set(categories) - {""}, key=lambda kind: (categories.count(kind), kind))
    for kind in kinds:
        people = lots.shuffled([i for i, own in enumerate(categories) if own == kind])
        for place in lots.shuffled(range(len(sizes))):
            if people and free[place]:
                group[people.pop()] = place
                free[place] -= 1
        left += people
    left += [i for i, own in enumerate(categories) if own == ""]
    places = [place for place, seats in enumerate(free) for _ in range(seats)]
    for person, place in zip(sorted(left), lots.shuffled(places), strict=True):
        group[person] = place
    return group


def _refuse_impossible(
    categories: Sequence[str], needed: Sequence[str], sizes: Sequence[int]
) -> None:
    """Enough of each category for each group and a seat for each category: else it cannot be."""
    count = {kind: sum(own == kind for own in categories) for kind in needed}
    groups = len(sizes)
    short = [kind for kind in needed if count[kind] < groups]
    if short:
        scarcest = min(short, key=lambda kind: (count[kind], kind))
        raise Refusal(
            "too_few_of_category",
            {"category": scarcest, "have": count[scarcest], "need": groups},
            [Remedy("invite", {"category": k, "more": groups - count[k]}) for k in short]
            + [Remedy("fewer_groups", {"groups": count[scarcest]})]
            + [Remedy("do_without", {"category": kind}) for kind in short],
        )
    if min(sizes) < len(needed):
        raise Refusal(
            "group_too_small",
            {"size": min(sizes), "categories": len(needed)},
            [Remedy("larger_groups", {"size": len(needed)})],
        )


def _accepted(
    order: Sequence[int], categories: Sequence[str], needed: Sequence[str], sizes: Sequence[int]
) -> list[int] | None:
    """The groups that this order is cut into; None when one of them lacks a category."""
    group = [0] * len(order)
    ends = list(accumulate(sizes))
    for place, (end, size) in enumerate(zip(ends, sizes, strict=True)):
        people = order[end - size : end]
        if len({categories[person] for person in people} - {""}) < len(needed):
            return None
        for person in people:
            group[person] = place
    return group


class _TooMuchToCount(Exception):
    """The allowed results have too many compositions to be counted."""


def _counted(
    lots: Lots, categories: Sequence[str], needed: Sequence[str], sizes: Sequence[int]
) -> list[int]:
    """An allowed result, each as likely: groups get their composition by its exact share.

    The compositions of a group stand in rising order, those who told no category first.
    """
    kinds = ["", *needed]
    queues = [lots.shuffled([i for i, own in enumerate(categories) if own == k]) for k in kinds]
    rest = tuple(len(queue) for queue in queues)
    weighed = _weigher(len(needed), sizes)
    group = [0] * len(categories)
    for place in range(len(sizes)):
        weights = weighed(place, rest)
        ticket = lots.below(sum(weight for _, weight in weights))
        parts = _holder(ticket, weights)
        for queue, part in zip(queues, parts, strict=True):
            for _ in range(part):
                group[queue.pop()] = place
        rest = tuple(have - part for have, part in zip(rest, parts, strict=True))
    return group


def _holder(ticket: int, weights: Weights) -> tuple[int, ...]:
    """The composition that holds this ticket when each holds as many as it weighs."""
    for parts, weight in weights:
        if ticket < weight:
            return parts
        ticket -= weight
    raise ValueError("there is no such ticket")


def _weigher(needs: int, sizes: Sequence[int]) -> Callable[[int, tuple[int, ...]], Weights]:
    """Each composition of a group with the number of results that begin with it."""
    steps = 0

    @cache
    def weighed(place: int, rest: tuple[int, ...]) -> Weights:
        nonlocal steps
        if place == len(sizes):
            return [((), 1)]
        after = len(sizes) - place - 1
        rows: Weights = []
        for parts in _compositions(sizes[place], (0,) + (1,) * needs, rest, after):
            steps += 1
            if steps > MAX_STEPS:
                raise _TooMuchToCount
            then = tuple(have - part for have, part in zip(rest, parts, strict=True))
            ways = prod(comb(have, part) for have, part in zip(rest, parts, strict=True))
            rows.append((parts, ways * sum(weight for _, weight in weighed(place + 1, then))))
        return rows

    return weighed


def _compositions(
    size: int, least: Sequence[int], rest: Sequence[int], after: int
) -> Iterator[tuple[int, ...]]:
    """How a group of this size can be made up while the groups after it can still get theirs."""
    if not rest:
        if size == 0:
            yield ()
        return
    for part in range(least[0], min(size, rest[0] - after * least[0]) + 1):
        for others in _compositions(size - part, least[1:], rest[1:], after):
            yield (part, *others)
