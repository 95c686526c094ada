"""The minutes of a workshop as data: what was said, chosen and objected to, and who was there."""

from collections import Counter
from datetime import datetime
from typing import Any, NotRequired

from typing_extensions import TypedDict

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
from minga.participation.workshops.shapes import ColumnOut, EdgeOut, StanceOut
from minga.people.models import Helix


class HelixCountOut(TypedDict):
    """How many people came from a helix."""

    code: str
    name: str
    people: int


class AttendanceOut(TypedDict):
    """How many took part, how many of them wrote a note, and whence and how they came."""

    people: int
    wrote: int
    by_helix: list[HelixCountOut]
    by_arrival: dict[str, int]


class FieldValueOut(TypedDict):
    """What a note says beside its text."""

    code: str
    name: str
    value: Any


class SourceNoteOut(EdgeOut):
    """A note that another one was made of."""

    text: str


class MinutesNoteOut(TypedDict):
    """A note with the seat it came from, where that is told."""

    note: str
    text: str
    column: str
    column_name: str
    fields: list[FieldValueOut]
    votes: int
    state: str
    version: int
    seat: int | None
    arrived_by: str
    made_at: str | None
    came_from: list[SourceNoteOut]
    became: list[EdgeOut]


class ReasonOut(StanceOut):
    """Where somebody stands, and why."""

    seat: int | None
    arrived_by: str


class MinutesRoundOut(TypedDict):
    """A round of consensus with every reason that was given."""

    number: int
    note: str
    text: str
    state: str
    outcome: str
    agree: int
    stand_aside: int
    object: int
    reasons: list[ReasonOut]
    opened_at: str | None
    closed_at: str | None


class MinutesBoardOut(TypedDict):
    """A board with its notes, those with most dots first, and its rounds."""

    id: int
    kind: str
    kind_name: str
    title: str
    question: str
    state: str
    dots: int
    columns: list[ColumnOut]
    notes: list[MinutesNoteOut]
    rounds: list[MinutesRoundOut]


class GroupPlaceOut(TypedDict):
    """Who sits at which table in a round of a draw."""

    round: int
    group: int
    seat: int


class MinutesGroupingOut(TypedDict):
    """A draw of groups with what is needed to draw it again."""

    number: int
    label: str
    state: str
    groups: int
    rounds: int
    method: str
    commitment: str
    seed: str
    input_hash: str
    account: dict[str, Any]
    committed_at: str | None
    drawn_at: str | None
    seats: list[GroupPlaceOut]


class MinutesTimerOut(TypedDict):
    """A timer as it was set."""

    label: str
    started_at: str | None
    ends_at: str | None


class MinutesPhotoOut(TypedDict):
    """A photo with the title of its board."""

    photo: str
    text: str
    board: str
    width: int
    height: int
    added_at: str | None


class PersonOut(TypedDict):
    """Somebody who was there, as they named themselves."""

    seat: int
    name: str
    helix: str
    organisation: str
    arrived_by: str
    joined_at: str | None
    here: bool
    ended: bool
    counts: bool


class MinutesOut(TypedDict):
    """The minutes; `people` only for the facilitator."""

    code: str
    title: str
    purpose: str
    city: str
    state: str
    opened_at: str | None
    closed_at: str | None
    simulated: bool
    boards: list[MinutesBoardOut]
    groupings: list[MinutesGroupingOut]
    timers: list[MinutesTimerOut]
    photos: list[MinutesPhotoOut]
    attendance: AttendanceOut
    people: NotRequired[list[PersonOut]]


