"""What two hundred phones ask at once, answered from memory.

The answer is the same for everybody. Each process keeps the rows of a workshop as they are told,
reads only what changed since it last looked, and takes from them what is newer than any phone's
revision: one look at the database a change, however far behind each phone is.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from minga.ground.revisioned import Revisioned
from minga.participation.models import Workshop
from minga.participation.workshops.present import Row, rows_since, summary

MAX_WALLS, MAX_ANSWERS = 40, 64


class Wall:
    """The rows of one workshop in one language, as of a revision."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._revision = 0
        self._about: Mapping[str, Any] = {}
        self._rows: dict[str, dict[int, Row]] = {}
        self._answers: OrderedDict[int, bytes] = OrderedDict()

    def answer(self, workshop: Workshop, since: int) -> bytes:
        """The changes after a revision, as JSON."""
        with self._lock:
            if workshop.revision > self._revision:
                self._catch_up(workshop)
            if since not in self._answers:
                self._answers[since] = self._told(since)
                while len(self._answers) > MAX_ANSWERS:
                    self._answers.popitem(last=False)
            return self._answers[since]

    def _catch_up(self, workshop: Workshop) -> None:
        about = summary(workshop)
        for name, rows in rows_since(workshop, self._revision).items():
            kept = self._rows.setdefault(name, {})
            for row in rows:
                kept[row.pk] = row
        # A photo is the one thing that can be deleted.
        public = set(workshop.photos.filter(public=True).values_list("pk", flat=True))
        photos = self._rows["photos"]
        self._rows["photos"] = {pk: row for pk, row in photos.items() if pk in public}
        self._about, self._revision = about, workshop.revision
        self._answers.clear()

    def _told(self, since: int) -> bytes:
        changes: dict[str, Any] = {
            name: [row.plain for row in rows.values() if row.revision > since]
            for name, rows in self._rows.items()
        }
        answer = {**self._about, "since": since, **changes}
        return json.dumps(answer, ensure_ascii=False).encode()


_walls = Revisioned[tuple[int, str, str | None], Wall](most=MAX_WALLS)
"""A wall follows its workshop's revisions by itself."""


def answer_bytes(workshop: Workshop, *, since: int, language: str | None, at: datetime) -> bytes:
    """The changes as JSON, from memory where this process has read them before.

    A cursor from another history (larger than the revision) is answered with everything.
    """
    # The digest is new whenever an id or a code of a restored backup is given anew.
    key = (workshop.pk, workshop.facilitator_digest, language)
    wall = _walls.get(key, None, Wall)
    body = wall.answer(workshop, since if since <= workshop.revision else 0)
    # The clock is the one thing that is never the same.
    return b'{"now": "' + at.isoformat().encode() + b'", ' + body[1:]
