"""Reading the published files of an opinion conversation (Polis's export), and their consensus.

Votes are `votes.csv` (timestamp, comment-id, voter-id, vote), statements `comments.csv`
(comment-id; to be taken in also timestamp, comment-body, moderated and is-seed), and people
`participants-votes.csv` (participant, group-id). Other columns are left aside. Files come from
anywhere: whatever is wrong with one is told in one sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.utils import translation

from minga.ground.sheets import Limits, Sheet, SheetUnreadable, as_text, open_sheets
from minga.kernels.opinions import NO_GROUP, consensus_of, last_votes, tally

MAX_FILE_BYTES = 512 * 1024 * 1024
LIMITS = Limits(file_bytes=MAX_FILE_BYTES, unpacked_bytes=4 * MAX_FILE_BYTES)
MAX_CELLS = 200_000_000
"""People times statements: a table of bytes that still fits a small machine."""
MAX_ID_LENGTH, MAX_TEXT_LENGTH, MAX_TIME_LENGTH = 100, 2000, 18
VOTES = {"1": 1, "0": 0, "-1": -1}


class FileUnreadable(Exception):
    """One of the files cannot be used; the message says which, and why, in a sentence."""


@dataclass(frozen=True)
class Published:
    """A conversation as its files tell it. `entries` are (voter, statement, vote) in time order.

    `left_out` counts votes on statements that the file of statements does not list.
    """

    statements: tuple[str, ...]
    voters: tuple[str, ...]
    group_of: dict[str, str]
    entries: tuple[tuple[int, int, int], ...]
    left_out: int

    def consensus(self) -> dict[str, float]:
        """Group-informed consensus of each statement, over the groups that the files name."""
        names = sorted(set(self.group_of.values()) - {""})
        number = {name: place for place, name in enumerate(names)}
        groups = [number.get(self.group_of.get(voter, ""), NO_GROUP) for voter in self.voters]
        votes = last_votes(self.entries, len(self.voters), len(self.statements))
        counted = tally(votes, np.array(groups, dtype=np.int64), len(names))
        worth = consensus_of(counted).tolist()
        return dict(zip(self.statements, worth, strict=True))


def read_published(votes: Path, comments: Path, participants: Path) -> Published:
    """Read the three files. Raises FileUnreadable."""
    statements = _unique(comments, "comment-id")
    group_of = {
        row["participant"]: row["group-id"]
        for row in _rows(participants, ("participant", "group-id"), key="participant")
    }
    if not any(group_of.values()):
        raise FileUnreadable(
            f"{participants.name}: nobody is in a group, so there is no consensus between groups."
        )
    number = {statement: place for place, statement in enumerate(statements)}
    votes_cast = list(_cast(votes))
    voters = tuple(dict.fromkeys(voter for _, voter, _, _ in votes_cast))
    if len(voters) * len(statements) > MAX_CELLS:
        raise FileUnreadable(f"{votes.name}: too many people and statements to count at once.")
    place_of = {voter: place for place, voter in enumerate(voters)}
    counted = [cast for cast in votes_cast if cast[2] in number]
    # By time; of the same instant the later line counts, as the sort keeps their order.
    counted.sort(key=lambda cast: cast[0])
    return Published(
        statements=statements,
        voters=voters,
        group_of=group_of,
        entries=tuple((place_of[voter], number[about], vote) for _, voter, about, vote in counted),
        left_out=len(votes_cast) - len(counted),
    )


@dataclass(frozen=True)
class PublishedText:
    """A statement's words. `moderated`: 1 accepted, 0 nobody decided, -1 rejected."""

    statement: str
    text: str
    time: int
    moderated: str
    is_seed: bool


