"""How a workshop looks outside: what a stranger may see, whole or since a revision."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db.models import Prefetch

from minga.participation.models import (
    Board,
    BoardPhoto,
    Grouping,
    Note,
    NoteEdge,
    Round,
    Seat,
    Timer,
    Workshop,
)
from minga.participation.origins import bursts_of
from minga.participation.workshops import queries
from minga.participation.workshops.board_kinds import kind_of
from minga.participation.workshops.phrases import draw_sentence
from minga.participation.workshops.rules import DrawState, NoteState, Shut
from minga.participation.workshops.seat_shapes import SeatOut, SeatsOut
from minga.participation.workshops.shapes import (
    BoardOut,
    BoardPhotoOut,
    ChangesOut,
    EdgeOut,
    GroupingOut,
    NoteOut,
    RoundOut,
    SummaryOut,
    TimerOut,
)
from minga.people.models import Helix


def whole(workshop: Workshop) -> ChangesOut:
    """Everything that a stranger may see of a workshop that is open."""
    return changes(workshop, 0)


def changes(workshop: Workshop, since: int) -> ChangesOut:
    """What changed after revision `since`; the workshop's own few values are always there.

    The rows are read after the workshop's revision, so nothing is missed: what came in between
    comes again with the next question.
    """
    rows_of = {
        name: [row.plain for row in rows] for name, rows in rows_since(workshop, since).items()
    }
    return {
        **summary(workshop),
        "since": since,
        "boards": rows_of["boards"],
        "notes": rows_of["notes"],
        "rounds": rows_of["rounds"],
        "timers": rows_of["timers"],
        "groupings": rows_of["groupings"],
        "photos": rows_of["photos"],
    }


class Row(NamedTuple):
    """One row as it is told, with the revision of its last change."""

    pk: int
    revision: int
    plain: Any


def rows_since(workshop: Workshop, since: int) -> dict[str, list[Row]]:
    """The rows of each sort that changed after a revision, each sort in its own order."""
    newer = {"revision__gt": since}
    edges = NoteEdge.objects.select_related("source", "target").order_by("id")
    notes = Note.objects.filter(board__workshop=workshop, **newer).order_by("id")
    notes = notes.prefetch_related(Prefetch("became", edges), Prefetch("came_from", edges))
    rounds = queries.rounds_in_full().filter(board__workshop=workshop, **newer)
    groupings = queries.groupings_in_full().filter(workshop=workshop, **newer)
    shown: dict[str, tuple[Iterable[Any], Callable[[Any], Any]]] = {
        "boards": (workshop.boards.filter(**newer).order_by("position"), board_out),
        "notes": (notes, note_out),
        "rounds": (rounds.order_by("id"), round_out),
        "timers": (workshop.timers.filter(**newer).order_by("id"), timer_out),
        "groupings": (groupings.order_by("id"), grouping_out),
        "photos": (workshop.photos.filter(public=True, **newer).order_by("id"), photo_out),
    }
    return {
        name: [Row(row.pk, row.revision, out(row)) for row in rows]
        for name, (rows, out) in shown.items()
    }


def summary(workshop: Workshop) -> SummaryOut:
    """The workshop itself."""
    return {
        "code": workshop.code,
        "title": workshop.title,
        "purpose": workshop.purpose,
        "city": workshop.city.slug,
        "state": workshop.state,
        "revision": workshop.revision,
        "dots": workshop.dots,
        "seats": queries.many_here(workshop),
        "simulated": workshop.simulated,
    }


def shut(workshop: Workshop) -> ChangesOut:
    """What a stranger sees of a workshop that is over: that it is."""
    return {
        **summary(workshop),
        "since": 0,
        "boards": [],
        "notes": [],
        "rounds": [],
        "timers": [],
        "groupings": [],
        "photos": [],
    }


def board_out(board: Board) -> BoardOut:
    """A board and what its kind asks, in the reader's language."""
    kind = kind_of(board.kind)
    return {
        "id": board.pk,
        "kind": board.kind,
        "title": board.title or str(kind.name),
        "question": board.question or str(kind.prompt),
        "state": board.state,
        "dots": board.dots,
        "position": board.position,
        "source": board.source_id,
        "shared": kind.shared,
        "columns": [{"code": code, "name": str(name)} for code, name in kind.columns],
        "fields": [
            {"code": field.code, "name": str(field.label), "kind": field.kind}
            for field in kind.fields
        ],
    }


