"""Groups and tables: a fair draw, and rounds in which people meet as many others as can be."""

from minga.kernels.seating.draw import Draw, draw_groups, input_hash
from minga.kernels.seating.lots import Lots, commitment_of
from minga.kernels.seating.mix import Mixing, mix_tables
from minga.kernels.seating.refusal import Refusal, Remedy

__all__ = [
    "Draw",
    "Lots",
    "Mixing",
    "Refusal",
    "Remedy",
    "commitment_of",
    "draw_groups",
    "input_hash",
    "mix_tables",
]
