"""Workshops and what is made in them; conversations and what people think in them."""

from minga.participation.models.conversations import (
    Conversation,
    Opinion,
    OpinionMap,
    OpinionSeat,
    Statement,
    StatementStep,
)
from minga.participation.models.notes import Dot, Note, NoteEdge, NoteVersion
from minga.participation.models.papers import Paper
from minga.participation.models.rounds import (
    BoardPhoto,
    Grouping,
    GroupSeat,
    Round,
    Stance,
    Timer,
)
from minga.participation.models.workshop import Board, Invitation, Seat, Workshop

__all__ = [
    "Board",
    "BoardPhoto",
    "Conversation",
    "Dot",
    "GroupSeat",
    "Grouping",
    "Invitation",
    "Note",
    "NoteEdge",
    "NoteVersion",
    "Opinion",
    "OpinionMap",
    "OpinionSeat",
    "Paper",
    "Round",
    "Seat",
    "Stance",
    "Statement",
    "StatementStep",
    "Timer",
    "Workshop",
]
