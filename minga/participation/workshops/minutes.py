"""The minutes of a workshop as data: what was said, chosen and objected to, and who was there."""

from collections import Counter
from datetime import datetime
from typing import Any

from minga.ground.fields import Field
from minga.participation.models import (
    Board,
    BoardPhoto,
    Grouping,
    Note,
    NoteEdge,
    Round,
    Seat,
    Workshop,
)
from minga.participation.workshops.board_kinds import kind_of
from minga.participation.workshops.rules import Arrival, NoteState, Shut
from minga.people.models import Helix

Plain = dict[str, Any]


def minutes_of(workshop: Workshop, *, with_names: bool = False) -> Plain:
    """Everything a document of the workshop tells, in plain values and the reader's language.

    Phone and paper count the same and stand together; `arrived_by` says which it was. With
    `with_names` the list of who was there is added: for the facilitator only.
    """
    notes = list(
        Note.objects.filter(board__workshop=workshop).select_related("seat").order_by("id")
    )
    edges = list(
        NoteEdge.objects.filter(target__board__workshop=workshop)
        .select_related("source", "target")
        .order_by("id")
    )
    seats = list(workshop.seats.exclude(arrived_by=Arrival.FACILITATOR.value).order_by("number"))
    told: Plain = {
        "code": workshop.code,
        "title": workshop.title,
        "purpose": workshop.purpose,
        "city": workshop.city.name,
        "state": workshop.state,
        "opened_at": _time(workshop.opened_at),
        "closed_at": _time(workshop.closed_at),
        "simulated": workshop.simulated,
        "boards": [_board(board, notes, edges) for board in workshop.boards.order_by("position")],
        "groupings": [_grouping(one) for one in workshop.groupings.order_by("number")],
        "timers": [
            {"label": one.label, "started_at": _time(one.started_at), "ends_at": _time(one.ends_at)}
            for one in workshop.timers.order_by("id")
        ],
        "photos": [_photo(one) for one in workshop.photos.select_related("board").order_by("id")],
        "attendance": attendance_of(seats, notes),
    }
    if with_names:
        told["people"] = [_person(seat) for seat in seats]
    return told


def attendance_of(seats: list[Seat], notes: list[Note]) -> Plain:
    """How many took part, by helix and by way of arrival, and how many of them wrote a note."""
    names = {one.value: str(one.label) for one in Helix}
    helices = Counter(seat.helix for seat in seats)
    wrote = {note.seat_id for note in notes}
    return {
        "people": len(seats),
        "wrote": sum(seat.pk in wrote for seat in seats),
        "by_helix": [
            {"code": code, "name": names.get(code, ""), "people": many}
            for code, many in sorted(helices.items())
        ],
        "by_arrival": {
            way.value: sum(seat.arrived_by == way for seat in seats)
            for way in (Arrival.PHONE, Arrival.PAPER)
        },
    }


def _board(board: Board, notes: list[Note], edges: list[NoteEdge]) -> Plain:
    kind = kind_of(board.kind)
    names = dict(kind.columns)
    own = [note for note in notes if note.board_id == board.pk]
    own.sort(key=lambda note: (not note.is_standing, -note.votes, note.pk))
    return {
        "id": board.pk,
        "kind": board.kind,
        "kind_name": str(kind.name),
        "title": board.title or str(kind.name),
        "question": board.question or str(kind.prompt),
        "state": board.state,
        "dots": board.dots,
        "columns": [{"code": code, "name": str(name)} for code, name in kind.columns],
        "notes": [
            _note(note, edges, kind.fields)
            | {"column_name": str(names.get(note.column, note.column))}
            for note in own
        ],
        "rounds": [_round(one) for one in board.rounds.select_related("note").order_by("id")],
    }


def _note(note: Note, edges: list[NoteEdge], fields: tuple[Field, ...]) -> Plain:
    said = note.state != NoteState.WITHDRAWN
    return {
        "note": note.public_id,
        "text": note.text if said else "",
        "column": note.column,
        "fields": [
            {"code": one.code, "name": str(one.label), "value": note.fields[one.code]}
            for one in fields
            if said and one.code in note.fields
        ],
        "votes": note.votes,
        "state": note.state,
        "version": note.version,
        "seat": note.seat.number if note.seat else None,
        "arrived_by": note.seat.arrived_by if note.seat else "",
        "made_at": _time(note.made_at),
        "came_from": [
            {"note": edge.source.public_id, "relation": edge.relation, "text": edge.source.text}
            for edge in edges
            if edge.target_id == note.pk
        ],
        "became": [
            {"note": edge.target.public_id, "relation": edge.relation}
            for edge in edges
            if edge.source_id == note.pk
        ],
    }


def _round(asked: Round) -> Plain:
    stances = asked.stances.exclude(reason="").select_related("seat").order_by("id")
    return {
        "number": asked.number,
        "note": asked.note.public_id,
        "text": asked.note.text,
        "state": asked.state,
        "outcome": asked.outcome if asked.state == Shut.CLOSED else "",
        "agree": asked.agreed,
        "stand_aside": asked.stood_aside,
        "object": asked.objected,
        "reasons": [
            {
                "stance": stance.stance,
                "reason": stance.reason,
                "seat": stance.seat.number,
                "arrived_by": stance.seat.arrived_by,
            }
            for stance in stances
        ],
        "opened_at": _time(asked.opened_at),
        "closed_at": _time(asked.closed_at),
    }


def _grouping(grouping: Grouping) -> Plain:
    is_drawn = bool(grouping.drawn_at)
    return {
        "number": grouping.number,
        "label": grouping.label,
        "state": grouping.state,
        "groups": grouping.groups,
        "rounds": grouping.rounds,
        "method": grouping.method,
        "commitment": grouping.commitment,
        "seed": grouping.seed if is_drawn else "",
        "input_hash": grouping.input_hash,
        "account": grouping.account,
        "committed_at": _time(grouping.committed_at),
        "drawn_at": _time(grouping.drawn_at),
        "seats": [
            {"round": place.round, "group": place.group, "seat": place.seat.number}
            for place in grouping.places.select_related("seat").order_by("round", "group", "seat")
        ],
    }


def _photo(photo: BoardPhoto) -> Plain:
    return {
        "photo": photo.name,
        "text": photo.text,
        "board": photo.board.title if photo.board else "",
        "width": photo.width,
        "height": photo.height,
        "added_at": _time(photo.added_at),
    }


def _person(seat: Seat) -> Plain:
    return {
        "seat": seat.number,
        "name": seat.name,
        "helix": seat.helix,
        "organisation": seat.organisation,
        "arrived_by": seat.arrived_by,
        "joined_at": _time(seat.joined_at),
        "here": seat.here,
        "ended": seat.ended_at is not None,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