def read_texts(comments: Path) -> list[PublishedText]:
    """The words of the statements, in the file's order. Raises FileUnreadable."""
    columns = ("comment-id", "timestamp", "comment-body", "moderated", "is-seed")
    texts = []
    rows = _rows(comments, columns, key="comment-id", longest=MAX_TEXT_LENGTH)
    for line, row in enumerate(rows, 2):
        time = row["timestamp"]
        if not (time.isascii() and time.isdigit() and len(time) <= MAX_TIME_LENGTH):
            raise FileUnreadable(f"{comments.name}: row {line} has a timestamp that is no number.")
        text = " ".join(row["comment-body"].split())
        is_seed = row["is-seed"].lower() in ("true", "1")
        texts.append(PublishedText(row["comment-id"], text, int(time), row["moderated"], is_seed))
    return texts


def read_votes(votes: Path) -> list[tuple[int, str, str, int]]:
    """Every vote as (time, voter, statement, vote), in time order. Raises FileUnreadable."""
    return sorted(_cast(votes), key=lambda vote: vote[0])


def _cast(path: Path) -> Iterator[tuple[int, str, str, int]]:
    """The votes as (time, voter, statement, vote)."""
    for line, row in enumerate(_rows(path, ("timestamp", "comment-id", "voter-id", "vote")), 2):
        vote = VOTES.get(row["vote"])
        if vote is None:
            raise FileUnreadable(f"{path.name}: row {line} has a vote that is not 1, 0 or -1.")
        time = row["timestamp"]
        if not (time.isascii() and time.isdigit() and len(time) <= MAX_TIME_LENGTH):
            raise FileUnreadable(f"{path.name}: row {line} has a timestamp that is no number.")
        if not row["voter-id"] or not row["comment-id"]:
            raise FileUnreadable(f"{path.name}: row {line} lacks a voter or a statement.")
        yield int(time), row["voter-id"], row["comment-id"], vote


def _unique(path: Path, column: str) -> tuple[str, ...]:
    return tuple(row[column] for row in _rows(path, (column,), key=column))


def _rows(
    path: Path, columns: tuple[str, ...], *, key: str = "", longest: int = MAX_ID_LENGTH
) -> Iterator[dict[str, str]]:
    """These columns of each row, stripped. `key`: a column that must be there, and only once."""
    sheet = _open(path)
    names = [as_text(name).strip() for name in sheet.header]
    for column in columns:
        if names.count(column) != 1:
            named = "has no" if column not in names else "has more than one"
            raise FileUnreadable(f"{path.name} {named} column {column!r}.")
    wanted = {column: names.index(column) for column in columns}
    seen: set[str] = set()
    for line in sheet.rows():
        number, cells = line.number, [as_text(cell) for cell in line.cells]
        if line.trouble:
            raise FileUnreadable(
                f"{path.name} is no well-formed CSV, row {number}: {line.trouble}."
            )
        if len(cells) != len(names):
            raise FileUnreadable(
                f"{path.name}: row {number} has {len(cells)} cells where"
                f" the first one has {len(names)}."
            )
        row = {column: cells[place].strip() for column, place in wanted.items()}
        if any(len(cell) > longest for cell in row.values()):
            what = "an id" if longest == MAX_ID_LENGTH else "a cell"
            raise FileUnreadable(f"{path.name}: row {number} has {what} that is too long.")
        if key and (not row[key] or row[key] in seen):
            fault = "twice" if row[key] else "empty"
            raise FileUnreadable(f"{path.name}: row {number} has its {key} {fault}.")
        seen.add(row[key] if key else "")
        yield row


def _open(path: Path) -> Sheet:
    """The file's first sheet. Raises FileUnreadable."""
    try:
        # This is said on the command line, which speaks English.
        with translation.override("en"):
            return open_sheets(path, LIMITS)[0]
    except FileNotFoundError:
        raise FileUnreadable(f"There is no file {path}.") from None
    except (OSError, ValueError):  # ValueError: a name that no file can have
        raise FileUnreadable(f"{path.name or path}: it cannot be read.") from None
    except SheetUnreadable as error:
        raise FileUnreadable(f"{path.name}: {error}") from None
