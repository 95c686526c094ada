"""The allowance of a sender: how much, for how long, whose."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from minga.ground.models import Allowance
from minga.ground.rate_limit import TooMany, sweep, take
from minga.web.middleware import sender_address

AT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
class TestOneSender:
    """A sender's own allowance."""

    def test_may_send_all_at_once_and_then_waits(self) -> None:
        for _ in range(10):
            take("d:phone", per_minute=10, at=AT)
        with pytest.raises(TooMany) as refused:
            take("d:phone", per_minute=10, at=AT)
        assert refused.value.retry_after_s == 6
        take("d:phone", per_minute=10, at=AT + timedelta(seconds=6))

    @pytest.mark.parametrize("per_minute", [1, 7, 11, 60, 1200])
    def test_is_let_in_after_the_wait_that_was_told(self, per_minute: int) -> None:
        for _ in range(per_minute):
            take("d:phone", per_minute=per_minute, at=AT)
        with pytest.raises(TooMany) as refused:
            take("d:phone", per_minute=per_minute, at=AT)
        take(
            "d:phone", per_minute=per_minute, at=AT + timedelta(seconds=refused.value.retry_after_s)
        )

    def test_does_not_gain_more_than_one_minute_by_waiting(self) -> None:
        take("d:phone", per_minute=3, at=AT)
        later = AT + timedelta(days=1)
        for _ in range(3):
            take("d:phone", per_minute=3, at=later)
        with pytest.raises(TooMany):
            take("d:phone", per_minute=3, at=later)

    def test_is_not_punished_for_being_refused(self) -> None:
        take("d:phone", per_minute=1, at=AT)
        for second in range(59):
            with pytest.raises(TooMany):
                take("d:phone", per_minute=1, at=AT + timedelta(seconds=second))
        take("d:phone", per_minute=1, at=AT + timedelta(seconds=60))

    def test_does_not_use_up_anothers(self) -> None:
        take("d:one", per_minute=1, at=AT)
        take("d:two", per_minute=1, at=AT)

    def test_with_a_limit_of_zero_is_never_refused_nor_counted(self) -> None:
        for _ in range(100):
            take("d:phone", per_minute=0, at=AT)
        assert not Allowance.objects.exists()

    def test_is_forgotten_when_whole_again(self) -> None:
        take("d:phone", per_minute=10, at=AT)
        take("d:other", per_minute=10, at=AT + timedelta(seconds=30))
        sweep(at=AT + timedelta(seconds=10))
        assert [row.key for row in Allowance.objects.all()] == ["d:other"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_hundred_at_once_get_exactly_the_allowance() -> None:
    def once(number: int) -> bool:
        try:
            take("d:crowd", per_minute=10, at=AT)
        except TooMany:
            return False
        else:
            return True
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(once, range(200))) == 10


@pytest.fixture
def proxies(settings: Any) -> Iterator[Any]:
    """Sets the addresses of trusted proxies."""

    def trust(*addresses: str) -> None:
        settings.MINGA_TRUSTED_PROXIES = list(addresses)

    return trust


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "sender"),
    [
        ((), "198.51.100.4", "", "198.51.100.4"),
        ((), "198.51.100.4", "192.0.2.1", "198.51.100.4"),
        (("10.0.0.1",), "198.51.100.4", "192.0.2.1", "198.51.100.4"),
        (("10.0.0.1",), "10.0.0.1", "192.0.2.1", "192.0.2.1"),
        (("10.0.0.1",), "10.0.0.1", "6.6.6.6, 192.0.2.1", "192.0.2.1"),
        (("10.0.0.1", "10.0.0.2"), "10.0.0.1", "192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (("10.0.0.1",), "10.0.0.1", "", "10.0.0.1"),
        (("10.0.0.1",), "10.0.0.1", "no address", "unknown"),
        ((), "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        ((), "2001:db8:1:2:ffff::1", "", "2001:db8:1:2::"),
        ((), "2001:db8:1:3::1", "", "2001:db8:1:3::"),
        (("::1",), "::1", "2001:db8:1:2::9", "2001:db8:1:2::"),
    ],
)
def test_the_sender_is_whom_trusted_proxies_name(
    proxies: Any, trusted: tuple[str, ...], remote: str, forwarded: str, sender: str
) -> None:
    proxies(*trusted)
    assert sender_address(remote, forwarded) == sender
