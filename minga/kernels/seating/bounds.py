"""How good a mixing can be at most, and how good chance alone is."""

from collections.abc import Sequence

from minga.kernels.seating.room import Room


class Bounds:
    """What no seating can pass, and what chance gives."""

    def __init__(
        self, room: Room, sizes: Sequence[int], rounds: int, earlier: Sequence[Sequence[int]]
    ) -> None:
        people = sum(sizes)
        pairs = people * (people - 1) // 2 - room.met_before
        a_round = sum(size * (size - 1) // 2 for size in sizes)
        self.slots = a_round * rounds
        # A table of s people who come from k tables: spread as evenly as can be, some still
        # come from the same one.
        self.repeats = sum(_together(size, len(sizes)) for size in sizes)
        least = self.repeats * (rounds - 1)
        if earlier and -1 not in earlier[-1]:
            least += sum(_together(size, len(set(earlier[-1]))) for size in sizes)
        self.most = min(self.slots - least, pairs)
        together = a_round / max(1, people * (people - 1) // 2)
        self.chance = pairs * (1 - (1 - together) ** rounds)
        needed = set(room.kinds) - {""}
        a_kind = sum(max(0, len(sizes) - room.kinds.count(kind)) for kind in needed)
        a_table = sum(max(0, len(needed) - size) for size in sizes)
        self.lacking = max(a_kind, a_table) * rounds


def _together(size: int, tables: int) -> int:
    """The fewest pairs of a table that sat together before, when all come from so many tables."""
    from_each, more = divmod(size, tables)
    return (
        more * (from_each + 1) * from_each // 2 + (tables - more) * from_each * (from_each - 1) // 2
    )
