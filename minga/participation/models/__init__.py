"""Workshops and what is made in them."""

from minga.participation.models.notes import Dot, Note, NoteEdge, NoteVersion
from minga.participation.models.rounds import (
    BoardPhoto,
    Grouping,
    GroupSeat,
    Round,
    Stance,
    Timer,
)
from minga.participation.models.workshop import Board, Seat, Workshop

__all__ = [
    "Board",
    "BoardPhoto",
    "Dot",
    "GroupSeat",
    "Grouping",
    "Note",
    "NoteEdge",
    "NoteVersion",
    "Round",
    "Seat",
    "Stance",
    "Timer",
    "Workshop",
]
