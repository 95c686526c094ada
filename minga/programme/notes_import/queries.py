"""The notes of a workshop as the programme may take them over."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from minga.ground.errors import Text
from minga.kernels.likeness import folded
from minga.participation.models import Board, Note, NoteEdge, Seat, Workshop
from minga.participation.workshops.board_kinds import kind_of
from minga.participation.workshops.rules import Became
from minga.programme.kinds import KINDS, Kind
from minga.programme.models import Node, Programme, Session
from minga.programme.notes_import.drafts import BECOMES, Draft, draft_of
from minga.programme.rules import reached


@dataclass(frozen=True)
class Offer:
    """A standing note: what it would become, whose it is, and what was made of it before."""

    note: Note
    drafts: list[Draft]
    votes: int
    authors: list[Seat] = field(default_factory=list)
    brought: list[Node] = field(default_factory=list)

    @property
    def draft(self) -> Draft:
        """What is proposed."""
        return self.drafts[0]


@dataclass(frozen=True)
class NoteBoard:
    """A board with what may be taken from it."""

    board: Board
    kinds: list[Kind]
    offers: list[Offer]

    @property
    def name(self) -> Text:
        """Its title, or what it is when nobody gave it one."""
        return self.board.title or kind_of(self.board.kind).name


def session_of(programme: Programme, code: str) -> Session | None:
    """The workshop of this code, if it was held in a phase of this programme."""
    rows = Session.objects.filter(phase__component__programme=programme, workshop__code=code)
    return rows.select_related("phase__component__programme", "workshop").first()


def note_boards_of(
    programme: Programme, workshop: Workshop, kinds: Collection[str]
) -> list[NoteBoard]:
    """Every board whose notes can become one of the kinds, with its notes, most dots first."""
    becomes = {board: [kind for kind in codes if kind in kinds] for board, codes in BECOMES.items()}
    boards = [board for board in workshop.boards.order_by("position") if becomes.get(board.kind)]
    rows = list(Note.objects.filter(board__in=boards, state="standing").order_by("-votes", "pk"))
    authors = authors_of(rows)
    brought = brought_of(programme, rows)
    return [
        NoteBoard(
            board,
            [KINDS[kind] for kind in becomes[board.kind]],
            [
                Offer(
                    note,
                    [
                        draft_of(kind, note.column, note.text, note.fields)
                        for kind in becomes[board.kind]
                    ],
                    note.votes,
                    authors[note.pk],
                    brought[note.pk],
                )
                for note in rows
                if note.board_id == board.pk
            ],
        )
        for board in boards
    ]


def ancestry(notes: Iterable[Note]) -> dict[int, list[int]]:
    """Note id → ids of every note that it was merged, split or taken from."""
    up: dict[int, list[int]] = defaultdict(list)
    boards = {note.board_id for note in notes}
    workshops = Board.objects.filter(pk__in=boards).values("workshop")
    edges = NoteEdge.objects.filter(source__board__workshop__in=workshops)
    for source, target in edges.values_list("source_id", "target_id"):
        up[target].append(source)
    return {note.pk: list(reached(note.pk, up)) for note in notes}


def origins_of(programme: Programme, note: Note, kind: str) -> list[Node]:
    """What a node made of this note comes from, by what the workshop itself says.

    Nodes of other kinds made of the notes it grew from, and the persona that a vision names.
    """
    nodes = Node.objects.current().filter(programme=programme, kind__in=KINDS[kind].comes_from)
    made = list(nodes.filter(note__in=ancestry([note])[note.pk]).exclude(kind=kind).order_by("pk"))
    persona = folded(str(note.fields.get("persona") or ""))
    if kind == "vision" and persona:
        personas = nodes.filter(kind="persona").order_by("pk")
        made += [node for node in personas if folded(node.title) == persona and node not in made]
    return made


def standing_heirs(note: Note) -> list[Note]:
    """The standing notes that this one became: itself, what it was merged into, its parts."""
    down: dict[int, list[int]] = defaultdict(list)
    edges = NoteEdge.objects.filter(source__board__workshop=note.board.workshop)
    edges = edges.exclude(relation=Became.TAKEN_FROM)
    for source, target in edges.values_list("source_id", "target_id"):
        down[source].append(target)
    ids = [note.pk, *reached(note.pk, down)]
    return list(Note.objects.filter(pk__in=ids, state="standing").order_by("pk"))


def authors_of(notes: list[Note]) -> dict[int, list[Seat]]:
    """Note id → the seats with a name that wrote it, or a note that went into it."""
    above = ancestry(notes)
    wanted = {pk for note in notes for pk in (note.pk, *above[note.pk])}
    seat_of = dict(Note.objects.filter(pk__in=wanted).values_list("pk", "seat_id"))
    seats = Seat.objects.filter(pk__in=set(seat_of.values())).exclude(name="").in_bulk()
    authors = {}
    for note in notes:
        ids = dict.fromkeys(seat_of.get(pk) for pk in (note.pk, *above[note.pk]))
        authors[note.pk] = [seats[pk] for pk in ids if pk in seats]
    return authors


def brought_of(programme: Programme, notes: list[Note]) -> dict[int, list[Node]]:
    """Note id → the nodes that were made of it."""
    nodes: dict[int, list[Node]] = defaultdict(list)
    rows = Node.objects.filter(programme=programme, note__in=notes).order_by("pk")
    for node in rows:
        nodes[node.note_id or 0].append(node)
    return nodes
