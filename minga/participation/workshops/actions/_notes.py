"""Writing the row of a note, wherever it comes from."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from minga.ground.fast_insert import insert
from minga.ground.secrets import ALPHABET, digest
from minga.participation.models import Board, Note, Workshop
from minga.participation.workshops.rules import MAX_NOTES, NotPossible

ID_SIGNS = 10


def new_note(
    row: Workshop,
    board: Board,
    seat_id: int | None,
    column: str,
    text: str,
    fields: Mapping[str, Any],
    *,
    at: datetime,
    key: str = "",
    content: str = "",
) -> Note:
    """Write a note that stands. `key` and `content` are digests (see Note). Raises NotPossible."""
    if Note.objects.filter(board__workshop=row).count() >= MAX_NOTES:
        raise NotPossible("full")
    public_id = "".join(secrets.choice(ALPHABET) for _ in range(ID_SIGNS))
    note = Note(
        board=board,
        seat_id=seat_id,
        public_id=public_id,
        column=column,
        text=text,
        fields=dict(fields),
        revision=row.revision,
        made_at=at,
        changed_at=at,
        intake_key=key or digest(f"made {public_id}"),
        intake_digest=content,
    )
    insert(note)
    return note
