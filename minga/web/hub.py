"""One reader of the event table per process, and the streams it feeds.

The hub knows the last event it delivered before any stream is let in. A stream joins on the
event loop between two deliveries, is replayed what it missed up to that point, and then gets
every delivery: nothing is missed, nothing comes twice.
"""

import asyncio
import json
import logging
import threading
from collections import deque
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import DatabaseError, close_old_connections, connection

from minga.ground.facts import REGISTRY
from minga.ground.models import Event
from minga.ground.notify import FactListener

QUEUE_BYTES = 512 * 1024
"""A reader that lags so far behind is cut off; it resumes with Last-Event-ID."""
MAX_REPLAY = 5000
BATCH = 1000
BREATH_S, LONG_BREATH_S = 0.02, 0.08
"""After a quiet moment an event goes out at once; then those of so long go together, as a read
of the table costs more than a row, and with MANY streams a write more than a frame."""
MANY = 50

log = logging.getLogger("minga.live")


class Frame(NamedTuple):
    """One event, ready to send."""

    id: int
    city_id: int | None
    official: bool
    subject: str
    wire: bytes
    apart: bool = False
    body: str = ""


def frame_of(event: Event) -> Frame:
    """An event as the stream tells it: name and public codes; no bytes when it is not streamed,
    or when it cannot be read, which is told in the log and stops nobody.
    """
    kind = REGISTRY.get(event.name)
    silent = Frame(event.pk, event.city_id, event.official, event.subject, b"")
    if kind is None or not kind.STREAMED or (event.official and kind.UNHEARD):
        return silent
    if not isinstance(event.data, dict):
        log.error("event %s cannot be read: its data is no object", event)
        return silent
    data = {name: event.data.get(name) for name in kind.STREAMED}
    wire = f"id: {event.pk}\nevent: {kind.NAME}\ndata: {json.dumps(data)}\n\n".encode()
    return silent._replace(wire=wire, apart=kind.APART, body=str(event.data.get("body", "")))


class Ticket(NamedTuple):
    """What a stream may hear: a city, with or without the officials' events, or one subject of it.

    `bodies`: the officials' events of these bodies alone, by code; None: of all. Facts that stand
    apart (those of a workshop) are heard under their own subject only.
    """

    city_id: int
    official: bool
    subject: str = ""
    bodies: tuple[str, ...] | None = None

    @classmethod
    def read(cls, answer: bytes) -> "Ticket":
        """The ticket as the page that gives them out wrote it."""
        scope = json.loads(answer)
        bodies = scope.pop("bodies", None)
        return cls(**scope, bodies=None if bodies is None else tuple(bodies))

    def hears(self, frame: Frame) -> bool:
        """True when the frame is for this stream."""
        return (
            bool(frame.wire)
            and frame.city_id == self.city_id
            and (not frame.official or self._reaches(frame))
            and (frame.subject == self.subject if self.subject or frame.apart else True)
        )

    def _reaches(self, frame: Frame) -> bool:
        return self.official and (self.bodies is None or frame.body in self.bodies)


class Listener:
    """One open stream. Lives on the event loop."""

    def __init__(self, ticket: Ticket, after: int) -> None:
        self.ticket = ticket
        self.after = after
        self.woken = asyncio.Event()
        self.cut = False
        self._waiting: deque[bytes] = deque()
        self._size = 0

    def offer(self, chunk: bytes) -> None:
        """Queue bytes for the reader, or cut off a reader that lags too far behind."""
        self._size += len(chunk)
        if self._size > QUEUE_BYTES:
            self.cut = True
        else:
            self._waiting.append(chunk)
        self.woken.set()

    def take(self) -> bytes:
        """Everything that waits."""
        chunk = b"".join(self._waiting)
        self._waiting.clear()
        self._size = 0
        self.woken.clear()
        return chunk


class Hub:
    """Reads new events in a thread of its own and hands them to the listeners on the loop."""

    def __init__(self) -> None:
        self.ready = False
        self.delivered = 0
        self._listeners: set[Listener] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = threading.Event()

    async def open(self) -> None:
        """Know the last event, then start reading; only now may streams come."""
        self._loop = asyncio.get_running_loop()
        self._closing.clear()
        self.delivered = await asyncio.to_thread(_newest)
        threading.Thread(target=self._read_on, daemon=True, name="hub").start()
        self.ready = True

    def close(self) -> None:
        """End every stream, and the reading."""
        self.ready = False
        self._closing.set()
        for listener in list(self._listeners):
            listener.cut = True
            listener.woken.set()

    def join(self, ticket: Ticket, after: int | None) -> Listener:
        """Let a stream in. It must be replayed `missed(…)` before anything it takes."""
        listener = Listener(ticket, self.delivered if after is None else after)
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a stream."""
        self._listeners.discard(listener)

    def deliver(self, frames: list[Frame]) -> None:
        """Hand frames to every listener that may hear them; equal tickets share the bytes."""
        joined: dict[Ticket, bytes] = {}
        for listener in self._listeners:
            if frames[0].id <= listener.after:
                # It has these from another process that read faster.
                own = [frame for frame in frames if frame.id > listener.after]
                chunk = _joined(own, listener.ticket)
            else:
                if listener.ticket not in joined:
                    joined[listener.ticket] = _joined(frames, listener.ticket)
                chunk = joined[listener.ticket]
            if chunk:
                listener.offer(chunk)
        self.delivered = frames[-1].id

    def _read_on(self) -> None:
        listener, seen = FactListener(), self.delivered
        while not self._closing.is_set():
            try:
                listener.listen(2.0)
                frames = _frames_after(seen)
                while frames and self._loop is not None:
                    seen = frames[-1].id
                    self._loop.call_soon_threadsafe(self.deliver, frames)
                    self._closing.wait(LONG_BREATH_S if len(self._listeners) > MANY else BREATH_S)
                    frames = _frames_after(seen)
            except DatabaseError:
                log.exception("the event table cannot be read; trying again")
                connection.close()
                self._closing.wait(1.0)
            except RuntimeError:
                return  # the loop has closed: the process is ending
        connection.close()


def _newest() -> int:
    newest = Event.objects.order_by("-id").values_list("id", flat=True).first()
    close_old_connections()
    return newest or 0


def _frames_after(seen: int) -> list[Frame]:
    return [frame_of(event) for event in Event.objects.filter(pk__gt=seen).order_by("pk")[:BATCH]]


def missed(ticket: Ticket, after: int, until: int) -> bytes | None:
    """What a returning stream has missed, up to and with event `until`.

    None when that is too much to replay, or the cursor is from another history (a restored
    database): the page has to reload.
    """
    if after > until:
        return b"" if Event.objects.filter(pk=after).exists() else None
    rows: Any = Event.objects.filter(pk__gt=after, pk__lte=until, city_id=ticket.city_id)
    if not ticket.official:
        rows = rows.filter(official=False)
    if ticket.subject:
        rows = rows.filter(subject=ticket.subject)
    events = list(rows.order_by("pk")[: MAX_REPLAY + 1])
    if len(events) > MAX_REPLAY:
        return None
    return _joined(map(frame_of, events), ticket)


def _joined(frames: Iterable[Frame], ticket: Ticket) -> bytes:
    return b"".join(frame.wire for frame in frames if ticket.hears(frame))


hub = Hub()