def minutes_of(workshop: Workshop, *, with_names: bool = False) -> MinutesOut:
    """Everything a document of the workshop tells, in plain values and the reader's language.

    Phone and paper count the same and stand together; `arrived_by` says which it was. With
    `with_names` who was there is added, and which seat said what: for the facilitator only.
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
    minutes: MinutesOut = {
        "code": workshop.code,
        "title": workshop.title,
        "purpose": workshop.purpose,
        "city": workshop.city.name,
        "state": workshop.state,
        "opened_at": _time(workshop.opened_at),
        "closed_at": _time(workshop.closed_at),
        "simulated": workshop.simulated,
        "boards": [_board(board, notes, edges) for board in workshop.boards.order_by("position")],
        "groupings": [_grouping(grouping) for grouping in workshop.groupings.order_by("number")],
        "timers": [
            {
                "label": timer.label,
                "started_at": _time(timer.started_at),
                "ends_at": _time(timer.ends_at),
            }
            for timer in workshop.timers.order_by("id")
        ],
        "photos": [
            _photo(photo) for photo in workshop.photos.select_related("board").order_by("id")
        ],
        "attendance": attendance_of(seats, notes),
    }
    if with_names:
        minutes["people"] = [_person(seat) for seat in seats]
    else:
        _unlink(minutes)
    return minutes


def _unlink(minutes: MinutesOut) -> None:
    """Take out which seat said what: several notes of one number lead to a person."""
    for board in minutes["boards"]:
        for note in board["notes"]:
            note["seat"], note["arrived_by"] = None, ""
        for round in board["rounds"]:
            for reason in round["reasons"]:
                reason["seat"], reason["arrived_by"] = None, ""


def attendance_of(seats: list[Seat], notes: list[Note]) -> AttendanceOut:
    """How many took part, by helix and by way of arrival, and how many of them wrote a note.

    Seats that were ended, or taken for the same person as another, are nobody more.
    """
    seats = [seat for seat in seats if seat.ended_at is None and seat.counts]
    names = {helix.value: str(helix.label) for helix in Helix}
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


def _board(board: Board, notes: list[Note], edges: list[NoteEdge]) -> MinutesBoardOut:
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
            _note(note, edges, kind.fields, str(names.get(note.column, note.column)))
            for note in own
        ],
        "rounds": [_round(round) for round in board.rounds.select_related("note").order_by("id")],
    }


def _note(
    note: Note, edges: list[NoteEdge], fields: tuple[Field, ...], column_name: str
) -> MinutesNoteOut:
    said = note.state != NoteState.WITHDRAWN
    return {
        "note": note.public_id,
        "text": note.text if said else "",
        "column": note.column,
        "column_name": column_name,
        "fields": [
            {"code": field.code, "name": str(field.label), "value": note.fields[field.code]}
            for field in fields
            if said and field.code in note.fields
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


def _round(round: Round) -> MinutesRoundOut:
    stances = round.stances.counted().exclude(reason="").select_related("seat").order_by("id")
    return {
        "number": round.number,
        "note": round.note.public_id,
        "text": round.note.text,
        "state": round.state,
        "outcome": round.outcome if round.state == Shut.CLOSED else "",
        "agree": round.agreed,
        "stand_aside": round.stood_aside,
        "object": round.objected,
        "reasons": [
            {
                "stance": stance.stance,
                "reason": stance.reason,
                "seat": stance.seat.number,
                "arrived_by": stance.seat.arrived_by,
            }
            for stance in stances
        ],
        "opened_at": _time(round.opened_at),
        "closed_at": _time(round.closed_at),
    }


def _grouping(grouping: Grouping) -> MinutesGroupingOut:
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


def _photo(photo: BoardPhoto) -> MinutesPhotoOut:
    return {
        "photo": photo.name,
        "text": photo.text,
        "board": photo.board.title if photo.board else "",
        "width": photo.width,
        "height": photo.height,
        "added_at": _time(photo.added_at),
    }


def _person(seat: Seat) -> PersonOut:
    return {
        "seat": seat.number,
        "name": seat.name,
        "helix": seat.helix,
        "organisation": seat.organisation,
        "arrived_by": seat.arrived_by,
        "joined_at": _time(seat.joined_at),
        "here": seat.here,
        "ended": seat.ended_at is not None,
        "counts": seat.ended_at is None and seat.counts,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
