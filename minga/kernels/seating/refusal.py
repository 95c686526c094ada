"""What cannot be drawn, said as a code with figures, and what would make it possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Remedy:
    """One thing that would make it possible: a sentence's code and its figures."""

    code: str
    figures: Mapping[str, str | int] = field(default_factory=dict)


class Refusal(Exception):
    """No such groups exist. Codes and figures become sentences where the reader's language is.

    `too_few_of_category` (category, have, need) · `group_too_small` (size, categories) ·
    `fewer_people_than_groups` (people, groups) · `no_groups` (groups) ·
    `sizes_do_not_add_up` (people, seats) · `no_rounds` (rounds).
    Remedies: `invite` (category, more) · `fewer_groups` (groups) · `do_without` (category) ·
    `larger_groups` (size).
    """

    def __init__(
        self, code: str, figures: Mapping[str, str | int], remedies: Sequence[Remedy] = ()
    ) -> None:
        super().__init__(f"{code} {dict(figures)}")
        self.code = code
        self.figures = dict(figures)
        self.remedies = tuple(remedies)


def table_sizes(people: int, tables: int, sizes: Sequence[int] | None = None) -> tuple[int, ...]:
    """How many sit at each table: as even as can be, the larger ones first, or as asked for.

    Raises Refusal.
    """
    if tables < 1:
        raise Refusal("no_groups", {"groups": tables}, [Remedy("fewer_groups", {"groups": 1})])
    if people < tables:
        remedies = [Remedy("fewer_groups", {"groups": max(people, 1)})]
        raise Refusal("fewer_people_than_groups", {"people": people, "groups": tables}, remedies)
    if sizes is None:
        return tuple(people // tables + (place < people % tables) for place in range(tables))
    if len(sizes) != tables or sum(sizes) != people or min(sizes) < 1:
        raise Refusal("sizes_do_not_add_up", {"people": people, "seats": sum(sizes)})
    return tuple(sizes)
