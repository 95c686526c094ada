"""A workshop and the people in it, who speak through the API as phones and projectors do."""

from itertools import count
from typing import Any

from django.test import Client

from minga.ground.clock import now
from minga.participation.models import Workshop
from minga.participation.workshops import actions
from minga.participation.workshops.rules import Actor
from minga.territory.models import City

_keys = count()
JSON = "application/json"


class Knock:
    """Somebody who sends requests: with a token, or without one as a stranger."""

    def __init__(self, code: str, token: str = "", number: int | None = None) -> None:
        self.base, self.token, self.number = f"/api/v1/workshops/{code}", token, number
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.client = Client(headers={**headers, "Accept-Language": "en"})

    def get(self, path: str = "", **query: Any) -> Any:
        """GET under the workshop's address."""
        return self.client.get(self.base + path, query)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        """POST JSON under the workshop's address."""
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(self.base + path, body or {}, JSON, headers=headers)

    def patch(self, path: str, body: Any) -> Any:
        """PATCH JSON under the workshop's address."""
        return self.client.patch(self.base + path, body, JSON)

    def delete(self, path: str) -> Any:
        """DELETE under the workshop's address."""
        return self.client.delete(self.base + path)

    def note(self, board: int, text: str, *, key: str = "", **more: Any) -> Any:
        """Post a note; with a fresh key unless one is given."""
        body = {"board": board, "text": text, **more}
        return self.post("/notes", body, key=key or f"key-{next(_keys)}")

    def vote(self, note: str, **more: Any) -> int:
        """Place a dot; the status."""
        status: int = self.post("/votes", {"note": note, **more}).status_code
        return status


class Hall:
    """An open workshop with its first board, and people who join it."""

    def __init__(self, city: City, **words: Any) -> None:
        opened = actions.open_workshop(city=city, title="Taller de prueba", at=now(), **words)
        self.workshop: Workshop = opened.workshop
        self.code, self.secret = opened.code, opened.secret
        self.stranger = Knock(self.code)
        self.leader = Knock(self.code, self.secret)
        self.actor = Actor(self.workshop.pk, facilitates=True)
        self.board: int = self.workshop.boards.get(position=1).pk

    def join(self, **who: Any) -> Knock:
        """Somebody with a phone."""
        told = self.stranger.post("/join", who)
        assert told.status_code == 201, told.content
        return Knock(self.code, told.json()["token"], told.json()["seat"])

    def posted(self, who: Knock, text: str = "una idea", **more: Any) -> str:
        """The id of a note that somebody posts on the first board."""
        answer = who.note(more.pop("board", self.board), text, **more)
        assert answer.status_code == 201, answer.content
        told: str = answer.json()["note"]
        return told

    def board_of(self, kind: str, **more: Any) -> int:
        """The id of one more board."""
        answer = self.leader.post("/boards", {"kind": kind, **more})
        assert answer.status_code == 201, answer.content
        told: int = answer.json()["id"]
        return told

    def notes(self) -> dict[str, Any]:
        """Every note as a stranger sees it."""
        return {one["note"]: one for one in self.stranger.get().json()["notes"]}
