"""A conversation as the five files of a Polis export: anybody can recompute the result.

People are numbered anew in each export, in an order that has nothing to do with when they came;
times are those of the full hour, so that nobody is recognised by when they answered. Who wrote
a statement is in none of them, nor is how many somebody wrote: a statement's author would lead to
all votes of that person, and nobody was asked; statements have only their day for that reason.
Later votes stand below earlier ones. Where no groups are shown, everybody is in group 0.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import StringIO
from math import prod
from typing import Any

from minga.ground.documents.cells import safe
from minga.participation.conversations.rules import UNREPEATED, Origin, StatementState
from minga.participation.models import Conversation, Opinion, OpinionMap, Statement

FILES = ("summary", "comments", "votes", "participants-votes", "comment-groups")
MODERATED = {StatementState.SHOWN: 1, StatementState.PENDING: 0, StatementState.SET_ASIDE: -1}
Rows = Iterable[Sequence[Any]]


class Export:
    """What the files are made of, read once."""

    def __init__(self, conversation: Conversation, drawn: OpinionMap | None) -> None:
        self.conversation = conversation
        kept = conversation.statements.exclude(state=StatementState.PENDING.value)
        self.statements: list[Statement] = list(kept.order_by("number"))
        opinions = Opinion.objects.filter(statement__in=self.statements)
        self.opinions = list(
            opinions.filter(seat__counts=True)
            .order_by("at", "pk")
            .values_list("seat_id", "statement_id", "value", "at", "seat__token_digest", "until")
        )
        digests = {row[0]: row[4] for row in self.opinions}
        order = sorted(digests, key=lambda seat: digests[seat])
        self.number_of = {seat: number for number, seat in enumerate(order)}
        self.group_of = self._groups(drawn)
        self.now = {(row[0], row[1]): row[2] for row in self.opinions if row[5] is None}
        self.counts = self._counts()

    def file(self, name: str) -> str:
        """One of FILES as CSV."""
        rows = {
            "summary": self._summary,
            "comments": self._comments,
            "votes": self._votes,
            "participants-votes": self._participants,
            "comment-groups": self._comment_groups,
        }[name]()
        text = StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        return text.getvalue()

    def consensus(self, statement: Statement) -> float:
        """The product over groups of (agrees + 1) / (votes + 2)."""
        return prod(
            (self.counts[statement.pk, group][1] + 1)
            / (self.counts[statement.pk, group].total() + 2)
            for group in self.groups
        )

    @property
    def groups(self) -> list[int]:
        """The groups that are shown; one of everybody when there are none."""
        return sorted(set(self.group_of.values())) or [0]

    def _groups(self, drawn: OpinionMap | None) -> dict[int, int]:
        if drawn is not None and drawn.drawn["groups"]["shown"]:
            labels = dict(map(tuple, drawn.drawn["labels"]))
            return {seat: labels[seat] for seat in self.number_of if seat in labels}
        return dict.fromkeys(self.number_of, 0)

    def _counts(self) -> "defaultdict[tuple[int, int], Counter[int]]":
        counts: defaultdict[tuple[int, int], Counter[int]] = defaultdict(Counter)
        for (seat, statement), value in self.now.items():
            if seat in self.group_of:
                counts[statement, self.group_of[seat]][value] += 1
        return counts

    def _summary(self) -> Rows:
        shown = [
            statement for statement in self.statements if statement.state == StatementState.SHOWN
        ]
        authors = {
            statement.seat_id
            for statement in self.statements
            if statement.origin == Origin.PARTICIPANT
        }
        return [
            ("topic", safe(self.conversation.title)),
            ("url", ""),
            ("views", len(self.number_of)),
            ("voters", len(self.number_of)),
            ("voters-in-conv", len(self.group_of)),
            ("commenters", len(authors)),
            ("comments", len(shown)),
            ("groups", len(self.groups)),
            ("conversation-description", safe(self.conversation.question)),
        ]

    def _comments(self) -> Rows:
        yield (
            "timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated",
            "is-meta", "is-seed", "group-informed-consensus", "comment-body",
        )  # fmt: skip
        everybody: defaultdict[int, Counter[int]] = defaultdict(Counter)
        for (_seat, pk), value in self.now.items():
            everybody[pk][value] += 1
        for statement in self.statements:
            count = everybody[statement.pk]
            yield (
                _day(statement.at),
                statement.number,
                "",
                count[1],
                count[-1],
                MODERATED[StatementState(statement.state)],
                "false",
                "true" if statement.origin == Origin.SEED else "false",
                repr(self.consensus(statement)),
                _words(statement),
            )

    def _votes(self) -> Rows:
        yield ("timestamp", "datetime", "comment-id", "voter-id", "vote")
        number = {statement.pk: statement.number for statement in self.statements}
        for seat, pk, value, at, _digest, _until in self.opinions:
            hour = _hour(at)
            hour_text = datetime.fromtimestamp(hour / 1000, UTC).strftime("%Y-%m-%dT%H:00:00Z")
            yield hour, hour_text, number[pk], self.number_of[seat], value

    def _participants(self) -> Rows:
        head = ("participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
        yield (*head, *(statement.number for statement in self.statements))
        for seat, number in self.number_of.items():
            cast = [self.now.get((seat, statement.pk), "") for statement in self.statements]
            yield (
                number,
                "",
                self.group_of.get(seat, ""),
                "",
                sum(value != "" for value in cast),
                cast.count(1),
                cast.count(-1),
                *cast,
            )

    def _comment_groups(self) -> Rows:
        kinds = ("votes", "agrees", "disagrees", "passes")
        names = ["total", *(f"group-{chr(ord('a') + group)}" for group in self.groups)]
        yield ("comment-id", "comment", *(f"{name}-{kind}" for name in names for kind in kinds))
        for statement in self.statements:
            own = [self.counts[statement.pk, group] for group in self.groups]
            cells = []
            for count in (sum(own, Counter()), *own):
                cells += [count.total(), count[1], count[-1], count[0]]
            yield statement.number, _words(statement), *cells


def _hour(at: datetime) -> int:
    return int(at.timestamp()) // 3600 * 3_600_000


def _day(at: datetime) -> int:
    return int(at.timestamp()) // 86_400 * 86_400_000


def _words(statement: Statement) -> str:
    """The words; not those that were set aside because they should not be repeated."""
    return "" if statement.reason in UNREPEATED else safe(statement.text)
