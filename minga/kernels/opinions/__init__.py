"""Opinions: what people of different groups agree on, and whether there are groups at all.

Votes stand in a matrix of int8, people by statements: AGREE, PASS, DISAGREE, or UNSEEN.
"""

from minga.kernels.opinions.consensus import (
    AGREE,
    DISAGREE,
    NO_GROUP,
    PASS,
    UNSEEN,
    Tally,
    consensus_of,
    last_votes,
    tally,
)
from minga.kernels.opinions.distinct import Distinct, distinct_statements
from minga.kernels.opinions.groups import Groups, find_groups
from minga.kernels.opinions.stability import adjusted_rand
from minga.kernels.opinions.thresholds import CLEAR, STABLE

__all__ = [
    "AGREE",
    "CLEAR",
    "DISAGREE",
    "NO_GROUP",
    "PASS",
    "STABLE",
    "UNSEEN",
    "Distinct",
    "Groups",
    "Tally",
    "adjusted_rand",
    "consensus_of",
    "distinct_statements",
    "find_groups",
    "last_votes",
    "tally",
]
