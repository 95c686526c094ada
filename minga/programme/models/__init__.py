"""Tables of the room: nodes and edges, citizen tests, champions, partners."""

from minga.programme.models.champions import Champion, HandOver, Learning
from minga.programme.models.citizen_tests import TestAnswer
from minga.programme.models.nodes import (
    Assignment,
    Component,
    Credit,
    Edge,
    Node,
    Nodes,
    Phase,
    Programme,
    Session,
    Step,
)
from minga.programme.models.partners import Stake, StakeStep

__all__ = [
    "Assignment",
    "Champion",
    "Component",
    "Credit",
    "Edge",
    "HandOver",
    "Learning",
    "Node",
    "Nodes",
    "Phase",
    "Programme",
    "Session",
    "Stake",
    "StakeStep",
    "Step",
    "TestAnswer",
]
