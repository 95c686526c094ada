"""A cache of things that change: each is made once for every revision of it.

One thread makes a value and who asks for the same meanwhile waits for it; nobody waits for
another thing. A maker must not ask for what it makes.
"""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import count
from typing import Any, Generic, TypeVar
from weakref import WeakSet

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_every: "WeakSet[Revisioned[Any, Any]]" = WeakSet()


@dataclass(slots=True)
class _Kept(Generic[V]):
    revision: Hashable
    value: V
    begun: int
    used: int


class Revisioned(Generic[K, V]):
    """At most so many values, one a key; what was not used for longest is dropped first."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._ticks = count(1)
        self._kept: dict[K, _Kept[V]] = {}
        self._making: dict[tuple[K, Hashable], Future[V]] = {}
        _every.add(self)

    def get(self, key: K, revision: Hashable, make: Callable[[], V]) -> V:
        """The value at this revision, made by `make` where it is not kept.

        What `make` raises reaches everybody who waited, and is not kept.
        """
        kept = self._kept.get(key)
        if kept is not None and kept.revision == revision:
            kept.used = next(self._ticks)  # a hit takes no lock
            return kept.value
        return self._made(key, revision, make)

    def last(self, key: K) -> V | None:
        """What is kept of a key, of whatever revision."""
        kept = self._kept.get(key)
        return None if kept is None else kept.value

    def clear(self) -> None:
        """Forget everything; what is being made just now is not kept either."""
        with self._lock:
            self._kept.clear()
            self._making.clear()

    def _made(self, key: K, revision: Hashable, make: Callable[[], V]) -> V:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and kept.revision == revision:
                return kept.value
            others = self._making.get((key, revision))
            if others is None:
                own = self._making[key, revision] = Future[V]()
                begun = next(self._ticks)
        if others is not None:
            return others.result()
        try:
            value = make()
        except BaseException as error:
            self._end(key, revision, own, None)
            own.set_exception(error)
            raise
        self._end(key, revision, own, _Kept(revision, value, begun, next(self._ticks)))
        own.set_result(value)
        return value

    def _end(self, key: K, revision: Hashable, own: "Future[V]", fresh: _Kept[V] | None) -> None:
        with self._lock:
            if self._making.get((key, revision)) is not own:
                return
            del self._making[key, revision]
            before = self._kept.get(key)
            if fresh is None or (before is not None and before.begun > fresh.begun):
                return
            self._kept[key] = fresh
            if len(self._kept) > self._most:
                del self._kept[min(self._kept, key=lambda key_: self._kept[key_].used)]


def clear_caches() -> None:
    """Forget everything that this process keeps (for tests)."""
    for cache in list(_every):
        cache.clear()