def note_out(note: Note) -> NoteOut:
    """A note without its author. A withdrawn one keeps its place and loses its words here."""
    gone = note.state == NoteState.WITHDRAWN
    return {
        "note": note.public_id,
        "board": note.board_id,
        "column": note.column,
        "text": "" if gone else note.text,
        "fields": {} if gone else note.fields,
        "version": note.version,
        "votes": note.votes,
        "state": note.state,
        "became": [_edge(edge.relation, edge.target) for edge in note.became.all()],
        "came_from": [_edge(edge.relation, edge.source) for edge in note.came_from.all()],
    }


def _edge(relation: str, other: Note) -> EdgeOut:
    return {"note": other.public_id, "relation": relation}


def round_out(round: Round) -> RoundOut:
    """A round of consensus, read in full. Until it closes only how many have answered, so that
    nobody is led.
    """
    stances = list(round.stances.all())
    out: RoundOut = {
        "round": round.pk,
        "board": round.board_id,
        "note": round.note.public_id,
        "number": round.number,
        "state": round.state,
        "answered": len(stances),
    }
    if round.state == Shut.CLOSED:
        out |= {
            "outcome": round.outcome,
            "agree": round.agreed,
            "stand_aside": round.stood_aside,
            "object": round.objected,
            "objections": [stance.reason for stance in stances if stance.stance == "object"],
        }
    return out


def timer_out(timer: Timer) -> TimerOut:
    """A timer; its end is a time of the server's clock (`now` of the same answer)."""
    return {
        "timer": timer.pk,
        "label": timer.label,
        "started_at": timer.started_at.isoformat(),
        "ends_at": timer.ends_at.isoformat(),
        "stopped_at": timer.stopped_at.isoformat() if timer.stopped_at else None,
    }


def grouping_out(grouping: Grouping) -> GroupingOut:
    """A draw, read in full. The seed is told with the result, never before; people by number of
    seat.
    """
    out: GroupingOut = {
        "grouping": grouping.pk,
        "number": grouping.number,
        "label": grouping.label,
        "state": grouping.state,
        "groups": grouping.groups,
        "rounds": grouping.rounds,
        "held": grouping.held,
        "by_helix": grouping.by_helix,
        "commitment": grouping.commitment,
    }
    if grouping.state == DrawState.COMMITTED:
        return out
    out |= {
        "seed": grouping.seed,
        "method": grouping.method,
        "input_hash": grouping.input_hash,
        "account": grouping.account,
        "seats": [
            [[seat.number for seat in group] for group in held]
            for held in queries.groups_of(grouping)
        ],
    }
    if grouping.state == DrawState.REFUSED:
        out["why"], out["remedies"] = refusal_out(grouping.account)
    return out


def seat_out(seat: Seat) -> SeatOut:
    """A seat with who sits there: for the facilitator only."""
    return {
        "seat": seat.number,
        "name": seat.name,
        "helix": seat.helix,
        "organisation": seat.organisation,
        "arrived_by": seat.arrived_by,
        "here": seat.here,
        "joined_at": seat.joined_at.isoformat(),
        "counts": seat.counts,
    }


def seats_out(seats: list[Seat]) -> SeatsOut:
    """Everybody who takes part, and joins that may be one client's: for the facilitator only."""
    return {
        "seats": [seat_out(seat) for seat in seats],
        "suspicious": [
            {
                "same": "device" if burst.same == "device" else "address",
                "seats": [seat.number for seat in burst.seats],
                "within_s": round(burst.within_s, 1),
            }
            for burst in bursts_of(seats)
        ],
    }


def refusal_out(account: dict[str, Any]) -> tuple[str, list[str]]:
    """Why groups could not be drawn, and what would help, as sentences."""
    names = {helix.value: str(helix.label) for helix in Helix}
    why = draw_sentence(account["code"], account["figures"], names)
    helps = [draw_sentence(remedy["code"], remedy, names) for remedy in account["remedies"]]
    return why, helps


def photo_out(photo: BoardPhoto) -> BoardPhotoOut:
    """A photo of a board by its name, with its words."""
    return {
        "photo": photo.name,
        "board": photo.board_id,
        "text": photo.text,
        "width": photo.width,
        "height": photo.height,
    }
