"""Values kept in memory by revision: made once, bounded, nobody waits for another thing."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga.ground.revisioned import Revisioned, clear_caches

Store = Revisioned[str, Any]


class Maker:
    """Makes values slowly: each waits until the test lets it go on."""

    def __init__(self, outcome: Any = "made") -> None:
        self.outcome, self.calls = outcome, 0
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self) -> Any:
        self.calls += 1
        self.begun.set()
        assert self.go_on.wait(20)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def never() -> Any:
    raise AssertionError("this was kept, and need not be made")


def test_eight_threads_make_one_value() -> None:
    store, maker, together = Store(most=3), Maker(), threading.Barrier(9)

    def ask() -> Any:
        together.wait(20)
        return store.get("a", 1, maker)

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask) for _ in range(8)]
        together.wait(20)
        assert maker.begun.wait(20)
        time.sleep(0.05)  # so that the others are waiting; one that comes later finds it kept
        maker.go_on.set()
        assert [one.result(20) for one in asked] == ["made"] * 8
    assert maker.calls == 1


def test_an_error_reaches_everybody_who_waited_and_is_not_kept() -> None:
    store, entered = Store(most=3), threading.Semaphore(0)
    trouble = ValueError("no")
    maker = Maker(trouble)

    def ask() -> Any:
        entered.release()
        with pytest.raises(ValueError, match="no") as raised:
            store.get("a", 1, maker)
        return raised.value

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask) for _ in range(4)]
        for _ in asked:
            assert entered.acquire(timeout=20)
        assert maker.begun.wait(20)
        maker.go_on.set()
        assert [one.result(20) for one in asked] == [trouble] * 4
    assert store.get("a", 1, lambda: "again") == "again"


def test_two_things_do_not_hold_each_other_up() -> None:
    store, slow = Store(most=3), Maker()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(store.get, "slow", 1, slow)
        assert slow.begun.wait(20)
        assert store.get("quick", 1, lambda: "at once") == "at once"
        assert store.get("slow", 2, lambda: "newer") == "newer"
        slow.go_on.set()
        assert asked.result(20) == "made"
    assert store.get("slow", 2, never) == "newer", "what was begun earlier does not replace it"


def test_a_new_revision_is_made_anew() -> None:
    store = Store(most=3)
    assert store.last("a") is None
    assert store.get("a", 1, lambda: "one") == "one"
    assert store.get("a", 1, never) == "one"
    assert store.get("a", 2, lambda: "two") == "two"
    assert store.last("a") == "two"


def test_nothing_is_a_value_too() -> None:
    store = Store(most=3)
    assert store.get("a", 1, lambda: None) is None
    assert store.get("a", 1, never) is None


def test_what_was_not_used_for_longest_goes_first() -> None:
    store = Store(most=2)
    store.get("a", 1, lambda: "a")
    store.get("b", 1, lambda: "b")
    store.get("a", 1, never)
    store.get("c", 1, lambda: "c")
    assert (store.last("a"), store.last("b"), store.last("c")) == ("a", None, "c")


def test_cleared_while_it_is_made_it_is_not_kept() -> None:
    store, slow = Store(most=3), Maker()
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(store.get, "a", 1, slow)
        assert slow.begun.wait(20)
        clear_caches()
        slow.go_on.set()
        assert asked.result(20) == "made"
    assert store.last("a") is None


steps = st.lists(st.tuples(st.sampled_from("abcde"), st.integers(0, 2)), max_size=60)


@given(most=st.integers(1, 4), asked=steps)
def test_it_is_a_plain_dict_with_an_order(most: int, asked: list[tuple[str, int]]) -> None:
    store, plain, made = Store(most=most), dict[str, tuple[int, int]](), list[str]()

    def making(key: str) -> Callable[[], int]:
        return lambda: (made.append(key), len(made))[1]

    for key, revision in asked:
        before = plain.pop(key, None)
        fresh = before is not None and before[0] == revision
        many = len(made)
        value = store.get(key, revision, making(key))
        assert len(made) == many + (not fresh)
        plain[key] = before if fresh and before else (revision, value)
        assert value == plain[key][1]
        while len(plain) > most:
            del plain[next(iter(plain))]
        assert {one for one in "abcde" if store.last(one)} == set(plain)
