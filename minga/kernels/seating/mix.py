"""Mixing people over tables, round after round, so that they meet as many others as can be.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983) over swaps of two people
in one round. Who has met whom is kept as one integer of bits for each person, so that the worth
of a swap is four counts of bits: about a microsecond, in plain Python. Every step is integer
arithmetic on `Lots`, hence the same seed gives the same tables anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from minga.kernels.seating.bounds import Bounds
from minga.kernels.seating.draw import dealt
from minga.kernels.seating.lots import Lots
from minga.kernels.seating.refusal import Refusal, table_sizes
from minga.kernels.seating.room import Room

MOVES_A_SEAT, MIN_MOVES, MAX_MOVES = 1500, 60_000, 600_000
WHOLE, HOT, COLD = 1 << 16, 6553, 327
"""A swap that loses one pair is taken with HOT / WHOLE of the chance at first, COLD at last."""
WARMTHS, MAX_LOSS = 512, 12


@dataclass(frozen=True)
class Mixing:
    """Who sits where in each round, and how good that is.

    `rounds[r][person]` is a table from 0. `met`: different pairs that meet for the first time;
    `slots`: pairs that sit together, repeats counted; `chance`: what shuffling each round meets
    on average; `most`: no seating can meet more than this; `repeats_each_change`: so many pairs
    must sit together again at every change of tables, whatever one does. `lacking`: how often a
    table has nobody of a category, `lacking_least`: how often that cannot be helped.
    """

    rounds: tuple[tuple[int, ...], ...]
    sizes: tuple[int, ...]
    met: int
    slots: int
    chance: float
    most: int
    repeats_each_change: int
    lacking: int
    lacking_least: int
    moves: int
    seed: str


def mix_tables(
    people: int,
    tables: int,
    rounds: int,
    seed: str,
    categories: Sequence[str] | None = None,
    *,
    sizes: Sequence[int] | None = None,
    earlier: Sequence[Sequence[int]] = (),
) -> Mixing:
    """Seat people for some rounds so that they meet more new people than chance gives them.

    `categories`: each table has at least one of each where there are enough ("" needs none).
    `earlier`: rounds that were held already, a table for each person or -1 for somebody who was
    not there; who met then is not new now. Takes about a second at most. Raises Refusal.
    """
    shape = table_sizes(people, tables, sizes)
    if rounds < 1:
        raise Refusal("no_rounds", {"rounds": rounds})
    kinds = [""] * people if categories is None else list(categories)
    if len(kinds) != people or any(len(held) != people for held in earlier):
        raise ValueError("one category and one earlier table for each person")
    lots = Lots(seed)
    room = Room([dealt(lots, kinds, shape) for _ in range(rounds)], tables, kinds, earlier)
    bounds = Bounds(room, shape, rounds, earlier)
    best, moves = _anneal(room, seed, bounds.most)
    room = Room(best, tables, kinds, earlier)
    return Mixing(
        rounds=tuple(tuple(held) for held in room.tables),
        sizes=shape,
        met=room.new_pairs(),
        slots=bounds.slots,
        chance=bounds.chance,
        most=bounds.most,
        repeats_each_change=bounds.repeats,
        lacking=room.lacking(),
        lacking_least=bounds.lacking,
        moves=moves,
        seed=seed,
    )


def _anneal(room: Room, seed: str, most: int) -> tuple[list[list[int]], int]:
    """Improve the seating; the best one seen and the moves that were tried.

    Move i takes 64 bits of SHA-256("<seed>/move/<i div 4>"), the last quarter first, and from
    them the round, two people and the chance of a loss, by remainders.
    """
    rounds, people = len(room.tables), len(room.kinds)
    moves = max(MIN_MOVES, min(MAX_MOVES, MOVES_A_SEAT * people * rounds))
    now = best = room.new_pairs()
    seating = [list(held) for held in room.tables]
    lacking = least = room.lacking()
    word, chances = 0, [0]
    for move in range(moves):
        if best >= most and least == lacking:
            return seating, move
        if move % (moves // WARMTHS) == 0:
            chances = _chances(COLD + (HOT - COLD) * (moves - move) // moves)
        if move % 4 == 0:
            block = sha256(f"{seed}/move/{move // 4}".encode()).digest()
            word = int.from_bytes(block, "big")
        word, ticket = word >> 64, word & 0xFFFF_FFFF_FFFF_FFFF
        ticket, held = divmod(ticket, rounds)
        ticket, person = divmod(ticket, people)
        ticket, other = divmod(ticket, people)
        if room.tables[held][person] == room.tables[held][other]:
            continue
        worse = room.worse_mixed(held, person, other)
        if worse > 0:
            continue
        gain = room.gain(held, person, other)
        if gain < 0 and not worse and ticket % WHOLE >= chances[min(-gain, MAX_LOSS)]:
            continue
        room.swap(held, person, other)
        now, lacking = now + gain, lacking + worse
        if (-lacking, now) > (-least, best):
            best, least, seating = now, lacking, [list(held) for held in room.tables]
    return seating, moves


def _chances(one_pair: int) -> list[int]:
    """Out of WHOLE: how likely a swap is taken that loses 0, 1, 2 … pairs."""
    chances = [WHOLE]
    for _ in range(MAX_LOSS):
        chances.append(chances[-1] * one_pair // WHOLE)
    return chances
