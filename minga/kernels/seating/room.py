"""A seating of some rounds, and who has met whom in it, kept as bits."""

from collections.abc import Iterator, Sequence


class Room:
    """The seating, and for each person as bits: whom they met once (`once`), or at all (`met`)."""

    def __init__(
        self,
        seating: Sequence[Sequence[int]],
        tables: int,
        kinds: Sequence[str],
        earlier: Sequence[Sequence[int]],
    ) -> None:
        people = len(kinds)
        self.kinds = kinds
        self.alike = {kind: _bits(i for i in range(people) if kinds[i] == kind) for kind in kinds}
        self.tables = [list(held) for held in seating]
        self.at = [[_bits(_where(held, t)) for t in range(tables)] for held in self.tables]
        self.times = [[0] * people for _ in range(people)]
        self.once = [0] * people
        self.met = [0] * people
        for held in earlier:
            self._sit_down([_bits(_where(held, table)) for table in set(held) - {-1}])
        self.met_before = self._pairs()
        for masks in self.at:
            self._sit_down(masks)

    def new_pairs(self) -> int:
        """Different pairs that meet in these rounds and had not met before them."""
        return self._pairs() - self.met_before

    def lacking(self) -> int:
        """How many times a table has nobody of a category that is in the room."""
        needed = [mask for kind, mask in self.alike.items() if kind]
        return sum(not table & mask for held in self.at for table in held for mask in needed)

    def gain(self, held: int, person_a: int, person_b: int) -> int:
        """How many more pairs meet when these two change places in this round."""
        seats, masks = self.tables[held], self.at[held]
        with_b = masks[seats[person_b]] ^ (1 << person_b)
        with_a = masks[seats[person_a]] ^ (1 << person_a)
        return (
            (with_b & ~self.met[person_a]).bit_count()
            + (with_a & ~self.met[person_b]).bit_count()
            - (with_a & self.once[person_a]).bit_count()
            - (with_b & self.once[person_b]).bit_count()
        )

    def worse_mixed(self, held: int, person_a: int, person_b: int) -> int:
        """By how much the tables of these two would lack more categories; below 0: less."""
        seats, masks = self.tables[held], self.at[held]
        if self.kinds[person_a] == self.kinds[person_b]:
            return 0
        lost = 0
        for leaves, comes in ((person_a, person_b), (person_b, person_a)):
            table = masks[seats[leaves]]
            if self.kinds[leaves]:
                lost += table & self.alike[self.kinds[leaves]] == 1 << leaves
            if self.kinds[comes]:
                lost -= not table & self.alike[self.kinds[comes]]
        return lost

    def swap(self, held: int, person_a: int, person_b: int) -> None:
        """Let these two change places in this round."""
        seats, masks = self.tables[held], self.at[held]
        table_a, table_b = seats[person_a], seats[person_b]
        masks[table_a] ^= 1 << person_a
        masks[table_b] ^= 1 << person_b
        for person, leaves, joins in ((person_a, table_a, table_b), (person_b, table_b, table_a)):
            self._meet(person, masks[leaves], -1)
            self._meet(person, masks[joins], 1)
        masks[table_a] |= 1 << person_b
        masks[table_b] |= 1 << person_a
        seats[person_a], seats[person_b] = table_b, table_a

    def _sit_down(self, masks: Sequence[int]) -> None:
        for mask in masks:
            for person in _ones(mask):
                self._meet(person, mask & ((1 << person) - 1), 1)

    def _meet(self, person: int, others: int, times: int) -> None:
        own = 1 << person
        for other in _ones(others):
            bit = 1 << other
            count = self.times[person][other] + times
            self.times[person][other] = self.times[other][person] = count
            self.met[person] = self.met[person] | bit if count else self.met[person] & ~bit
            self.met[other] = self.met[other] | own if count else self.met[other] & ~own
            single = count == 1
            self.once[person] = self.once[person] | bit if single else self.once[person] & ~bit
            self.once[other] = self.once[other] | own if single else self.once[other] & ~own

    def _pairs(self) -> int:
        return sum(met.bit_count() for met in self.met) // 2


def _where(held: Sequence[int], table: int) -> Iterator[int]:
    return (person for person, own in enumerate(held) if own == table)


def _bits(people: Iterator[int]) -> int:
    return sum(1 << person for person in people)


def _ones(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
